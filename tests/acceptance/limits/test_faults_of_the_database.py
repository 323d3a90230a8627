"""What a failing database is to callers: a code, a status and a word about when to come back, wherever it happens."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import errors as postgres

from schema.faults import code_of_database
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cancels no statement.")
TASKS = "{ tasks { nodes { title } } }"
CREATE = 'mutation { createTask(input: { title: "Draw", dueDate: "2099-01-01" }) { errors { code } } }'


def caused(kind: type[Exception], cause: BaseException | None, **attributes: Any) -> Exception:
    """Return an exception of Django's as it looks with this cause."""
    for name, value in attributes.items():
        setattr(cause, name, value)
    error = kind("FATAL: secret")
    error.__cause__ = cause
    return error


CAUSES = {
    "refused": (OperationalError, psycopg.OperationalError(), "SERVICE_UNAVAILABLE"),
    "shut down": (OperationalError, postgres.AdminShutdown(), "SERVICE_UNAVAILABLE"),
    "starting": (OperationalError, postgres.CannotConnectNow(), "SERVICE_UNAVAILABLE"),
    "full": (OperationalError, postgres.DiskFull(), "SERVICE_UNAVAILABLE"),
    "lost": (InterfaceError, psycopg.InterfaceError(), "SERVICE_UNAVAILABLE"),
    "cancelled": (OperationalError, postgres.QueryCanceled(), "TIMEOUT"),
    "locked": (OperationalError, postgres.LockNotAvailable(), "TIMEOUT"),
    "deadlock": (OperationalError, postgres.DeadlockDetected(), None),
    "no cause": (OperationalError, None, "SERVICE_UNAVAILABLE"),
    "another error": (ValueError, None, None),
}


@pytest.mark.parametrize(("kind", "cause", "code"), CAUSES.values(), ids=CAUSES)
def test_c16_what_the_database_says_has_a_code(
    kind: type[Exception], cause: BaseException | None, code: str | None
) -> None:
    assert code_of_database(caused(kind, cause)) == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_BUSY, "SERVICE_UNAVAILABLE"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "SERVICE_UNAVAILABLE"),
        (sqlite3.SQLITE_FULL, "SERVICE_UNAVAILABLE"),
        (sqlite3.SQLITE_ERROR, None),
    ],
)
def test_c16_what_sqlite_says_has_a_code(number: int, code: str | None) -> None:
    assert code_of_database(caused(OperationalError, sqlite3.OperationalError(), sqlite_errorcode=number)) == code


@contextmanager
def database_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every statement fail as it does when the server is not there."""

    def fail(*_: Any) -> None:
        raise caused(OperationalError, psycopg.OperationalError())

    with monkeypatch.context() as patched:
        patched.setattr(CursorWrapper, "execute", fail)
        yield


def is_unavailable(response: Any) -> bool:
    """Whether the answer says, as JSON and without a word of the database's, that the service is away."""
    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    assert "secret" not in response.content.decode()
    return (response.status_code, response.headers["Retry-After"], codes) == (503, "5", {"SERVICE_UNAVAILABLE"})


@pytest.mark.parametrize("query", [TASKS, CREATE, "{ me { username } serverInfo { version } }"])
def test_c16_an_operation_without_a_database_is_told_to_come_back(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    caller = api.as_(cast.emil)
    with database_away(monkeypatch):
        response = caller.post(query)
    assert is_unavailable(response)
    assert Task.objects.count() == 0


def test_c16_uploads_downloads_and_sign_ins_without_a_database_are_told_to_come_back(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = api.as_(cast.emil)
    sign_in = 'mutation { tokenAuth(username: "emil", password: "x") { token } }'
    multipart = {"operations": "{}", "map": "{}"}
    with database_away(monkeypatch):
        assert is_unavailable(api.post(sign_in))
        assert is_unavailable(caller.client.get("/files/1/", headers=caller.headers()))
        headers = caller.headers() | {"GraphQL-Require-Preflight": "1"}
        assert is_unavailable(caller.client.post("/graphql/", multipart, headers=headers))
        assert caller.client.get("/healthz").status_code == 200


def test_c16_without_a_database_nothing_is_logged_but_a_line(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caller = api.as_(cast.emil)
    with database_away(monkeypatch):
        caller.post(TASKS)
        caller.client.get("/files/1/", headers=caller.headers())
    lines = [record.getMessage() for record in caplog.records if record.name in {"schema", "settings.middleware"}]
    assert lines == [
        "SERVICE_UNAVAILABLE at ['tasks']: OperationalError",
        "The database does not serve this request: OperationalError",
    ]
    assert not any(record.exc_info for record in caplog.records)
    assert "secret" not in caplog.text


@on_postgresql
def test_c16_a_statement_that_takes_too_long_is_cancelled_and_the_next_one_is_answered(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.emil)
    caller = api.as_(cast.emil)

    def slow(self: Task, today: object) -> bool:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL statement_timeout = 50")
            cursor.execute("SELECT pg_sleep(60)")
        return True

    with monkeypatch.context() as patched:
        patched.setattr(Task, "overdue", slow)
        response = caller.post("{ tasks { nodes { overdue } } }")
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["TIMEOUT"]
    assert "canceling" not in response.content.decode()
    assert caller.data(TASKS) == {"tasks": {"nodes": [{"title": "Draw"}]}}
