"""Interleaved rounds: every server gets its turn with every workload, again and again; what counts is the median."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from settings.environment import PROJECT_DIR
from tests.benchmarks.ground import GroundError
from tests.benchmarks.meter import Meter
from tests.benchmarks.people import Staff
from tests.benchmarks.servers import Server
from tests.benchmarks.workloads import WRITES, Call, calls_of, warming

CONNECTIONS = 8
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Stint:
    """What one server did with one workload in one round; times of the processor in microseconds a request."""

    requests: int
    per_second: float
    p50: float
    p99: float
    cpu: float
    cpu_server: float
    cpu_postgresql: float
    cpu_redis: float
    hit_rate: float | None

    @classmethod
    def median_of(cls, stints: Sequence["Stint"]) -> "Stint":
        """Return the medians of several."""
        rows = [asdict(stint) for stint in stints]
        values = {name: [row[name] for row in rows if row[name] is not None] for name in rows[0]}
        return cls(**{name: median(known) if known else None for name, known in values.items()})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Load:
    """How hard and how long the servers are asked, and in whose name."""

    staff: Staff
    tokens: dict[int, str]
    seconds: float

    def requests(self, calls: Iterable[Call], server: Server) -> list[str]:
        """Return the calls as the bytes of HTTP, which are ASCII."""
        return [self.request(call, server) for call in calls]

    def request(self, call: Call, server: Server) -> str:
        """Return one call as the bytes of HTTP."""
        body = call.body(edges=server.kind.edges).decode()
        return (
            f"POST /graphql/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.tokens[call.caller]}\r\n"
            f"Accept: application/graphql-response+json\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )


def drive(server: Server, workload: str, load: Load, meter: Meter) -> Stint:
    """Let the driver ask one server for one workload, and measure."""
    calls, before = calls_of(workload, load.staff), warming(workload, load.staff)
    return send(server, calls, before, load, meter, each_line=workload not in WRITES)


def send(server: Server, calls: list[Call], before: list[Call], load: Load, meter: Meter, *, each_line: bool) -> Stint:
    """Send the calls `before`, then the others round and round, and measure those."""
    plan = {
        "port": server.port,
        "connections": CONNECTIONS,
        "seconds": load.seconds,
        # A process that keeps something keeps it for itself: all of them shall know every request.
        "warm_rounds": CONNECTIONS if each_line and server.kind.keeps else 1,
        "warming": load.requests(before, server),
        "requests": load.requests(calls, server),
    }
    command = [sys.executable, "-m", "tests.benchmarks.driver"]
    with subprocess.Popen(command, cwd=PROJECT_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None
        say(driver.stdin, json.dumps(plan))
        driver.stdout.readline()
        meter.set(server.process)
        say(driver.stdin, "go")
        answer = driver.stdout.readline()
        spent = meter.read()
    if not answer:
        raise GroundError(f"The driver failed with: {server.kind.title}.")
    found: dict[str, Any] = json.loads(answer)
    if found["failures"]:
        raise GroundError(f"{server.kind.title} answered what is no answer:\n{found['failures'][0]}")
    count = found["requests"]
    marked = sum(found["cache"].values())
    return Stint(
        requests=count,
        per_second=count / found["seconds"],
        p50=found["p50"] * MICROSECONDS,
        p99=found["p99"] * MICROSECONDS,
        cpu=spent.total / count * MICROSECONDS,
        cpu_server=spent.server / count * MICROSECONDS,
        cpu_postgresql=spent.postgresql / count * MICROSECONDS,
        cpu_redis=spent.redis / count * MICROSECONDS,
        hit_rate=found["cache"].get("HIT", 0) / marked if marked else None,
    )


def say(to: Any, line: str) -> None:
    """Write a line at once."""
    to.write(line + "\n")
    to.flush()
