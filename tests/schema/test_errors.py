"""Errors: closed lists of codes, masked faults, and messages that speak to people."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, OperationalError

from organization.models import User
from schema.errors import PAYLOAD_CODES, REQUEST_CODES, ErrorCode, user_errors
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

SECRET = 'secret SELECT "salary" FROM organization_employee at /srv/app/settings.py'
# What no caller should ever read: SQL, names of tables and constraints, paths, and the libraries' own words.
INTERNAL = re.compile(
    r"select |insert |update |where |organization_|tasks_task|uploads_|constraint|traceback|/srv|\.py|secret"
    r"|out of range|isoformat|invalid literal|decimal\.|ConversionSyntax|strptime|Exception|NoneType"
)


def test_the_readme_has_both_lists_of_codes() -> None:
    text = Path(settings.BASE_DIR, "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Error codes\n")[2].partition("\n## ")[0]
    tables = [re.findall(r"^\|\s*`([A-Z_]+)`", part, flags=re.MULTILINE) for part in section.split("|---|---|\n")[1:]]
    lists = [sorted(code.value for code in codes) for codes in (REQUEST_CODES, PAYLOAD_CODES)]
    assert [sorted(table) for table in tables] == lists


@pytest.mark.parametrize("code", sorted(PAYLOAD_CODES - {ErrorCode.FORBIDDEN}, key=str), ids=str)
def test_a_rule_of_the_domain_is_answered_with_its_code(code: ErrorCode) -> None:
    [error] = user_errors(ValidationError({"due_date": ValidationError("No.", code=code.value.lower())}))
    assert (error.code, error.message, error.field) == (code, "No.", ["dueDate"])


@pytest.mark.parametrize("code", sorted(REQUEST_CODES - {ErrorCode.FORBIDDEN}, key=str), ids=str)
def test_a_rule_of_the_domain_is_never_answered_with_a_code_of_the_request(code: ErrorCode) -> None:
    [error] = user_errors(ValidationError("No.", code=code.value.lower()))
    assert error.code is ErrorCode.INVALID


def test_a_refusal_is_answered_with_its_sentence() -> None:
    [error] = user_errors(PermissionDenied("Ask an officer."))
    assert (error.code, error.message, error.field) == (ErrorCode.FORBIDDEN, "Ask an officer.", None)


def raising(error: BaseException) -> Callable[..., Any]:
    """Return a function that fails with the error."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


FAULTS: list[Exception] = [
    RuntimeError(SECRET),
    IntegrityError(SECRET),
    DataError(SECRET),
    OverflowError(SECRET),
    ValueError(SECRET),
    KeyError(SECRET),
    AssertionError(SECRET),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_a_query_is_masked_and_carries_the_request_id(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    monkeypatch.setattr(Task, "overdue", raising(fault))
    response = api.as_(cast.emil).post("{ me { username } tasks { nodes { overdue } } }")
    [error] = response.json()["errors"]
    request_id = response.headers["X-Request-ID"]
    assert error["message"] == "Unexpected error."
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
    assert response.json()["data"] == {"me": {"username": "emil"}, "tasks": None}
    assert INTERNAL.search(response.content.decode()) is None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_of_a_mutation_is_masked_and_keeps_nothing(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    task = Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    monkeypatch.setattr(services, "post", raising(fault))
    query = "mutation ($id: ID!) { completeTask(input: { id: $id }) { errors { code } } }"
    answer = api.as_(cast.olga).answer(query, id=global_id(task))
    assert [error["message"] for error in answer["errors"]] == ["Unexpected error."]
    assert INTERNAL.search(str(answer)) is None
    assert not Task.objects.get(pk=task.pk).completed


def test_a_database_that_is_away_is_no_fault_in_words(cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = api.as_(cast.emil)
    monkeypatch.setattr(User, "manages", property(raising(OperationalError(SECRET))))
    response = caller.post("{ myTeam { totalCount } }")
    answer = response.json()
    assert INTERNAL.search(str(answer)) is None
    assert answer["data"] == {"myTeam": None}
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "SERVICE_UNAVAILABLE"}]
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


DAY = "query ($value: Date) { tasks(filter: { dueBefore: $value }) { totalCount } }"
MOMENT = "query ($value: DateTime) { tasks(filter: { createdAfter: $value }) { totalCount } }"
SALARY = """mutation ($value: Decimal) { createEmployee(input:
    { firstName: "N", lastName: "N", workEmail: "n@acme.example", salary: $value }) { errors { code message } } }"""
COUNT = "query ($value: Int) { tasks(first: $value) { totalCount } }"
TEXT = "query ($value: String) { tasks(search: $value) { totalCount } }"
CHOICE = "query ($value: TaskOrderField!) { tasks(orderBy: [{ field: $value }]) { totalCount } }"
VALUES: dict[str, list[Any]] = {
    DAY: ["2026-02-30", "now", 5, "", True, [], {}, "2026-01-01T00:00:00", "9" * 10_000],
    MOMENT: ["2026-02-30T00:00:00Z", "now", 5, "", "25:00", "0001-01-01T00:00:00+14:00"],
    SALARY: ["abc", "", True, [], {}, "1,5"],
    COUNT: [2**31, -(2**31) - 1, 1.5, "1", True, "x"],
    TEXT: [5, True, 1.5, ["a", "b"], {}],
    CHOICE: ["password", "user__password", "__class__", "SALARY", 1, None],
}
WRONG = [(query, value) for query, values in VALUES.items() for value in values]


@pytest.mark.parametrize(("query", "value"), WRONG, ids=lambda value: str(value)[:30])
def test_a_wrong_value_is_refused_without_a_librarys_words(cast: Cast, api: Api, query: str, value: Any) -> None:
    [error] = api.as_(cast.olga).answer(query, value=value)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert INTERNAL.search(error["message"]) is None
    assert len(error["message"]) < 120


@pytest.mark.parametrize(
    "query",
    [
        '{ tasks(filter: { dueBefore: "2026-02-30" }) { totalCount } }',
        '{ tasks(filter: { createdAfter: "now" }) { totalCount } }',
        'mutation { updateEmployee(input: { id: "x", salary: "abc" }) { errors { code } } }',
    ],
)
def test_a_wrong_value_in_the_document_is_refused_without_a_librarys_words(cast: Cast, api: Api, query: str) -> None:
    [error] = api.as_(cast.olga).answer(query)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert re.fullmatch(r"Value cannot represent a \w+\.", error["message"])


def test_a_whole_number_may_be_written_with_a_point(cast: Cast, api: Api) -> None:
    assert api.as_(cast.olga).codes(COUNT, value=1.0) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ taks { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ tasks { titel } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ task { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { me { username } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID) { task(id: $id) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ task(id: $id) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ tasks(filter: { password: 1 }) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { task(id: $id) { id } }", "BAD_USER_INPUT"),
    ],
)
def test_what_is_wrong_with_a_document_has_a_code(cast: Cast, api: Api, query: str, code: str) -> None:
    answer = api.as_(cast.olga).answer(query)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
    assert "Did you mean" not in str(answer)


def test_a_wrong_variable_does_not_come_back(cast: Cast, api: Api) -> None:
    query = 'mutation ($p: String!) { tokenAuth(username: "emil", password: $p) { errors { code } } }'
    response = api.post(query, p=["correct horse"])
    assert b"horse" not in response.content
    assert response.json()["errors"][0]["message"] == (
        "Variable '$p' has an invalid value: expected a value of type `String`."
    )


def test_an_error_tells_which_part_of_a_variable_is_wrong(cast: Cast, api: Api) -> None:
    query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { errors { code } } }"
    [error] = api.as_(cast.emil).answer(query, input={"title": "T", "dueDate": "2026-02-30"})["errors"]
    assert (
        error["message"]
        == "Variable '$input' has an invalid value at 'input.dueDate': expected a value of type `Date`."
    )
