"""Handing tasks over, and changing many at once."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Employee
from tasks.models import Task
from tasks.services import BULK_LIMIT, TaskResult, assign_task, assign_tasks, complete_tasks
from tests.conftest import Cast
from tests.tasks.conftest import Letters


def make(assigner: Employee, assignee: Employee, count: int) -> list[Task]:
    """Make so many open tasks."""
    return [Task.objects.create(title=f"Task {n}", assigner=assigner, assignee=assignee) for n in range(count)]


def snapshot() -> list[Any]:
    """Return every column of every task."""
    return list(Task.objects.order_by("id").values())


def test_the_new_and_the_old_assignee_are_told_and_the_assigner_stays(cast: Cast, task: Task, letters: Letters) -> None:
    row = assign_task(task=task, to=cast.erna, version=1, by=cast.max.user)
    assert (row.assignee, row.assigner, row.version) == (cast.erna, cast.max, 2)
    assert letters() == [
        ("task_assigned", {"tasks": [task.pk], "to": cast.erna.pk, "by": cast.max.pk}),
        ("task_reassigned", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk}),
    ]


def test_an_officer_who_hands_over_tells_the_assigner_too(cast: Cast, task: Task, letters: Letters) -> None:
    assign_task(task=task, to=cast.egon, by=cast.olga.user)
    assert [(kind, about["to"]) for kind, about in letters()] == [
        ("task_assigned", cast.egon.pk),
        ("task_reassigned", cast.max.pk),
        ("task_reassigned", cast.emil.pk),
    ]


def test_taking_over_a_task_tells_the_old_assignee_only(cast: Cast, task: Task, letters: Letters) -> None:
    assign_task(task=task, to=cast.max, by=cast.max.user)
    assert [(kind, about["to"]) for kind, about in letters()] == [("task_reassigned", cast.emil.pk)]


def test_handing_a_task_to_whom_it_belongs_changes_nothing(cast: Cast, task: Task, letters: Letters) -> None:
    before = snapshot()
    assert assign_task(task=task, to=cast.emil, by=cast.max.user) == task
    assert (snapshot(), letters()) == (before, [])


@pytest.mark.parametrize("to", ["egon", "mona", "olga"])
def test_a_manager_cannot_assign_to_a_stranger(cast: Cast, task: Task, letters: Letters, to: str) -> None:
    before = snapshot()
    with pytest.raises(PermissionDenied):
        assign_task(task=task, to=getattr(cast, to), by=cast.max.user)
    assert (snapshot(), letters()) == (before, [])


def test_an_employee_hands_his_own_task_to_nobody_else(cast: Cast, letters: Letters) -> None:
    task = Task.objects.create(title="Rest", assignee=cast.emil, assigner=cast.emil)
    with pytest.raises(PermissionDenied):
        assign_task(task=task, to=cast.erna, by=cast.emil.user)
    assert (Task.objects.get().assignee, letters()) == (cast.emil, [])


def test_a_task_is_not_handed_to_who_has_left(cast: Cast, task: Task, letters: Letters) -> None:
    before = snapshot()
    with pytest.raises(ValidationError) as caught:
        assign_task(task=task, to=cast.ina, by=cast.max.user)
    assert caught.value.error_dict["assignee"][0].code == "assignee_inactive"
    assert (snapshot(), letters()) == (before, [])


def test_a_task_is_not_handed_to_another_company(cast: Cast, task: Task, letters: Letters) -> None:
    before = snapshot()
    with pytest.raises(Employee.DoesNotExist):
        assign_task(task=task, to=cast.gina, by=cast.olga.user)
    assert (snapshot(), letters()) == (before, [])


def test_many_tasks_are_handed_over_with_one_letter_for_each_receiver(cast: Cast, letters: Letters) -> None:
    tasks = make(cast.max, cast.emil, 3)
    results = assign_tasks(tasks=tasks, to=cast.erna, by=cast.max.user)
    ids = [task.pk for task in tasks]
    assert [(result.task.pk, result.task.assignee, result.error) for result in results] == [
        (pk, cast.erna, None) for pk in ids
    ]
    assert letters() == [
        ("task_assigned", {"tasks": ids, "to": cast.erna.pk, "by": cast.max.pk}),
        ("task_reassigned", {"tasks": ids, "to": cast.emil.pk, "by": cast.max.pk}),
    ]


def test_each_task_of_many_has_its_own_error_in_the_given_order(cast: Cast, letters: Letters) -> None:
    [hidden] = make(cast.egon, cast.egon, 1)
    [given] = make(cast.olga, cast.max, 1)
    [mine] = make(cast.max, cast.emil, 1)
    results = complete_tasks(tasks=[mine, given, hidden], by=cast.max.user)
    assert [result.task for result in results] == [mine, given, hidden]
    assert [type(result.error) for result in results] == [type(None), PermissionDenied, Task.DoesNotExist]
    assert list(Task.objects.completed()) == [mine]
    assert letters() == [("task_completed", {"tasks": [mine.pk], "to": cast.emil.pk, "by": cast.max.pk})]


def test_one_task_twice_among_many_is_completed_once(cast: Cast, task: Task, letters: Letters) -> None:
    first, second = complete_tasks(tasks=[task, task], by=cast.max.user)
    assert (first.error, getattr(second.error, "code", None)) == (None, "invalid")
    assert len(letters()) == 1


def test_what_is_wrong_with_the_person_refuses_all_tasks(cast: Cast, letters: Letters) -> None:
    tasks = make(cast.max, cast.emil, 2)
    before = snapshot()
    with pytest.raises(PermissionDenied):
        assign_tasks(tasks=tasks, to=cast.egon, by=cast.max.user)
    assert (snapshot(), letters()) == (before, [])


def test_no_more_than_a_hundred_tasks_are_changed_at_once(cast: Cast, task: Task, letters: Letters) -> None:
    with pytest.raises(ValidationError) as caught:
        complete_tasks(tasks=[task] * (BULK_LIMIT + 1), by=cast.max.user)
    assert caught.value.error_dict["tasks"][0].code == "invalid"
    assert (Task.objects.completed().count(), letters()) == (0, [])


def test_none_of_no_tasks_is_changed(cast: Cast) -> None:
    results: list[TaskResult] = complete_tasks(tasks=[], by=cast.max.user)
    assert results == []


def test_every_task_of_many_costs_the_same_number_of_statements(cast: Cast) -> None:
    counts = []
    for count in (2, 4, 6):
        tasks = make(cast.max, cast.emil, count)
        with CaptureQueriesContext(connection) as captured:
            complete_tasks(tasks=tasks, by=cast.max.user)
        counts.append(len(captured))
    assert counts[2] - counts[1] == counts[1] - counts[0] <= 2 * 15
