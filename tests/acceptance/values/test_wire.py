"""Values that break programs, over the wire: dates, ids, texts and numbers."""

from typing import Any

import pytest

from tasks.models import Task
from tests.acceptance.values.conftest import Send
from tests.acceptance.values.poison import IDS, SCALARS, TEXTS
from tests.acceptance.values.reading import text_as_stored
from tests.acceptance.values.sending import WORDS
from tests.conftest import Cast
from tests.schema.conftest import global_id

CREATE = """mutation ($input: CreateTaskInput!) { createTask(input: $input) {
  task { id title dueDate } errors { code message field } } }"""
PAGE = "query ($first: Int) { tasks(first: $first) { totalCount } }"


def test_e1_what_is_no_day_is_refused_by_its_place_and_without_a_librarys_words(cast: Cast, send: Send) -> None:
    for day in [day for day in SCALARS["Date"].wrong if not isinstance(day, list)]:
        answer = send(CREATE, {"input": {"title": "T", "dueDate": day}})
        [error] = answer.json()["errors"]
        assert answer.status_code == 200, day
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}, day
        reason = "Variable '$input' has an invalid value at 'input.dueDate': expected a value of type `Date`."
        assert error["message"] == reason, day
    assert not Task.objects.exists()


def test_e1_the_first_and_the_last_day_there_are_can_be_read(cast: Cast, send: Send) -> None:
    answer = send(CREATE, {"input": {"title": "The last day", "dueDate": "9999-12-31"}}).json()["data"]["createTask"]
    assert (answer["task"]["dueDate"], answer["errors"]) == ("9999-12-31", [])
    change = """mutation ($id: ID!) { updateEmployee(input: { id: $id, hireDate: "0001-01-01" }) {
      errors { code } } }"""
    assert send(change, {"id": global_id(cast.emil)}).json()["data"] == {"updateEmployee": {"errors": []}}
    found = send("{ tasks { nodes { dueDate overdue } } employees { nodes { hireDate } } }").json()
    assert found["data"]["tasks"]["nodes"] == [{"dueDate": "9999-12-31", "overdue": False}]
    assert "0001-01-01" in {row["hireDate"] for row in found["data"]["employees"]["nodes"]}


ANYWHERE = """
query ($id: ID!) {
  task(id: $id) { title } employee(id: $id) { name } department(id: $id) { name } node(id: $id) { id }
  nodes(ids: [$id, $id]) { id }
  tasks(filter: { assigneeId: $id, assignerId: $id, departmentId: $id }) { totalCount }
  employees(filter: { departmentId: $id, positionId: $id }) { totalCount }
}"""
CHANGE = """
mutation ($id: ID!, $task: ID!) {
  updateTask(input: { id: $id, title: "Changed" }) { task { id } errors { code message field } }
  assignTask(input: { id: $task, assigneeId: $id }) { task { id } errors { code message field } }
  updateDepartment(input: { id: $id, memberIds: [$id] }) { department { id } errors { code message field } }
  createDownloadLink(fileId: $id) { url errors { code message field } }
}"""


def test_e5_an_id_that_leads_nowhere_is_answered_as_one_that_led_somewhere_else(cast: Cast, send: Send) -> None:
    task = Task.objects.create(title="Draw a logo", assignee=cast.emil, assigner=cast.max)
    missing = "VGFzazo5OTk5OTk5"
    for query, rest, ids in ((ANYWHERE, {}, IDS), (CHANGE, {"task": global_id(task)}, IDS[::3])):
        expected = send(query, {"id": missing, **rest}).json()
        assert "errors" not in expected
        for id_ in ids:
            answer = send(query, {"id": id_, **rest})
            assert (answer.status_code, answer.json()) == (200, expected), str(id_)[:50]
    task.refresh_from_db()
    assert (task.title, task.assignee, task.version) == ("Draw a logo", cast.emil, 1)


def test_e5_an_id_with_half_of_a_character_is_refused_with_its_request(cast: Cast, send: Send) -> None:
    answer = send("query ($id: ID!) { task(id: $id) { title } }", r'{"id": "\ud800"}')
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_e7_a_text_is_refused_or_read_as_it_was_written(cast: Cast, send: Send) -> None:
    kept: dict[str, str] = {}
    for text in TEXTS:
        payload = send(CREATE, {"input": {"title": text}}).json()["data"]["createTask"]
        if payload["task"]:
            kept[payload["task"]["id"]] = text_as_stored(text)
        assert {error["code"] for error in payload["errors"]} <= {"REQUIRED", "INVALID", "TOO_LONG"}
        assert not any(WORDS.search(error["message"]) for error in payload["errors"])
    read = send("{ tasks(first: 100) { nodes { id title } } }").json()["data"]["tasks"]["nodes"]
    assert {row["id"]: row["title"] for row in read} == kept
    assert any("\U00020bb7" in title for title in kept.values())


@pytest.mark.parametrize("half", [r'"a\ud83d"', r'"\ude00b"', r'"\ude00\ud83d"'])
def test_e7_half_of_a_character_is_stored_nowhere(cast: Cast, send: Send, half: str) -> None:
    answer = send(CREATE, f'{{"input": {{"title": {half}}}}}')
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert not Task.objects.exists()


NUMBERS: dict[str, Any] = {
    "2147483647": "BAD_USER_INPUT",
    "2147483648": "BAD_USER_INPUT",
    "-2147483649": "BAD_USER_INPUT",
    "9223372036854775808": "BAD_USER_INPUT",
    "1e999": "BAD_USER_INPUT",
    "1.5": "BAD_USER_INPUT",
    '"1"': "BAD_USER_INPUT",
    "true": "BAD_USER_INPUT",
    "[1, 2]": "BAD_USER_INPUT",
    "{}": "BAD_USER_INPUT",
    "-0": "BAD_USER_INPUT",
    "9" * 5000: "BAD_REQUEST",
    "NaN": "BAD_REQUEST",
    "1": None,
    "1.0": None,
    "1e0": None,
    "null": None,
}


@pytest.mark.parametrize(("number", "code"), NUMBERS.items(), ids=lambda value: str(value)[:20])
def test_e14_whole_numbers_follow_the_rules_of_graphql(cast: Cast, send: Send, number: str, code: str | None) -> None:
    answer = send(PAGE, f'{{"first": {number}}}')
    errors = answer.json().get("errors", [])
    assert answer.status_code == (400 if code == "BAD_REQUEST" else 200)
    assert [error["extensions"]["code"] for error in errors] == ([code] if code else [])
    assert not any(WORDS.search(error["message"]) or number in error["message"] for error in errors)


@pytest.mark.parametrize(
    "number", ["2147483648", "-2147483649", "1.0", '"1"', "true", "9" * 5000], ids=lambda v: v[:20]
)
def test_e14_in_the_document_they_do_too(cast: Cast, send: Send, number: str) -> None:
    [error] = send(f"{{ tasks(first: {number}) {{ totalCount }} }}").json()["errors"]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert WORDS.search(error["message"]) is None
    assert number not in error["message"]
