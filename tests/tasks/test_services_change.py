"""Changing, completing, reopening and deleting tasks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from organization.models import StaleVersionError
from tasks.models import Task
from tasks.services import assign_task, complete_task, delete_task, reopen_task, update_task
from tests.conftest import Cast
from tests.tasks.conftest import Letters

LONG_AGO = date(2020, 1, 1)
WHO_MAY = ["max", "olga"]
WHO_ONLY_SEES = ["emil"]
WHO_DOES_NOT_SEE = ["erna", "egon", "mona", "hanna", "gus", "greta", "gina"]

CHANGES: dict[str, Callable[[Task, Any], object]] = {
    "update": lambda task, by: update_task(task=task, title="Other", by=by),
    "assign": lambda task, by: assign_task(task=task, to=by.person, by=by),
    "complete": lambda task, by: complete_task(task=task, by=by),
    "reopen": lambda task, by: reopen_task(task=task, by=by),
    "delete": lambda task, by: delete_task(task=task, by=by),
}


def snapshot() -> list[Any]:
    """Return every column of every task."""
    return list(Task.objects.order_by("id").values())


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", WHO_ONLY_SEES)
def test_who_only_sees_a_task_may_not_change_it(
    cast: Cast, task: Task, letters: Letters, change: str, name: str
) -> None:
    before = snapshot()
    with pytest.raises(PermissionDenied, match=r"^Only .* may change this task\.$"):
        CHANGES[change](task, getattr(cast, name).user)
    assert (snapshot(), letters()) == (before, [])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", WHO_DOES_NOT_SEE)
def test_for_who_does_not_see_a_task_it_does_not_exist(
    cast: Cast, task: Task, letters: Letters, change: str, name: str
) -> None:
    before = snapshot()
    with pytest.raises(Task.DoesNotExist):
        CHANGES[change](task, getattr(cast, name).user)
    assert (snapshot(), letters()) == (before, [])


def test_a_hidden_task_does_not_tell_its_version(cast: Cast, task: Task) -> None:
    with pytest.raises(Task.DoesNotExist):
        update_task(task=task, version=99, title="Other", by=cast.egon.user)


def test_a_manager_does_not_change_what_another_gave_him(cast: Cast) -> None:
    task = Task.objects.create(title="Report", assignee=cast.max, assigner=cast.olga)
    with pytest.raises(PermissionDenied):
        complete_task(task=task, by=cast.max.user)
    assert not Task.objects.get().completed


def test_a_manager_changes_what_his_team_gave_itself(cast: Cast) -> None:
    task = Task.objects.create(title="Sharpen pencils", assignee=cast.emil, assigner=cast.emil)
    assert update_task(task=task, title="Buy pencils", by=cast.max.user).title == "Buy pencils"


def test_an_assigner_keeps_his_right_when_the_assignee_has_moved(cast: Cast, task: Task) -> None:
    cast.emil.departments.set([cast.sales])
    assert complete_task(task=task, by=cast.max.user).completed


def test_the_manager_of_the_new_department_takes_over_and_the_old_one_is_out(cast: Cast, letters: Letters) -> None:
    task = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.emil)
    cast.emil.departments.set([cast.sales])
    with pytest.raises(Task.DoesNotExist):
        complete_task(task=task, by=cast.max.user)
    assert letters() == []
    assert complete_task(task=task, by=cast.mona.user).completed


def test_an_update_changes_only_what_it_names(cast: Cast, task: Task, letters: Letters) -> None:
    Task.objects.update(description="In blue.", due_date=LONG_AGO)
    row = update_task(task=task, title=" Draw two ", by=cast.max.user)
    assert (row.title, row.description, row.due_date, row.version) == ("Draw two", "In blue.", LONG_AGO, 2)
    assert letters() == []


def test_null_clears(cast: Cast, task: Task) -> None:
    Task.objects.update(description="In blue.", due_date=LONG_AGO)
    row = update_task(task=task, description=None, due_date=None, by=cast.max.user)
    assert (row.description, row.due_date) == ("", None)


def test_a_due_date_that_has_passed_may_stay(cast: Cast, task: Task) -> None:
    Task.objects.update(due_date=LONG_AGO)
    assert update_task(task=task, title="Late", due_date=LONG_AGO, by=cast.max.user).due_date == LONG_AGO


def test_a_due_date_in_the_past_is_not_set_anew(cast: Cast, task: Task) -> None:
    Task.objects.update(due_date=LONG_AGO)
    before = snapshot()
    with pytest.raises(ValidationError) as caught:
        update_task(task=task, due_date=LONG_AGO + timedelta(days=1), by=cast.max.user)
    assert caught.value.error_dict["due_date"][0].code == "invalid"
    assert snapshot() == before


def test_a_title_cannot_be_emptied(cast: Cast, task: Task) -> None:
    with pytest.raises(ValidationError) as caught:
        update_task(task=task, title="   ", by=cast.max.user)
    assert caught.value.error_dict["title"][0].code == "blank"
    assert Task.objects.get().title == "Draw the logo"


@pytest.mark.parametrize(
    "change",
    [
        lambda task, by: update_task(task=task, version=1, title="Mine", by=by),
        lambda task, by: complete_task(task=task, version=1, by=by),
        lambda task, by: assign_task(task=task, to=by.person, version=1, by=by),
        lambda task, by: delete_task(task=task, version=1, by=by),
    ],
)
def test_a_stale_version_is_a_conflict_and_shows_the_task_as_it_stands(
    cast: Cast, task: Task, letters: Letters, change: Callable[[Task, Any], object]
) -> None:
    update_task(task=task, title="Theirs", by=cast.olga.user)
    before = snapshot()
    with pytest.raises(StaleVersionError) as caught:
        change(task, cast.max.user)
    assert getattr(caught.value.current, "title", None) == "Theirs"
    assert (snapshot(), letters()) == (before, [])


def test_completing_tells_the_assignee(cast: Cast, task: Task, letters: Letters) -> None:
    row = complete_task(task=task, version=1, by=cast.max.user)
    assert (row.completed, row.completed_by, row.version) == (True, cast.max, 2)
    assert letters() == [("task_completed", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk})]


def test_an_officer_who_completes_tells_the_assignee_and_the_assigner(cast: Cast, task: Task, letters: Letters) -> None:
    complete_task(task=task, by=cast.olga.user)
    assert letters() == [
        ("task_completed", {"tasks": [task.pk], "to": cast.max.pk, "by": cast.olga.pk}),
        ("task_completed", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.olga.pk}),
    ]


def test_completing_ones_own_task_tells_nobody(cast: Cast, letters: Letters) -> None:
    task = Task.objects.create(title="Rest", assignee=cast.emil, assigner=cast.emil)
    assert complete_task(task=task, by=cast.emil.user).completed
    assert letters() == []


def test_completing_twice_is_one_change_and_one_letter(cast: Cast, task: Task, letters: Letters) -> None:
    complete_task(task=task, by=cast.max.user)
    before = snapshot()
    with pytest.raises(ValidationError, match="completed already") as caught:
        complete_task(task=task, by=cast.max.user)
    assert caught.value.code == "invalid"
    assert (snapshot(), len(letters())) == (before, 1)


def test_reopening_an_open_task_is_refused(cast: Cast, task: Task, letters: Letters) -> None:
    before = snapshot()
    with pytest.raises(ValidationError, match="open already") as caught:
        reopen_task(task=task, by=cast.max.user)
    assert caught.value.code == "invalid"
    assert (snapshot(), letters()) == (before, [])


def test_a_completed_task_is_reopened_and_the_assignee_told(cast: Cast, task: Task, letters: Letters) -> None:
    complete_task(task=task, by=cast.max.user)
    row = reopen_task(task=task, by=cast.max.user)
    assert (row.completed_at, row.completed_by) == (None, None)
    assert letters()[1:] == [("task_reopened", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk})]


def test_a_deleted_task_is_gone(cast: Cast, task: Task, letters: Letters) -> None:
    delete_task(task=task, version=1, by=cast.max.user)
    assert (snapshot(), letters()) == ([], [])


def test_a_task_deleted_meanwhile_does_not_exist(cast: Cast, task: Task) -> None:
    Task.objects.all().delete()
    with pytest.raises(Task.DoesNotExist):
        complete_task(task=task, by=cast.max.user)
