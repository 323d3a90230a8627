"""The company's structure through the API: each mutation's answer and its refusals."""

from collections.abc import Callable
from typing import Any

import pytest

from organization.models import Company, Department, EmployeePosition, EmployeeType, JobRole
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]
Errors = list[tuple[str, list[str] | None]]


def run(caller: Api, name: str, shown: str, /, **fields: Any) -> dict[str, Any]:
    """Run a mutation; return its payload."""
    type_ = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {shown} errors {{ code message field }} }} }}"
    payload: dict[str, Any] = caller.data(query, input=fields)[name]
    return payload


def errors(payload: dict[str, Any]) -> Errors:
    """Return the codes and fields of a payload's errors."""
    return [(error["code"], error["field"]) for error in payload["errors"]]


def test_an_officer_changes_the_company(cast: Cast, api: Api) -> None:
    shown = "company { name description timeZone version } current { name version }"
    caller = api.as_(cast.olga)
    payload = run(caller, "updateCompany", shown, description="We make\nthings.", timeZone="Asia/Tokyo", version=9)
    assert (payload["current"], errors(payload)) == ({"name": "Acme", "version": 1}, [("CONFLICT", None)])
    payload = run(caller, "updateCompany", shown, description="We make\nthings.", timeZone="Asia/Tokyo", version=1)
    changed = {"name": "Acme", "description": "We make\nthings.", "timeZone": "Asia/Tokyo", "version": 2}
    assert payload == {"company": changed, "current": None, "errors": []}
    cleared = run(caller, "updateCompany", shown, description=None)
    assert cleared["company"] == changed | {"description": "", "version": 3}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": None}, ("REQUIRED", ["name"])),
        ({"name": "a" * 121}, ("TOO_LONG", ["name"])),
        ({"timeZone": "Berlin"}, ("INVALID", ["timeZone"])),
        ({"timeZone": None}, ("REQUIRED", ["timeZone"])),
        ({"description": "a" * 4001}, ("TOO_LONG", ["description"])),
    ],
    ids=str,
)
def test_a_company_is_not_changed_against_a_rule(
    cast: Cast, api: Api, fields: dict[str, Any], error: tuple[str, list[str]]
) -> None:
    before = Company.objects.values().get(pk=cast.acme.pk)
    assert errors(run(api.as_(cast.olga), "updateCompany", "company { id }", **fields)) == [error]
    assert Company.objects.values().get(pk=cast.acme.pk) == before


def test_hr_creates_a_department(cast: Cast, api: Api) -> None:
    shown = "department { name description version members { totalCount } }"
    payload = run(api.as_(cast.hanna), "createDepartment", shown, name=" Press ", description=None)
    new = {"name": "Press", "description": "", "version": 1, "members": {"totalCount": 0}}
    assert payload == {"department": new, "errors": []}


def test_the_members_of_a_department_are_changed_together(cast: Cast, api: Api) -> None:
    shown = "department { name members { nodes { firstName } } }"
    ids = [global_id(person) for person in (cast.max, cast.egon)]
    payload = run(api.as_(cast.olga), "updateDepartment", shown, id=global_id(cast.design), memberIds=ids)
    members = {"nodes": [{"firstName": "Egon"}, {"firstName": "Max"}]}
    assert payload == {"department": {"name": "Design", "members": members}, "errors": []}


Make = Callable[[Cast], Any]


def another_department(cast: Cast) -> Department:
    """Return a second department."""
    return Department.objects.create(company=cast.acme, name="Press")


def another_job_role(cast: Cast) -> JobRole:
    """Return a second job role."""
    return JobRole.objects.create(company=cast.acme, name="Press")


def another_position(cast: Cast) -> EmployeePosition:
    """Return a second position."""
    return EmployeePosition.objects.create(employee_type=cast.position.employee_type, job_role=another_job_role(cast))


PARTS: dict[str, Make] = {
    "Department": another_department,
    "JobRole": another_job_role,
    "Position": another_position,
}


@pytest.mark.parametrize("part", PARTS)
def test_what_nobody_uses_is_deleted(cast: Cast, api: Api, part: str) -> None:
    row = PARTS[part](cast)
    payload = run(api.as_(cast.hanna), f"delete{part}", "deletedId", id=global_id(row))
    assert payload == {"deletedId": global_id(row), "errors": []}
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("part", PARTS)
def test_what_is_in_use_is_not_deleted(cast: Cast, api: Api, part: str) -> None:
    cast.emil.position = cast.position
    cast.emil.save()
    row = {"Department": cast.design, "JobRole": cast.position.job_role, "Position": cast.position}[part]
    payload = run(api.as_(cast.olga), f"delete{part}", "deletedId", id=global_id(row))
    assert (payload["deletedId"], errors(payload)) == (None, [("IN_USE", None)])
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("part", PARTS)
def test_a_stale_version_of_a_part_is_a_conflict(cast: Cast, api: Api, part: str, verb: str) -> None:
    row = PARTS[part](cast)
    row.version = 7
    row.save()
    fields = {"id": global_id(row), "version": 6}
    payload = run(api.as_(cast.olga), f"{verb}{part}", "current { id version }", **fields)
    assert (payload["current"], errors(payload)) == ({"id": fields["id"], "version": 7}, [("CONFLICT", None)])


@pytest.mark.parametrize(
    ("part", "fields", "error"),
    [
        ("Department", {"name": "DESIGN"}, ("UNIQUE", ["name"])),
        ("Department", {"name": " "}, ("REQUIRED", ["name"])),
        ("Department", {"name": "a" * 121}, ("TOO_LONG", ["name"])),
        ("JobRole", {"name": "designer"}, ("UNIQUE", ["name"])),
        ("JobRole", {"name": ""}, ("REQUIRED", ["name"])),
        ("JobRole", {"name": "a" * 121}, ("TOO_LONG", ["name"])),
    ],
    ids=str,
)
def test_a_name_that_breaks_a_rule_is_refused_of_new_and_old(
    cast: Cast, api: Api, part: str, fields: dict[str, Any], error: tuple[str, list[str]]
) -> None:
    caller, row = api.as_(cast.olga), PARTS[part](cast)
    number = type(row).objects.count()
    assert errors(run(caller, f"create{part}", "__typename", **fields)) == [error]
    assert errors(run(caller, f"update{part}", "__typename", id=global_id(row), **fields)) == [error]
    assert (type(row).objects.count(), type(row).objects.get(pk=row.pk).name) == (number, "Press")


def test_the_name_of_another_companys_department_is_free(cast: Cast, api: Api) -> None:
    payload = run(api.as_(cast.olga), "createDepartment", "department { name }", name="Labs")
    assert payload == {"department": {"name": "Labs"}, "errors": []}


def test_a_job_role_and_a_position_are_made_and_changed(cast: Cast, api: Api) -> None:
    caller, kind = api.as_(cast.hanna), EmployeeType.objects.create(name="Night shift")
    made = run(caller, "createJobRole", "jobRole { id name version }", name="Editor")["jobRole"]
    renamed = run(caller, "updateJobRole", "jobRole { id name version }", id=made["id"], name="Chief editor")
    assert renamed == {"jobRole": made | {"name": "Chief editor", "version": 2}, "errors": []}
    shown = "position { id version employeeType { name } jobRole { name } }"
    pair = {"employeeTypeId": global_id(cast.position.employee_type), "jobRoleId": made["id"]}
    position = run(caller, "createPosition", shown, **pair)["position"]
    changed = run(caller, "updatePosition", shown, id=position["id"], employeeTypeId=global_id(kind), version=1)
    assert changed["position"] == position | {"version": 2, "employeeType": {"name": "Night shift"}}


def test_a_position_is_not_made_twice(cast: Cast, api: Api) -> None:
    pair = {
        "employeeTypeId": global_id(cast.position.employee_type),
        "jobRoleId": global_id(cast.position.job_role),
    }
    payload = run(api.as_(cast.hanna), "createPosition", "position { id }", **pair)
    assert (payload["position"], errors(payload)) == (None, [("UNIQUE", ["jobRoleId"])])
    assert EmployeePosition.objects.count() == 1
