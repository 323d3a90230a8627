# ruff: noqa: ISC004 - a query in two lines is one text
"""The cost of an operation: pages within pages, however they are asked for, and told to whoever wants to know."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.authentication import open_session
from schema.nodes import LARGEST_BATCH
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.test_front import Server as FrontedServer
from tests.schema.test_schema import fields

PAGED = "departments(first: {a}) {{ nodes {{ members(first: {b}) {{ {inner} }} }} }}"
INNER = "nodes {{ tasks(first: {c}) {{ nodes {{ title }} }} }}"


def nested(a: object, b: object, c: object, head: str = "") -> str:
    """Return a query of pages within pages of these sizes."""
    return head + "{ " + PAGED.format(a=a, b=b, inner=INNER.format(c=c)) + " }"


FRAGMENTS = """ fragment A on EmployeeConnection { ...B } fragment B on EmployeeConnection { ... { ...C } }
  fragment C on EmployeeConnection { edges { node { tasks(first: 100) { ...D } } } }
  fragment D on TaskConnection { nodes { title } }"""
DEAR: dict[str, tuple[str, dict[str, Any]]] = {
    "literals": (nested(100, 100, 100), {}),
    "a variable": (nested("$n", "$n", "$n", "query ($n: Int) "), {"n": 100}),
    "a variable with a point": (nested("$n", "$n", "$n", "query ($n: Int) "), {"n": 100.0}),
    "a default of a variable": (nested("$n", "$n", "$n", "query ($n: Int = 100) "), {}),
    "last": (nested(100, 100, 100).replace("first", "last"), {}),
    "pages that nobody gave": (nested(100, 100, 100).replace("(first: 100)", "", 1), {}),
    "fragments": ("{ departments(first: 100) { nodes { members(first: 100) { ...A } } } }" + FRAGMENTS, {}),
    "nodes": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Employee { tasks(first: 100) { nodes {"
        " files(first: 100) { nodes { name } } } } } } }",
        {"ids": ["x"] * 50},
    ),
    "one node": (
        "{ node(id: 1) { ... on Department { members(first: 100) { edges { node { tasks(first: 100) {"
        " nodes { title } } } } } } } }",
        {},
    ),
    "the payload of a mutation": (
        'mutation { createDepartment(input: { name: "x" }) { department { members(first: 100) { nodes {'
        " tasks(first: 100) { nodes { title } } } } } } }",
        {},
    ),
}


@pytest.mark.parametrize(("query", "variables"), DEAR.values(), ids=DEAR)
def test_c9_pages_within_pages_are_refused_by_their_estimate_before_any_statement(
    cast: Cast, api: Api, query: str, variables: dict[str, Any]
) -> None:
    caller = api.as_(cast.olga)
    with CaptureQueriesContext(connection) as captured:
        assert caller.codes(query, **variables) == ["QUERY_TOO_COMPLEX"]
    assert len(captured) == 0
    assert cast.acme.departments.count() == 2


CHEAP: dict[str, tuple[str, dict[str, Any], int]] = {
    "a page": ("{ tasks { nodes { title } } }", {}, 20),
    "a page of 7": ("query ($n: Int = 50) { tasks(first: $n) { nodes { title } } }", {"n": 7}, 7),
    "a default": ("query ($n: Int = 50) { tasks(first: $n) { nodes { title } } }", {}, 50),
    "null instead of a default": ("query ($n: Int = 50) { tasks(first: $n) { nodes { title } } }", {"n": None}, 20),
    "a count": ("{ tasks(first: 100) { totalCount pageInfo { hasNextPage } } }", {}, 0),
    "both ways": ("{ tasks(first: 10) { nodes { title } edges { cursor } } }", {}, 20),
    "pages within": ("{ tasks(first: 10) { nodes { files(first: 5) { nodes { name } } } } }", {}, 60),
    "three ids": ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3),
    "one object": ("{ me { username } }", {}, 0),
    "nearly too much": ("{ departments(first: 99) { nodes { members(first: 100) { nodes { id } } } } }", {}, 9_999),
}


@pytest.mark.parametrize(("query", "variables", "nodes"), CHEAP.values(), ids=CHEAP)
def test_c9_the_cost_is_told_to_whoever_asks(
    cast: Cast, api: Api, query: str, variables: dict[str, Any], nodes: int
) -> None:
    caller = api.as_(cast.olga)
    body = json.dumps({"query": query, "variables": variables})
    asking = caller.headers() | {"GraphQL-Cost": "1"}
    answer = caller.client.post("/graphql/", body, content_type="application/json", headers=asking).json()
    assert "errors" not in answer
    cost = answer["extensions"]["cost"]
    assert (cost["nodes"], cost["limit"]) == (nodes, 10_000)
    assert cost.keys() == {"nodes", "limit", "depth", "fields", "aliases", "directives"}
    assert "extensions" not in caller.answer(query, **variables)


def test_c9_the_cost_of_a_refused_operation_is_told_too(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.olga)
    for query, found in ((nested(100, 100, 100), 1_010_100), ("{ " + "me { username } " * 200 + "}", None)):
        headers = caller.headers() | {"GraphQL-Cost": "1"}
        body = json.dumps({"query": query})
        answer = caller.client.post("/graphql/", body, content_type="application/json", headers=headers).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["QUERY_TOO_COMPLEX"]
        assert answer["extensions"]["cost"]["nodes"] == found


@pytest.mark.django_db(transaction=True)
def test_c9_an_answer_that_is_kept_does_not_swallow_the_cost(cast: Cast) -> None:
    fronted, token = FrontedServer(), open_session(cast.emil.user).token
    query = "{ tasks { totalCount nodes { title } } }"
    fronted.warm(token, query)
    body = json.loads(fronted.post(token, query, HTTP_GRAPHQL_COST="1")[2])
    assert body["extensions"]["cost"]["nodes"] == 20
    assert "extensions" not in json.loads(fronted.post(token, query)[2])


PAGES: dict[str, tuple[str, list[str]]] = {
    "101": ("first: 101", ["BAD_USER_INPUT"]),
    "a milliard": ("first: 1000000000", ["BAD_USER_INPUT"]),
    "2^31": ("first: 2147483648", ["BAD_USER_INPUT"]),
    "-1": ("first: -1", ["BAD_USER_INPUT"]),
    "0": ("first: 0", ["BAD_USER_INPUT"]),
    "both": ("first: 1, last: 1", ["BAD_USER_INPUT"]),
    "the last 101": ("last: 101", ["BAD_USER_INPUT"]),
    "the last -1": ("last: -1", ["BAD_USER_INPUT"]),
    "100": ("first: 100", []),
    "the last 100": ("last: 100", []),
    "1": ("first: 1", []),
    "null": ("first: null", []),
}
LISTS = {
    "tasks": "{{ tasks({page}) {{ nodes {{ id }} }} }}",
    "within": "{{ tasks {{ nodes {{ id files({page}) {{ nodes {{ id }} }} }} }} }}",
    "the team": "{{ myTeam({page}) {{ edges {{ cursor }} }} }}",
}


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(("page", "codes"), PAGES.values(), ids=PAGES)
def test_c8_a_page_has_1_to_100_rows_from_one_end(
    cast: Cast, api: Api, page: str, codes: list[str], query: str
) -> None:
    from tasks.models import Task  # noqa: PLC0415

    Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.olga)
    found = api.as_(cast.olga).codes(query.format(page=page))
    # A number that no Int holds is refused by GraphQL itself.
    assert found == codes or (page == "first: 2147483648" and found == ["GRAPHQL_VALIDATION_FAILED"])


def test_c8_without_a_page_twenty_rows_are_shown(cast: Cast, api: Api) -> None:
    from tasks.models import Task  # noqa: PLC0415

    Task.objects.bulk_create(Task(title=f"{n}", assignee=cast.emil, assigner=cast.olga) for n in range(21))
    found = api.as_(cast.olga).data("{ tasks { totalCount nodes { id } } }")["tasks"]
    assert (found["totalCount"], len(found["nodes"])) == (21, 20)


ARGUED = {
    "errors": "the rules that one input breaks",
    "results": "one for each id of the request",
    "files": "one for each file of the request",
    "fileTypes": "the setting UPLOAD_TYPES",
    "nodes": "a page, or one for each id of the request",
    "edges": "a page",
    "week": "seven days",
}


def test_c10_no_field_answers_a_list_of_objects_without_pages() -> None:
    naked = [
        f"{type_}.{name}"
        for type_, name, field in fields()
        if "[" in str(field.type) and "String" not in str(field.type) and name not in ARGUED
    ]
    assert naked == []


def test_c10_nodes_takes_a_hundred_ids(cast: Cast, api: Api) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    caller, own = api.as_(cast.emil), global_id(cast.emil)
    assert caller.data(query, ids=[own] * LARGEST_BATCH)["nodes"] == [{"id": own}] * 100
    with CaptureQueriesContext(connection) as captured:
        assert caller.codes(query, ids=[own] * 101) == ["BAD_USER_INPUT"]
    assert [entry["sql"] for entry in captured if "organization_department" in entry["sql"]] == []
