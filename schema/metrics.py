"""What is counted of the API: its operations, and what the cache of answers did for them."""

import re
from collections.abc import Iterable

from prometheus_client import Counter, Histogram

MOST_NAMES = 100
"""How many operations are told apart by each process; callers choose the names, and each one takes memory."""
OTHER = "other"
NAMED = "schema.operation"
"""Where in the request's environment the name of its operation stands."""
NAME = re.compile(r"[_A-Za-z]\w{0,63}", re.ASCII)
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

operations = Counter("rakmedia_operations", "GraphQL requests, by operation and outcome.", ["operation", "code"])
durations = Histogram("rakmedia_operation_seconds", "How long GraphQL requests took.", ["operation"], buckets=BUCKETS)
answers = Counter("rakmedia_cache", "Fields asked of the cache of answers, by key and result.", ["key", "result"])

_names: set[str] = set()


def operation(name: str, code: str, seconds: float) -> None:
    """Count a request: its operation's name, the code of its first error or OK, and how long it took."""
    known = _known(name, code)
    operations.labels(known, code).inc()
    durations.labels(known).observe(seconds)


def cache(key: str, result: str) -> None:
    """Count a field that was looked up under the key of its decorator: hit, miss or away."""
    answers.labels(key, result).inc()


def hit(name: str, keys: Iterable[str], seconds: float) -> None:
    """Count a request that the cache answered as a whole, from under these keys."""
    operation(name, "OK", seconds)
    for key in keys:
        cache(key, "hit")


def _known(name: str, code: str) -> str:
    if name in _names:
        return name
    # Only what was executed gets a place: a name in a faulty request may be anything.
    if code != "OK" or len(_names) >= MOST_NAMES or not NAME.fullmatch(name):
        return OTHER
    _names.add(name)
    return name
