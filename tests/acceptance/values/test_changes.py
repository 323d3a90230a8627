"""Changes: what is left out, null, unknown or of another kind; days that have passed; and states that forbid them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from organization.models import Employee
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]
UPDATE = """mutation ($input: UpdateTaskInput!) { updateTask(input: $input) {
  task { title description dueDate } errors { code field } } }"""
CREATE = """mutation ($input: CreateTaskInput!) { createTask(input: $input) {
  task { dueDate } errors { code field } } }"""
PERSON = """mutation ($input: UpdateEmployeeInput!) { updateEmployee(input: $input) {
  employee { firstName phone salary hireDate } errors { code field } } }"""


def some_task(cast: Cast, **fields: Any) -> Task:
    """Return a task of design, which max assigned and leads."""
    return Task.objects.create(
        **{"title": "Draw a logo", "description": "Round.", "assignee": cast.emil, "assigner": cast.max} | fields
    )


def state(task: Task) -> dict[str, Any]:
    """Return everything that is stored of a task."""
    return dict(Task.objects.filter(pk=task.pk).values().get())


def test_e3_a_day_that_has_passed_is_refused_for_a_new_task(cast: Cast, api: Api, letters: Letters) -> None:
    yesterday = cast.acme.today() - timedelta(days=1)
    fields = {"title": "Draw a logo", "dueDate": yesterday.isoformat(), "assigneeId": global_id(cast.emil)}
    payload = api.as_(cast.max).data(CREATE, input=fields)["createTask"]
    assert payload == {"task": None, "errors": [{"code": "INVALID", "field": ["dueDate"]}]}
    assert (Task.objects.count(), letters()) == (0, [])


def test_e3_today_is_not_past(cast: Cast, api: Api) -> None:
    day = cast.acme.today().isoformat()
    payload = api.as_(cast.emil).data(CREATE, input={"title": "Draw a logo", "dueDate": day})["createTask"]
    assert payload["errors"] == [] or cast.acme.today().isoformat() != day


def test_e3_a_day_that_has_passed_may_stay_but_not_be_set(cast: Cast, api: Api) -> None:
    task = some_task(cast, due_date=date(2020, 1, 2))
    manager = api.as_(cast.max)
    kept = {"id": global_id(task), "title": "Draw a map", "dueDate": "2020-01-02"}
    assert manager.data(UPDATE, input=kept)["updateTask"] == {
        "task": {"title": "Draw a map", "description": "Round.", "dueDate": "2020-01-02"},
        "errors": [],
    }
    before = state(task)
    payload = manager.data(UPDATE, input=kept | {"title": "No", "dueDate": "2020-01-03"})["updateTask"]
    assert payload == {"task": None, "errors": [{"code": "INVALID", "field": ["dueDate"]}]}
    assert state(task) == before


def test_e10_an_empty_change_changes_nothing(cast: Cast, api: Api, letters: Letters) -> None:
    task = some_task(cast, due_date=date(2020, 1, 2))
    payload = api.as_(cast.max).data(UPDATE, input={"id": global_id(task)})["updateTask"]
    shown = {"title": "Draw a logo", "description": "Round.", "dueDate": "2020-01-02"}
    assert payload == {"task": shown, "errors": []}
    assert letters() == []


def test_e10_null_clears_and_what_is_left_out_stays(cast: Cast, api: Api) -> None:
    task = some_task(cast, due_date=date(2020, 1, 2))
    manager = api.as_(cast.max)
    payload = manager.data(UPDATE, input={"id": global_id(task), "dueDate": None})["updateTask"]
    assert payload["task"] == {"title": "Draw a logo", "description": "Round.", "dueDate": None}
    payload = manager.data(UPDATE, input={"id": global_id(task), "description": None, "version": None})["updateTask"]
    assert payload["task"] == {"title": "Draw a logo", "description": "", "dueDate": None}


def test_e10_null_clears_what_is_known_of_a_person(cast: Cast, api: Api) -> None:
    fields = {"id": global_id(cast.emil), "phone": None, "salary": None, "hireDate": None}
    payload = api.as_(cast.olga).data(PERSON, input=fields)["updateEmployee"]
    shown = {"firstName": "Emil", "phone": "", "salary": None, "hireDate": None}
    assert payload == {"employee": shown, "errors": []}


@pytest.mark.parametrize("field", ["firstName", "lastName", "workEmail", "code"])
def test_e10_null_is_refused_where_a_person_must_have_a_value(cast: Cast, api: Api, field: str) -> None:
    before = Employee.objects.filter(pk=cast.emil.pk).values().get()
    payload = api.as_(cast.olga).data(PERSON, input={"id": global_id(cast.emil), field: None})["updateEmployee"]
    assert (payload["employee"], {error["code"] for error in payload["errors"]}) == (None, {"REQUIRED"})
    assert {tuple(error["field"]) for error in payload["errors"]} == {(field,)}
    assert Employee.objects.filter(pk=cast.emil.pk).values().get() == before


REQUIRED = {
    "updateTask": ("title", "task"),
    "updateDepartment": ("name", "design"),
    "updateJobRole": ("name", "role"),
    "updatePosition": ("jobRoleId", "position"),
    "updateCompany": ("name", None),
    "updateProfile": ("firstName", None),
}


@pytest.mark.parametrize("operation", [*REQUIRED, "updatePosition employeeTypeId", "updateCompany timeZone"])
def test_e10_null_is_refused_where_a_value_must_be(cast: Cast, api: Api, operation: str) -> None:
    operation, _, other = operation.partition(" ")
    field, of = REQUIRED[operation]
    rows: dict[str, Any] = {
        "task": some_task(cast),
        "design": cast.design,
        "position": cast.position,
        "role": cast.position.job_role,
    }
    row = rows.get(of or "")
    fields = {other or field: None} | ({"id": global_id(row)} if row else {})
    type_ = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {operation}(input: $input) {{ errors {{ code field }} }} }}"
    payload = api.as_(cast.olga).data(query, input=fields)[operation]
    assert {(error["code"], *error["field"]) for error in payload["errors"]} == {("REQUIRED", other or field)}
    if row:
        assert type(row)._default_manager.get(pk=row.pk).version == row.version


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"titel": "T"}, "unknown field `titel`"),
        ({"completed": True}, "unknown field `completed`"),
        ({"title": 5}, "at 'input.title': expected a value of type `String`"),
        ({"title": ["T"]}, "at 'input.title': expected a value of type `String`"),
        ({"version": "1"}, "at 'input.version': expected a value of type `Int`"),
        ({"id": None}, "at 'input.id': it must not be null"),
    ],
    ids=str,
)
def test_e10_what_is_unknown_or_of_another_kind_is_refused_by_its_name(
    cast: Cast, api: Api, fields: dict[str, Any], reason: str
) -> None:
    task = some_task(cast)
    before = state(task)
    [error] = api.as_(cast.max).answer(UPDATE, input={"id": global_id(task)} | fields)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].endswith(f"{reason}.")
    assert state(task) == before


def done(cast: Cast) -> Task:
    """Return a task that is done."""
    return services.complete_task(task=some_task(cast), by=cast.max.user)


TRANSITIONS: list[tuple[str, str, Callable[[Cast], Task], Callable[[Cast], dict[str, Any]], str]] = [
    ("completed twice", "completeTask", done, lambda _: {}, "INVALID"),
    ("open and reopened", "reopenTask", some_task, lambda _: {}, "INVALID"),
    ("to who left", "assignTask", some_task, lambda cast: {"assigneeId": global_id(cast.ina)}, "ASSIGNEE_INACTIVE"),
    ("to no one's", "assignTask", some_task, lambda cast: {"assigneeId": global_id(cast.egon)}, "FORBIDDEN"),
    ("to a manager", "assignTask", some_task, lambda cast: {"assigneeId": global_id(cast.mona)}, "FORBIDDEN"),
    ("abroad", "assignTask", some_task, lambda cast: {"assigneeId": global_id(cast.gina)}, "NOT_FOUND"),
    ("stale", "completeTask", some_task, lambda _: {"version": 7}, "CONFLICT"),
    ("stale and deleted", "deleteTask", some_task, lambda _: {"version": 7}, "CONFLICT"),
]


@pytest.mark.parametrize(
    ("operation", "make", "more", "code"), [row[1:] for row in TRANSITIONS], ids=[row[0] for row in TRANSITIONS]
)
def test_e12_a_step_that_the_rules_forbid_has_its_code_and_changes_nothing(
    cast: Cast, api: Api, letters: Letters, operation: str, make: Callable[[Cast], Task],
    more: Callable[[Cast], dict[str, Any]], code: str,
) -> None:  # fmt: skip
    task = make(cast)
    before, posted = state(task), letters()
    type_ = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {operation}(input: $input) {{ errors {{ code }} }} }}"
    payload = api.as_(cast.max).data(query, input={"id": global_id(task)} | more(cast))[operation]
    assert payload == {"errors": [{"code": code}]}
    assert (state(task), letters()) == (before, posted)


def test_e12_of_many_steps_each_has_its_own_answer(cast: Cast, api: Api, letters: Letters) -> None:
    finished, open_ = done(cast), some_task(cast)
    foreign = some_task(cast, assignee=cast.gina, assigner=cast.greta)
    before, abroad = state(finished), state(foreign)
    query = """mutation ($ids: [ID!]!) { completeTasks(input: { ids: $ids }) {
      results { task { completed } errors { code } } errors { code } } }"""
    ids = [global_id(task) for task in (finished, open_, foreign)]
    payload = api.as_(cast.max).data(query, ids=[*ids, ids[1], "abc"])["completeTasks"]
    assert [[error["code"] for error in result["errors"]] for result in payload["results"]] == [
        ["INVALID"], [], ["NOT_FOUND"], ["INVALID"], ["NOT_FOUND"],
    ]  # fmt: skip
    assert (state(finished), state(foreign)) == (before, abroad)
    assert [kind for kind, about in letters() if open_.pk in about["tasks"]] == ["task_completed"]


@pytest.mark.parametrize(("who", "code"), [("ina", "ASSIGNEE_INACTIVE"), ("egon", "FORBIDDEN"), ("gina", "NOT_FOUND")])
def test_e12_who_may_not_have_many_tasks_refuses_them_all(
    cast: Cast, api: Api, letters: Letters, who: str, code: str
) -> None:
    task = some_task(cast)
    before = state(task)
    query = """mutation ($ids: [ID!]!, $to: ID!) { assignTasks(input: { ids: $ids, assigneeId: $to }) {
      results { id } errors { code } } }"""
    payload = api.as_(cast.max).data(query, ids=[global_id(task)], to=global_id(getattr(cast, who)))["assignTasks"]
    assert payload == {"results": [], "errors": [{"code": code}]}
    assert (state(task), letters()) == (before, [])
