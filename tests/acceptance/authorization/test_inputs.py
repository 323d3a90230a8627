"""What a caller writes into an input beside what it is for is never applied."""

import re
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import ARGUMENTS, Scene
from tests.schema.selections import GRAPHQL
from tests.schema.table import rows
from tests.schema.test_permissions import stored

# Names under which somebody might try to set what is decided elsewhere.
SMUGGLED = (
    "role", "isStaff", "is_staff", "isSuperuser", "isActive", "companyId", "company", "managerId", "createdBy",
    "createdAt", "updatedAt", "assignerId", "completedAt", "completedBy", "completedById", "uploadedBy", "uploaderId",
    "userId", "user", "password", "passwordExpiresAt", "tokenVersion", "lastEmployeeNumber", "welcomeLetter", "size",
    "sha256", "contentType", "file", "__class__",
)  # fmt: skip
# Who may, by the table of permissions, say what is otherwise decided elsewhere.
ALLOWED = {("CreateEmployeeInput", "role"), ("SetEmployeeRoleInput", "role")}
INPUTS = {
    name: type_
    for name, field in (GRAPHQL.mutation_type.fields if GRAPHQL.mutation_type else {}).items()
    if "input" in field.args and isinstance(type_ := get_named_type(field.args["input"].type), GraphQLInputObjectType)
}


def arguments(scene: Scene, operation: str) -> dict[str, Any]:
    """Return an input with which the operation goes well for an officer."""
    good = next(row.object for row in rows() if row.operation == operation and row.outcomes["officer"] == "ok")
    given: dict[str, Any] = ARGUMENTS[operation](scene, good)["input"]
    return given


def test_b5_no_input_takes_what_is_decided_elsewhere() -> None:
    given = {(type_.name, name) for type_ in INPUTS.values() for name in type_.fields}
    assert {(type_, name) for type_, name in given if name in SMUGGLED} == ALLOWED


@pytest.mark.parametrize("operation", INPUTS)
def test_b5_a_field_that_an_input_has_not_refuses_the_whole_of_it(cast: Cast, api: Api, operation: str) -> None:
    type_, caller = INPUTS[operation], api.as_(cast.olga)
    given = arguments(Scene(cast, cast.olga), operation)
    query = f"mutation ($input: {type_.name}!) {{ {operation}(input: $input) {{ __typename }} }}"
    before = stored()
    for name in SMUGGLED:
        if (type_.name, name) not in ALLOWED:
            answer = caller.answer(query, input=given | {name: "1"})
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], name
            assert not re.search("did you mean", answer["errors"][0]["message"], re.IGNORECASE)
    assert stored() == before


ROLE = """mutation ($id: ID!, $role: Role!) {
    setEmployeeRole(input: { id: $id, role: $role }) { employee { role } errors { code } }
}"""


@pytest.mark.parametrize("name", ["emil", "max", "hanna"])
@pytest.mark.parametrize("role", ["MANAGER", "HR", "OFFICER"])
def test_b5_nobody_promotes_himself(cast: Cast, api: Api, name: str, role: str) -> None:
    me, before = getattr(cast, name), stored()
    caller = api.as_(me)
    sessions = stored()
    answer = caller.answer(ROLE, id=global_id(me), role=role)
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    codes += [error["code"] for error in ((answer["data"] or {}).get("setEmployeeRole") or {"errors": []})["errors"]]
    unchanged = me.user.role == role.lower() and codes == []
    assert codes == ["FORBIDDEN"] or unchanged
    assert stored() == sessions
    assert before["organization_user"] == sessions["organization_user"]


def test_b5_hr_hires_nobody_above_himself(cast: Cast, api: Api) -> None:
    query = "mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) { errors { code } } }"
    given = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}
    caller = api.as_(cast.hanna)
    before = stored()
    for role in ("HR", "OFFICER"):
        assert caller.data(query, input=given | {"role": role})["createEmployee"]["errors"] == [{"code": "FORBIDDEN"}]
    assert stored() == before


def test_b5_the_version_of_another_row_is_a_conflict(cast: Cast, api: Api) -> None:
    cast.design.version = 7
    cast.design.save()
    query = "mutation ($input: UpdateDepartmentInput!) { updateDepartment(input: $input) { errors { code } } }"
    caller = api.as_(cast.hanna)
    before = stored()
    given = {"id": global_id(cast.sales), "name": "Taken", "version": cast.design.version}
    assert caller.data(query, input=given)["updateDepartment"]["errors"] == [{"code": "CONFLICT"}]
    assert stored() == before
