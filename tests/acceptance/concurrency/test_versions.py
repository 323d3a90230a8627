"""Updates that meet: what they name is changed, and nothing else; a stale version changes nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest
from django.db.models import Model
from graphql import GraphQLInputObjectType, get_named_type

from organization.models import Company, Department, Employee
from tasks.models import Task
from tests.acceptance.concurrency.crowd import change, codes, together
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import ARGUMENTS, Scene
from tests.schema.table import rows
from tests.schema.test_permissions import MUTATIONS, stored
from tests.story.person import Person

COUNTED = {"version", "updated_at"}
TITLES = {"title": "Paint a logo", "description": "In oil.", "dueDate": "2199-12-31"}


def versioned() -> list[str]:
    """Return the mutations whose input takes a version."""
    found = []
    for name, field in MUTATIONS.fields.items():
        given = field.args.get("input")
        if given and "version" in cast("GraphQLInputObjectType", get_named_type(given.type)).fields:
            found.append(name)
    return found


def an_object(operation: str) -> str:
    """Return an object of the table of permissions on which an officer may do this."""
    return next(row.object for row in rows() if row.operation == operation and row.outcomes["officer"] == "ok")


def columns(row: Model) -> dict[str, Any]:
    """Return the row as it is stored."""
    found: dict[str, Any] = type(row)._default_manager.values().get(pk=row.pk)
    return found


def test_f2_every_change_of_a_versioned_object_takes_its_version() -> None:
    verbs = ("update", "set", "assignTask", "completeTask", "reopen", "delete", "deactivate", "reactivate")
    without = {"assignTasks", "completeTasks", "deleteTaskFile"}
    assert set(versioned()) == {name for name in MUTATIONS.fields if name.startswith(verbs)} - without


@pytest.mark.parametrize("operation", versioned())
def test_f2_a_stale_version_is_a_conflict_and_changes_nothing(cast: Cast, api: Api, operation: str) -> None:
    given = ARGUMENTS[operation](Scene(cast, cast.olga), an_object(operation))["input"]
    caller, before = api.as_(cast.olga), stored()
    answer = change(caller, operation, shown="current { __typename }", **given, version=0)
    assert codes(answer) == ["CONFLICT"]
    assert answer["current"] is not None
    assert stored() == before


Named = tuple[Callable[[Cast], Model], str, dict[str, Any], set[str]]
UPDATES: dict[str, Named] = {
    "task": (
        lambda cast: Task.objects.create(title="Draw", description="Big.", assignee=cast.emil, assigner=cast.max),
        "updateTask",
        {"title": "Paint"},
        {"title"},
    ),
    "person": (lambda cast: cast.emil, "updateEmployee", {"phone": "+49 40 55555"}, {"phone"}),
    "role": (lambda cast: cast.emil, "setEmployeeRole", {"role": "MANAGER"}, set()),
    "department": (lambda cast: cast.design, "updateDepartment", {"name": "Art"}, {"name"}),
    "company": (lambda cast: cast.acme, "updateCompany", {"description": "Art."}, {"description"}),
    "job role": (lambda cast: cast.position.job_role, "updateJobRole", {"name": "Painter"}, {"name"}),
}


@pytest.mark.parametrize("what", UPDATES)
def test_f2_an_update_without_a_version_changes_what_it_names_alone(cast: Cast, api: Api, what: str) -> None:
    make, operation, changes, named = UPDATES[what]
    row = make(cast)
    before = columns(row)
    given = changes if what == "company" else {"id": global_id(row), **changes}
    assert codes(change(api.as_(cast.olga), operation, **given)) == []
    after = columns(row)
    assert {name for name in after if after[name] != before[name]} == named | COUNTED
    assert after["version"] == before["version"] + 1


@pytest.mark.django_db(transaction=True)
def test_f2_changes_of_different_fields_at_once_all_survive(cast: Cast, api: Api) -> None:
    people: dict[str, Any] = {
        "phone": "+49 40 55555",
        "lastName": "Neu",
        "salary": "61000.00",
        "hireDate": "2025-01-02",
    }
    caller, emil = api.as_(cast.olga), global_id(cast.emil)
    given = [{name: value} for name, value in people.items()]
    outcomes = together([partial(change, caller, "updateEmployee", id=emil, **fields) for fields in given])
    assert [codes(outcome) for outcome in outcomes] == [[]] * len(given)
    row = Employee.objects.get(pk=cast.emil.pk)
    assert (row.phone, row.last_name, str(row.salary), str(row.hire_date)) == tuple(people.values())
    assert row.version == cast.emil.version + len(given)


def test_f2_changes_of_different_fields_at_once_all_survive_over_http(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    task = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.max)
    people = [caller(person) for person in (cast.max, cast.olga, cast.max)]
    changes = zip(people, TITLES.items(), strict=True)
    outcomes = together(
        [
            partial(person.change, "updateTask", "task { title }", id=global_id(task), **{name: value})
            for person, (name, value) in changes
        ]
    )
    assert [outcome["errors"] for outcome in outcomes] == [[]] * 3
    row = Task.objects.get(pk=task.pk)
    assert (row.title, row.description, str(row.due_date), row.version) == (*TITLES.values(), 4)


@pytest.mark.django_db(transaction=True)
def test_f2_of_two_changes_from_the_same_version_one_is_a_conflict(cast: Cast, api: Api) -> None:
    caller, row = api.as_(cast.olga), global_id(cast.design)
    names = ["Art", "Craft", "Paint", "Print"]
    asked = [partial(change, caller, "updateDepartment", id=row, name=name, version=1) for name in names]
    outcomes = [codes(outcome) for outcome in together(asked)]
    assert sorted(outcomes) == [[], ["CONFLICT"], ["CONFLICT"], ["CONFLICT"]]
    stored_row = Department.objects.get(pk=cast.design.pk)
    assert (stored_row.name, stored_row.version) == (names[outcomes.index([])], 2)
    assert Company.objects.get(pk=cast.acme.pk).version == cast.acme.version
