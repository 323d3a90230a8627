"""Files on their way out: to who may see them, never run by a browser, and nothing else of the folder."""

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tasks.models import Task
from tests.acceptance.files.conftest import Desk, Shelf, code, desk_of, folder_of, local, part
from tests.acceptance.files.samples import GIF, HTML, photo
from tests.conftest import Cast
from tests.schema.forms import BOUNDARY
from tests.waiting import HANGS
from uploads.links import make_download_link
from uploads.models import TaskFile
from uploads.services import upload_task_files
from uploads.views import disposition

NOTES = b"Some notes.\n"


@pytest.fixture
def file(emil: Desk, task: Task) -> dict[str, Any]:
    """Return a file that Emil handed in: its id, and the path of its address."""
    [file] = emil.upload(task, ("notes.txt", NOTES))["files"]
    return {**file, "path": local(file["downloadUrl"])}


NAMES = ['q"uote;.txt', "отчёт.pdf", "a\r\nSet-Cookie: b=c.txt", "a\\b%41.txt", "'*.txt", "😀.txt", "a" * 255, "\0.txt"]


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_d8_a_name_in_the_header_is_read_as_it_is_and_adds_none(name: str) -> None:
    header = disposition(name)
    assert re.fullmatch(r"[ -~]*", header)
    plain, full = re.fullmatch(r"attachment; filename=\"([^\"\\]*)\"; filename\*=UTF-8''(\S*)", header).groups()  # type: ignore[union-attr]
    assert unquote(full, errors="strict") == name
    assert len(plain) == len(name)
    message = Message()
    message["Content-Disposition"] = header.replace(f'filename="{plain}"; ', "")
    assert message.get_filename() == name


def test_d8_over_the_wire_a_name_splits_no_header(cast: Cast, emil: Desk, file: dict[str, Any]) -> None:
    TaskFile.objects.update(name='отчёт "1";\r\nX-Evil: yes\r\n\r\n<script>.txt')
    response, body = emil.fetch(file["path"])
    assert (response.status, body, response.getheader("X-Evil")) == (200, NOTES, None)
    assert unquote(str(response.getheader("Content-Disposition")).partition("UTF-8''")[2]).startswith('отчёт "1";')


def test_d6_d23_what_could_run_in_a_browser_is_sent_so_that_it_does_not(emil: Desk, task: Task) -> None:
    [file] = emil.upload(task, ("a.gif", GIF + HTML))["files"]
    response, body = emil.fetch(local(file["downloadUrl"]))
    expected = {
        "Content-Type": "image/gif",
        "Content-Disposition": "attachment; filename=\"a.gif\"; filename*=UTF-8''a.gif",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "none",
        "Content-Length": str(len(GIF + HTML)),
    }
    assert (response.status, body) == (200, GIF + HTML)
    assert {name: response.getheader(name) for name in expected} == expected


RANGES = [
    "bytes=0-",
    "bytes=-1",
    "bytes=5-1",
    "bytes=0-0",
    "bytes=999999999999999999999-",
    "bytes=" + ",".join(["0-0"] * 1000),
    "bytes=",
    "bytes=a-b",
    "lines=1-2",
    "\x80",
]
CONDITIONS = [
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"If-Modified-Since": "nonsense"},
    {"If-None-Match": "*"},
    {"If-Range": '"x"', "Range": "bytes=0-1"},
    {"If-Match": '"x"'},
]


def test_d23_ranges_and_conditions_are_answered_with_the_whole(emil: Desk, file: dict[str, Any]) -> None:
    for headers in [*({"Range": value} for value in RANGES), *CONDITIONS]:
        response, body = emil.fetch(file["path"], **headers)
        assert (headers, response.status, body) == (headers, 200, NOTES)
        assert response.getheader("Cache-Control") == "private, no-store"
        head, nothing = emil.fetch(file["path"], "HEAD", **headers)
        assert (headers, head.status, nothing) == (headers, 200, b"")
        assert head.getheader("Content-Length") == str(len(NOTES))


UPWARDS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e/")


def places(file: dict[str, Any], stored: Path, name: str) -> list[str]:
    """Return addresses at which somebody might look for a stored file."""
    number = file["path"].strip("/").split("/")[-1]
    return [
        *(f"{prefix}{name}" for prefix in ("/", "/media/", "/files/", "/static/", "/data/media/", "/pictures/")),
        *(
            f"/static/{up}media/{name}"
            for up in ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e/")
        ),
        *(f"/static{up}{name}" for up in ("/../", "/..%2f", "//", "/%00/")),
        str(stored),
        f"/static/../../../../../..{stored}",
        f"/static//{stored}",
        f"/files/{Path(name).name}/",
        f"/pictures/{Path(name).name}",
        f"/pictures/..%2f{name}",
        f"/pictures/{Path(name).name}.png",
        f"/files/{number}/{name}",
        f"/files/{number}/../../{name}",
        f"/files/{file['id']}/",
        f"/files/{base64.b64encode(b'TaskFile:1').decode()}/",
        f"/files/-{number}/",
        f"/files/0x{number}/",
        f"/files/{number}.0/",
        "/files/%d9%a1/",
        f"/files/{10**30}/",
        f"/files/{2**63}/",
    ]


def test_b21_the_place_of_a_stored_file_is_no_address(emil: Desk, file: dict[str, Any], shelf: Shelf) -> None:
    name = str(TaskFile.objects.get().file.name)
    stored = folder_of(emil.web) / name
    assert stored.read_bytes() == NOTES
    for path in places(file, stored, name):
        response, body = emil.fetch(path)
        assert (path, response.status, code(body)) == (path, 404, "NOT_FOUND")
        assert (NOTES in body, str(stored).encode() in body) == (False, False)


def test_b21_the_permission_is_asked_at_each_opening(cast: Cast, emil: Desk, file: dict[str, Any]) -> None:
    assert emil.fetch(file["path"])[1] == NOTES
    assert code(desk_of(emil.web, cast.erna).fetch(file["path"])[1]) == "NOT_FOUND"
    Task.objects.update(assignee=cast.erna)
    response, body = emil.fetch(file["path"])
    assert (response.status, code(body)) == (404, "NOT_FOUND")
    assert desk_of(emil.web, cast.erna).fetch(file["path"])[1] == NOTES


@pytest.fixture
def link(emil: Desk, file: dict[str, Any]) -> str:
    """Return a signed link of Emil's to the file."""
    return emil.link(file["id"])


ANONYMOUS = {"Authorization": ""}


def test_b22_a_link_opens_its_file_for_its_viewer_alone(cast: Cast, emil: Desk, link: str) -> None:
    assert emil.fetch(link, **ANONYMOUS)[1] == NOTES
    assert emil.fetch(link)[1] == NOTES
    for person in (cast.max, cast.olga, cast.erna, cast.gus):
        response, body = desk_of(emil.web, person).fetch(link)
        assert (response.status, code(body)) == (403, "FORBIDDEN")


def test_b22_a_link_that_was_changed_opens_nothing(cast: Cast, emil: Desk, task: Task, link: str) -> None:
    [other] = emil.upload(task, ("other.txt", b"Other notes.\n"))["files"]
    address, _, signed = link.partition("?link=")
    changed = [
        f"{local(other['downloadUrl'])}?link={signed}",
        f"{address}?link={signed[:-1]}",
        f"{address}?link={signed.replace('.', '.1', 1)}",
        f"{address}?link=1{signed}",
        f"{address}?link={signed}&link=x",
        f"{address}?link=",
        f"{address}?link=%00",
    ]
    for path in changed:
        response, body = emil.fetch(path, **ANONYMOUS)
        assert (path, response.status, code(body)) == (path, 403, "FORBIDDEN")
    for path in (f"{address}notes.txt?link={signed}", f"{address.rstrip('/')}1234/?link={signed}"):
        assert emil.fetch(path, **ANONYMOUS)[0].status in {403, 404}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response, body = emil.fetch(link, method, **ANONYMOUS)
        assert (method, response.status, code(body)) == (method, 403, "FORBIDDEN")
    assert TaskFile.objects.count() == 2


def test_b22_a_link_ends_with_the_right_to_its_file(cast: Cast, emil: Desk, link: str) -> None:
    Task.objects.update(assignee=cast.erna)
    response, body = emil.fetch(link, **ANONYMOUS)
    assert (response.status, code(body)) == (404, "NOT_FOUND")


def test_b22_a_link_ends_after_a_minute(cast: Cast, task: Task, client: Client) -> None:
    [row] = upload_task_files(task=task, files=[SimpleUploadedFile("a.txt", NOTES)], by=cast.emil.user)
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
        path = local(make_download_link(file=row, viewer=cast.emil.user).url)
        clock.shift(timedelta(seconds=60))
        assert b"".join(client.get(path)) == NOTES
        clock.shift(timedelta(seconds=1))
        response = client.get(path)
    assert (response.status_code, code(response.content)) == (403, "FORBIDDEN")


def test_d16_who_is_downloading_gets_the_whole_file_though_it_is_deleted(
    cast: Cast, emil: Desk, task: Task, shelf: Shelf
) -> None:
    content = b"A line of notes.\n" * 600_000
    [file] = emil.upload(task, ("notes.txt", content))["files"]
    path = local(file["downloadUrl"])
    headers = {"Authorization": f"Bearer {emil.token}"}
    with httpx.stream("GET", f"{emil.web.address}{path}", headers=headers, timeout=HANGS) as response:
        pieces = response.iter_raw()
        read = next(pieces)
        delete = "mutation ($id: ID!) { deleteTaskFile(input: { id: $id }) { deletedId errors { code } } }"
        assert emil.ask(delete, id=file["id"])["deleteTaskFile"]["errors"] == []
        assert (shelf(), code(emil.fetch(path)[1])) == ([], "NOT_FOUND")
        assert hashlib.sha256(read + b"".join(pieces)).hexdigest() == file["sha256"]
    assert emil.web.answers()


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: (path.unlink(), path.mkdir())], ids=["missing", "unreadable"]
)
def test_d18_a_file_that_is_missing_is_said_and_logged(
    emil: Desk, file: dict[str, Any], harm: Callable[[Path], object]
) -> None:
    row = TaskFile.objects.get()
    stored = folder_of(emil.web) / str(row.file.name)
    harm(stored)
    for method in ("GET", "HEAD"):
        response, body = emil.fetch(file["path"], method)
        assert response.status == 404
        assert str(row.file.name).encode() not in body
    assert code(emil.fetch(file["path"])[1]) == "FILE_MISSING"
    lines = [line for line in emil.web.log.read_text().splitlines() if f"The content of file {row.pk} cannot" in line]
    assert len(lines) >= 3
    assert all(" ERROR " in line for line in lines)


def test_d25_what_is_downloaded_is_what_was_handed_in(emil: Desk, task: Task) -> None:
    contents = {"photo.jpg": photo(), "a.gif": GIF + HTML, "notes.txt": b"\xef\xbb\xbfline\r\nline\n\n"}
    for file in emil.upload(task, *contents.items())["files"]:
        _, body = emil.fetch(local(file["downloadUrl"]))
        sent = contents[file["name"]]
        assert (body == sent, file["sha256"]) == (True, hashlib.sha256(sent).hexdigest())


def test_d25_a_profile_picture_does_not_say_where_it_was_taken(emil: Desk) -> None:
    assert b"SecretCamera" in photo()
    query = """mutation ($picture: Upload) {
      setProfilePicture(input: { picture: $picture }) { employee { pictureUrl } errors { code } } }"""
    first = json.dumps({"query": query, "variables": {"picture": None}}).encode()
    form = part("operations", None, first) + part("map", None, b'{"0": ["variables.picture"]}')
    answer = emil.send(form + part("0", "me.jpg", photo()) + f"--{BOUNDARY}--\r\n".encode()).json()
    response, body = emil.fetch(local(answer["data"]["setProfilePicture"]["employee"]["pictureUrl"]), **ANONYMOUS)
    assert (response.status, b"Secret" in body) == (200, False)
    with Image.open(io.BytesIO(body)) as image:
        assert dict(image.getexif()) == {0x0112: 6}
