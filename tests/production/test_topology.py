"""Two web servers and two workers over one PostgreSQL and one Redis: what holds while some of them come and go."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.databases import own_database
from tests.production.machines import PASSWORD, Machine, Machines, below, wait_for
from tests.smtp_sink import MailServer, Mode, mail_server
from tests.waiting import HANGS

__all__ = ("mail_server",)

SIGN_IN = 'mutation ($password: String!) { tokenAuth(username: "olga", password: $password) { token } }'
FOUND = "mutation ($name: String!) { createDepartment(input: {name: $name}) { department { id } errors { code } } }"
LIST = "{ departments { nodes { name } } }"
HIRE = (
    'mutation ($name: String!, $mail: String!) { createEmployee(input: {firstName: $name, lastName: "Neu", '
    "workEmail: $mail}) { employee { code } errors { code message } } }"
)

pytestmark = pytest.mark.skipif(
    not (os.environ.get("DATABASE_URL", "").startswith("postgres") and os.environ.get("REDIS_URL")),
    reason="Several machines need a PostgreSQL and a Redis: set DATABASE_URL and REDIS_URL.",
)


@pytest.fixture
def machines(tmp_path: Path, mail_server: MailServer) -> Iterator[Machines]:
    """Run two web servers and two workers."""
    with own_database("topology") as url, Machines(tmp_path, url, mail_server) as running:
        yield running


def names(machine: Machine, token: str) -> list[str]:
    """Return the departments as a server sees them."""
    return [node["name"] for node in machine.ask(LIST, token=token)["departments"]["nodes"]]


def hire(machine: Machine, token: str, *people: str) -> None:
    """Hire people; each gets a letter."""
    for name in people:
        answer = machine.ask(HIRE, token=token, name=name, mail=f"{name}@acme.example")
        assert answer["createEmployee"]["errors"] == []


def half_a_request(machine: Machine, token: str) -> tuple[socket.socket, bytes]:
    """Send a request but for its last bytes; return the connection and these."""
    body = b'{"query": "{ departments { nodes { name } } }"}'
    parts = urlsplit(machine.address)
    head = (
        f"POST /graphql/ HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    line = socket.create_connection((str(parts.hostname), parts.port or 0), timeout=HANGS)
    line.sendall(head.encode() + body[:10])
    return line, body[10:]


def count_processes(machines: Machines) -> list[int]:
    """Return how many processes each worker has."""
    return [len(below(each.process.pid)) for each in machines.workers]


def test_machines_come_and_go_and_nothing_is_lost_or_done_twice(machines: Machines) -> None:
    (one, two), mail = machines.web, machines.mail
    token = one.ask(SIGN_IN, password=PASSWORD)["tokenAuth"]["token"]

    # What one server writes, the other shows at once, though both answer from the cache.
    founded: list[str] = []
    for number in range(10):
        writer, reader = (one, two) if number % 2 else (two, one)
        assert names(reader, token) == names(writer, token) == founded
        writer.ask(FOUND, token=token, name=f"Department {number}")
        founded.append(f"Department {number}")
        assert names(reader, token) == founded

    hire(one, token, "ann", "ben", "cem")
    hire(two, token, "dora", "egon", "fay")
    wait_for(lambda: len(mail.arrivals) >= 6)

    # One of each loses its power: the others go on.
    one.kill()
    machines.workers[0].kill()
    hire(two, token, "gus", "hal")
    sent = "SELECT count(*) FROM notifications_letter WHERE state = 'sent'"
    wait_for(lambda: machines.rows(sent) == [(8,)], 3 * HANGS)
    assert sorted(mail.receivers) == [
        f"{name}@acme.example" for name in sorted(["ann", "ben", "cem", "dora", "egon", "fay", "gus", "hal"])
    ]
    assert names(two, token) == founded


def test_a_machine_that_is_told_to_end_finishes_what_it_does(machines: Machines) -> None:
    (web, _), mail = machines.web, machines.mail
    token = web.ask(SIGN_IN, password=PASSWORD)["tokenAuth"]["token"]
    mail.mode = Mode.HOLD
    hire(web, token, "ann")
    wait_for(lambda: len(mail.arrivals) == 1)
    line, rest = half_a_request(web, token)
    processes = count_processes(machines)

    for machine in (web, *machines.workers):
        machine.process.send_signal(signal.SIGTERM)
    wait_for(lambda: all(now < before for now, before in zip(count_processes(machines), processes, strict=True)))
    mail.mode = Mode.OK
    line.sendall(rest)
    answer = line.makefile("rb").read()
    line.close()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"data":{"departments":{"nodes":[]}}}')
    assert [machine.process.wait(timeout=HANGS) for machine in (web, *machines.workers)] == [0, 0, 0]
    assert machines.rows("SELECT state, attempts FROM notifications_letter WHERE state <> 'cancelled'") == [("sent", 1)]


def test_the_numbers_of_a_machine_are_for_who_has_the_token(machines: Machines) -> None:
    web, _ = machines.web
    address = f"{web.address}/metrics"
    assert httpx.get(address).status_code == 404
    told = httpx.get(address, headers={"Authorization": f"Bearer {machines.environment['METRICS_TOKEN']}"})
    assert (told.status_code, "rakmedia_database_up 1.0" in told.text.splitlines()) == (200, True)
