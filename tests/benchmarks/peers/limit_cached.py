"""The limit with a cache: a bare WSGI application, one read of Redis that returns the stored bytes.

A write is one statement and ends the stored lists of the two people whom it concerns.
"""

import os
from typing import Any, cast

import redis

from tests.benchmarks.ground import KEY_PREFIX
from tests.benchmarks.peers import limit_uncached
from tests.benchmarks.peers.bearer import application
from tests.benchmarks.peers.statements import key

SECONDS = 60
store = redis.Redis.from_url(os.environ["REDIS_URL"])


def answer(viewer: int, workload: str, variables: dict[str, Any]) -> bytes:
    """Return the stored bytes, or what the database says."""
    if workload == "W6":
        body = limit_uncached.answer(viewer, workload, variables)
        store.delete(name(viewer, "W1", {}), name(key(variables["assignee"]), "W1", {}))
        return body
    place = name(viewer, workload, variables)
    kept = cast("bytes | None", store.get(place))
    if kept is None:
        kept = limit_uncached.answer(viewer, workload, variables)
        store.set(place, kept, ex=SECONDS)
    return kept


def name(viewer: int, workload: str, variables: dict[str, Any]) -> str:
    """Return under what an answer is stored."""
    return f"{KEY_PREFIX}limit:{viewer}:{workload}:{':'.join(variables.values())}"


serve = application(answer)
