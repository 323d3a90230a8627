"""What a caller learns when the program or the database fails: a code and the request's id."""

import json
import re
from collections.abc import Callable
from decimal import InvalidOperation
from typing import Any

import pytest
from django.core.exceptions import FieldError, MultipleObjectsReturned, SuspiciousOperation
from django.db import DataError, IntegrityError, NotSupportedError, ProgrammingError, transaction

from organization.models import Department, Employee, Role, User
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api

SECRET = 'secret SELECT "salary" FROM organization_employee WHERE work_email = emil@acme.example at /srv/app/models.py'
INTERNAL = re.compile(
    r"secret|select |insert |update |organization_|tasks_|salary|constraint|traceback|/srv|\.py\b|emil@|unique_"
    r"|varying|null value|violates|sqlite|psycopg|\bkey\b|failing row",
    re.IGNORECASE,
)
CREATE = 'mutation { createTask(input: {title: "Draw"}) { task { id } errors { code message field } } }'
READ = "{ tasks { nodes { overdue } } }"
FAULTS: list[type[Exception]] = [
    RuntimeError,
    IntegrityError,
    DataError,
    ProgrammingError,
    NotSupportedError,
    MultipleObjectsReturned,
    FieldError,
    OverflowError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    AssertionError,
    MemoryError,
    InvalidOperation,
    SuspiciousOperation,
]


def raising(error: BaseException) -> Callable[..., Any]:
    """Return a function that fails."""

    def fail(*_: Any, **__: Any) -> Any:
        note = "a variable that no log may show"
        assert note
        raise error

    return fail


@pytest.mark.parametrize("query", [CREATE, READ], ids=["mutation", "query"])
@pytest.mark.parametrize("kind", FAULTS)
def test_i1_a_fault_is_masked_and_the_log_knows_it_by_the_requests_id(
    cast: Cast,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: type[Exception],
    query: str,
) -> None:
    Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    monkeypatch.setattr("tasks.services.create_task", raising(kind(SECRET)))
    monkeypatch.setattr(Task, "overdue", raising(kind(SECRET)))
    response = api.as_(cast.emil).post(query, note="hush")
    [error] = response.json()["errors"]
    assert (response.status_code, error["message"]) == (200, "Unexpected error.")
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": response["X-Request-ID"]}
    assert not INTERNAL.search(response.text)
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.exc_info
    assert record.exc_info[0] is kind
    assert "hush" not in caplog.text
    assert "a variable that no log may show" not in caplog.text.replace('note = "a variable that no log may show"', "")


def test_i1_a_fault_of_the_library_shows_no_line_of_the_document_in_the_log(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A null where none may be is an error of GraphQL itself, which would show what was asked."""
    monkeypatch.setattr(Task, "overdue", lambda *_: None)
    Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    query = '{ tasks(search: "a word that stays private") { nodes { overdue } } }'
    monkeypatch.setattr("schema.lists.searched", lambda rows, _: rows, raising=False)
    response = api.as_(cast.emil).post(query.replace('(search: "a word that stays private")', " "))
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "nodes { overdue }" not in caplog.text
    assert "Cannot return null" in caplog.text


VIOLATIONS: dict[str, tuple[Callable[[Cast], Any], str]] = {
    "unique": (lambda cast: Department.objects.create(company=cast.acme, name="Design"), "CONFLICT"),
    "unique username": (lambda _: User.objects.create(username="emil", role=Role.EMPLOYEE), "CONFLICT"),
    "reference": (lambda cast: Task.objects.create(title="x", assignee_id=10**9, assigner=cast.max), "CONFLICT"),
    "missing": (lambda _: Task.objects.update(title=None), "REQUIRED"),
    "check": (lambda cast: Employee.objects.filter(pk=cast.emil.pk).update(salary=-1), "INVALID"),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_i2_a_rule_that_only_the_database_notices_has_a_code_and_names_nothing_of_it(
    transactional_db: None, cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    violate, code = VIOLATIONS[name]

    def service(**_: Any) -> Any:
        with transaction.atomic():
            Task.objects.create(title="Must not stay", assignee=cast.emil, assigner=cast.emil)
            violate(cast)

    monkeypatch.setattr("tasks.services.create_task", service)
    response = api.as_(cast.emil).post(CREATE)
    payload = response.json()["data"]["createTask"]
    assert (payload["task"], [error["code"] for error in payload["errors"]]) == (None, [code])
    assert not INTERNAL.search(response.text)
    assert not Task.objects.exists()


def test_i2_what_does_not_exist_is_not_found(cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.services.create_task", lambda **_: Task.objects.get(pk=0))
    response = api.as_(cast.emil).post(CREATE)
    assert [error["code"] for error in response.json()["data"]["createTask"]["errors"]] == ["NOT_FOUND"]
    assert "matching" not in response.text


@pytest.mark.parametrize("path", ["/graphql/", "/schema.graphql", "/files/1/", "/pictures/x.png", "/nowhere"])
def test_i5_a_fault_outside_graphql_is_json_with_the_requests_id(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    api.client.raise_request_exception = False
    monkeypatch.setattr("organization.middleware.Bearer.__init__", raising(RuntimeError(SECRET)))
    response = api.client.get(path)
    [error] = json.loads(response.content)["errors"]
    assert (response.status_code, error["message"]) == (500, "Unexpected error.")
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": response["X-Request-ID"]}
    assert not INTERNAL.search(response.text)
    assert response["X-Content-Type-Options"] == "nosniff"


MISSPELT = [
    "{ mee { username } }",
    "{ me }",
    "{ me { usernam } }",
    "{ tasks(frst: 1) { totalCount } }",
    "query ($a: Tsk) { me { role } }",
    "{ node(id: 1) { ... on Tsk { id } } }",
    "{ me @inclde(if: true) { role } }",
    'mutation { createTask(input: {titel: "x"}) { task { id } } }',
    "{ tasks(orderBy: [{titel: ASC}]) { totalCount } }",
    'mutation { setEmployeeRole(input: {id: "x", role: MANAGR}) { errors { code } } }',
]


@pytest.mark.parametrize("query", MISSPELT)
def test_i6_an_error_suggests_no_name(cast: Cast, api: Api, query: str) -> None:
    for caller in (api, api.as_(cast.emil)):
        messages = [error["message"] for error in caller.answer(query)["errors"]]
        assert messages
        assert "did you mean" not in " ".join(messages).lower()


def test_i6_a_variable_with_an_unknown_field_or_value_suggests_no_name(cast: Cast, api: Api) -> None:
    query = "mutation ($input: SetEmployeeRoleInput!) { setEmployeeRole(input: $input) { errors { code } } }"
    for given in ({"id": "x", "role": "MANAGR"}, {"id": "x", "role": "HR", "verson": 1}):
        [error] = api.as_(cast.olga).answer(query, input=given)["errors"]
        assert "did you mean" not in error["message"].lower()
        assert not re.search("MANAGER|version", error["message"])


@pytest.mark.parametrize("query", ["{ me { username } }", "{ mee }", "{", CREATE])
def test_i7_an_answer_has_neither_tracing_nor_a_stack_nor_a_version(cast: Cast, api: Api, query: str) -> None:
    response = api.as_(cast.emil).post(query)
    answer = response.json()
    assert answer.keys() <= {"data", "errors"}
    assert all(error["extensions"].keys() <= {"code", "requestId"} for error in answer.get("errors", []))
    assert "X-Powered-By" not in response
    assert response["Server"] == "tasks"
