"""Tasks through the API: each mutation's answer, its refusals and its letters."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]

SHOWN = """title description dueDate completed completedAt overdue assigneeInactive viewerCanChange version
    assignee { firstName } assigner { firstName } completedBy { firstName }"""
NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)
OPEN_TASK = {
    "title": "Draw the logo",
    "description": "",
    "dueDate": None,
    "completed": False,
    "completedAt": None,
    "overdue": False,
    "assigneeInactive": False,
    "viewerCanChange": True,
    "version": 1,
    "assignee": {"firstName": "Emil"},
    "assigner": {"firstName": "Max"},
    "completedBy": None,
}


def mutation(name: str, shown: str = f"task {{ {SHOWN} }}") -> str:
    """Return a document that runs a mutation."""
    type_ = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {shown} errors {{ code message field }} }} }}"


def run(caller: Api, name: str, /, **fields: Any) -> dict[str, Any]:
    """Run a mutation of a task; return its payload."""
    payload: dict[str, Any] = caller.data(mutation(name), input=fields)[name]
    return payload


def refusals(caller: Api, name: str, /, **fields: Any) -> list[tuple[str, list[str] | None]]:
    """Run a mutation that is refused; return the codes and fields of its errors."""
    payload = run(caller, name, **fields)
    assert payload["task"] is None
    return [(error["code"], error["field"]) for error in payload["errors"]]


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Stop the clock at noon of a Wednesday in Berlin."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task that Max gave to Emil."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)


def stored(task: Task) -> Any:
    """Return the row as stored."""
    return Task.objects.values().get(pk=task.pk)


def test_a_manager_creates_a_task_for_his_team(cast: Cast, api: Api, letters: Letters) -> None:
    payload = run(
        api.as_(cast.max),
        "createTask",
        title="  Draw the logo ",
        description="In blue.\r\nAnd red.",
        dueDate="2026-06-17",
        assigneeId=global_id(cast.emil),
    )
    new = {**OPEN_TASK, "description": "In blue.\nAnd red.", "dueDate": "2026-06-17"}
    assert payload == {"task": new, "errors": []}
    [task] = Task.objects.all()
    assert letters() == [("task_assigned", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk})]


def test_a_task_without_an_assignee_is_ones_own_and_sends_no_letter(cast: Cast, api: Api, letters: Letters) -> None:
    payload = run(api.as_(cast.emil), "createTask", title="Draw the logo", assigneeId=None, dueDate=None)
    assert payload == {"task": {**OPEN_TASK, "assigner": {"firstName": "Emil"}}, "errors": []}
    assert letters() == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, ("REQUIRED", ["title"])),
        ({"title": " \t "}, ("REQUIRED", ["title"])),
        ({"title": "a" * 201}, ("TOO_LONG", ["title"])),
        ({"title": "Draw\0"}, ("INVALID", ["title"])),
        ({"title": "Draw\nthe logo"}, ("INVALID", ["title"])),
        ({"title": "T", "description": "a" * 10_001}, ("TOO_LONG", ["description"])),
        ({"title": "T", "dueDate": "2026-06-16"}, ("INVALID", ["dueDate"])),
        ({"title": "T", "assigneeId": "ina"}, ("ASSIGNEE_INACTIVE", ["assigneeId"])),
        ({"title": "T", "assigneeId": "egon"}, ("FORBIDDEN", None)),
        ({"title": "T", "assigneeId": "gina"}, ("NOT_FOUND", ["assigneeId"])),
    ],
    ids=str,
)
def test_a_task_that_breaks_a_rule_is_not_created(
    cast: Cast, api: Api, letters: Letters, fields: dict[str, Any], error: tuple[str, list[str] | None]
) -> None:
    if "assigneeId" in fields:
        fields = fields | {"assigneeId": global_id(getattr(cast, fields["assigneeId"]))}
    assert refusals(api.as_(cast.max), "createTask", **fields) == [error]
    assert (Task.objects.count(), letters()) == (0, [])


def test_several_broken_rules_are_answered_together(cast: Cast, api: Api) -> None:
    fields = {"title": "Draw\0", "description": "\0"}
    assert refusals(api.as_(cast.max), "createTask", **fields) == [
        ("INVALID", ["title"]),
        ("INVALID", ["description"]),
    ]


def test_an_update_changes_what_is_given(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    payload = run(
        api.as_(cast.max), "updateTask", id=global_id(task), title="Draw a map", dueDate="2026-07-01", version=1
    )
    assert payload == {
        "task": {**OPEN_TASK, "title": "Draw a map", "dueDate": "2026-07-01", "version": 2},
        "errors": [],
    }
    assert letters() == []


def test_what_an_update_leaves_out_stays_and_null_clears(cast: Cast, api: Api, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(description="In blue.", due_date=date(2026, 6, 1))
    caller = api.as_(cast.max)
    assert run(caller, "updateTask", id=global_id(task))["task"] == {
        **OPEN_TASK,
        "description": "In blue.",
        "dueDate": "2026-06-01",
        "overdue": True,
        "version": 2,
    }
    cleared = run(caller, "updateTask", id=global_id(task), description=None, dueDate=None)
    assert cleared["task"] == {**OPEN_TASK, "version": 3}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": None}, ("REQUIRED", ["title"])),
        ({"title": ""}, ("REQUIRED", ["title"])),
        ({"title": "a" * 201}, ("TOO_LONG", ["title"])),
        ({"dueDate": "2026-06-16"}, ("INVALID", ["dueDate"])),
    ],
    ids=str,
)
def test_an_update_that_breaks_a_rule_changes_nothing(
    cast: Cast, api: Api, task: Task, fields: dict[str, Any], error: tuple[str, list[str]]
) -> None:
    before = stored(task)
    assert refusals(api.as_(cast.max), "updateTask", id=global_id(task), **fields) == [error]
    assert stored(task) == before


@pytest.mark.parametrize("name", ["updateTask", "assignTask", "completeTask", "reopenTask", "deleteTask"])
def test_a_stale_version_is_a_conflict_and_shows_the_task_as_it_stands(
    cast: Cast, api: Api, task: Task, letters: Letters, name: str
) -> None:
    Task.objects.filter(pk=task.pk).update(version=5, title="Draw a map")
    before = stored(task)
    fields = {"id": global_id(task), "version": 4}
    fields |= {"assigneeId": global_id(cast.erna)} if name == "assignTask" else {}
    payload = api.as_(cast.max).data(mutation(name, "current { title version }"), input=fields)[name]
    assert payload["current"] == {"title": "Draw a map", "version": 5}
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [("CONFLICT", None)]
    assert (stored(task), letters()) == (before, [])


def test_assigning_tells_the_new_and_the_old_assignee(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    query = mutation("assignTask", "task { assignee { firstName } version } previousAssignee { firstName }")
    fields = {"id": global_id(task), "assigneeId": global_id(cast.erna)}
    assert api.as_(cast.max).data(query, input=fields)["assignTask"] == {
        "task": {"assignee": {"firstName": "Erna"}, "version": 2},
        "previousAssignee": {"firstName": "Emil"},
        "errors": [],
    }
    about = {"tasks": [task.pk], "by": cast.max.pk}
    assert letters() == [
        ("task_assigned", about | {"to": cast.erna.pk}),
        ("task_reassigned", about | {"to": cast.emil.pk}),
    ]


def test_a_task_is_not_assigned_to_somebody_who_left(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    fields = {"id": global_id(task), "assigneeId": global_id(cast.ina)}
    assert refusals(api.as_(cast.max), "assignTask", **fields) == [("ASSIGNEE_INACTIVE", ["assigneeId"])]
    assert (stored(task)["assignee_id"], letters()) == (cast.emil.pk, [])


def test_completing_tells_the_other_side_once(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    payload = run(api.as_(cast.olga), "completeTask", id=global_id(task))
    done = {"completed": True, "completedAt": "2026-06-17T10:00:00+00:00", "completedBy": {"firstName": "Olga"}}
    assert payload == {"task": {**OPEN_TASK, **done, "version": 2}, "errors": []}
    about = {"tasks": [task.pk], "by": cast.olga.pk}
    both = [("task_completed", about | {"to": cast.max.pk}), ("task_completed", about | {"to": cast.emil.pk})]
    assert letters() == both
    assert refusals(api.as_(cast.olga), "completeTask", id=global_id(task)) == [("INVALID", None)]
    assert letters() == both


def test_reopening_tells_the_assignee(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    caller = api.as_(cast.max)
    assert refusals(caller, "reopenTask", id=global_id(task)) == [("INVALID", None)]
    Task.objects.filter(pk=task.pk).update(completed_at=NOW, completed_by=cast.max)
    assert run(caller, "reopenTask", id=global_id(task)) == {"task": {**OPEN_TASK, "version": 2}, "errors": []}
    assert letters() == [("task_reopened", {"tasks": [task.pk], "to": cast.emil.pk, "by": cast.max.pk})]


def test_deleting_answers_the_id_and_whose_task_it_was(cast: Cast, api: Api, task: Task, letters: Letters) -> None:
    query = mutation("deleteTask", "deletedId assignee { firstName }")
    payload = api.as_(cast.max).data(query, input={"id": global_id(task)})["deleteTask"]
    assert payload == {"deletedId": global_id(task), "assignee": {"firstName": "Emil"}, "errors": []}
    assert (Task.objects.count(), letters()) == (0, [])


def results(payload: dict[str, Any]) -> list[tuple[str, str | None, list[tuple[str, list[str] | None]]]]:
    """Return the id, the assignee and the errors of each result."""
    return [
        (
            result["id"],
            result["task"] and result["task"]["assignee"]["firstName"],
            [(error["code"], error["field"]) for error in result["errors"]],
        )
        for result in payload["results"]
    ]


BULK = "results { id task { completed assignee { firstName } } errors { code field } }"


def test_several_tasks_are_completed_each_for_itself(cast: Cast, api: Api, letters: Letters) -> None:
    own = [Task.objects.create(title="T", assignee=cast.emil, assigner=cast.max) for _ in range(2)]
    done = Task.objects.create(
        title="T", assignee=cast.emil, assigner=cast.max, completed_at=NOW, completed_by=cast.max
    )
    received = Task.objects.create(title="T", assignee=cast.max, assigner=cast.olga)
    hidden = Task.objects.create(title="T", assignee=cast.egon, assigner=cast.mona)
    ids = [global_id(row) for row in (own[1], hidden, done, received, own[0])] + ["abc", global_id(own[1])]
    payload = api.as_(cast.max).data(mutation("completeTasks", BULK), input={"ids": ids})["completeTasks"]
    assert payload["errors"] == []
    assert results(payload) == [
        (ids[0], "Emil", []),
        (ids[1], None, [("NOT_FOUND", ["ids"])]),
        (ids[2], "Emil", [("INVALID", None)]),
        (ids[3], "Max", [("FORBIDDEN", None)]),
        (ids[4], "Emil", []),
        ("abc", None, [("NOT_FOUND", ["ids"])]),
        (ids[6], "Emil", [("INVALID", None)]),
    ]
    about = {"tasks": [own[0].pk, own[1].pk], "to": cast.emil.pk, "by": cast.max.pk}
    assert letters() == [("task_completed", about)]


def test_several_tasks_are_handed_over_with_one_letter_per_receiver(cast: Cast, api: Api, letters: Letters) -> None:
    rows = [Task.objects.create(title="T", assignee=cast.emil, assigner=cast.max) for _ in range(3)]
    fields = {"ids": [global_id(row) for row in rows], "assigneeId": global_id(cast.erna)}
    payload = api.as_(cast.max).data(mutation("assignTasks", BULK), input=fields)["assignTasks"]
    assert results(payload) == [(id_, "Erna", []) for id_ in fields["ids"]]
    about = {"tasks": [row.pk for row in rows], "by": cast.max.pk}
    assert letters() == [
        ("task_assigned", about | {"to": cast.erna.pk}),
        ("task_reassigned", about | {"to": cast.emil.pk}),
    ]


@pytest.mark.parametrize(
    ("to", "error"),
    [
        ("ina", {"code": "ASSIGNEE_INACTIVE", "field": ["assigneeId"]}),
        ("egon", {"code": "FORBIDDEN", "field": None}),
        ("gina", {"code": "NOT_FOUND", "field": ["assigneeId"]}),
    ],
)
def test_a_wrong_assignee_refuses_all_of_several_tasks(
    cast: Cast, api: Api, task: Task, letters: Letters, to: str, error: dict[str, Any]
) -> None:
    fields = {"ids": [global_id(task)], "assigneeId": global_id(getattr(cast, to))}
    payload = api.as_(cast.max).data(mutation("assignTasks", BULK), input=fields)["assignTasks"]
    assert payload["results"] == []
    assert [{"code": each["code"], "field": each["field"]} for each in payload["errors"]] == [error]
    assert (stored(task)["assignee_id"], letters()) == (cast.emil.pk, [])


@pytest.mark.parametrize(("name", "more"), [("completeTasks", {}), ("assignTasks", {"assigneeId": "erna"})])
def test_more_than_100_tasks_at_once_are_refused(
    cast: Cast, api: Api, task: Task, letters: Letters, name: str, more: dict[str, str]
) -> None:
    fields = {"ids": [global_id(task)] * 101} | {key: global_id(getattr(cast, who)) for key, who in more.items()}
    payload = api.as_(cast.max).data(mutation(name, "results { id }"), input=fields)[name]
    assert payload["results"] == []
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [("INVALID", ["ids"])]
    assert (stored(task)["version"], letters()) == (1, [])


@pytest.mark.parametrize(("viewer", "expected"), [("emil", False), ("max", True), ("olga", True)])
def test_viewer_can_change_tells_whether_a_change_would_be_refused(
    cast: Cast, api: Api, task: Task, viewer: str, expected: bool
) -> None:
    caller = api.as_(getattr(cast, viewer))
    query = "query ($id: ID!) { task(id: $id) { viewerCanChange } tasks { nodes { viewerCanChange } } }"
    shown = caller.data(query, id=global_id(task))
    assert shown == {"task": {"viewerCanChange": expected}, "tasks": {"nodes": [{"viewerCanChange": expected}]}}
    assert (run(caller, "updateTask", id=global_id(task), title="T")["errors"] == []) is expected


def test_html_in_a_title_is_stored_as_it_is(cast: Cast, api: Api) -> None:
    payload = run(api.as_(cast.emil), "createTask", title="<b>Draw</b> & 🖌️ \u202eab")
    assert payload["task"]["title"] == "<b>Draw</b> & 🖌️ \u202eab"


@pytest.mark.parametrize(
    "field", ["version", "createdAt", "assignerId", "companyId", "completedBy", "isStaff", "role", "id"]
)
def test_an_input_takes_no_field_that_is_not_the_callers_business(cast: Cast, api: Api, field: str) -> None:
    query = mutation("createTask")
    assert api.as_(cast.max).codes(query, input={"title": "T", field: "1"}) == ["BAD_USER_INPUT"]
    assert Task.objects.count() == 0


def test_an_employee_who_moves_is_seen_by_his_new_manager_with_his_past(cast: Cast, api: Api, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assigner=cast.olga, created_at=timezone.now() - timedelta(days=400))
    cast.emil.departments.set([cast.sales])
    query = "{ tasks { nodes { title } } }"
    assert api.as_(cast.mona).data(query)["tasks"]["nodes"] == [{"title": "Draw the logo"}]
    assert api.as_(cast.max).data(query)["tasks"]["nodes"] == []


def test_a_task_due_today_where_the_company_is_may_be_created(cast: Cast, api: Api, clock: Any) -> None:
    clock.move_to(datetime(2026, 6, 14, 22, 30, tzinfo=UTC), tick=False)
    caller = api.as_(cast.emil)
    assert refusals(caller, "createTask", title="T", dueDate="2026-06-14") == [("INVALID", ["dueDate"])]
    assert run(caller, "createTask", title="T", dueDate="2026-06-15")["errors"] == []
