"""Time: an operation that takes too long is given up between its fields, and a locked row by the database."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from organization.models import Employee, User
from tasks.models import Task
from tests.acceptance.conftest import ON_SERVICES
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.story.person import Person
from tests.waiting import HANGS
from uploads.models import TaskFile

SLOW = "{ a: tasks { nodes { title overdue } } b: me { username } }"


class Clock:
    """The clock of the deadline, which goes on when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which operations are given up."""
    found = Clock()
    monkeypatch.setattr("schema.limits.deadline.monotonic", found)
    return found


@pytest.fixture
def drawn(cast: Cast) -> list[Task]:
    """Return tasks that somebody reads."""
    return [Task.objects.create(title=f"{n}", assignee=cast.emil, assigner=cast.emil) for n in range(3)]


def test_c16_a_query_is_given_up_between_two_fields_and_says_nothing_else(
    drawn: list[Task], cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    caller, asked = api.as_(cast.emil), []

    def late(self: Task, today: object) -> bool:
        asked.append(self.title)
        clock.now += 6
        return False

    with monkeypatch.context() as patched:
        patched.setattr(Task, "overdue", late)
        response = caller.post(SLOW)
    answer = response.json()
    assert (response.status_code, answer["data"]) == (200, None)
    [error] = answer["errors"]
    assert (error["extensions"], error["path"]) == ({"code": "TIMEOUT"}, ["a", "nodes", 2, "title"])
    assert len(asked) == 2
    assert caller.data("{ me { username } }") == {"me": {"username": "emil"}}


def test_c16_of_a_mutation_what_has_begun_is_finished_and_the_rest_is_left_out(
    drawn: list[Task], cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    caller = api.as_(cast.emil)
    one = "completeTask(input: { id: $a }) { task { overdue title } errors { code } }"
    two = "second: deleteTask(input: { id: $b }) { errors { code } }"
    ids = dict(zip("abc", map(global_id, drawn), strict=True))

    def late(self: Task, today: object) -> bool:
        clock.now += 11
        return False

    with monkeypatch.context() as patched:
        patched.setattr(Task, "overdue", late)
        alone = caller.answer(f"mutation ($a: ID!) {{ {one} }}", a=ids["a"])
        both = caller.answer(f"mutation ($a: ID!, $b: ID!) {{ first: {one} {two} }}", a=ids["c"], b=ids["b"])
    assert alone["data"]["completeTask"]["task"] == {"overdue": False, "title": "0"}
    assert [(error["extensions"]["code"], error["path"]) for error in both["errors"]] == [("TIMEOUT", ["second"])]
    assert list(Task.objects.filter(completed_at=None)) == [drawn[1]]


@pytest.mark.skipif(not ON_SERVICES, reason="Only PostgreSQL locks single rows: set DATABASE_URL and REDIS_URL.")
def test_c16_who_waits_for_a_lock_is_told_after_five_seconds_and_the_server_is_free(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    emil, erna = caller(cast.emil), caller(cast.erna)
    change = """mutation { changePassword(input: { currentPassword: "correct horse battery staple",
      newPassword: "an altogether other sentence" }) { errors { code } } }"""
    locked, free = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                User.objects.select_for_update().get(pk=cast.emil.user.pk)
                locked.set()
                free.wait(HANGS)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(HANGS)
        assert emil.codes(change) == ["TIMEOUT"]
        assert erna.ask("{ me { username } }") == {"me": {"username": "erna"}}
    finally:
        free.set()
        holder.join(HANGS)
    assert User.objects.get(pk=cast.emil.user.pk).check_password(cast.password)
    assert emil.ask("{ me { username } }") == {"me": {"username": "emil"}}


FIVE_LEVELS = """{ departments(first: 5) { nodes { name members(first: 10) { nodes { name
  tasks(first: 20) { nodes { title assigner { name } files(first: 3) { nodes { name } } } } } } } } }"""


def test_c15_five_levels_take_at_most_twelve_statements_whatever_the_number_of_rows(cast: Cast, api: Api) -> None:
    caller, counts = api.as_(cast.olga), []
    for rows in (10, 1000):
        people = [cast.emil, cast.erna, cast.egon, cast.max]
        tasks = Task.objects.bulk_create(
            Task(title=f"{n}", assignee=people[n % 4], assigner=people[(n + 1) % 4]) for n in range(rows)
        )
        TaskFile.objects.bulk_create(
            TaskFile(task=task, file=f"{task.pk}.txt", name="a.txt", size=1, uploader=task.assignee) for task in tasks
        )
        # Another document each time, so that no answer is kept from before.
        with CaptureQueriesContext(connection) as captured:
            departments = caller.data(f"# {rows}\n{FIVE_LEVELS}")["departments"]["nodes"]
        counts.append(len(captured))
        people_shown = [person for each in departments for person in each["members"]["nodes"]]
        assert sum(len(person["tasks"]["nodes"]) for person in people_shown) >= 10
    assert counts[0] == counts[1] <= 12
