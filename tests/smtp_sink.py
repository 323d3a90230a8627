"""A mail server that keeps what it is given, and misbehaves as a test wants it to."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings


class Mode(Enum):
    """How the server behaves."""

    OK = auto()
    REFUSE = auto()  # 550 to every receiver
    REFUSE_SOME = auto()  # 550 to receivers with "bad" in their address
    REFUSE_CONTENT = auto()  # 554 to every mail
    TEMP = auto()  # 451 to every mail
    DROP_AFTER_ACCEPT = auto()  # keeps the mail, and cuts the line before it says so
    SLOW = auto()  # keeps the mail, and answers after `seconds`
    HOLD = auto()  # keeps the mail, and answers when the mode changes
    DIE = auto()  # 421 to whoever connects


@dataclass(frozen=True)
class Arrival:
    """A mail as it arrived."""

    to: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed as a mail program would."""
        return message_from_bytes(self.content, _class=EmailMessage, policy=policy.default)

    def part(self, kind: str) -> str:
        """Return the text of the part `plain` or `html`."""
        body = self.mail.get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """The server's address, its behaviour from now on, and what arrived so far."""

    port: int
    mode: Mode = Mode.OK
    seconds: float = 0
    arrivals: list[Arrival] = field(default_factory=list)
    connections: int = 0

    @property
    def receivers(self) -> list[str]:
        """The address of every mail that arrived, in the order of arrival."""
        return [address for arrival in self.arrivals for address in arrival.to]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Answer to a receiver."""
        if self.mode is Mode.REFUSE or (self.mode is Mode.REFUSE_SOME and "bad" in address):
            return f"550 no such user {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
    ) -> str:
        """Answer to a mail."""
        if self.mode is Mode.TEMP:
            return "451 try later"
        if self.mode is Mode.REFUSE_CONTENT:
            return "554 not wanted"
        self.arrivals.append(Arrival(list(envelope.rcpt_tos), envelope.original_content or b""))
        if self.mode is Mode.SLOW:
            await asyncio.sleep(self.seconds)
        while self.mode is Mode.HOLD:  # noqa: ASYNC110 - the mode is set from another thread
            await asyncio.sleep(0.02)
        if self.mode is Mode.DROP_AFTER_ACCEPT:
            cut(server)
        return "250 OK"


def cut(server: SMTP) -> None:
    """Cut the line, after what was said so far."""
    assert server.transport is not None
    server.transport.close()


class Greeter(SMTP):
    """The protocol, which knows how to slam the door."""

    async def _handle_client(self) -> None:
        server: MailServer = self.event_handler
        server.connections += 1
        if server.mode is not Mode.DIE:
            await super()._handle_client()
            return
        await self.push("421 closed today")
        cut(self)


class Host(Controller):
    """Runs the server in a thread of its own."""

    def factory(self) -> Greeter:
        """Return the protocol for one connection."""
        return Greeter(self.handler, loop=self.loop, enable_SMTPUTF8=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server_that_runs() -> Iterator[MailServer]:
    """Run a mail server for the length of a `with` block."""
    server = MailServer(port=free_port())
    host = Host(server, hostname="127.0.0.1", port=server.port)
    host.start()
    server.connections = 0  # aiosmtpd knocks once to see whether it runs
    try:
        yield server
    finally:
        host.stop()


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """Start a mail server and have the project send its letters there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 10
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    with mail_server_that_runs() as server:
        settings.EMAIL_PORT = server.port
        yield server
