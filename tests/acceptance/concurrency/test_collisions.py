"""Changes that the database sets against each other: made again, or told to the caller, and never a fault."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, SerializationFailure

from notifications.models import Letter
from schema.collisions import ATTEMPTS
from tasks.models import Task
from tests.acceptance.concurrency.crowd import change, codes, together
from tests.acceptance.server import database_url
from tests.conftest import Cast
from tests.production.machines import wait_for
from tests.schema.conftest import Api, global_id
from tests.schema.operations import ARGUMENTS, Scene
from tests.schema.table import rows
from tests.schema.test_permissions import MUTATIONS, call, outcome, stored
from tests.waiting import HANGS

WRITES = re.compile("INSERT|UPDATE|DELETE")
OF_RESULTS = "results { errors { code } }"
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="Only PostgreSQL locks rows: set DATABASE_URL."
)


def tasks_of(cast: Cast, many: int) -> list[Task]:
    """Return tasks that Max gave to Emil."""
    return [Task.objects.create(title=f"Task {n}", assignee=cast.emil, assigner=cast.max) for n in range(many)]


@contextmanager
def colliding(times: float, error: type[psycopg.OperationalError] = DeadlockDetected) -> Iterator[None]:
    """Let the database choose the first transactions that write as the victims of a deadlock."""
    numbers = count(1)

    def fail(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if WRITES.match(sql) and next(numbers) <= times:
            raise OperationalError("Process 1 waits for ShareLock on transaction 2") from error("Process 1 waits")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail):
        yield


def mutations() -> list[str]:
    """Return the mutations that write: all but the one that only reads, and the one that only signs."""
    return sorted(set(MUTATIONS.fields) - {"verifyToken", "createDownloadLink"})


def prepared(cast: Cast, operation: str) -> dict[str, Any]:
    """Return arguments with which an officer may do it."""
    places = [row.object for row in rows() if row.operation == operation and row.outcomes["officer"] == "ok"]
    build = ARGUMENTS.get(operation)
    # His own task an officer cannot hand to himself: nothing would be written.
    return build(Scene(cast, cast.olga), "team" if "team" in places else places[0]) if build else {}


@pytest.mark.parametrize("operation", mutations())
def test_f9_a_change_that_lost_a_deadlock_is_made_again(cast: Cast, api: Api, operation: str) -> None:
    arguments, caller = prepared(cast, operation), api.as_(cast.olga)
    with colliding(times=ATTEMPTS - 1):
        assert outcome(call(caller, operation, arguments)) == "ok"


@pytest.mark.parametrize("error", [DeadlockDetected, SerializationFailure])
def test_f9_a_change_that_is_made_again_is_told_once(
    cast: Cast, api: Api, error: type[psycopg.OperationalError]
) -> None:
    [task], caller = tasks_of(cast, 1), api.as_(cast.max)
    with colliding(times=2, error=error):
        assert codes(change(caller, "completeTask", id=global_id(task))) == []
    assert (Task.objects.get().version, Letter.objects.count()) == (2, 1)


@pytest.mark.parametrize("operation", mutations())
def test_f9_a_change_that_always_loses_is_a_conflict_and_keeps_nothing(
    cast: Cast, api: Api, operation: str, media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    arguments, caller = prepared(cast, operation), api.as_(cast.olga)
    before = stored()
    with colliding(times=float("inf")):
        answer = call(caller, operation, arguments)
    assert outcome(answer) == "CONFLICT"
    assert "Process" not in str(answer) + caplog.text
    assert stored() | {"files": []} == before
    assert [path for path in media.rglob("*") if path.is_file()] == []


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_f9_bulk_changes_in_opposite_order_never_wait_for_each_other(cast: Cast, api: Api) -> None:
    tasks = tasks_of(cast, 5)
    ids = [global_id(task) for task in tasks]
    caller, people = api.as_(cast.max), [global_id(cast.erna), global_id(cast.emil)]
    asked = [
        partial(change, caller, "assignTasks", shown=OF_RESULTS, ids=ids[:: 1 - 2 * (n % 2)], assigneeId=people[n % 2])
        for n in range(4)
    ]
    answers = together(asked)
    assert [codes(answer) for answer in answers] == [[]] * 4
    assert [result["errors"] for answer in answers for result in answer["results"]] == [[]] * 20
    assert Task.objects.values("assignee").distinct().count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_f9_a_change_that_loses_a_real_deadlock_is_made_again(
    cast: Cast, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    tasks, caller = tasks_of(cast, 2), api.as_(cast.max)
    for round_ in count():
        Task.objects.update(completed_at=None, completed_by=None)
        answer = against_a_rival(partial(complete, caller, tasks), *tasks)
        assert [result["errors"] for result in answer["results"]] == [[], []]
        if "A change met another, attempt 1: DeadlockDetected" in caplog.text:
            break
        # The database chose the rival: whoever has waited for a second first looks for a deadlock.
        assert round_ < 20
    assert Task.objects.filter(completed_at__isnull=False).count() == 2
    assert Letter.objects.count() == round_ + 1


def complete(caller: Api, tasks: list[Task]) -> dict[str, Any]:
    """Complete the tasks; return the payload."""
    try:
        return change(caller, "completeTasks", shown=OF_RESULTS, ids=[global_id(task) for task in tasks])
    finally:
        connection.close()


def against_a_rival(ours: Callable[[], dict[str, Any]], first: Task, second: Task) -> dict[str, Any]:
    """Return what our change answers while a rival locks the same rows in the other order."""
    with psycopg.connect(database_url()) as rival, ThreadPoolExecutor(1) as pool:
        lock(rival, second)
        answer: Future[dict[str, Any]] = pool.submit(ours)
        wait_for(lambda: waits(rival), HANGS)
        with suppress(DeadlockDetected):
            lock(rival, first)
        rival.rollback()
        return answer.result(HANGS)


def lock(rival: psycopg.Connection[Any], task: Task) -> None:
    """Lock a task's row."""
    rival.execute("SELECT 1 FROM tasks_task WHERE id = %s FOR UPDATE", [task.pk])


def waits(rival: psycopg.Connection[Any]) -> bool:
    """Whether somebody waits for what the rival holds."""
    # Asked from outside its transaction, in which what others do stands still.
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s = ANY (pg_blocking_pids(pid)) FROM pg_stat_activity", [rival.info.backend_pid])
        return (True,) in cursor.fetchall()
