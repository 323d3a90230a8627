"""What real clients find: the audits of GraphQL over HTTP, and an Apollo client with uploads and refreshed tokens."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings

from organization.authentication import open_session
from tasks import services
from tasks.models import Task
from tests.acceptance.node.conftest import Node
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import global_id
from uploads.models import TaskFile

BY_GET = {"5A70", "D6D5", "6A70"}
"""The audits that want queries by GET, all of them MAY: queries do not belong in access logs."""


@pytest.fixture
def given(web: Server, cast: Cast) -> dict[str, Any]:
    """Return what the clients know: where the server is, who they are, and two tasks."""
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    services.create_task(title="Draw another", assignee=cast.erna, by=cast.max.user)
    with time_machine.travel(datetime.now(UTC) - settings.ACCESS_TOKEN_LIFETIME - timedelta(minutes=1)):
        earlier = open_session(cast.emil.user)
    tokens = {person.user.username: open_session(person.user).token for person in (cast.emil, cast.max, cast.egon)}
    return tokens | {
        "url": web.graphql,
        "expired": earlier.token,
        "refresh": earlier.refresh_token,
        "password": cast.password,
        "task": global_id(task),
        "largestFile": settings.UPLOAD_MAX_FILE_BYTES,
    }


def audit(node: Node, url: str, token: str = "") -> list[dict[str, str]]:
    """Return what became of the audits."""
    told = node("audits.mjs", url, token)
    assert told.returncode == 0, told.stdout + told.stderr
    results: list[dict[str, str]] = json.loads(told.stdout)
    return results


@pytest.mark.parametrize("who", ["nobody", "emil"])
def test_j1_all_audits_of_graphql_over_http_pass_but_those_of_queries_by_get(
    node: Node, given: dict[str, Any], who: str
) -> None:
    results = audit(node, given["url"], given.get(who, ""))
    assert len(results) == 61
    assert {result["id"]: result for result in results if result["status"] in {"error", "warn"}} == {}
    assert {result["id"] for result in results if result["status"] != "ok"} == BY_GET


def test_j1_the_audits_pass_in_production_for_who_may_see_the_schema(
    node: Node, production: Server, cast: Cast
) -> None:
    results = audit(node, production.graphql, open_session(cast.emil.user).token)
    assert {result["id"]: result for result in results if result["status"] != "ok"}.keys() == BY_GET


def test_j1_an_apollo_client_reads_caches_and_is_refused_with_codes(node: Node, given: dict[str, Any]) -> None:
    told = node("--test", "queries.test.mjs", **given)
    assert told.returncode == 0, told.stdout + told.stderr
    assert Task.objects.get(title="Draw two").pk


def test_d20_d4_an_apollo_client_uploads_files_one_of_them_twice(node: Node, given: dict[str, Any]) -> None:
    told = node("--test", "uploads.test.mjs", **given)
    assert told.returncode == 0, told.stdout + told.stderr
    assert set(TaskFile.objects.filter(name="twice.txt").values_list("size", flat=True)) == {14}


def test_j1_an_apollo_client_refreshes_an_expired_token_once_for_many_queries(
    node: Node, given: dict[str, Any]
) -> None:
    told = node("--test", "sessions.test.mjs", **given)
    assert told.returncode == 0, told.stdout + told.stderr
