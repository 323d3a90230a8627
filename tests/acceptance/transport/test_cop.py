"""What an attacker tries first: the checks of graphql-cop, as nobody in production, and the schema for whom it is."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.test import Client
from graphql import get_introspection_query

from tests.conftest import Cast
from tests.schema.conftest import Api

TYPENAME = "{ __typename }"
CIRCLE = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
REFUSED = {"UNAUTHENTICATED", "BAD_REQUEST", "QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}


def post(client: Client, body: Any, **headers: str) -> Any:
    """Send a body as JSON."""
    return client.post("/graphql/", json.dumps(body), content_type="application/json", headers=headers)


def query(text: str) -> Callable[[Client], Any]:
    """Return what sends an operation."""
    return lambda client: post(client, {"query": text})


CHECKS: dict[str, tuple[Callable[[Client], Any], str, int]] = {
    "introspection": (query("{ __schema { types { name } } }"), "UNAUTHENTICATED", 200),
    "GraphiQL": (lambda client: client.get("/graphql/", headers={"Accept": "text/html"}), "BAD_REQUEST", 405),
    "query by GET": (lambda client: client.get("/graphql/", {"query": TYPENAME}), "BAD_REQUEST", 405),
    "mutation by GET": (
        lambda client: client.get("/graphql/", {"query": "mutation { __typename }"}),
        "BAD_REQUEST",
        405,
    ),
    "batch": (lambda client: post(client, [{"query": TYPENAME}] * 10), "BAD_REQUEST", 400),
    "aliases": (query("{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}"), "QUERY_TOO_COMPLEX", 200),
    "one field again and again": (query("{" + "__typename " * 500 + "}"), "QUERY_TOO_COMPLEX", 200),
    "directives": (query("{ __typename " + "@include(if: true) " * 10 + "}"), "QUERY_TOO_COMPLEX", 200),
    "circle of the schema": (query(CIRCLE), "UNAUTHENTICATED", 200),
    "form": (
        lambda client: client.post(
            "/graphql/", "query=%7B__typename%7D", content_type="application/x-www-form-urlencoded"
        ),
        "BAD_REQUEST",
        415,
    ),
    "suggestions": (query("{ mee { username } }"), "GRAPHQL_VALIDATION_FAILED", 200),
    "unhandled error": (query("qwerty { abc }"), "GRAPHQL_PARSE_FAILED", 200),
}


@pytest.mark.parametrize("name", CHECKS)
def test_j11_what_an_attacker_tries_first_is_refused(db: None, settings: object, name: str) -> None:
    settings.DEVELOPMENT = settings.GRAPHIQL = False  # type: ignore[attr-defined]
    attempt, expected, status = CHECKS[name]
    answer = attempt(Client())
    [error, *more] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"], more) == (status, expected, [])
    assert not answer.json().get("data")
    assert "did you mean" not in answer.text.lower()


def test_j11_nothing_traces(db: None) -> None:
    for headers in ({"X-Apollo-Tracing": "1"}, {"apollo-tracing": "1"}, {"apollo-federation-include-trace": "ftv1"}):
        assert post(Client(), {"query": TYPENAME}, **headers).json() == {"data": {"__typename": "Query"}}
    trace = Client().generic("TRACE", "/graphql/", headers={"X-Secret": "hush"})
    assert (trace.status_code, "hush" in trace.text) == (405, False)


def test_j11_whoever_is_signed_in_reads_the_whole_schema(cast: Cast, api: Api, settings: object) -> None:
    settings.DEVELOPMENT = False  # type: ignore[attr-defined]
    standard = get_introspection_query()
    assert api.codes(standard) == ["UNAUTHENTICATED"]
    types = {each["name"] for each in api.as_(cast.emil).data(standard)["__schema"]["types"]}
    assert {"Query", "Mutation", "Task", "Employee"} <= types


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Task") { name } }',
        "query A { x: __schema { queryType { name } } }",
        "fragment F on Query { __schema { queryType { name } } } { ...F }",
        "{ ... on Query { __schema { queryType { name } } } }",
    ],
)
def test_i5_a_stranger_never_reads_the_schema_in_production(db: None, api: Api, settings: object, text: str) -> None:
    settings.DEVELOPMENT = False  # type: ignore[attr-defined]
    assert api.codes(text) == ["UNAUTHENTICATED"]


def test_j11_in_production_nobody_sees_the_schema_or_the_explorer(production: Any) -> None:
    for text in ("{ __schema { queryType { name } } }", '{ __type(name: "Task") { name } }'):
        answer = production.post({"query": text})
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert httpx.get(production.graphql, headers={"Accept": "text/html"}).status_code == 405
    assert httpx.get(f"{production.address}/schema.graphql").status_code == 401
