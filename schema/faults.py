"""What a failing database means for the caller: it is away, or it gave the statement up."""

import sqlite3
from typing import Any

from django.db import DataError, IntegrityError, InterfaceError, OperationalError

UNAVAILABLE = "SERVICE_UNAVAILABLE"
TIMEOUT = "TIMEOUT"
SECONDS_TO_WAIT = 5

MESSAGES = {
    UNAVAILABLE: "The service is not available just now. Try again in a few seconds.",
    TIMEOUT: "This took too long and was given up. Ask for less at a time.",
}
AWAY = ("08", "53", "57P", "58")
"""Classes of PostgreSQL's states: no connection, no room, shut down or starting, the machine's own faults."""
GIVEN_UP = {"57014", "55P03"}
"""Cancelled by `statement_timeout`, or a lock that was not to be had in time."""
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
BROKEN_RULES = {
    "REQUIRED": ("A value is missing.", "23502", "SQLITE_CONSTRAINT_NOTNULL"),
    "INVALID": ("A value is not valid.", "23514", "SQLITE_CONSTRAINT_CHECK"),
}
"""What a constraint of the database says that no rule has said before: a sentence, and what each database calls it."""

PRIMARY = 0xFF
"""The part of SQLite's codes that says which kind of error it is."""


def code_of_database(error: BaseException | None) -> str | None:
    """Return SERVICE_UNAVAILABLE or TIMEOUT for what a database's failure says; None for a fault of the program."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause: Any = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return UNAVAILABLE if getattr(cause, "sqlite_errorcode", 0) & PRIMARY in SQLITE_AWAY else None
    state = getattr(cause, "sqlstate", None)
    if state in GIVEN_UP:
        return TIMEOUT
    # Without a state there was no server to give one.
    return UNAVAILABLE if state is None or state.startswith(AWAY) else None


def broken_rule(error: IntegrityError | DataError) -> tuple[str, str] | None:
    """Return the code and the sentence for a rule that only the database noticed; None for a fault of the program."""
    cause: Any = error.__cause__
    name = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    if name is not None and name.startswith("22"):
        # PostgreSQL's class of values that do not fit their column.
        name = "23514"
    return next(((code, text) for code, (text, *names) in BROKEN_RULES.items() if name in names), None)
