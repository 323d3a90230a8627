"""How large a file and a request may be, and what is not even read."""

import re
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from notifications.models import Letter
from organization.storage import FolderStorage
from tasks.models import Task
from tests.acceptance.files.conftest import UPLOAD, Desk, Shelf, code, desk_of, packed
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.production.machines import below
from tests.schema.conftest import Api, global_id
from tests.waiting import HANGS
from uploads.models import TaskFile

LIMIT = 10 * 1024 * 1024


def unsent(desk: Desk, **headers: str) -> tuple[int, str]:
    """Send the headers of a form, and nothing of its body; return the status and the code of the answer."""
    lines = [f"{name}: {value}" for name, value in desk.headers(Host="127.0.0.1", **headers).items()]
    with socket.create_connection(("127.0.0.1", desk.web.port), timeout=HANGS) as wire:
        wire.sendall("\r\n".join(["POST /graphql/ HTTP/1.1", *lines, "", ""]).encode())
        return refusal_on(wire)


def refusal_on(wire: socket.socket) -> tuple[int, str]:
    """Read an answer; return its status and its code."""
    answer = b""
    while b'"errors"' not in answer or not answer.endswith(b"}"):
        answer += wire.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), code(body)


def peak(web: Server) -> int:
    """Return the most memory that the processes of a server ever had, in kilobytes."""
    assert web.process is not None
    texts = [Path(f"/proc/{each}/status").read_text() for each in (web.process.pid, *below(web.process.pid))]
    return sum(int(found[1]) for text in texts if (found := re.search(r"VmHWM:\s+(\d+)", text)))


def test_d4_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_not(emil: Desk, task: Task, shelf: Shelf) -> None:
    assert emil.refusal(task, ("a.txt", b"x" * (LIMIT + 1))) == [("FILE_TOO_LARGE", ["files", "0"])]
    assert emil.refusal(task, ("ok.txt", b"x"), ("a.txt", b"x" * (LIMIT + 1))) == [("FILE_TOO_LARGE", ["files", "1"])]
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)
    [file] = emil.upload(task, ("a.txt", b"x" * LIMIT))["files"]
    assert (file["size"], [path.stat().st_size for path in shelf()]) == (settings.UPLOAD_MAX_FILE_BYTES, [LIMIT])


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Length": str(10 * LIMIT + 1024 * 1024 + 1)},
        {"Content-Length": "9" * 15},
        {"Transfer-Encoding": "chunked"},
    ],
    ids=["a byte too long", "very long", "of no said length"],
)
def test_d4_a_request_that_is_too_large_is_refused_before_it_is_read(
    emil: Desk, task: Task, shelf: Shelf, headers: dict[str, str]
) -> None:
    assert unsent(emil, **headers) == (413, "PAYLOAD_TOO_LARGE")
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


def test_who_has_to_refresh_the_token_is_told_so_when_everything_is_sent(web: Server, cast: Cast, task: Task) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        emil = desk_of(web, cast.emil)
    form = packed(task, ("a.txt", b"x" * 600_000))
    headers = emil.headers(Host="127.0.0.1", **{"Content-Length": str(len(form))})
    lines = [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", web.port), timeout=1) as wire:
        wire.sendall("\r\n".join(["POST /graphql/ HTTP/1.1", *lines, "", ""]).encode() + form[:1000])
        with pytest.raises(TimeoutError):
            wire.recv(1)
        wire.settimeout(HANGS)
        wire.sendall(form[1000:])
        assert refusal_on(wire) == (200, "TOKEN_EXPIRED")
    assert not TaskFile.objects.exists()


def test_d4_who_says_that_less_comes_than_comes_is_refused(emil: Desk, task: Task, shelf: Shelf) -> None:
    form = packed(task, ("a.txt", b"x" * 1000))
    with socket.create_connection(("127.0.0.1", emil.web.port), timeout=HANGS) as wire:
        headers = emil.headers(Host="127.0.0.1", Connection="close", **{"Content-Length": str(len(form) - 500)})
        lines = [f"{name}: {value}" for name, value in headers.items()]
        wire.sendall("\r\n".join(["POST /graphql/ HTTP/1.1", *lines, "", ""]).encode() + form)
        answer = b""
        while b'"errors"' not in answer or not answer.endswith(b"}"):
            answer += wire.recv(65536)
    assert (int(answer.split()[1]), code(answer.partition(b"\r\n\r\n")[2])) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


def test_d4_large_files_do_not_stay_in_memory(emil: Desk, task: Task, shelf: Shelf) -> None:
    emil.refusal(task, ("a.exe", b"MZ"))
    before = peak(emil.web)
    assert emil.refusal(task, *[("a.exe", b"x" * LIMIT)] * 4) == [
        ("FILE_TYPE_NOT_ALLOWED", ["files", str(place)]) for place in range(4)
    ]
    assert peak(emil.web) - before < 2 * LIMIT / 1024
    assert shelf() == []


def test_b23_the_form_of_nobody_is_not_read(emil: Desk, task: Task, shelf: Shelf) -> None:
    length = {"Content-Length": str(LIMIT)}
    assert unsent(Desk(emil.web, "not.a.token"), **length) == (200, "UNAUTHENTICATED")
    assert (TaskFile.objects.count(), shelf()) == (0, [])


def test_b23_nothing_of_who_does_not_see_the_task_reaches_the_storage(
    cast: Cast, api: Api, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    save = FolderStorage._save

    def note(storage: FolderStorage, name: str, content: Any) -> str:
        written.append(name)
        return save(storage, name, content)

    monkeypatch.setattr(FolderStorage, "_save", note)
    for person in (cast.erna, cast.egon, cast.mona, cast.hanna, cast.gus, cast.gina):
        assert handed_in(api.as_(person), task, b"x" * 3_000_000) == ["NOT_FOUND"]
    assert (written, TaskFile.objects.count(), Letter.objects.count()) == ([], 0, 0)
    assert handed_in(api.as_(cast.emil), task, b"x") == []
    assert len(written) == 1


def handed_in(caller: Api, task: Task, content: bytes) -> list[str]:
    """Hand in a file; return the codes of the payload's errors."""
    file = SimpleUploadedFile("a.txt", content)
    answer = caller.upload(UPLOAD, {"files.0": file}, task=global_id(task), files=[None])
    return [error["code"] for error in answer["data"]["uploadTaskFiles"]["errors"]]
