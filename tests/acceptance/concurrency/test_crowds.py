"""The same done by many at once: one change and one letter, or as many as there are callers, each with its own."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django_q.models import OrmQ

from notifications.models import Letter
from organization.models import Employee, User
from tasks.models import Task
from tests.acceptance.concurrency.crowd import change, codes, together
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.story.person import Person

TOGETHER = 6
FIFTY = 50

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> list[tuple[str, int]]:
    """Return the kind and the receiver of every letter."""
    return [(letter.kind, letter.about["to"]) for letter in Letter.objects.order_by("id")]


@pytest.mark.parametrize(("verb", "kind"), [("completeTask", "task_completed"), ("reopenTask", "task_reopened")])
def test_f3_done_twice_at_once_is_one_change_and_one_letter(cast: Cast, api: Api, verb: str, kind: str) -> None:
    task = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.max)
    caller = api.as_(cast.max)
    if verb == "reopenTask":
        Task.objects.filter(pk=task.pk).update(completed_at="2026-11-01T00:00:00Z", completed_by=cast.max)
    asked = [partial(change, caller, verb, id=global_id(task)) for _ in range(TOGETHER)]
    outcomes = sorted(codes(outcome) for outcome in together(asked))
    assert outcomes == [[]] + [["INVALID"]] * (TOGETHER - 1)
    assert (Task.objects.get().version, told(), OrmQ.objects.count()) == (2, [(kind, cast.emil.pk)], 1)


def test_f3_several_tasks_completed_twice_at_once_are_told_once(cast: Cast, api: Api) -> None:
    tasks = [Task.objects.create(title=f"Task {n}", assignee=cast.emil, assigner=cast.max) for n in range(TOGETHER)]
    ids = [global_id(task) for task in tasks]
    ways = [ids, ids[::-1]] * 2
    results = "results { errors { code } }"
    caller = api.as_(cast.max)
    outcomes = together([partial(change, caller, "completeTasks", shown=results, ids=way) for way in ways])
    done = [result["errors"] == [] for outcome in outcomes for result in outcome["results"]]
    assert done.count(True) == TOGETHER
    assert set(Task.objects.values_list("version", flat=True)) == {2}
    assert sorted(pk for letter in Letter.objects.all() for pk in letter.about["tasks"]) == [task.pk for task in tasks]


def hired(number: int, **fields: str) -> dict[str, Any]:
    """Return what is said of one of many namesakes."""
    return {"firstName": "Nora", "lastName": "Neu", "workEmail": f"nora{number}@acme.example", **fields}


def test_f3_fifty_people_of_one_name_hired_at_once_have_codes_and_usernames_of_their_own(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    officers = [caller(person) for person in (cast.olga, cast.hanna, cast.gus)]
    asked = [partial(officers[n % 3].change, "createEmployee", "employee { code }", **hired(n)) for n in range(FIFTY)]
    assert [codes(outcome) for outcome in together(asked)] == [[]] * FIFTY
    people = Employee.objects.filter(first_name="Nora")
    assert people.count() == FIFTY
    assert len(set(people.values_list("company", "code"))) == FIFTY
    assert len({name.casefold() for name in User.objects.values_list("username", flat=True)}) == User.objects.count()
    letters = Letter.objects.filter(kind="welcome")
    assert {letter.about["user"] for letter in letters} == set(people.values_list("user", flat=True))
    assert (letters.count(), OrmQ.objects.count()) == (FIFTY, FIFTY)


def test_f5_fifty_people_with_one_work_mail_hired_at_once_are_one_person(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    officers = [caller(person) for person in (cast.olga, cast.hanna)]
    mails = ["nora@acme.example", "NORA@Acme.example"]
    asked = [
        partial(officers[n % 2].change, "createEmployee", "", **hired(n, workEmail=mails[n % 2])) for n in range(FIFTY)
    ]
    outcomes = [codes(outcome) for outcome in together(asked)]
    assert (outcomes.count([]), outcomes.count(["UNIQUE"])) == (1, FIFTY - 1)
    assert Employee.objects.filter(work_email__iexact="nora@acme.example").count() == 1
    assert (Letter.objects.count(), OrmQ.objects.count()) == (1, 1)
    assert User.objects.count() == len(cast.people()) + 1


@pytest.mark.parametrize("field", ["code", "username", "workEmail"])
def test_f5_people_of_one_code_username_or_mail_hired_at_once_are_one_person(cast: Cast, api: Api, field: str) -> None:
    officer = api.as_(cast.olga)
    value = ["n@acme.example", "N@acme.example"] if field == "workEmail" else ["nora.x", "Nora.X"]
    asked = [partial(change, officer, "createEmployee", **hired(n, **{field: value[n % 2]})) for n in range(TOGETHER)]
    outcomes = [outcome["errors"] for outcome in together(asked)]
    assert outcomes.count([]) == 1
    assert outcomes.count([{"code": "UNIQUE", "field": [field]}]) == TOGETHER - 1
    assert (Employee.objects.filter(first_name="Nora").count(), Letter.objects.count()) == (1, 1)


@pytest.mark.parametrize("operation", ["createDepartment", "createJobRole"])
def test_f5_departments_and_job_roles_of_one_name_made_at_once_are_one(cast: Cast, api: Api, operation: str) -> None:
    officer = api.as_(cast.olga)
    outcomes = together([partial(change, officer, operation, name="Press") for _ in range(TOGETHER)])
    errors = [outcome["errors"] for outcome in outcomes]
    assert errors.count([]) == 1
    assert errors.count([{"code": "UNIQUE", "field": ["name"]}]) == TOGETHER - 1
