"""What is said of a wrong value: which part is wrong and why, but never the value."""

from typing import Any

import pytest

from tests.conftest import Cast
from tests.schema.conftest import Api

CREATE = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { errors { code } } }"
HIRE = "mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) { errors { code } } }"
NARROW = "query ($input: TaskFilter) { tasks(filter: $input) { totalCount } }"
SECRET = "hunter2"
NEW = {"firstName": "N", "lastName": "N", "workEmail": "n@acme.example"}


@pytest.mark.parametrize(
    ("query", "value", "reason"),
    [
        (CREATE, {"title": SECRET, "titel": "T"}, ": unknown field `titel`."),
        (CREATE, {"title": "T", f"{SECRET} ' at 'input.x'; y": "T"}, ": unknown field."),
        (CREATE, {"title": "T", SECRET * 10: "T"}, ": unknown field."),
        (CREATE, {"description": SECRET}, ": field `title` of required type `String!` was not provided."),
        (CREATE, {"title": None}, " at 'input.title': it must not be null."),
        (CREATE, {"title": [SECRET]}, " at 'input.title': expected a value of type `String`."),
        (CREATE, SECRET, ": expected an object of type `CreateTaskInput`."),
        (CREATE, {"title": "T", "dueDate": SECRET}, " at 'input.dueDate': expected a value of type `Date`."),
        (HIRE, NEW | {"salary": SECRET}, " at 'input.salary': expected a value of type `Decimal`."),
        (HIRE, NEW | {"role": SECRET}, " at 'input.role': expected one of the values of `Role`."),
        (HIRE, NEW | {"role": 5}, " at 'input.role': expected one of the values of `Role`."),
        (HIRE, NEW | {"departmentIds": ["x", 1.5]}, " at 'input.departmentIds[1]': expected a value of type `ID`."),
        (NARROW, {"or": [{"completed": SECRET}]}, " at 'input.or[0].completed': expected a value of type `Boolean`."),
    ],
)
def test_a_wrong_variable_is_blamed_by_its_path_and_not_shown(
    cast: Cast, api: Api, query: str, value: Any, reason: str
) -> None:
    [error] = api.as_(cast.olga).answer(query, input=value)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"] == f"Variable '$input' has an invalid value{reason}"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('{ tasks(first: "hunter2") { totalCount } }', "Int cannot represent non-integer value."),
        ("{ tasks(first: 77777777777) { totalCount } }", "Int cannot represent non 32-bit signed integer value."),
        (f"{{ tasks(first: {'7' * 5000}) {{ totalCount }} }}", "Expected a value of type 'Int'."),
        ("{ tasks(search: 77777777777) { totalCount } }", "String cannot represent a non string value."),
        ('{ task(id: ["hunter2"]) { id } }', "ID cannot represent a non-string and non-integer value."),
        ('{ tasks(filter: "hunter2") { totalCount } }', "Expected a value of type 'TaskFilter'."),
        ('{ tasks(filter: { completed: "hunter2" }) { totalCount } }', "Boolean cannot represent a non boolean value."),
        ("{ tasks(orderBy: { field: hunter2 }) { totalCount } }", "The enum 'TaskOrderField' has no such value."),
        (
            '{ tasks(orderBy: { field: "hunter2" }) { totalCount } }',
            "Enum 'TaskOrderField' cannot represent non-enum value.",
        ),
        ('{ tasks("hunter2") { totalCount } }', "Syntax Error: Expected Name, found String."),
        ("{ tasks(77777777777) { totalCount } }", "Syntax Error: Expected Name, found Int."),
    ],
)
def test_a_wrong_value_in_the_document_does_not_come_back(cast: Cast, api: Api, query: str, message: str) -> None:
    [error] = api.as_(cast.olga).answer(query)["errors"]
    assert error["message"] == message


def test_a_null_by_variable_where_none_may_be_does_not_bring_its_neighbours_back(cast: Cast, api: Api) -> None:
    query = """mutation ($title: String = "T") {
      createTask(input: { title: $title, description: "hunter2" }) { errors { code } } }"""
    [error] = api.as_(cast.olga).answer(query, title=None)["errors"]
    assert (error["message"], error["extensions"]) == (
        "Argument 'input' has an invalid value.",
        {"code": "BAD_USER_INPUT"},
    )


def test_as_many_wrong_variables_as_may_be_are_wrong_input(cast: Cast, api: Api) -> None:
    query = "mutation ($input: CompleteTasksInput!) { completeTasks(input: $input) { errors { code } } }"
    assert set(api.as_(cast.olga).codes(query, input={"ids": [1.5] * 100})) == {"BAD_USER_INPUT"}
