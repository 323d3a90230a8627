"""What is new is shut: a field without a door, a type without a window and a mutation without a row are found."""

from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from strawberry.permission import PermissionExtension
from strawberry.utils.str_converters import to_camel_case
from strawberry_django.utils.typing import get_django_definition

from organization.models import Role
from schema.caching.tags import FAMILIES
from schema.permissions import Anyone, Seen
from schema.root import Mutation, Query
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import Scene
from tests.schema.selections import GRAPHQL
from tests.schema.table import ROLES
from tests.schema.test_permissions import stored

OPEN = {"tokenAuth", "verifyToken", "refreshToken", "revokeToken", "requestPasswordReset", "resetPassword"}
WINDOWLESS = {"User", "Letter"}
"""Reached only from a row that is seen: one's own account, and the letter of a person for those who look after him."""


def doors(root: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield every field of a root type with its permission classes."""
    for field in root.__strawberry_definition__.fields:
        found = [each for each in field.extensions if isinstance(each, PermissionExtension)]
        name = to_camel_case(field.python_name)
        yield name, [permission for each in found for permission in each.permissions]


def unguarded(root: Any) -> set[str]:
    """Return the fields of a root type that have no door."""
    return {name for name, permissions in doors(root) if not permissions}


def test_b24_every_field_of_the_roots_has_a_door() -> None:
    assert unguarded(Query) | unguarded(Mutation) == set()


def test_b24_a_new_field_without_a_door_is_found() -> None:
    @strawberry.type
    class Careless:
        @strawberry.field
        def everybodys_salary(self) -> int:
            return 1

    assert unguarded(Careless) == {"everybodysSalary"}


def test_b24_only_signing_in_and_what_goes_with_it_stands_open() -> None:
    both = [*doors(Query), *doors(Mutation)]
    assert {name for name, found in both if any(isinstance(each, Anyone) for each in found)} == OPEN


def test_b24_every_type_of_rows_shows_only_what_the_viewer_may_see() -> None:
    definitions = [getattr(type_, "extensions", {}) for type_ in GRAPHQL.type_map.values()]
    origins = [found["strawberry-definition"].origin for found in definitions if "strawberry-definition" in found]
    rows = {origin for origin in origins if get_django_definition(origin)}
    assert {origin.__name__ for origin in rows if not issubclass(origin, Seen)} == WINDOWLESS
    assert {get_django_definition(origin, strict=True).model for origin in rows} <= set(FAMILIES)


STRUCTURE = [
    ("updateDepartment", {"name": "Mine"}),
    ("updateDepartment", {"memberIds": []}),
]


@pytest.mark.parametrize(("operation", "changes"), STRUCTURE, ids=str)
def test_b3_a_manager_changes_nothing_of_another_department(
    cast: Cast, api: Api, operation: str, changes: dict[str, Any]
) -> None:
    caller = api.as_(cast.max)
    before = stored()
    type_ = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {operation}(input: $input) {{ errors {{ code }} }} }}"
    shown = caller.data(query, input={"id": global_id(cast.sales), **changes})
    assert shown == {operation: {"errors": [{"code": "FORBIDDEN"}]}}
    assert stored() == before


@pytest.mark.parametrize("place", ["design", "sales"])
def test_b3_a_manager_puts_nobody_into_a_department_and_takes_nobody_out(cast: Cast, api: Api, place: str) -> None:
    department = getattr(cast, place)
    query = "mutation ($input: UpdateDepartmentInput!) { updateDepartment(input: $input) { errors { code } } }"
    caller = api.as_(cast.max)
    before = stored()
    for members in ([], [cast.max, cast.egon], [cast.max]):
        given = {"id": global_id(department), "memberIds": [global_id(person) for person in members]}
        assert caller.data(query, input=given)["updateDepartment"]["errors"] == [{"code": "FORBIDDEN"}]
    assert stored() == before


def test_b3_a_manager_reads_assigns_and_changes_no_work_of_another_department(cast: Cast, api: Api) -> None:
    task = Scene(cast, cast.max).task("other")
    caller, id_, egon = api.as_(cast.max), global_id(task), global_id(cast.egon)
    before = stored()
    shown = caller.data(
        """query ($id: ID!, $who: ID!) { task(id: $id) { id } employee(id: $who) { tasks { totalCount } }
        tasks(filter: { assigneeId: $who }) { totalCount } }""",
        id=id_,
        who=egon,
    )
    assert shown == {"task": None, "employee": {"tasks": {"totalCount": 0}}, "tasks": {"totalCount": 0}}
    assert cast.egon.company == cast.acme
    given = caller.data(
        """mutation ($id: ID!, $who: ID!) { a: assignTask(input: { id: $id, assigneeId: $who }) { errors { code } }
        b: createTask(input: { title: "Sell it", assigneeId: $who }) { errors { code } }
        c: updateTask(input: { id: $id, title: "Mine" }) { errors { code } } }""",
        id=id_,
        who=egon,
    )
    codes = {name: [error["code"] for error in payload["errors"]] for name, payload in given.items()}
    assert codes == {"a": ["NOT_FOUND"], "b": ["FORBIDDEN"], "c": ["NOT_FOUND"]}
    assert stored() == before


def test_b10_two_calls_of_one_mutation_are_answered_each_for_itself(cast: Cast, api: Api) -> None:
    scene = Scene(cast, cast.emil)
    own, other = scene.task("own"), scene.task("other")
    query = """mutation ($own: ID!, $other: ID!) {
        a: completeTask(input: { id: $own }) { task { completed } errors { code } }
        b: completeTask(input: { id: $other }) { task { completed } errors { code } }
        c: completeTask(input: { id: $own }) { task { completed } errors { code } }
    }"""
    assert api.as_(cast.emil).data(query, own=global_id(own), other=global_id(other)) == {
        "a": {"task": {"completed": True}, "errors": []},
        "b": {"task": None, "errors": [{"code": "NOT_FOUND"}]},
        "c": {"task": None, "errors": [{"code": "INVALID"}]},
    }
    other.refresh_from_db()
    assert other.completed_at is None


def test_b10_two_askings_for_one_list_are_answered_each_for_itself(cast: Cast, api: Api) -> None:
    Scene(cast, cast.emil).task("own")
    query = "{ good: tasks { totalCount } bad: tasks(first: 0) { totalCount } again: tasks { totalCount } }"
    answer = api.as_(cast.emil).answer(query)
    assert answer["data"] == {"good": {"totalCount": 1}, "bad": None, "again": {"totalCount": 1}}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [(["bad"], "BAD_USER_INPUT")]


def test_b15_every_role_has_a_column_in_the_tables() -> None:
    assert set(ROLES[2:]) == set(Role.values)
