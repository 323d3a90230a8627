"""Uploads that end in the middle: the client leaves, the disk is full, a task is deleted meanwhile."""

import errno
import io
import os
import socket
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image
from pytest_django.fixtures import Settings

from notifications.models import Letter
from organization.storage import FolderStorage
from tasks.models import Task
from tasks.services import delete_task
from tests.acceptance.files.conftest import UPLOAD, Desk, Shelf, new_files, packed
from tests.acceptance.files.samples import PNG, picture
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.production.machines import below, wait_for
from tests.schema.conftest import Api, global_id
from tests.waiting import HANGS
from uploads.models import TaskFile

NOTES = b"A line of notes.\n" * 250_000
SLAM = struct.pack("ii", 1, 0)
"""Lets a connection end with a reset, as one does whose client has lost its power."""


def leave(desk: Desk, form: bytes, share: int) -> None:
    """Send so many per cent of a form, and be gone."""
    headers = desk.headers(Host="127.0.0.1", **{"Content-Length": str(len(form))})
    lines = [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", desk.web.port), timeout=HANGS) as wire:
        wire.sendall("\r\n".join(["POST /graphql/ HTTP/1.1", *lines, "", ""]).encode())
        wire.sendall(form[: len(form) * share // 100])
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, SLAM)


def refusals(web: Server) -> int:
    """Return how many forms the server has given up."""
    return web.log.read_text().count("Bad Request: /graphql/")


def open_temporary_files(web: Server) -> list[str]:
    """Return the temporary files that the processes of a server hold open, which have no names any more."""
    assert web.process is not None
    found = []
    for process in (web.process.pid, *below(web.process.pid)):
        for one in Path(f"/proc/{process}/fd").iterdir():
            try:
                target = str(one.readlink())
            except OSError:
                continue
            if target.endswith("(deleted)"):
                found.append(target)
    return found


@pytest.mark.parametrize("share", [10, 50, 99])
def test_d13_a_client_that_vanishes_leaves_nothing(emil: Desk, task: Task, shelf: Shelf, share: int) -> None:
    before, held = refusals(emil.web), len(open_temporary_files(emil.web))
    leave(emil, packed(task, ("notes.txt", NOTES)), share)
    wait_for(lambda: refusals(emil.web) > before, HANGS)
    wait_for(lambda: len(open_temporary_files(emil.web)) <= held, HANGS)
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)
    assert emil.upload(task, ("notes.txt", b"x"))["errors"] == []


class BreakingDisk(FolderStorage):
    """A disk that is full in the middle of the second file."""

    def _save(self, name: str, content: Any) -> str:
        if any(path.is_file() for path in Path(self.location).rglob("*")):
            content = Half(content)
        return super()._save(name, content)


class Half:
    """Half of a content, after which there is no room."""

    def __init__(self, content: Any) -> None:
        """Know the whole."""
        self.content = content

    def chunks(self) -> Iterator[bytes]:
        """Give the first half."""
        whole = self.content.read()
        yield whole[: len(whole) // 2]
        raise OSError(errno.ENOSPC, "No space left on device")


def handed_in(caller: Api, task: Task, *contents: bytes) -> list[str]:
    """Hand in files; return the codes of the payload's errors."""
    files = {f"files.{place}": SimpleUploadedFile("a.txt", content) for place, content in enumerate(contents)}
    answer = caller.upload(UPLOAD, files, task=global_id(task), files=[None] * len(files))
    return [error["code"] for error in answer["data"]["uploadTaskFiles"]["errors"]]


def test_g16_a_disk_that_is_full_in_the_middle_leaves_nothing(
    cast: Cast, api: Api, task: Task, settings: Settings, media: Path
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.BreakingDisk"}}
    stored = new_files(media)
    assert handed_in(api.as_(cast.emil), task, b"one", b"two") == ["STORAGE_FULL"]
    assert (TaskFile.objects.count(), stored(), Letter.objects.count()) == (0, [], 0)


@pytest.fixture
def small_disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Return the folder of the files, on a disk of eight megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if os.name != "posix" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Nobody but root mounts a small disk.")
    try:
        settings.MEDIA_ROOT = disk / "media"
        settings.FILE_UPLOAD_TEMP_DIR = str(disk)
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("size", [1, 2, 5, 9], ids=lambda size: f"{size} MB")
def test_g16_a_full_disk_is_said_in_words_and_keeps_what_it_had(
    cast: Cast, api: Api, task: Task, small_disk: Path, size: int
) -> None:
    emil = api.as_(cast.emil)
    stored = new_files(small_disk)
    assert handed_in(emil, task, b"first") == []
    [first] = stored()
    # Small files are refused when they are stored, large ones when they come in.
    assert set(handed_in(emil, task, *[b"A line.\n" * (size * 125_000)] * 9)) == {"STORAGE_FULL"}
    assert (TaskFile.objects.count(), stored(), first.read_bytes()) == (1, [first], b"first")
    assert handed_in(emil, task, b"second") == []


def test_g16_a_full_disk_refuses_a_picture_in_words(cast: Cast, api: Api, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * (8 * 1024 * 1024 - 8192))
    query = """mutation ($input: SetProfilePictureInput!) {
      setProfilePicture(input: $input) { errors { code field } } }"""
    noise = io.BytesIO()
    Image.frombytes("RGB", (200, 200), os.urandom(120_000)).save(noise, "PNG")
    file = SimpleUploadedFile("me.png", noise.getvalue())
    answer = api.as_(cast.emil).upload(query, {"input.picture": file}, input={"picture": None})
    assert answer["data"]["setProfilePicture"]["errors"] == [{"code": "STORAGE_FULL", "field": ["picture"]}]
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == ["ballast"]


def test_d17_the_files_of_a_task_go_with_its_deletion_and_stay_without(
    emil: Desk, cast: Cast, task: Task, shelf: Shelf, settings: Settings
) -> None:
    settings.MEDIA_ROOT = emil.web.environment["MEDIA_ROOT"]
    emil.upload(task, ("a.txt", b"one"), ("b.txt", b"two"))
    with transaction.atomic():
        delete_task(task=task, by=cast.max.user)
        transaction.set_rollback(True)
    assert (TaskFile.objects.count(), sorted(path.read_bytes() for path in shelf())) == (2, [b"one", b"two"])
    delete_task(task=Task.objects.get(), by=cast.max.user)
    assert (TaskFile.objects.count(), shelf()) == (0, [])


def test_d17_a_replaced_picture_goes_and_a_refused_one_changes_nothing(
    cast: Cast, api: Api, transactional_db: None, media: Path
) -> None:
    query = "mutation ($input: SetProfilePictureInput!) { setProfilePicture(input: $input) { errors { code } } }"
    stored, outcomes = new_files(media), []
    for content in (PNG, picture("GIF"), b"no picture"):
        file = SimpleUploadedFile("me.png", content)
        answer = api.as_(cast.emil).upload(query, {"input.picture": file}, input={"picture": None})
        outcomes.append([error["code"] for error in answer["data"]["setProfilePicture"]["errors"]])
    assert outcomes == [[], [], ["FILE_TYPE_NOT_ALLOWED"]]
    assert [path.suffix for path in stored()] == [".gif"]
