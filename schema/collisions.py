"""Two changes that meet in the database: the one that lost is made again, and if it loses again its caller is told."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DatabaseError

Answer = TypeVar("Answer")

logger = logging.getLogger("schema")

ATTEMPTS = 4
STATES = {"40001", "40P01", "23503", "23505"}
"""PostgreSQL's states for a transaction that met another, a deadlock, a missing row and a row that is there already."""
SQLITE_STATES = {"SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}


class CollisionError(Exception):
    """Others changed the same rows each time that a change was tried; nothing of it is kept."""

    def __init__(self) -> None:
        """Say it to the caller."""
        super().__init__("Others are changing the same at this moment. Look at it as it stands now, then try again.")


def persistently(change: Callable[[], Answer]) -> Answer:
    """Return what the change returns; if another change got in its way, it is made anew from the beginning.

    Its rules are then asked of what the other has left, so that the caller learns which of them is broken.
    Raises CollisionError after the last attempt; the database's own words, which quote values, are dropped.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return change()
        except DatabaseError as error:
            if not collided(error):
                raise
            logger.warning("A change met another, attempt %s: %s", attempt, type(error.__cause__).__name__)
    raise CollisionError


def collided(error: DatabaseError) -> bool:
    """Whether the database refused a statement because of what another transaction did meanwhile."""
    cause: Any = error.__cause__
    return getattr(cause, "sqlstate", None) in STATES or getattr(cause, "sqlite_errorname", None) in SQLITE_STATES
