"""The response cache: hits are right, misses are stored, and whatever changes is seen at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from organization.models import Employee, Role
from organization.services import people
from schema.caching import receivers
from schema.caching import store as store_module
from schema.caching.store import store
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True)

TASKS = "{ tasks { totalCount nodes { title completed assignee { name } files { totalCount } } } }"
TEAM = "{ myTeam { nodes { openCount employee { name } } } }"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Begin with an empty cache that answers."""
    caches["responses"].clear()
    store._away_until = 0.0


def reads(api: Api, query: str, **variables: Any) -> int:
    """Return how many statements read tasks."""
    with CaptureQueriesContext(connection) as captured:
        api.data(query, **variables)
    return sum('FROM "tasks_task"' in entry["sql"] for entry in captured)


def make_task(cast: Cast, title: str = "Draw a logo") -> Task:
    """Return a task that the manager gave the employee."""
    return services.create_task(title=title, assignee=cast.emil, by=cast.max.user)


def test_the_second_answer_is_the_first_one_and_reads_no_task(cast: Cast, api: Api) -> None:
    make_task(cast)
    manager = api.as_(cast.max)
    first = manager.post(TASKS).content
    assert reads(manager, TASKS) == 0
    assert manager.post(TASKS).content == first


def test_an_answer_is_kept_for_its_viewer_alone(cast: Cast, api: Api) -> None:
    make_task(cast)
    assert api.as_(cast.max).data(TASKS)["tasks"]["totalCount"] == 1
    assert api.as_(cast.mona).data(TASKS)["tasks"]["totalCount"] == 0


def test_an_answer_is_kept_for_its_arguments_and_selection_alone(cast: Cast, api: Api) -> None:
    make_task(cast, "Draw a logo")
    make_task(cast, "Draw a map")
    manager = api.as_(cast.max)
    query = "query ($s: String) { tasks(search: $s) { nodes { title } } }"
    assert manager.data(query, s="logo")["tasks"]["nodes"] == [{"title": "Draw a logo"}]
    assert manager.data(query, s="map")["tasks"]["nodes"] == [{"title": "Draw a map"}]
    assert manager.data("{ tasks { totalCount } }")["tasks"] == {"totalCount": 2}


def test_aliases_of_one_field_are_answered_each_for_itself(cast: Cast, api: Api) -> None:
    make_task(cast)
    query = '{ all: tasks { totalCount } none: tasks(search: "zebra") { totalCount } again: tasks { totalCount } }'
    expected = {"all": {"totalCount": 1}, "none": {"totalCount": 0}, "again": {"totalCount": 1}}
    manager = api.as_(cast.max)
    assert manager.data(query) == expected
    assert manager.data(query) == expected


def test_fragments_of_one_name_and_other_bodies_are_told_apart(cast: Cast, api: Api) -> None:
    make_task(cast)
    manager = api.as_(cast.max)
    query = "{ tasks { nodes { ...F } } } fragment F on Task { %s }"
    assert manager.data(query % "title")["tasks"]["nodes"] == [{"title": "Draw a logo"}]
    assert manager.data(query % "completed")["tasks"]["nodes"] == [{"completed": False}]


def change_title(cast: Cast, task: Task) -> None:
    services.update_task(task=task, title="Draw a map", by=cast.max.user)


def complete(cast: Cast, task: Task) -> None:
    services.complete_task(task=task, by=cast.max.user)


def rename(cast: Cast, _task: Task) -> None:
    people.update_profile(by=cast.emil.user, first_name="Emilio")


def update_in_bulk(_cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(title="Draw a map")


def bulk_update(_cast: Cast, task: Task) -> None:
    task.title = "Draw a map"
    Task.objects.bulk_update([task], ["title"])


def bulk_create(cast: Cast, _task: Task) -> None:
    Task.objects.bulk_create([Task(title="Draw a map", assignee=cast.emil, assigner=cast.max)])


def delete(cast: Cast, task: Task) -> None:
    services.delete_task(task=task, by=cast.max.user)


def reassign(cast: Cast, task: Task) -> None:
    services.assign_task(task=task, to=cast.erna, by=cast.max.user)


def demote(cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assigner=cast.emil)
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)


def leave_department(cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assigner=cast.emil)
    cast.emil.departments.remove(cast.design)


def empty_department(cast: Cast, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(assigner=cast.emil)
    cast.design.members.clear()


CHANGES: list[Callable[[Cast, Task], None]] = [
    change_title,
    complete,
    rename,
    update_in_bulk,
    bulk_update,
    bulk_create,
    delete,
    reassign,
    demote,
    leave_department,
    empty_department,
]


@pytest.mark.parametrize("change", CHANGES)
def test_b19_a_change_is_seen_in_the_very_next_answer(
    cast: Cast, api: Api, change: Callable[[Cast, Task], None]
) -> None:
    task = make_task(cast)
    viewers = [api.as_(person) for person in (cast.max, cast.olga, cast.emil, cast.erna)]
    before = [viewer.data(TASKS) for viewer in viewers]
    change(cast, task)
    after = [viewer.data(TASKS) for viewer in viewers]
    caches["responses"].clear()
    assert after == [viewer.data(TASKS) for viewer in viewers]
    assert after != before


def test_a_change_of_a_task_leaves_the_answers_of_other_departments_alone(cast: Cast, api: Api) -> None:
    task = make_task(cast)
    other = api.as_(cast.mona)
    other.data(TASKS)
    change_title(cast, task)
    assert reads(other, TASKS) == 0


def test_a_new_task_is_counted_in_the_team_at_once(cast: Cast, api: Api) -> None:
    manager = api.as_(cast.max)
    assert [member["openCount"] for member in manager.data(TEAM)["myTeam"]["nodes"]] == [0, 0]
    make_task(cast)
    assert [member["openCount"] for member in manager.data(TEAM)["myTeam"]["nodes"]] == [1, 0]


def test_a_change_that_is_rolled_back_ends_nothing(cast: Cast, api: Api) -> None:
    task = make_task(cast)
    manager = api.as_(cast.max)
    manager.data(TASKS)
    with transaction.atomic():
        change_title(cast, task)
        transaction.set_rollback(True)
    assert reads(manager, TASKS) == 0


def test_nothing_is_read_or_kept_inside_a_transaction(cast: Cast, api: Api) -> None:
    manager = api.as_(cast.max)
    with transaction.atomic():
        make_task(cast)
        assert manager.data(TASKS)["tasks"]["totalCount"] == 1
        transaction.set_rollback(True)
    assert manager.data(TASKS)["tasks"]["totalCount"] == 0


def test_b18_an_answer_that_was_computed_before_a_change_does_not_count_after_it(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task(cast)
    manager = api.as_(cast.max)
    write = store.write

    def change_then_write(*arguments: Any) -> None:
        monkeypatch.undo()
        change_title(cast, task)
        write(*arguments)

    monkeypatch.setattr(store_module.store, "write", change_then_write)
    manager.data(TASKS)
    assert manager.data(TASKS)["tasks"]["nodes"][0]["title"] == "Draw a map"


def test_nothing_with_an_error_in_it_is_kept(cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    make_task(cast)
    manager = api.as_(cast.max)
    query = "{ tasks { nodes { title overdue } } }"
    monkeypatch.setattr(Task, "overdue", lambda *_: 1 / 0)
    assert manager.codes(query) == ["INTERNAL_SERVER_ERROR"]
    monkeypatch.undo()
    assert manager.data(query)["tasks"]["nodes"] == [{"title": "Draw a logo", "overdue": False}]


def test_a_door_is_asked_on_a_hit_too(cast: Cast, api: Api) -> None:
    manager = api.as_(cast.max)
    manager.data(TEAM)
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)
    assert manager.codes(TEAM) == ["FORBIDDEN"]


def test_a_deactivated_person_is_nobody_at_once(cast: Cast, api: Api) -> None:
    employee = api.as_(cast.emil)
    employee.data(TASKS)
    people.deactivate_employee(employee=cast.emil, by=cast.olga.user)
    assert employee.codes(TASKS) == ["UNAUTHENTICATED"]


def test_answers_are_right_while_the_cache_is_away(cast: Cast, api: Api, settings: Any) -> None:
    manager = api.as_(cast.max)
    settings.CACHES = settings.CACHES | {
        "responses": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    make_task(cast)
    assert manager.data(TASKS)["tasks"]["totalCount"] == 1
    make_task(cast)
    assert manager.data(TASKS)["tasks"]["totalCount"] == 2


def test_garbage_under_our_keys_is_a_miss(cast: Cast, api: Api) -> None:
    make_task(cast)
    manager = api.as_(cast.max)
    right = manager.data(TASKS)
    cache = caches["responses"]
    for name in (f"tag:people:c{cast.acme.pk}", f"tag:work:e{cast.max.pk}", "tag:people"):
        cache.set(name, b"\xff\x00garbage")
    assert manager.data(TASKS) == right


def test_signing_in_ends_no_answer(cast: Cast, api: Api) -> None:
    manager = api.as_(cast.max)
    manager.data(TASKS)
    sign_in = 'mutation ($p: String!) { tokenAuth(username: "emil", password: $p) { errors { code } } }'
    api.data(sign_in, p=cast.password)
    assert reads(manager, TASKS) == 0


def test_a_person_who_left_is_shown_as_such_at_once(cast: Cast, api: Api) -> None:
    query = "{ employees { nodes { name } } }"
    employee = api.as_(cast.erna)
    assert {"name": "Emil Acmeer"} in employee.data(query)["employees"]["nodes"]
    people.deactivate_employee(employee=Employee.objects.get(pk=cast.emil.pk), by=cast.olga.user)
    assert {"name": "Emil Acmeer"} not in employee.data(query)["employees"]["nodes"]


def test_selections_that_a_variable_takes_in_or_leaves_out_are_told_apart(cast: Cast, api: Api) -> None:
    make_task(cast)
    manager = api.as_(cast.max)
    query = "query ($more: Boolean!) { tasks { nodes { title } } tasks @include(if: $more) { totalCount } }"
    assert manager.data(query, more=False)["tasks"] == {"nodes": [{"title": "Draw a logo"}]}
    assert manager.data(query, more=True)["tasks"] == {"nodes": [{"title": "Draw a logo"}], "totalCount": 1}
    assert manager.data(query, more=False)["tasks"] == {"nodes": [{"title": "Draw a logo"}]}


def test_what_could_not_be_ended_is_ended_before_the_next_reading(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task(cast)
    manager = api.as_(cast.max)
    manager.data(TASKS)
    monkeypatch.setattr(store, "_away_until", float("inf"))
    change_title(cast, task)
    monkeypatch.setattr(store, "_away_until", 0.0)
    assert manager.data(TASKS)["tasks"]["nodes"][0]["title"] == "Draw a map"


def test_a_change_is_seen_though_the_database_is_lost_right_after_its_commit(cast: Cast, api: Api) -> None:
    def is_lost() -> set[str]:
        raise DatabaseError

    manager = api.as_(cast.max)
    manager.data(TASKS)
    receivers.end_after_commit(is_lost, set())
    assert reads(manager, TASKS) > 0
