"""Many callers who start at the same moment, each in a thread with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection

from tests.schema.conftest import Api
from tests.waiting import HANGS

Outcome = TypeVar("Outcome")


def together(actions: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Start the actions at once; return what they return, in their order. What one of them raises is raised."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Outcome]) -> Outcome:
        barrier.wait(HANGS)
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [started.result() for started in [pool.submit(run, action) for action in actions]]


def change(caller: Api, operation: str, /, *, shown: str = "", **fields: Any) -> dict[str, Any]:
    """Call a mutation with an input; return its payload. It is never refused as a whole."""
    given = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {given}!) {{ {operation}(input: $input) {{ {shown} errors {{ code field }} }} }}"
    payload: dict[str, Any] = caller.data(query, input=fields)[operation]
    return payload


def codes(payload: dict[str, Any]) -> list[str]:
    """Return the codes of a payload's errors."""
    return [error["code"] for error in payload["errors"]]
