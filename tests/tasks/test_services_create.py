"""Making tasks."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from organization.models import Employee, User
from tasks.models import Task
from tasks.services import create_task
from tests.conftest import Cast
from tests.tasks.conftest import Letters


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    """Return the codes by field."""
    return {field: [one.code for one in errors] for field, errors in error.error_dict.items()}


def assert_nothing_happened(letters: Letters) -> None:
    """There is no task, and nobody was told."""
    assert (Task.objects.count(), letters()) == (0, [])


def test_a_manager_makes_a_task_for_his_team_and_the_assignee_is_told(cast: Cast, letters: Letters) -> None:
    task = create_task(title="Draw", description="In blue.", assignee=cast.emil, by=cast.max.user)
    row = Task.objects.get()
    assert (row.title, row.description, row.assignee, row.assigner) == ("Draw", "In blue.", cast.emil, cast.max)
    assert letters() == [("task_assigned", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk})]


@pytest.mark.parametrize("name", ["emil", "hanna", "max", "olga"])
def test_everybody_makes_tasks_for_himself_and_gets_no_letter(cast: Cast, letters: Letters, name: str) -> None:
    person: Employee = getattr(cast, name)
    task = create_task(title="Tidy up", assignee=person, by=person.user)
    assert (task.assignee, task.assigner) == (person, person)
    assert letters() == []


@pytest.mark.parametrize("name", ["olga", "hanna", "max", "mona", "emil", "egon"])
def test_an_officer_makes_tasks_for_anybody_in_the_company(cast: Cast, name: str) -> None:
    assert create_task(title="Rest", assignee=getattr(cast, name), by=cast.olga.user).assignee == getattr(cast, name)


@pytest.mark.parametrize(
    ("by", "assignee"),
    [("emil", "erna"), ("emil", "max"), ("hanna", "egon"), ("max", "egon"), ("max", "mona"), ("max", "olga")],
)
def test_nobody_makes_tasks_for_those_he_does_not_lead(cast: Cast, letters: Letters, by: str, assignee: str) -> None:
    with pytest.raises(PermissionDenied, match="only to yourself and to the people you lead"):
        create_task(title="Work", assignee=getattr(cast, assignee), by=getattr(cast, by).user)
    assert_nothing_happened(letters)


@pytest.mark.parametrize("by", ["emil", "max", "hanna", "olga"])
def test_the_people_of_another_company_do_not_exist(cast: Cast, letters: Letters, by: str) -> None:
    with pytest.raises(Employee.DoesNotExist):
        create_task(title="Work", assignee=cast.gina, by=getattr(cast, by).user)
    assert_nothing_happened(letters)


@pytest.mark.parametrize("by", ["max", "olga"])
def test_who_has_left_gets_no_tasks(cast: Cast, letters: Letters, by: str) -> None:
    with pytest.raises(ValidationError) as caught:
        create_task(title="Work", assignee=cast.ina, by=getattr(cast, by).user)
    assert codes(caught.value) == {"assignee": ["assignee_inactive"]}
    assert_nothing_happened(letters)


def test_a_user_of_the_admin_alone_makes_no_tasks(cast: Cast, letters: Letters) -> None:
    with pytest.raises(PermissionDenied, match="Only people who work in a company"):
        create_task(title="Work", assignee=cast.emil, by=User.objects.create_superuser("root"))
    assert_nothing_happened(letters)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": ""}, {"title": ["blank"]}),
        ({"title": " \t\n"}, {"title": ["blank"]}),
        ({"title": None}, {"title": ["blank"]}),
        ({"title": "\u200b\u200b"}, {"title": ["blank"]}),
        ({"title": "a\0b"}, {"title": ["invalid"]}),
        ({"title": "a\nBcc: b"}, {"title": ["invalid"]}),
        ({"title": "a\ud800"}, {"title": ["invalid"]}),
        ({"title": "x" * 201}, {"title": ["max_length"]}),
        ({"title": "x", "description": "a\x07"}, {"description": ["invalid"]}),
        ({"title": "x", "description": "x" * 10_001}, {"description": ["too_long"]}),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused(
    cast: Cast, letters: Letters, fields: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as caught:
        create_task(**fields, assignee=cast.emil, by=cast.max.user)
    assert codes(caught.value) == expected
    assert_nothing_happened(letters)


def test_a_text_is_trimmed_and_otherwise_kept_as_it_is(cast: Cast) -> None:
    create_task(title="  <b>Grüße</b> 😀 ", description="a\r\n\tb & c", assignee=cast.emil, by=cast.max.user)
    row = Task.objects.get()
    assert (row.title, row.description) == ("<b>Grüße</b> 😀", "a\n\tb & c")


@time_machine.travel(datetime(2026, 3, 10, 23, 30, tzinfo=UTC), tick=False)
def test_a_due_date_has_passed_when_the_day_has_passed_where_the_company_is(cast: Cast, letters: Letters) -> None:
    with pytest.raises(ValidationError) as caught:
        create_task(title="Work", due_date=date(2026, 3, 10), assignee=cast.emil, by=cast.max.user)
    assert codes(caught.value) == {"due_date": ["invalid"]}
    assert_nothing_happened(letters)


@time_machine.travel(datetime(2026, 3, 10, 23, 30, tzinfo=UTC), tick=False)
def test_a_task_may_be_due_today(cast: Cast) -> None:
    task = create_task(title="Work", due_date=date(2026, 3, 11), assignee=cast.emil, by=cast.max.user)
    assert task.due_date == cast.acme.today()
