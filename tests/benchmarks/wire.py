"""Counts statements: a door before PostgreSQL that looks at what passes, for servers in any language."""

import socket
import struct
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

STATEMENTS = b"QE"
"""A simple query, or the execution of a prepared one."""
PREAMBLES = (80877103, 80877104)
"""Asks for encryption by TLS or GSSAPI; what follows the refusal is the start as usual."""


class Wire:
    """A door on a port of its own; `statements` counts what went through it, BEGIN and COMMIT included."""

    def __init__(self, database_url: str) -> None:
        """Open the door before the server of the address."""
        self.parts = urlsplit(database_url)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.statements = 0
        self.lock = Lock()

    @property
    def url(self) -> str:
        """The address of the same database, through the door; unencrypted, so that it can be read."""
        account = self.parts.netloc.rpartition("@")[0]
        place = f"{account}@127.0.0.1:{self.door.getsockname()[1]}"
        return urlunsplit(self.parts._replace(netloc=place.removeprefix("@"), query="sslmode=disable"))

    def __enter__(self) -> Self:
        """Let clients in."""
        Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let nobody in any more."""
        self.door.close()

    def _let_in(self) -> None:
        while True:
            try:
                client = self.door.accept()[0]
            except OSError:
                return
            server = socket.create_connection((self.parts.hostname or "127.0.0.1", self.parts.port or 5432))
            Thread(target=self._forth, args=(client, server), daemon=True).start()
            Thread(target=_back, args=(server, client), daemon=True).start()

    def _forth(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client, server:
            while _start(client, server) in PREAMBLES:
                pass
            while head := _exactly(client, 5):
                rest = _exactly(client, struct.unpack("!I", head[1:])[0] - 4)
                if head[:1] in STATEMENTS:
                    with self.lock:
                        self.statements += 1
                server.sendall(head + rest)


def _start(client: socket.socket, server: socket.socket) -> int:
    head = _exactly(client, 8)
    if not head:
        raise OSError("The client went away.")
    length, code = struct.unpack("!II", head)
    server.sendall(head + _exactly(client, length - 8))
    return int(code)


def _exactly(source: socket.socket, length: int) -> bytes:
    pieces = b""
    while len(pieces) < length:
        piece = source.recv(length - len(pieces))
        if not piece:
            return b""
        pieces += piece
    return pieces


def _back(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while piece := server.recv(65_536):
            client.sendall(piece)
