"""HTTP by hand: requests that no library would send, and what the server says to them."""

import socket
from dataclasses import dataclass

from tests.waiting import HANGS

TYPENAME = b'{"query":"{ __typename }"}'


@dataclass(frozen=True)
class Said:
    """What came back: the status, 0 if the line was closed without a word, the headers in lower case, the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def request(
    *headers: bytes, body: bytes = TYPENAME, line: bytes = b"POST /graphql/ HTTP/1.1", length: int = -1
) -> bytes:
    """Return a request to the API with these headers beside those that it needs, which they replace."""
    given = {header.partition(b":")[0].strip().lower() for header in headers}
    needed = {
        b"host": b"Host: 127.0.0.1",
        b"connection": b"Connection: close",
        b"content-type": b"Content-Type: application/json",
        b"content-length": b"Content-Length: %d" % (len(body) if length < 0 else length),
    }
    if b"transfer-encoding" in given:
        del needed[b"content-length"]
    lines = [line, *(header for name, header in needed.items() if name not in given), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def send(port: int, sent: bytes, *, hang_up: bool = False) -> Said:
    """Send bytes as they are, and read until the server closes the line."""
    with socket.create_connection(("127.0.0.1", port), timeout=HANGS) as line:
        received = b""
        try:
            line.sendall(sent)
            if hang_up:
                line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                received += piece
        except ConnectionError:
            # It said what it had to say, and did not read the rest.
            pass
    return understood(received)


def understood(received: bytes) -> Said:
    """Return the last answer in what was received, without the `100 Continue` before it."""
    while received.startswith(b"HTTP/1.1 100"):
        received = received.partition(b"\r\n\r\n")[2]
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(body.split(b"\r\n")[1::2])
    return Said(int(first.split(" ")[1]) if first else 0, headers, body)
