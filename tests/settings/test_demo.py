"""The demo: what it refuses, what it deletes, and one real run from start to stop."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from pytest_django import Settings

from settings.management.commands import demo
from settings.management.commands.load_demo import demo_logins


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


class Run:
    """A demo that really runs, in a data folder of its own, started from another folder."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.process = self.start()
        self.said = self.read_until("Ctrl+C stops it")

    def start(self) -> subprocess.Popen[str]:
        """Start the command as somebody would, whatever the environment of the tests is."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
        return subprocess.Popen(
            [sys.executable, str(project.BASE_DIR / "manage.py"), "demo", "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env={**kept, "DATA_DIR": str(self.folder / "data")},
        )

    def read_until(self, words: str) -> str:
        """Return what it prints up to the line with these words, or all of it."""
        lines: list[str] = []
        while (line := self.process.stdout.readline()) and words not in line:  # type: ignore[union-attr]
            lines.append(line)
        return "".join([*lines, line])

    def get(self, path: str) -> tuple[int, str]:
        """Ask the server for a page, as a browser does."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Accept": "text/html"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """Return every living process that was started with this data folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.fsencode(self.folder) in (process / "environ").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def stop(self) -> str:
        """Press Ctrl+C, and return what it says to that."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=10)[0]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a demo that is ready."""
    run = Run(tmp_path)
    yield run
    if run.process.poll() is None:
        run.stop()


def test_the_demo_runs_answers_says_where_to_look_and_leaves_no_process(run: Run) -> None:
    assert "The demo is ready." in run.said, run.said
    assert all(f"{name} / {password}" in run.said for _, name, password in demo_logins())
    assert f"http://localhost:{run.port}/graphql/" in run.said
    assert run.get("/graphql/")[0] == run.get("/outbox/")[0] == 200
    assert all(name in run.get("/graphql/")[1] for _, name, _ in demo_logins() if name != "admin")
    assert json.loads(run.get("/readyz")[1])["status"] == "ok"
    assert len(run.processes()) > 3

    said = run.stop()

    assert (run.process.returncode, said.split()) == (0, ["Stopping", "…", "Stopped."])
    assert run.processes() == []
