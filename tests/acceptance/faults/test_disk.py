"""There is no room left, for files, for the database or for logs: what can be read is read, and a write says why."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection

from organization.authentication import open_session
from tasks import services
from tests.acceptance.conftest import signed_in
from tests.acceptance.server import Server, database_url, server
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.story.person import Person
from tests.waiting import HANGS
from uploads.models import TaskFile

TASKS = "{ tasks { nodes { title } } }"
CREATE = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { errors { code } } }"
UPLOAD = """mutation ($task: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $task, files: $files) {
    files { name } errors { code message } } }"""
ROOM = 1024 * 1024

ONCE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL's disk is not the tests' to fill, the others are looked at once."
)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Lend a disk of so many bytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("Only root may mount a small disk, and not in every container.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of one megabyte."""
    with small_disk(tmp_path / "disk", ROOM) as folder:
        yield folder


def left_over(disk: Path) -> list[Path]:
    """Return the files on the disk."""
    return [path for path in disk.rglob("*") if path.is_file()]


def hand_in(person: Person, task: str, name: str, content: bytes) -> httpx.Response:
    """Hand one file in; return the response."""
    operations = f'{{"query": {quoted(UPLOAD)}, "variables": {{"task": "{task}", "files": [null]}}}}'
    form = {"operations": operations, "map": '{"0": ["variables.files.0"]}'}
    address = f"{person.addresses[0]}/graphql/"
    return httpx.post(address, data=form, files={"0": (name, content)}, headers=person.headers, timeout=HANGS)


def quoted(text: str) -> str:
    """Return the text as JSON."""
    return '"' + " ".join(text.split()).replace('"', '\\"') + '"'


def codes(response: httpx.Response) -> list[str]:
    """Return the codes of an upload's refusal."""
    assert response.status_code == 200, response.text
    errors: list[dict[str, Any]] = response.json()["data"]["uploadTaskFiles"]["errors"]
    return [error["code"] for error in errors]


@ONCE
def test_g16_without_room_for_files_an_upload_says_so_and_leaves_nothing(
    transactional_db: None, cast: Cast, disk: Path, tmp_path: Path
) -> None:
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    with server(tmp_path, MEDIA_ROOT=str(disk), TMPDIR=str(disk)) as running:
        person = signed_in(running, cast.max)
        # The smaller one is kept in memory while it comes in, the larger one finds no room on its way.
        for size in (2 * ROOM, 4 * ROOM):
            assert codes(hand_in(person, global_id(task), "notes.txt", b"Some notes.\n" * (size // 12))) == [
                "STORAGE_FULL"
            ]
            assert (left_over(disk), TaskFile.objects.count()) == ([], 0)
        assert person.ask(TASKS) == {"tasks": {"nodes": [{"title": "Draw a logo"}]}}
        assert codes(hand_in(person, global_id(task), "notes.txt", b"Some notes.\n")) == []
        assert len(left_over(disk)) == 1


def fill(disk: Path) -> Path:
    """Leave no room on the disk; return the file that takes it."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filler


@ONCE
def test_g16_without_room_for_the_database_a_write_says_so_and_reads_are_answered(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    token = open_session(cast.max.user).token
    with small_disk(tmp_path / "disk", 16 * ROOM) as disk:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(disk / "db.sqlite3")])
        with server(tmp_path, DATABASE_URL=f"sqlite:///{disk / 'db.sqlite3'}") as running:
            person = Person([running.address])
            person.headers["Authorization"] = f"Bearer {token}"
            assert person.ask(TASKS) == {"tasks": {"nodes": [{"title": "Draw a logo"}]}}
            new = {"title": "Draw a map" * 20, "assigneeId": global_id(cast.emil)}
            filler = fill(disk)
            refused = [person.codes(CREATE, input=new) for _ in range(20)]
            assert ["SERVICE_UNAVAILABLE"] in refused
            assert all(each in ([], ["SERVICE_UNAVAILABLE"]) for each in refused)
            made = refused.count([])
            assert person.ask("{ tasks { totalCount } }") == {"tasks": {"totalCount": 1 + made}}
            filler.unlink()
            assert person.codes(CREATE, input=new) == []
            assert person.ask("{ tasks { totalCount } }") == {"tasks": {"totalCount": 2 + made}}


class Mute(Server):
    """A server whose log is on a disk without room."""

    @property
    def log(self) -> Path:
        """Where nothing can be written."""
        return Path("/dev/full")

    def answers(self) -> bool:
        """Whether it answers; what it had to say is lost."""
        assert self.process is not None
        assert self.process.poll() is None
        try:
            return httpx.get(f"{self.address}/healthz", timeout=HANGS).status_code == 200
        except httpx.TransportError:
            return False


@ONCE
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no device without room on this machine.")
def test_g16_a_server_without_room_for_its_log_serves_on(transactional_db: None, cast: Cast, tmp_path: Path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "settings.test", "DATABASE_URL": database_url()}
    running = Mute(tmp_path, environment | {"MEDIA_ROOT": str(tmp_path / "media"), "LOG_LEVEL": "DEBUG"})
    try:
        running.start()
        person = signed_in(running, cast.max)
        made = person.change("createTask", "task { title }", title="Draw a logo", assigneeId=global_id(cast.emil))
        assert made == {"task": {"title": "Draw a logo"}, "errors": []}
        assert person.codes("{ nonsense }") == ["GRAPHQL_VALIDATION_FAILED"]
        assert person.ask(TASKS) == {"tasks": {"nodes": [{"title": "Draw a logo"}]}}
    finally:
        running.stop()
