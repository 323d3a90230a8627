"""Limits of documents: what is too deep, too wide or too expensive is refused at once."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import get_introspection_query

from tests.conftest import Cast
from tests.schema.conftest import Api

BOMB = "query { ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))
BOMB += " fragment F40 on Query { me { username } }"
TOO_LARGE = {
    "deep": "{ tasks { nodes { assignee { tasks { nodes { assignee { tasks { nodes { assignee {"
    " departments { nodes { name } } } } } } } } } } } }",
    "many aliases": "{ " + " ".join(f"a{n}: me {{ username }}" for n in range(16)) + " }",
    "many fields": "{ " + "me { username role } " * 120 + "}",
    "many directives": "{ me { username " + "@include(if: true) " * 9 + "} }",
    "a fragment bomb": BOMB,
}


@pytest.mark.parametrize("query", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_document_that_is_too_large_is_refused_in_no_time(cast: Cast, api: Api, query: str) -> None:
    caller = api.as_(cast.olga)
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        codes = caller.codes(query)
    assert codes == ["QUERY_TOO_COMPLEX"]
    assert len(captured) == 0
    assert time.perf_counter() - begun < 0.5


def test_a_document_with_too_many_tokens_is_not_parsed(api: Api) -> None:
    assert api.codes("{ " + "me " * 1500 + "}") == ["QUERY_TOO_COMPLEX"]


def test_pages_within_pages_are_refused_by_their_estimate_before_anything_is_read(cast: Cast, api: Api) -> None:
    query = "query ($n: Int) { departments(first: $n) { nodes { members(first: 100) { nodes { tasks(first: 100)"
    query += " { nodes { title } } } } } } }"
    caller = api.as_(cast.olga)
    with CaptureQueriesContext(connection) as captured:
        assert caller.codes(query, n=100) == ["QUERY_TOO_COMPLEX"]
    assert [entry["sql"] for entry in captured if "organization_department" in entry["sql"]] == []


def test_a_large_page_of_one_list_is_allowed(cast: Cast, api: Api) -> None:
    assert api.as_(cast.olga).codes("{ tasks(first: 100) { nodes { title files { nodes { name } } } } }") == []


def test_the_standard_introspection_query_is_allowed(cast: Cast, api: Api) -> None:
    assert "__schema" in api.as_(cast.olga).data(get_introspection_query())


def test_a_fragment_that_spreads_itself_comes_to_an_end(cast: Cast, api: Api) -> None:
    query = "{ me { ...F } } fragment F on User { username ...F }"
    assert api.as_(cast.olga).codes(query) == ["GRAPHQL_VALIDATION_FAILED"]
