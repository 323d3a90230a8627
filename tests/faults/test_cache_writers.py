"""Writers that are careless with their instances, or go past the services: what they change is seen at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from notifications import delivery
from notifications.models import Letter
from organization.models import Employee, Session
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.faults.conftest import TASKS, forget
from tests.schema.test_front import Server, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Begin with an empty cache that answers."""
    caches["responses"].clear()
    forget()


def make(cast: Cast) -> Task:
    """Return a task of an employee, as a program keeps it after it made it."""
    return Task.objects.create(title="Draw a logo", assignee=cast.emil, assigner=cast.olga)


def save_twice(cast: Cast, task: Task) -> None:
    task.assignee = cast.egon
    task.save()


def save_an_old_instance(cast: Cast, task: Task) -> None:
    old = Task.objects.get(pk=task.pk)
    old.assignee = cast.erna
    services.assign_task(task=task, to=cast.egon, by=cast.olga.user)
    services.assign_task(task=task, to=cast.emil, by=cast.olga.user)
    old.save()


def save_a_refreshed_instance(cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assignee=cast.emil)
    task.refresh_from_db()
    task.assignee = cast.egon
    task.save()


def save_without_loading(cast: Cast, task: Task) -> None:
    Task(pk=task.pk, title="Draw a logo", assignee=cast.egon, assigner=cast.olga, created_at=timezone.now()).save()


def delete_without_loading(_cast: Cast, task: Task) -> None:
    Task(pk=task.pk).delete()


CARELESS: list[Callable[[Cast, Task], None]] = [
    save_twice,
    save_an_old_instance,
    save_a_refreshed_instance,
    save_without_loading,
    delete_without_loading,
]


@pytest.mark.parametrize("write", CARELESS)
def test_b19_whoever_saw_the_row_until_now_sees_at_once_that_it_is_gone(
    cast: Cast, write: Callable[[Cast, Task], None]
) -> None:
    task = make(cast)
    server, token = Server(), token_of(cast.emil)
    server.warm(token, TASKS)
    write(cast, task)
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 0


def test_whoever_got_a_row_from_a_careless_program_and_lost_it_to_the_same_sees_it(cast: Cast) -> None:
    task = make(cast)
    task.assignee = cast.erna
    task.save()
    server, token = Server(), token_of(cast.erna)
    assert server.warm(token, TASKS)["tasks"]["totalCount"] == 1
    task.assignee = cast.egon
    task.save()
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 0


def test_a_person_who_moves_to_another_company_leaves_the_answers_of_the_old_one(cast: Cast) -> None:
    query = "{ employees { totalCount nodes { name } } }"
    server, token = Server(), token_of(cast.emil)
    before = server.warm(token, query)["employees"]["totalCount"]
    person = Employee.objects.get(pk=cast.erna.pk)
    person.company = cast.globex
    person.save()
    assert server.data(token, query)["employees"]["totalCount"] == before - 1


def delete_session(session: Session) -> None:
    session.delete()


def delete_sessions(session: Session) -> None:
    Session.objects.filter(pk=session.pk).delete()


def update_sessions(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(ended_at=timezone.now())


@pytest.mark.parametrize("end", [delete_session, delete_sessions, update_sessions])
def test_a_sign_in_that_a_program_ends_opens_nothing_any_more(cast: Cast, end: Callable[[Session], Any]) -> None:
    server, token = Server(), token_of(cast.emil)
    server.warm(token, TASKS)
    end(Session.objects.get(user=cast.emil.user))
    assert server.data(token, TASKS) == ["UNAUTHENTICATED"]


def test_the_count_of_a_nested_list_is_right_at_once(cast: Cast) -> None:
    query = "{ me { employee { tasks { totalCount } } } }"
    server, token = Server(), token_of(cast.emil)
    server.warm(token, query)
    Task.objects.create(title="Draw a logo", assignee=cast.emil, assigner=cast.max)
    assert server.data(token, query)["me"]["employee"]["tasks"]["totalCount"] == 1


def test_a_task_that_is_handed_on_from_the_persons_side_is_seen_at_once(cast: Cast) -> None:
    task = Task.objects.create(title="Draw a logo", assignee=cast.emil, assigner=cast.olga)
    server, token = Server(), token_of(cast.emil)
    server.warm(token, TASKS)
    cast.egon.tasks.add(task)
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 0


def test_a_letter_that_is_being_sent_shows_its_attempt_at_once(cast: Cast) -> None:
    letter = Letter.objects.create(kind="welcome", about={"user": cast.emil.user.pk})
    cast.emil.user.welcome_letter = letter
    cast.emil.user.save()
    query = "{ employees(first: 50) { nodes { welcomeLetter { attempts } } } }"
    server, token = Server(), token_of(cast.olga)
    server.warm(token, query)
    assert delivery.claim(letter.pk)
    assert {"welcomeLetter": {"attempts": 1}} in server.data(token, query)["employees"]["nodes"]
