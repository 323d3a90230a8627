"""The load: a process of its own that sends prepared requests over a few kept connections, as cheaply as it can.

It reads a plan, a JSON line, sends the warming requests, says `warm`, waits for a line,
sends the measured ones for so many seconds, and prints a JSON line of what came back.
"""

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CACHE = re.compile(rb"\r\nx-cache: *(\w+)", re.IGNORECASE)
GOOD = re.compile(rb'HTTP/1\.1 200 .*?\r\n\r\n(?:[0-9a-fA-F]+\r\n)?\{ ?"data" ?:', re.DOTALL)


class Line:
    """A kept connection, with at most one request under way."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = 0.0

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.begun = time.perf_counter()
        self.received = b""
        self.end: int | None = None
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what came; tell whether the answer is complete."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("The server closed the connection.")
        self.received += piece
        if self.end is None:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return False
            length = LENGTH.search(self.received, 0, head)
            # Without a length the answer comes in chunks, the last of which is empty.
            self.end = head + 4 + int(length[1]) if length else -1
        return self.received.endswith(b"\r\n0\r\n\r\n") if self.end < 0 else len(self.received) >= self.end


class Run:
    """Requests sent round and round until it is enough."""

    def __init__(self, lines: list[Line], requests: list[bytes]) -> None:
        """Take the connections and the requests."""
        self.lines, self.requests = lines, requests
        self.sent = 0
        self.latencies: list[float] = []
        self.cache: Counter[str] = Counter()
        self.failures: list[str] = []

    def send_until(self, enough: Callable[[], bool]) -> None:
        """Keep every connection busy until it is enough, then take the last answers."""
        with selectors.DefaultSelector() as selector:
            for line in self.lines:
                selector.register(line.socket, selectors.EVENT_READ, line)
                self.next(line)
            busy = len(self.lines)
            while busy:
                for key, _ in selector.select():
                    if not key.data.receive():
                        continue
                    self.note(key.data)
                    if enough():
                        busy -= 1
                    else:
                        self.next(key.data)

    def next(self, line: Line) -> None:
        """Send the next request."""
        line.send(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def note(self, line: Line) -> None:
        """Note the answer."""
        self.latencies.append(time.perf_counter() - line.begun)
        word = CACHE.search(line.received, 0, 2000)
        if word:
            self.cache[word[1].decode()] += 1
        if not GOOD.match(line.received):
            self.failures.append(line.received[:600].decode(errors="replace"))


def main() -> None:
    """Carry out the plan."""
    plan: dict[str, Any] = json.loads(sys.stdin.readline())
    lines = [Line(plan["port"]) for _ in range(plan["connections"])]
    warm = Run(lines, [request.encode() for request in plan["warming"]])
    warm.send_until(lambda: warm.sent >= len(warm.requests) * plan["warm_rounds"])
    say("warm")
    sys.stdin.readline()
    run = Run(lines, [request.encode() for request in plan["requests"]])
    begun = time.perf_counter()
    run.send_until(lambda: time.perf_counter() - begun >= plan["seconds"])
    taken = time.perf_counter() - begun
    say(json.dumps(summary(run, taken) | {"failures": (warm.failures + run.failures)[:3]}))


def summary(run: Run, taken: float) -> dict[str, Any]:
    """Return what is worth knowing of a run."""
    latencies = sorted(run.latencies)
    count = len(latencies)
    return {
        "requests": count,
        "seconds": taken,
        "p50": latencies[count // 2],
        "p99": latencies[min(count - 1, count * 99 // 100)],
        "cache": dict(run.cache),
    }


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
