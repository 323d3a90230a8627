"""Entries and generations in Django's cache. When the cache is away, answers are right and only slower."""

import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.cache import caches

logger = logging.getLogger("schema.caching")

ALIAS = "responses"
PAUSE_SECONDS = 2.0
RETRIES = 30
"""How often a process tries by itself to pay what it owes: for a minute, after which nothing old is kept anywhere."""
GENERATION_SECONDS = 24 * 3600
"""How long a generation lives without a change; a lost one is only a miss."""


class CacheAwayError(Exception):
    """The cache does not answer."""


class PlainSerializer:
    """Keeps bytes as they are, for django-redis: nothing in Redis is ever unpickled."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Take the cache's options, and none of them."""

    def dumps(self, value: Any) -> bytes:
        """Return the bytes to be stored."""
        return value if isinstance(value, bytes) else str(value).encode()

    def loads(self, value: bytes) -> bytes:
        """Return the stored bytes."""
        return value


class Store:
    """The cache of answers, with a breaker: after a failure it is left alone for two seconds."""

    def __init__(self) -> None:
        """Start with the breaker closed."""
        self._away_until = 0.0
        self._owed: set[str] = set()
        self._lock = threading.Lock()
        self._collector: threading.Thread | None = None

    def read(self, entry: str, tags: Iterable[str]) -> tuple[dict[str, str], bytes | None]:
        """Return the tags' generations and the entry's answer, or None if it does not count any more.

        Raises CacheAwayError if the cache does not answer. One round trip, and a second one
        for tags that have no generation yet.
        """
        names = list(tags)
        found = self.read_many([entry, *map(tag_key, names)])
        generations = generations_in(found, names)
        missing = {tag: new_generation() for tag in names if tag not in generations}
        if missing:
            self._set_generations(missing)
            generations |= missing
        return generations, counting(found.get(entry), generations)

    def read_many(self, keys: list[str]) -> dict[str, Any]:
        """Return what is stored under these keys, in one round trip. Raises CacheAwayError."""
        if self._owed:
            self.end(())
        found: dict[str, Any] = self._attempt("get_many", keys)
        return found

    def generations(self, tags: Iterable[str]) -> dict[str, str]:
        """Return the tags' generations, new ones for tags that have none. Raises CacheAwayError."""
        return self.read("", tags)[0]

    def write(self, entry: str, generations: dict[str, str], answer: bytes, timeout: float) -> None:
        """Keep an answer with the generations that were read before its query."""
        value = json.dumps(generations, sort_keys=True).encode() + b"\n" + answer
        self._attempt("set", entry, value, timeout)

    def end(self, tags: Iterable[str]) -> None:
        """Give the tags new generations: what depends on them does not count any more.

        Raises CacheAwayError if the cache does not answer; then it is done before the next reading of this process,
        and as soon as the cache is back, since the readers of other processes know nothing of the debt.
        """
        with self._lock:
            self._owed = owed = self._owed | set(tags)
        try:
            self._set_generations({tag: new_generation() for tag in owed})
        except CacheAwayError:
            self._collect_later()
            raise
        with self._lock:
            self._owed = self._owed - owed

    def _collect_later(self) -> None:
        with self._lock:
            if self._collector is None or not self._collector.is_alive():
                self._collector = threading.Thread(target=self._collect, name="owed generations", daemon=True)
                self._collector.start()

    def _collect(self) -> None:
        for _ in range(RETRIES):
            time.sleep(PAUSE_SECONDS)
            with suppress(CacheAwayError):
                if self._owed:
                    self.end(())
            # In one step with the question: who owes from now on starts another collector.
            with self._lock:
                if not self._owed:
                    self._collector = None
                    return

    def _set_generations(self, generations: dict[str, str]) -> None:
        values = {tag_key(tag): value.encode() for tag, value in generations.items()}
        self._attempt("set_many", values, GENERATION_SECONDS)

    def _attempt(self, method: str, *arguments: Any) -> Any:
        if time.monotonic() < self._away_until:
            raise CacheAwayError
        try:
            return getattr(caches[ALIAS], method)(*arguments)
        except Exception as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("The cache is away: %s", type(error).__name__)
            raise CacheAwayError from error


def new_generation() -> str:
    """Return a value that no tag ever had: a counter could start again, and bring old answers back to life."""
    return secrets.token_urlsafe(9)


def tag_key(tag: str) -> str:
    """Return the key of a tag's generation."""
    return f"tag:{tag}"


def generations_in(found: dict[str, Any], tags: Iterable[str]) -> dict[str, str]:
    """Return the generations of those of the tags that have one."""
    return {tag: _text(found[key]) for tag in tags if (key := tag_key(tag)) in found}


def counting(value: Any, generations: dict[str, str]) -> bytes | None:
    """Return the answer in a stored value, or None if it was stored with other generations."""
    if not isinstance(value, bytes):
        return None
    head, newline, answer = value.partition(b"\n")
    if not newline or head != json.dumps(generations, sort_keys=True).encode():
        return None
    return answer


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


store = Store()
