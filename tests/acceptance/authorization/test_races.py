"""A reader that is overtaken by a writer: what it stores too late is not what the next one reads."""

from collections.abc import Callable
from itertools import count
from threading import Event, Thread, current_thread
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections

from organization.models import Role
from organization.services import people
from schema.caching.store import store
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.schema.test_front import Server, token_of
from tests.waiting import HANGS

pytestmark = pytest.mark.django_db(transaction=True)

TASKS = "{ tasks { totalCount nodes { title assignee { firstName } } } }"
TEAM = "{ myTeam { totalCount nodes { openCount } } }"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Begin with an empty cache that answers."""
    caches["responses"].clear()
    store._away_until = 0.0


class Overtaken:
    """A reader in a thread of its own, who stops at a call of the store until somebody has written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, method: str, turn: int) -> None:
        """Stop at the so-manieth call: after a reading of generations, before a writing of answers."""
        self.real: Callable[..., Any] = getattr(store, method)
        self.method, self.turn = method, turn
        self.calls, self.stands, self.goes_on = count(1), Event(), Event()
        monkeypatch.setattr(store, method, self.call)

    def call(self, *arguments: Any) -> Any:
        """Call the store; the reader stops on its way."""
        stops = current_thread().name == "reader" and next(self.calls) == self.turn
        if stops and self.method == "write":
            self.stop()
        result = self.real(*arguments)
        if stops and self.method != "write":
            self.stop()
        return result

    def stop(self) -> None:
        """Wait until the writer is done."""
        self.stands.set()
        assert self.goes_on.wait(HANGS)

    def reads(self, read: Callable[[], Any], write: Callable[[], Any]) -> None:
        """Let the reader begin, the writer write meanwhile, and the reader come to its end."""
        reader = Thread(target=self.finish, args=(read,), name="reader")
        reader.start()
        assert self.stands.wait(HANGS)
        write()
        self.goes_on.set()
        reader.join(HANGS)
        assert not reader.is_alive()

    def finish(self, read: Callable[[], Any]) -> None:
        """Read, and leave no connection behind."""
        try:
            read()
        finally:
            self.stands.set()
            connections.close_all()


def rename(cast: Cast, task: Task) -> None:
    services.update_task(task=task, title="Draw a map", by=cast.max.user)


def reassign(cast: Cast, task: Task) -> None:
    services.assign_task(task=task, to=cast.erna, by=cast.max.user)


def delete(cast: Cast, task: Task) -> None:
    services.delete_task(task=task, by=cast.max.user)


def update_in_bulk(_cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(title="Draw a map")


def leave_department(cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assigner=cast.emil)
    cast.emil.departments.clear()


WRITERS = [rename, reassign, delete, update_in_bulk, leave_department]
STOPS = [("read", 1), ("read", 2), ("write", 1)]
"""After the viewer's generations were read, after those of the answer were, and before the answer is stored."""


@pytest.mark.parametrize(("method", "turn"), STOPS)
@pytest.mark.parametrize("write", WRITERS)
def test_b18_an_answer_that_a_writer_overtook_is_not_read_again(
    cast: Cast,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Cast, Task], None],
    method: str,
    turn: int,
) -> None:
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    manager = api.as_(cast.max)
    overtaken = Overtaken(monkeypatch, method, turn)
    overtaken.reads(lambda: manager.data(TASKS), lambda: write(cast, task))
    after = [manager.data(TASKS), manager.data(TASKS)]
    caches["responses"].clear()
    assert after == [manager.data(TASKS)] * 2


@pytest.mark.parametrize(("method", "turn"), [*STOPS, ("write", 2)])
def test_b18_who_was_a_manager_when_his_request_began_is_none_at_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, method: str, turn: int
) -> None:
    server, token = Server(), token_of(cast.max)
    overtaken = Overtaken(monkeypatch, method, turn)
    overtaken.reads(
        lambda: server.post(token, TEAM),
        lambda: people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user),
    )
    assert [server.data(token, TEAM) for _ in range(3)] == [["FORBIDDEN"]] * 3
