"""People who are given another role or department: the next request of a live token shows it."""

from collections.abc import Callable

import httpx

from organization.models import Employee, Role
from organization.services import people
from tasks.models import Task
from tasks.services import assign_task
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.story.person import Person
from tests.waiting import HANGS

TASK = "query ($id: ID!) { task(id: $id) { title files { nodes { name } } } }"
SEEN = {"task": {"title": "Draw", "files": {"nodes": [{"name": "a.txt"}]}}}
HIDDEN = {"task": None}


def download(person: Person, url: str) -> int:
    """Return the status of a download, whose address is asked of the person's server."""
    path = httpx.URL(url).raw_path.decode()
    return httpx.get(f"{person.addresses[0]}{path}", headers=person.headers, timeout=HANGS).status_code


def test_b13_a_manager_who_was_demoted_has_an_employee_s_rights_at_the_next_request(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    work = Task.objects.create(title="Draw", assignee=cast.erna, assigner=cast.mona)
    manager = caller(cast.max)
    query = "query ($id: ID!) { task(id: $id) { title } }"
    assert [manager.ask(query, id=global_id(work)) for _ in range(2)] == [{"task": {"title": "Draw"}}] * 2
    assert manager.codes("{ myTeam { totalCount } }") == []
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)
    assert manager.ask(query, id=global_id(work)) == HIDDEN
    assert manager.codes("{ myTeam { totalCount } }") == ["FORBIDDEN"]
    payload = manager.change("updateTask", "task { id }", id=global_id(work), title="Mine")
    assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]
    work.refresh_from_db()
    assert (work.title, manager.ask("{ me { role } }")) == ("Draw", {"me": {"role": "EMPLOYEE"}})


def test_b14_whoever_led_or_had_the_task_loses_it_with_its_files_at_the_next_request(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    work = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.olga)
    design, sales, emil, egon = (caller(person) for person in (cast.max, cast.mona, cast.emil, cast.egon))
    [file] = emil.upload(global_id(work), {"a.txt": b"hello"})
    url = file["downloadUrl"]

    def sights() -> list[object]:
        return [(person.ask(TASK, id=global_id(work)), download(person, url)) for person in (design, sales, emil, egon)]

    seen, hidden = (SEEN, 200), (HIDDEN, 404)
    assert [sights(), sights()] == [[seen, hidden, seen, hidden]] * 2
    people.update_employee(employee=cast.emil, departments=[cast.sales], by=cast.olga.user)
    assert sights() == [hidden, seen, seen, hidden]
    work.refresh_from_db()
    assign_task(task=work, to=cast.egon, by=cast.olga.user)
    assert sights() == [hidden, seen, hidden, seen]


def test_b14_a_manager_keeps_seeing_what_he_gave_to_somebody_who_moved(
    cast: Cast, caller: Callable[[Employee], Person]
) -> None:
    work = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.max)
    people.update_employee(employee=cast.emil, departments=[cast.sales], by=cast.olga.user)
    query = "query ($id: ID!) { task(id: $id) { title } }"
    assert caller(cast.max).ask(query, id=global_id(work)) == {"task": {"title": "Draw"}}
