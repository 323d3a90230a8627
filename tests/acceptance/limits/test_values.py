"""Bodies and values that are too large, too deep or not what they say: 4xx with a code, and the server goes on."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Employee
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.story.person import Person

ME = "{ me { username } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"
GZIP = {"Content-Encoding": "gzip"}


def body(variables: str, query: str = NODE) -> bytes:
    """Return a body with variables that are written by hand."""
    return f'{{"query": {json.dumps(query)}, "variables": {variables}}}'.encode()


BODIES: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "5 MB": (b" " * 5_000_000, {}, 413, "PAYLOAD_TOO_LARGE"),
    "a comment of 200 KB": (json.dumps({"query": "#" * 200_000 + "\n" + ME}).encode(), {}, 400, "QUERY_TOO_COMPLEX"),
    "a string of 1 MB in the document": (
        json.dumps({"query": f'{{ node(id: "{"x" * 1_000_000}") {{ id }} }}'}).encode(),
        {},
        400,
        "QUERY_TOO_COMPLEX",
    ),
    "100,000 brackets": (body("[" * 100_000), {}, 400, "BAD_REQUEST"),
    "100,000 brackets that are closed": (body('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}"), {}, 400, "BAD_REQUEST"),
    "80 brackets": (body('{"id": ' + "[" * 80 + "]" * 80 + "}"), {}, 400, "BAD_USER_INPUT"),
    "a number of 5,000 digits": (body('{"id": ' + "9" * 5000 + "}"), {}, 400, "BAD_REQUEST"),
    "a bomb in gzip": (gzip.compress(b" " * 50_000_000), GZIP, 415, "BAD_REQUEST"),
    "no gzip after all": (json.dumps({"query": ME}).encode(), GZIP, 415, "BAD_REQUEST"),
    "an unknown encoding": (json.dumps({"query": ME}).encode(), {"Content-Encoding": "x, br"}, 415, "BAD_REQUEST"),
}


def test_c13_a_body_that_is_too_large_or_a_lie_is_refused_over_http(web: Server, cast: Cast) -> None:
    accept = {"Accept": "application/graphql-response+json"}
    for name, (content, headers, status, code) in BODIES.items():
        response = web.post(content, headers=accept | headers)
        found = [error["extensions"]["code"] for error in response.json()["errors"]]
        assert (name, response.status_code, found) == (name, status, [code])
        assert len(response.content) < 1000
    assert web.post({"query": ME}).status_code == 200


def test_c13_a_long_value_is_no_id(cast: Cast, api: Api) -> None:
    assert api.as_(cast.emil).data(NODE, id="x" * 900_000) == {"node": None}


def chain(levels: int, joint: str) -> dict[str, Any]:
    """Return a filter of so many levels."""
    found: dict[str, Any] = {"completed": True}
    for _ in range(levels):
        found = {joint: found if joint == "not" else [found]}
    return found


FILTER = "query ($filter: TaskFilter) { tasks(filter: $filter) { nodes { id } } }"
ORDER = "query ($order: [TaskOrder!]) { tasks(orderBy: $order) { nodes { id } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
COMPLETE = "mutation ($ids: [ID!]!) { completeTasks(input: { ids: $ids }) { results { id } errors { code } } }"
MEMBERS = """mutation ($id: ID!, $ids: [ID!]) {
  updateDepartment(input: { id: $id, memberIds: $ids }) { errors { code } } }"""
LARGE: dict[str, tuple[str, dict[str, Any]]] = {
    "50,000 ids": (NODES, {"ids": ["VGFzazox"] * 50_000}),
    "50,000 tasks": (COMPLETE, {"ids": ["VGFzazox"] * 50_000}),
    "50,000 members": (MEMBERS, {"id": "x", "ids": ["RW1wbG95ZWU6MQ=="] * 50_000}),
    "20,000 filters": (FILTER, {"filter": {"or": [{"completed": True}] * 20_000}}),
    "900 filters": (FILTER, {"filter": {"or": [{"completed": True}] * 900}}),
    "100 times or": (FILTER, {"filter": chain(100, "or")}),
    "30 times not": (FILTER, {"filter": chain(30, "not")}),
    "22 times and": (FILTER, {"filter": chain(22, "and")}),
    "10,000 orders": (ORDER, {"order": [{"field": "TITLE"}] * 10_000}),
    "11 orders": (ORDER, {"order": [{"field": "TITLE"}] * 11}),
}


@pytest.mark.parametrize(("query", "variables"), LARGE.values(), ids=LARGE)
def test_c14_lists_and_filters_that_are_too_large_are_refused(
    cast: Cast, api: Api, query: str, variables: dict[str, Any]
) -> None:
    caller = api.as_(cast.olga)
    with CaptureQueriesContext(connection) as captured:
        assert caller.codes(query, **variables) == ["BAD_USER_INPUT"]
    # Who asks, at most, and what his departments are.
    assert len(captured) <= 2


def test_c14_over_http_100_000_ids_are_refused(cast: Cast, caller: Callable[[Employee], Person]) -> None:
    emil = caller(cast.emil)
    assert emil.codes(NODES, ids=["VGFzazox"] * 100_000) == ["PAYLOAD_TOO_LARGE"]
    assert emil.codes(NODES, ids=["VGFzazox"] * 50_000) == ["BAD_USER_INPUT"]
    assert emil.ask(ME) == {"me": {"username": "emil"}}


def test_c14_many_members_are_looked_up_at_once(cast: Cast, api: Api) -> None:
    caller, design = api.as_(cast.olga), global_id(cast.design)
    with CaptureQueriesContext(connection) as captured:
        answer = caller.data(MEMBERS, id=design, ids=[global_id(cast.emil), global_id(cast.egon)] * 450)
    assert answer["updateDepartment"]["errors"] == []
    assert len(captured) < 40
    assert set(cast.design.members.all()) == {cast.emil, cast.egon}
    answer = caller.data(MEMBERS, id=design, ids=[global_id(cast.emil), global_id(cast.gina)])
    assert answer["updateDepartment"]["errors"] == [{"code": "NOT_FOUND"}]
    assert set(cast.design.members.all()) == {cast.emil, cast.egon}


@pytest.mark.parametrize("search", ["%" * 200, "%_" * 100, "\\" * 200, "(" * 200, "(a+)+$", "' OR 1=1 --"])
def test_c14_a_search_has_no_patterns(cast: Cast, api: Api, search: str) -> None:
    query = "query ($text: String) { employees(search: $text) { totalCount } }"
    assert api.as_(cast.olga).data(query, text=search) == {"employees": {"totalCount": 0}}
    assert api.as_(cast.olga).codes(query, text=search * 201) == ["BAD_USER_INPUT"]


BATCH = [{"query": ME}]


@pytest.mark.parametrize("count", [1, 2, 200])
def test_c5_several_operations_at_a_time_are_refused(
    cast: Cast, caller: Callable[[Employee], Person], web: Server, count: int
) -> None:
    emil = caller(cast.emil)
    responses = [web.post(BATCH * count, headers=emil.headers)]
    import httpx  # noqa: PLC0415

    parts = {"operations": (None, json.dumps(BATCH * count)), "map": (None, '{"0": ["0.variables.file"]}')}
    responses.append(httpx.post(web.graphql, files=parts | {"0": ("a.txt", b"a")}, headers=emil.headers))
    for response in responses:
        assert response.status_code == 400
        assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["BAD_REQUEST"]
