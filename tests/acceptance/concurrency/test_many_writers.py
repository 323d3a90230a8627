"""Twenty who write and twenty who read, over a real web server: everybody is served."""

from collections.abc import Callable
from functools import partial
from typing import Any

import httpx

from organization.models import Employee
from tasks.models import Task
from tests.acceptance.concurrency.crowd import together
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.story.person import Person
from tests.waiting import HANGS

WRITERS, READERS, TURNS = 20, 20, 3
CREATE = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id } errors { code } } }"
UPDATE = "mutation ($input: UpdateTaskInput!) { updateTask(input: $input) { task { id } errors { code } } }"
READ = "{ tasks(first: 50) { totalCount nodes { title assignee { name } } } }"

Answer = tuple[int, dict[str, Any]]


def ask(person: Person, query: str, **variables: Any) -> Answer:
    """Send an operation; return the status and the answer."""
    body = {"query": query, "variables": variables}
    response = httpx.post(f"{person.addresses[0]}/graphql/", json=body, headers=person.headers, timeout=HANGS)
    return response.status_code, response.json()


def write(person: Person, title: str, to: str) -> list[Answer]:
    """Make a task and change it; return the answers."""
    answers = [ask(person, CREATE, input={"title": title, "assigneeId": to})]
    task = answers[0][1]["data"]["createTask"]["task"]["id"]
    answers += [ask(person, UPDATE, input={"id": task, "title": f"{title}, {turn}"}) for turn in range(1, TURNS)]
    return answers


def read(person: Person) -> list[Answer]:
    """Look at all tasks, again and again; return the answers."""
    return [ask(person, READ) for _ in range(TURNS)]


def test_f10_twenty_writers_and_twenty_readers_are_all_served(
    web: Server, cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    said_before = len(web.log.read_text())
    people = [caller(person) for person in (cast.olga, cast.max, cast.mona, cast.emil, cast.erna, cast.egon)]
    officer, manager = people[:2]
    writers = [partial(write, (officer, manager)[n % 2], f"Task {n}", global_id(cast.emil)) for n in range(WRITERS)]
    readers = [partial(read, people[n % len(people)]) for n in range(READERS)]
    answers = [answer for many in together([*writers, *readers]) for answer in many]
    assert len(answers) == (WRITERS + READERS) * TURNS
    assert {status for status, _ in answers} == {200}
    assert [answer["errors"] for _, answer in answers if "errors" in answer] == []
    titles = sorted(Task.objects.values_list("title", flat=True))
    assert titles == sorted(f"Task {n}, {TURNS - 1}" for n in range(WRITERS))
    assert set(Task.objects.values_list("version", flat=True)) == {TURNS}
    said = web.log.read_text()[said_before:]
    assert "locked" not in said
    assert "Traceback" not in said
