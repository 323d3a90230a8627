"""The limit without a cache: a bare WSGI application, one hand-written statement that returns the JSON."""

from typing import Any

from tests.benchmarks.peers.bearer import application, database
from tests.benchmarks.peers.statements import STATEMENTS, parameters


def answer(viewer: int, workload: str, variables: dict[str, Any]) -> bytes:
    """Return what the database says."""
    row = database().execute(STATEMENTS[workload], parameters(viewer, variables)).fetchone()
    assert row is not None
    return str(row[0]).encode()


serve = application(answer)
