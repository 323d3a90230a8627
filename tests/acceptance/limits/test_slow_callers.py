"""Slow and silent callers: they hold connections, and no thread that others need."""

import socket
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings as project

from tests.acceptance.server import Server
from tests.waiting import HANGS

ME = {"query": "{ me { username } }"}
HALF_HEAD = b"POST /graphql/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Slow: "
WHOLE_HEAD = (
    b"POST /graphql/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n"
)
PIPELINED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3 + HALF_HEAD
CALLERS = {"idle": b"", "half a head": HALF_HEAD, "pipelined": PIPELINED}


def hold(stack: ExitStack, port: int, count: int, sent: bytes) -> list[socket.socket]:
    """Open connections, send the beginning of something, and leave them so."""
    found = []
    for _ in range(count):
        connection = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=HANGS)))
        connection.sendall(sent)
        found.append(connection)
    return found


def test_c17_two_hundred_silent_connections_of_each_kind_keep_nobody_waiting(web: Server) -> None:
    with ExitStack() as stack:
        for sent in CALLERS.values():
            hold(stack, web.port, 200, sent)
        with httpx.Client(timeout=HANGS) as client:
            found: list[Any] = [client.post(web.graphql, json=ME) for _ in range(20)]
        assert [each.status_code for each in found] == [200] * 20
        assert httpx.get(f"{web.address}/healthz", timeout=HANGS).status_code == 200


def test_c17_a_slow_body_holds_a_thread_only_until_it_ends_and_the_proxy_reads_it_first(web: Server) -> None:
    with ExitStack() as stack:
        # One thread fewer than there are.
        hold(stack, web.port, web.threads - 1, WHOLE_HEAD + b'{"query":')
        assert httpx.post(web.graphql, json=ME, timeout=HANGS).status_code == 200
    assert httpx.post(web.graphql, json=ME, timeout=HANGS).status_code == 200
    # With as many slow bodies as threads nobody would be answered: that is what the proxy is for.
    caddy = Path(project.BASE_DIR, "settings", "Caddyfile").read_text(encoding="utf-8")
    assert {"request_buffers 1MB", "read_header 10s", "read_body 5m", "idle 2m", "max_header_size 32KB"} <= {
        line.strip() for line in caddy.splitlines()
    }
