"""What is looked at apart from the clock: statements a request, hits among mixed reads, and whether all answer alike.

Each server is started once more, in one process, with its statements counted on the wire, and asked one by one.
"""

import http.client
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.ground import Ground
from tests.benchmarks.rounds import Load
from tests.benchmarks.servers import Kind, Server, running
from tests.benchmarks.wire import Wire
from tests.benchmarks.workloads import READS, Call, calls_of, warming

ASKED = 5
MIXED_PER_USER = 20
MIXED_WITHOUT_CACHE = 60


@dataclass
class Counted:
    """What was found out about one server and one workload."""

    statements: float
    hit_rate: float | None = None
    differs: bool = False


class Caller:
    """Asks a server one thing at a time."""

    def __init__(self, server: Server, load: Load, wire: Wire) -> None:
        """Connect."""
        self.server, self.load, self.wire = server, load, wire
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask(self, call: Call) -> tuple[int, bytes, str | None]:
        """Return how many statements it took, the answer, and what the server says of its cache."""
        before = self.wire.statements
        headers = {
            "Authorization": f"Bearer {self.load.tokens[call.caller]}",
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
        }
        self.connection.request("POST", "/graphql/", call.body(edges=self.server.kind.edges), headers)
        response = self.connection.getresponse()
        body = response.read()
        return self.wire.statements - before, body, response.headers.get("X-Cache")

    def count(self, calls: Sequence[Call]) -> float:
        """Return the statements a request, once what is kept is kept."""
        return sum(self.ask(call)[0] for call in calls) / len(calls)


def count_all(
    kinds: Sequence[Kind],
    workloads: Sequence[str],
    ground: Ground,
    database_url: str,
    load: Load,
    tidy: Callable[[], None],
) -> dict[tuple[str, str], Counted]:
    """Return what was found out, by server and workload."""
    found: dict[tuple[str, str], Counted] = {}
    answers: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        ground.forget_answers()
        with Wire(database_url) as wire, running([kind], ground, wire.url, workers=1) as servers:
            caller = Caller(servers[kind.name], load, wire)
            # Before anything is written.
            answers[kind.name] = {workload: answer(caller, workload) for workload in workloads if workload in READS}
            for workload in workloads:
                found[kind.name, workload] = look(caller, workload)
        tidy()
    right = answers.get("uncached") or answers.get("limit-uncached") or {}
    for (name, workload), counted in found.items():
        counted.differs = workload in right and answers[name][workload] != right[workload]
    return found


def look(caller: Caller, workload: str) -> Counted:
    """Return what one workload is like for a server."""
    staff = caller.load.staff
    if workload == "W5":
        return mix(caller)
    calls = calls_of(workload, staff)[:ASKED]
    # A granian worker answers in two threads, each with a connection of its own.
    for _ in range(4):
        caller.count(calls if workload in READS else calls[:1])
    return Counted(caller.count(calls))


def mix(caller: Caller) -> Counted:
    """Return the statements a request and, of a server that keeps answers, the rate of hits among mixed reads."""
    calls = calls_of("W5", caller.load.staff)
    if not caller.server.kind.keeps:
        return Counted(caller.count(calls[:MIXED_WITHOUT_CACHE]))
    everybody = warming("W5", caller.load.staff)
    for call in everybody:
        caller.ask(call)
    # Where the server does not say so, a hit is what takes no more statements than a sure hit of any role.
    usual = max(caller.ask(call)[0] for call in everybody[:ASKED])
    asked = [(call, *caller.ask(call)) for call in calls[: len(everybody) * MIXED_PER_USER]]
    reads = [said == "HIT" if said else statements <= usual for call, statements, _, said in asked if call.reads]
    return Counted(sum(statements for _, statements, _, _ in asked) / len(asked), sum(reads) / len(reads))


def answer(caller: Caller, workload: str) -> Any:
    """Return an answer without what differs between schemas of one meaning."""
    return plain(json.loads(caller.ask(calls_of(workload, caller.load.staff)[0])[1]).get("data"))


def plain(value: Any) -> Any:
    """Return the value with `nodes` for `edges { node }`."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if "edges" in value:
        value = {"nodes": [edge["node"] for edge in value["edges"]]} | {k: v for k, v in value.items() if k != "edges"}
    return {name: plain(each) for name, each in value.items()}
