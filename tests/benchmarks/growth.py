"""Growth: misses with ten times the tasks, and a page far down the list against the first one."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.meter import Meter
from tests.benchmarks.rounds import Load, Stint, send
from tests.benchmarks.servers import Server
from tests.benchmarks.workloads import Call, calls_of

GROWING = ("W1", "W3", "W4")
PAGES = ("page 1", "page 1,000")
ROWS_OF_A_PAGE = 50
FAR = "SELECT due_date - 1 FROM tasks_task ORDER BY due_date NULLS LAST, id OFFSET %s LIMIT 1"


def page_calls(load: Load, server: Server, meter: Meter) -> dict[str, list[Call]]:
    """Return the requests of an officer for the first page, and for the thousandth or one of the same day."""
    officer = load.staff.with_role("officer")[0]
    row = meter.database.execute(FAR, [999 * ROWS_OF_A_PAGE]).fetchone()
    assert row is not None
    far = cursor_after(Call(officer, "Step", {"from": str(row[0])}), load, server)
    return {
        "page 1": [Call(officer, "Page", {"after": None})],
        "page 1,000": [Call(officer, "Page", {"after": far})],
    }


def cursor_after(step: Call, load: Load, server: Server) -> str:
    """Return the cursor at the end of a page; it is good in every list of the same order."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {load.tokens[step.caller]}", "Content-Type": "application/json"}
    connection.request("POST", "/graphql/", step.body(), headers)
    cursor: str = json.loads(connection.getresponse().read())["data"]["tasks"]["pageInfo"]["endCursor"]
    connection.close()
    return cursor


@contextmanager
def metered(database_url: str, redis_url: str) -> Iterator[Meter]:
    """Measure in this database for the length of the block."""
    meter = Meter(database_url, redis_url)
    try:
        yield meter
    finally:
        meter.close()


def measure_growth(sizes: dict[str, tuple[Server, Load, Meter]], rounds: int) -> Iterator[tuple[str, str, Stint]]:
    """Yield each stint: the name of the size, what was asked, and what it took; interleaved."""
    calls = {
        name: {workload: calls_of(workload, load.staff) for workload in GROWING} | page_calls(load, server, meter)
        for name, (server, load, meter) in sizes.items()
    }
    for _ in range(rounds):
        for asked in (*GROWING, *PAGES):
            for name, (server, load, meter) in sizes.items():
                requests = calls[name][asked]
                yield name, asked, send(server, requests, requests * 2, load, meter, each_line=False)
