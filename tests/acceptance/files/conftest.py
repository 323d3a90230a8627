"""What the tests of files share: a task, forms on the wire, and what lies in the server's folder."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from organization.authentication import open_session
from organization.models import Employee
from tasks.models import Task
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.schema.forms import BOUNDARY, CONTENT_TYPE
from tests.waiting import HANGS

UPLOAD = """mutation ($task: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $task, files: $files) {
  files { id name size sha256 contentType downloadUrl } errors { code field } } }"""

Shelf = Callable[[], list[Path]]
Sent = tuple[str | bytes, bytes]
"""A file as it is sent: the name as it stands in the header, and the content."""


def packed(task: Task, *files: Sent) -> bytes:
    """Return the form that hands files in for a task."""
    variables = {"task": global_id(task), "files": [None] * len(files)}
    places = {str(number): [f"variables.files.{number}"] for number in range(len(files))}
    parts: list[tuple[str, str | bytes | None, bytes]] = [
        ("operations", None, json.dumps({"query": UPLOAD, "variables": variables}).encode()),
        ("map", None, json.dumps(places).encode()),
    ]
    parts += [(str(number), name, content) for number, (name, content) in enumerate(files)]
    return b"".join(part(*each) for each in parts) + f"--{BOUNDARY}--\r\n".encode()


def part(field: str, name: str | bytes | None, content: bytes) -> bytes:
    """Return one part of a form."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"'.encode()
    raw = name.encode() if isinstance(name, str) else name
    return head + (b'; filename="' + raw + b'"' if raw is not None else b"") + b"\r\n\r\n" + content + b"\r\n"


@dataclass
class Desk:
    """A person before the real server, who hands files in and fetches them."""

    web: Server
    token: str

    def headers(self, **more: str) -> dict[str, str]:
        """Return the headers of a form."""
        return {"Authorization": f"Bearer {self.token}", "Content-Type": CONTENT_TYPE, **more}

    def send(self, content: Any, **headers: str) -> httpx.Response:
        """Send a form as it is."""
        sent = self.headers(**headers)
        # There is no TLS; without `verify` each call would read all the certificates of the machine.
        return httpx.post(self.web.graphql, content=content, headers=sent, timeout=HANGS, verify=False)

    def upload(self, task: Task, *files: Sent) -> dict[str, Any]:
        """Hand files in; return the payload."""
        answer = self.send(packed(task, *files)).json()
        assert "errors" not in answer, answer
        payload: dict[str, Any] = answer["data"]["uploadTaskFiles"]
        return payload

    def refusal(self, task: Task, *files: Sent) -> list[tuple[str, list[str]]]:
        """Hand files in; return the codes and the fields of the payload's errors."""
        return [(error["code"], error["field"]) for error in self.upload(task, *files)["errors"]]

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation; return its data."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.web.post({"query": query, "variables": variables}, headers=headers).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def link(self, file: str) -> str:
        """Return a signed link to a file, without the address of the server."""
        query = "mutation ($id: ID!) { createDownloadLink(fileId: $id) { url } }"
        return local(self.ask(query, id=file)["createDownloadLink"]["url"])

    def fetch(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Fetch what is at a path, which is sent as it stands; an empty header is left out."""
        sent = {"Authorization": f"Bearer {self.token}"} | headers
        door = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=HANGS)
        try:
            door.request(method, path, headers={name: value for name, value in sent.items() if value})
            response = door.getresponse()
            return response, response.read()
        finally:
            door.close()


def local(url: str) -> str:
    """Return an address without its server."""
    return httpx.URL(url).raw_path.decode()


def code(content: bytes) -> str:
    """Return the code of the only error in an answer."""
    (error,) = json.loads(content)["errors"]
    found: str = error["extensions"]["code"]
    return found


def desk_of(web: Server, person: Employee) -> Desk:
    """Return a person before a server."""
    return Desk(web, open_session(person.user).token)


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task, made without services and letters."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)


@pytest.fixture
def emil(web: Server, cast: Cast) -> Desk:
    """Return Emil before the real server."""
    return desk_of(web, cast.emil)


@pytest.fixture
def shelf(web: Server) -> Shelf:
    """Return what lists the files that have come into the server's folder since the test began."""
    return new_files(folder_of(web))


def folder_of(web: Server) -> Path:
    """Return where a server keeps files."""
    return Path(web.environment["MEDIA_ROOT"])


def new_files(folder: Path) -> Shelf:
    """Return what lists the files that have come into a folder since now, unfinished ones among them."""
    before = set(folder.rglob("*"))
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file() and path not in before)
