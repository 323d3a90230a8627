"""The database kills connections, is away, or lets somebody wait: clean errors, no half change, and it recovers."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from notifications.models import Letter
from tasks import services
from tasks.models import Task
from tests.acceptance.faults.checker import check
from tests.acceptance.faults.conftest import As
from tests.acceptance.faults.site import NAME, Site
from tests.acceptance.server import database_url
from tests.conftest import Cast
from tests.production.machines import wait_for
from tests.schema.conftest import global_id
from tests.story.person import Person
from tests.tcp_proxy import Mode
from tests.waiting import HANGS

TASKS = "{ tasks { nodes { title } } }"
RENAME = "mutation ($input: UpdateTaskInput!) { updateTask(input: $input) { task { title } errors { code } } }"
CREATE = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { title } errors { code } } }"
AWAY = "SERVICE_UNAVAILABLE"


@contextmanager
def locked(task: Task) -> Iterator["psycopg.Connection[Any]"]:
    """Hold the lock on a task's row, as another transaction does; give the connection that holds it."""
    with psycopg.connect(database_url()) as connection:
        connection.execute("SELECT 1 FROM tasks_task WHERE id = %s FOR UPDATE", [task.pk])
        yield connection
        connection.rollback()


def whole(person: Person, query: str, **variables: Any) -> httpx.Response:
    """Send an operation; return the response."""
    body = {"query": query, "variables": variables}
    return httpx.post(f"{person.addresses[0]}/graphql/", json=body, headers=person.headers, timeout=HANGS)


def code(response: httpx.Response) -> str:
    """Return the one error's code of an answer that is JSON and shows nothing of the database."""
    (error,) = response.json()["errors"]
    assert not any(word in response.text for word in ("psycopg", "SELECT", "tasks_task", "Traceback", "terminat"))
    return str(error["extensions"]["code"])


def terminate(condition: str) -> int:
    """Kill the connections of the site that fit; return how many there were."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        statement = f"""SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = '{NAME}' AND {condition}"""
        row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0


def test_g8_a_connection_that_is_killed_mid_request_is_one_clean_error(site: Site, cast: Cast, as_: As) -> None:
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    person, change = as_(cast.max), {"id": global_id(task), "title": "Draw a map"}
    with ThreadPoolExecutor(1) as pool, locked(task):
        waiting: Future[httpx.Response] = pool.submit(whole, person, RENAME, input=change)
        wait_for(lambda: terminate("wait_event_type = 'Lock'") == 1)
        answer = waiting.result()
    assert (answer.status_code, code(answer)) == (503, AWAY)
    task.refresh_from_db()
    assert (task.title, task.version) == ("Draw a logo", 1)
    assert whole(person, RENAME, input=change).json()["data"]["updateTask"]["task"] == {"title": "Draw a map"}
    check(site)


def test_g8_connections_that_were_killed_while_nobody_asked_are_replaced(site: Site, cast: Cast, as_: As) -> None:
    person = as_(cast.max)
    assert person.ask(TASKS) == {"tasks": {"nodes": []}}
    assert terminate("state = 'idle'") >= 1
    created = person.change("createTask", "task { title }", title="Draw a logo", assigneeId=global_id(cast.emil))
    assert created == {"task": {"title": "Draw a logo"}, "errors": []}


@pytest.mark.long
def test_g8_a_minute_of_killed_connections_leaves_no_half_change(site: Site, cast: Cast, as_: As) -> None:
    kept: list[str] = []
    refused: list[str] = []
    over = time.monotonic() + 60

    def work(number: int) -> None:
        person, turn = as_(cast.max), 0
        while time.monotonic() < over:
            turn += 1
            title = f"Task {number}-{turn}"
            answer = whole(person, CREATE, input={"title": title, "assigneeId": global_id(cast.emil)})
            if answer.status_code == 200:
                assert answer.json()["data"]["createTask"] == {"task": {"title": title}, "errors": []}
                kept.append(title)
            else:
                assert (answer.status_code, code(answer)) == (503, AWAY)
                refused.append(title)

    people = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for person in people:
        person.start()
    while time.monotonic() < over:
        terminate("state <> 'idle'")
        time.sleep(0.05)
    for person in people:
        person.join()
    titles = set(Task.objects.values_list("title", flat=True))
    assert set(kept) <= titles
    assert len(titles) == Letter.objects.count()
    assert refused
    check(site)


def be_away(site: Site, cast: Cast, as_: As, seconds: float) -> None:
    """Take the database away for a while, and look at what callers and probes are told, then and afterwards."""
    person, address = as_(cast.max), site.web.address
    assert person.ask(TASKS) == {"tasks": {"nodes": []}}
    site.database.mode = Mode.DOWN
    new = {"title": "Draw a logo", "assigneeId": global_id(cast.emil)}
    ends_at = time.monotonic() + seconds
    while True:
        answer = whole(person, CREATE, input=new)
        assert (answer.status_code, code(answer)) == (503, AWAY)
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"].startswith("application/json")
        assert httpx.get(f"{address}/healthz", timeout=HANGS).status_code == 200
        ready = httpx.get(f"{address}/readyz", timeout=HANGS)
        assert (ready.status_code, ready.json()["database"]) == (503, "unavailable")
        if time.monotonic() > ends_at:
            break
    site.database.mode = Mode.PASS
    process = site.web.process
    wait_for(lambda: httpx.get(f"{address}/readyz", timeout=HANGS).status_code == 200)
    assert whole(person, CREATE, input=new).json()["data"]["createTask"]["errors"] == []
    assert site.web.process is process
    assert Task.objects.count() == Letter.objects.count() == 1
    check(site)


def test_g9_without_the_database_callers_are_told_to_come_back(site: Site, cast: Cast, as_: As) -> None:
    be_away(site, cast, as_, seconds=0)


@pytest.mark.long
def test_g9_without_the_database_for_half_a_minute_callers_are_told_to_come_back(
    site: Site, cast: Cast, as_: As
) -> None:
    be_away(site, cast, as_, seconds=30)


@pytest.mark.long
def test_g9_a_worker_without_its_database_works_on_when_it_is_back(site: Site, cast: Cast) -> None:
    site.worker.start()
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    site.wait_for_letters(1)
    site.database.mode = Mode.DOWN
    services.create_task(title="Draw a map", assignee=cast.emil, by=cast.max.user)
    wait_for(lambda: "Failed to pull task from broker" in site.worker.log.read_text())
    site.database.mode = Mode.PASS
    site.wait_for_letters(2)
    check(site)


def test_c16_a_statement_that_waits_for_a_lock_is_cancelled_and_the_worker_is_free(
    site: Site, cast: Cast, as_: As
) -> None:
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    person, change = as_(cast.max), {"id": global_id(task), "title": "Draw a map"}
    with locked(task):
        answer = whole(person, RENAME, input=change)
        assert code(answer) == "TIMEOUT"
        assert person.ask(TASKS) == {"tasks": {"nodes": [{"title": "Draw a logo"}]}}
    task.refresh_from_db()
    assert task.version == 1
    assert whole(person, RENAME, input=change).json()["data"]["updateTask"]["task"] == {"title": "Draw a map"}
    check(site)
