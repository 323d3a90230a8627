"""What stands between a program and the server: it notes what is asked, and answers some of it itself."""

import http.client
import re
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
import orjson

from settings.keys import development_keys
from tests.running_demo import Demo
from tests.waiting import HANGS

OPERATION = re.compile(rb"(?:query|mutation) (\w+)")


@dataclass(frozen=True)
class Asked:
    """An operation that came: its name, its body, and when."""

    name: str
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Answer:
    """What a program is told."""

    body: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Between(ThreadingHTTPServer):
    """Hands requests on to the demo, unless `instead` answers them."""

    def __init__(self, demo: Demo, instead: Callable[[Asked], Answer | None], expiring: Container[str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.demo = demo
        self.instead = instead
        self.expiring = expiring
        self.asked: list[Asked] = []
        self.expired: list[str] = []
        self.old = ""

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.server_port}/graphql/"

    @property
    def names(self) -> list[str]:
        """The operations, in the order they came."""
        return [asked.name for asked in self.asked]

    def aged(self, name: str, authorization: str) -> str:
        """Return a header as it is some minutes later, if it has the token that came with the first that expires."""
        if name not in self.expiring or authorization != (self.old or authorization):
            return authorization
        self.old = authorization
        self.expired.append(name)
        claims = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
        key = development_keys(self.demo.folder / "data")["jwt_secret_key"]
        return "Bearer " + jwt.encode(claims | {"exp": int(time.time()) - 600}, key)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Between
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer, or let the demo answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        named = OPERATION.search(body)
        asked = Asked(named[1].decode() if named else "", body)
        self.server.asked.append(asked)
        answer = self.server.instead(asked)
        if answer is None:
            self.hand_on(asked)
        else:
            headers = {"Content-Type": "application/graphql-response+json; charset=utf-8"} | answer.headers
            self.reply(answer.status, headers, orjson.dumps(answer.body))

    def hand_on(self, asked: Asked) -> None:
        """Ask the demo."""
        headers = {name.title(): value for name, value in self.headers.items() if name.lower() != "host"}
        if "Authorization" in headers:
            headers["Authorization"] = self.server.aged(asked.name, headers["Authorization"])
        demo = http.client.HTTPConnection("localhost", self.server.demo.port, timeout=HANGS)
        try:
            demo.request("POST", self.path, asked.body, headers)
            answer = demo.getresponse()
            kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
            self.reply(answer.status, kept, answer.read())
        finally:
            demo.close()

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Keep quiet."""


def nothing(_asked: Asked) -> None:
    """Let the demo answer."""


@contextmanager
def between(
    demo: Demo, instead: Callable[[Asked], Answer | None] = nothing, expiring: Container[str] = ()
) -> Iterator[Between]:
    """Stand before the demo; the first token that comes with one of the operations `expiring` is old by then."""
    with Between(demo, instead, expiring) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
