"""Redis is refused, or leaves while an answer is being outdated: all goes on, and nobody is told what is old."""

import itertools

import httpx
import pytest
from pytest_django import Settings

from organization.models import Department, Employee, JobRole, User
from settings import backends
from tasks import services
from tests.acceptance.faults.checker import check
from tests.acceptance.faults.conftest import As
from tests.acceptance.faults.site import Site
from tests.acceptance.server import Server
from tests.conftest import PASSWORD, Cast, hashed_password
from tests.faults.conftest import forget
from tests.production.machines import wait_for
from tests.schema.conftest import Api, global_id
from tests.schema.table import rows
from tests.schema.test_permissions import attempt
from tests.story.person import Person
from tests.tcp_proxy import Mode
from tests.waiting import HANGS

TASKS = "{ tasks { totalCount nodes { title } } }"
NOBODY_THERE = "redis://127.0.0.1:9/0"


def forget_changes(cast: Cast) -> None:
    """Make room for the next operation: its scene has the same people and the same names."""
    User.objects.filter(pk=cast.olga.user.pk).update(password=hashed_password())
    for person in Employee.objects.filter(user__username__contains="-beside-"):
        User.objects.filter(pk=person.user_id).update(username=f"former-{person.pk}")
        Employee.objects.filter(pk=person.pk).update(work_email=f"former-{person.pk}@acme.example")
    for row in (*JobRole.objects.all(), *Department.objects.all()):
        type(row).objects.filter(pk=row.pk).update(name=f"Former {row.pk}")
    for known in cast.people():
        known.user.refresh_from_db()
    cast.acme.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_g1_every_operation_works_while_redis_is_refused(cast: Cast, api: Api, settings: Settings) -> None:
    settings.CACHES = backends.redis_caches(NOBODY_THERE)
    forget()
    for operation, row in {row.operation: row for row in rows() if row.outcomes["officer"] == "ok"}.items():
        assert attempt(cast, api, row, "officer") == "ok", operation
        forget_changes(cast)
    forget()


def test_g1_a_server_whose_redis_is_refused_serves_and_says_that_it_is_degraded(
    site: Site, cast: Cast, as_: As
) -> None:
    manager, newcomer = as_(cast.max), Person([site.web.address])
    assert manager.ask(TASKS)["tasks"]["totalCount"] == 0
    site.cache.mode = Mode.DOWN
    assert newcomer.sign_in(cast.emil.user.username, PASSWORD) == {"mustChangePassword": False, "errors": []}
    made = manager.change("createTask", "task { id }", title="Draw a logo", assigneeId=global_id(cast.emil))
    manager.upload(made["task"]["id"], {"notes.txt": b"Some notes.\n"})
    for title in ("Draw a map", "Draw a face"):
        changed = manager.change("updateTask", "task { title }", id=made["task"]["id"], title=title)
        assert changed == {"task": {"title": title}, "errors": []}
        for person in (manager, newcomer):
            assert person.ask(TASKS) == {"tasks": {"totalCount": 1, "nodes": [{"title": title}]}}
    ready = httpx.get(f"{site.web.address}/readyz", timeout=HANGS)
    assert (ready.status_code, ready.json()["status"], ready.json()["cache"]) == (200, "degraded", "degraded")
    check(site, secrets={PASSWORD})


def test_g4_what_a_server_could_not_outdate_is_outdated_for_all_servers_once_redis_is_back(
    site: Site, cast: Cast, as_: As
) -> None:
    other = Server(site.folder, site.environment)
    try:
        other.start()
        task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
        writer, reader = as_(cast.max), as_(cast.max)
        reader.addresses, reader.turns = [other.address], itertools.cycle([other.address])
        old = {"tasks": {"totalCount": 1, "nodes": [{"title": "Draw a logo"}]}}
        assert [reader.ask(TASKS) for _ in range(3)] == [old] * 3
        site.cache.mode = Mode.DOWN
        changed = writer.change("updateTask", "task { title }", id=global_id(task), title="Draw a map")
        assert changed == {"task": {"title": "Draw a map"}, "errors": []}
        site.cache.mode = Mode.PASS
        # Nobody reads from the writer's server, which has to remember by itself what it owes.
        wait_for(lambda: reader.ask(TASKS)["tasks"]["nodes"] == [{"title": "Draw a map"}], HANGS)
    finally:
        other.stop()
