"""The demo: what it refuses, what it deletes, and one real run from start to stop."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from pytest_django import Settings

from settings.management.commands import demo
from settings.management.commands.load_demo import demo_logins
from tests.running_demo import Demo, running_demo

__all__ = ("running_demo",)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder of the demo's own, in which nothing runs."""
    settings.DATA_DIR = tmp_path
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path / "cache"}}
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db.sqlite3"}
    monkeypatch.setitem(project.DATABASES, "default", database)
    return tmp_path


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def refusal(**options: Any) -> str:
    """Return why the demo does not run."""
    with pytest.raises(CommandError) as caught:
        call_command("demo", skip_checks=True, **options)
    return str(caught.value)


def test_it_does_not_run_with_production_settings_even_by_force(folder: Path, settings: Settings) -> None:
    settings.DEVELOPMENT = False

    assert refusal(force=True) == (
        "The demo does not run with production settings. Leave out DJANGO_SETTINGS_MODULE, or run 'serve'."
    )
    assert list(folder.iterdir()) == []


def test_it_does_not_write_into_a_database_that_somebody_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(project.DATABASES["default"], "NAME", folder.parent / "theirs.sqlite3")

    assert refusal().startswith("DATABASE_URL is set, and the demo would write into that database.")
    assert list(folder.iterdir()) == []


def test_it_does_not_send_real_letters(folder: Path, settings: Settings) -> None:
    settings.OUTBOX_DIR = None

    assert refusal().startswith("EMAIL_HOST or EMAIL_BACKEND is set, and the demo would send real letters.")
    assert list(folder.iterdir()) == []


def test_a_taken_port_is_named_with_the_way_out(folder: Path, taken_port: int) -> None:
    said = refusal(port=taken_port)

    assert said.startswith(f"Port {taken_port} is taken by another program")
    assert f"--port {taken_port + 1}" in said
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.0", "²"])
def test_what_is_no_port_is_refused(port: str) -> None:
    assert "is not a port" in refusal_of_words(f"--port={port}")


@pytest.mark.usefixtures("folder")
def test_the_port_of_the_environment_is_used(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken_port))

    assert refusal_of_words().startswith(f"Port {taken_port} is taken")


def refusal_of_words(*words: str) -> str:
    """Return why the demo does not run with arguments as they are typed."""
    with pytest.raises(CommandError) as caught:
        call_command("demo", *words, skip_checks=True)
    return str(caught.value)


def test_starting_over_deletes_the_demo_and_nothing_else(folder: Path, settings: Settings) -> None:
    for name in ("db.sqlite3", "db.sqlite3-wal", "media/a.pdf", "outbox/letter.log", "cache/x", "secret-keys.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    outside = folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    settings.MEDIA_ROOT = outside

    demo.start_over()

    assert sorted(path.name for path in folder.iterdir()) == ["media", "secret-keys.json"]
    assert outside.exists()


def test_starting_over_leaves_a_database_that_somebody_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = folder.parent / "theirs.sqlite3"
    theirs.touch()
    monkeypatch.setitem(project.DATABASES["default"], "NAME", theirs)

    with pytest.raises(CommandError):
        demo.start_over()

    assert theirs.exists()


def test_serve_refuses_development_settings() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("serve", skip_checks=True)

    assert "DJANGO_SETTINGS_MODULE=settings.prod" in str(caught.value)


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5"])
def test_serve_wants_at_least_one_worker(workers: str) -> None:
    with pytest.raises(CommandError, match="is not a number of at least 1"):
        call_command("serve", f"--workers={workers}", skip_checks=True)


def test_the_demo_runs_answers_says_where_to_look_and_leaves_no_process(running_demo: Demo) -> None:
    assert "The demo is ready." in running_demo.said, running_demo.said
    assert all(f"{name} / {password}" in running_demo.said for _, name, password in demo_logins())
    assert f"http://localhost:{running_demo.port}/graphql/" in running_demo.said
    assert running_demo.get("/graphql/")[0] == running_demo.get("/outbox/")[0] == 200
    assert all(name in running_demo.get("/graphql/")[1] for _, name, _ in demo_logins() if name != "admin")
    assert json.loads(running_demo.get("/readyz")[1])["status"] == "ok"
    assert len(running_demo.processes()) > 3

    said = running_demo.stop()

    assert (running_demo.process.returncode, said.split()) == (0, ["Stopping", "…", "Stopped."])
    assert running_demo.processes() == []
