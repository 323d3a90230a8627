"""Documents that are too deep, too wide or too expensive: refused before anything is executed or read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import get_introspection_query
from pytest_django import Settings

from tests.acceptance.conftest import signed_in
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import Api

TOO_COMPLEX, INVALID, MALFORMED = "QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"
EMIL = "{ me { username } }"
SIGN_IN = 'tokenAuth(username: "emil", password: "no") { errors { code } }'
RESET = 'requestPasswordReset(input: { username: "emil" }) { requested }'


def deep(levels: int) -> str:
    """Return a query of so many levels of fields."""
    pairs = "assignee { tasks { nodes { " * 10
    words = ("tasks { nodes { " + pairs).split("{ ")[: levels - 1]
    return "{ " + "{ ".join(words) + "{ id " + "}" * levels


def bomb(spread: str, last: str, times: int = 40) -> str:
    """Return a document whose fragments double at each step."""
    fragments = [f"fragment F{n} on {spread} {{ ...F{n + 1} ...F{n + 1} }}" for n in range(times)]
    return " ".join(["query { ...F0 }" if spread == "Query" else "mutation { ...F0 }", *fragments, last])


def repeated(count: int, text: str) -> str:
    """Return a query with a text again and again, in which {n} is its number."""
    return "{ " + " ".join(text.replace("{n}", str(number)) for number in range(count)) + " }"


def introspection(levels: int) -> str:
    """Return an introspection that walks in a circle."""
    return '{ __type(name: "Query") ' + "{ fields { type " * levels + "{ name }" + "} }" * levels + " }"


REFUSED = {
    "c1 depth 11": (deep(11), TOO_COMPLEX),
    "c1 5,000 braces": ("{" * 5000, MALFORMED),
    "c1 5,000 levels": ("{a" * 5000, TOO_COMPLEX),
    "c1 60 inline fragments": ("{ " + "... { " * 60 + "me { id }" + " }" * 61, TOO_COMPLEX),
    "c1 a chain of fragments": (
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(100))
        + " fragment F100 on Query { serverInfo { version } }",
        TOO_COMPLEX,
    ),
    "c2 16 aliases": (repeated(16, "a{n}: me { username }"), TOO_COMPLEX),
    "c2 10,000 aliases": (repeated(10_000, "a{n}: me { username }"), TOO_COMPLEX),
    "c2 aliases in fragments": (bomb("Query", "fragment F5 on Query { a: me { username } }", 5), TOO_COMPLEX),
    "c2 two sign-ins": (
        f"mutation {{ a: {SIGN_IN} b: {SIGN_IN} }}",
        TOO_COMPLEX,
    ),
    "c2 a sign-in and a reset": (
        f"mutation {{ {SIGN_IN} ...R }} fragment R on Mutation {{ {RESET} }}",
        TOO_COMPLEX,
    ),
    "c2 two operations with a sign-in each": (
        f"mutation A {{ {SIGN_IN} }} mutation B {{ {RESET} }}",
        TOO_COMPLEX,
    ),
    "c4 a fragment bomb": (bomb("Query", "fragment F40 on Query { me { username } }"), TOO_COMPLEX),
    "c4 a bomb that nobody spreads": (
        bomb("Query", "fragment F40 on Query { me { username } }").replace("{ ...F0 }", "{ __typename }", 1),
        TOO_COMPLEX,
    ),
    "c4 a cycle": (
        "{ ...A } fragment A on Query { ...B me { id } } fragment B on Query { ...C } fragment C on Query { ...A }",
        INVALID,
    ),
    "c4 a fragment in itself": ("{ me { ...F } } fragment F on User { username ...F }", INVALID),
    "c4 a fragment that is nowhere": ("{ me { ...F } }", INVALID),
    "c4 500 fragments that nobody spreads": (
        EMIL + " ".join(f" fragment F{n} on User {{ username }}" for n in range(500)),
        TOO_COMPLEX,
    ),
    "c6 9 directives": ("{ me { username " + "@include(if: true) " * 9 + "} }", TOO_COMPLEX),
    "c6 1,000 directives": ("{ me { username " + "@include(if: true) " * 1000 + "} }", TOO_COMPLEX),
    "c6 1,000 unknown ones": ("{ me { username " + "@x " * 1000 + "} }", TOO_COMPLEX),
    "c6 9 unknown ones": ("{ me { username " + "@x " * 9 + "} }", TOO_COMPLEX),
    "c6 9 at the operation": ("query " + "@x " * 9 + EMIL, TOO_COMPLEX),
    "c11 10,000 equal fields": ("{ me { " + "username " * 10_000 + "} }", TOO_COMPLEX),
    "c11 301 equal fields": ("{ me { " + "username " * 300 + "} }", TOO_COMPLEX),
    "c11 3,000 with other arguments": (repeated(3000, "node(id: {n}) { id }"), TOO_COMPLEX),
    "c11 51 variables": (f"query ({' '.join(f'$v{n}: Int' for n in range(51))}) {EMIL}", TOO_COMPLEX),
    "c12 an introspection 40 deep": (introspection(40), TOO_COMPLEX),
    "c12 an introspection 21 deep": (introspection(10), TOO_COMPLEX),
    "c13 a comment of 200 KB": ("#" + "x" * 200_000 + "\n" + EMIL, TOO_COMPLEX),
    "c13 10,001 characters": (EMIL + " " * (10_001 - len(EMIL)), TOO_COMPLEX),
}


@pytest.mark.parametrize(("query", "code"), REFUSED.values(), ids=REFUSED)
def test_c1_c2_c4_c6_c11_c12_c13_a_document_that_is_too_large_is_refused_unread(
    cast: Cast, api: Api, query: str, code: str
) -> None:
    caller = api.as_(cast.olga)
    with CaptureQueriesContext(connection) as captured:
        answer = caller.answer(query)
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    # Introspection alone asks who wants to see the schema.
    assert len(captured) <= ("__type(" in query)
    assert "data" not in answer


def test_c1_c2_c4_c6_c11_c13_over_http_each_is_one_error_in_a_small_answer(web: Server, cast: Cast) -> None:
    accept = {"Accept": "application/graphql-response+json"}
    for query, code in REFUSED.values():
        if "__type(" in query:
            continue
        response = web.post({"query": query}, headers=accept)
        found = [error["extensions"]["code"] for error in response.json()["errors"]]
        assert (response.status_code, found) == (400, [code])
        assert len(response.content) < 1000


@pytest.mark.parametrize(
    "query",
    [
        deep(10),
        repeated(15, "a{n}: me { username }"),
        "{ me { username " + "@include(if: true) " * 8 + "} }",
        "{ me { " + "username " * 299 + "} }",
        f"query ({' '.join(f'$v{n}: Int' for n in range(50))}) {EMIL}",
        "{ __typename " + "... { " * 20 + "me { username }" + " }" * 21,
        EMIL + " " * (10_000 - len(EMIL)),
        get_introspection_query(),
        introspection(9),
    ],
    ids=["depth", "aliases", "directives", "fields", "variables", "nesting", "characters", "introspection", "circle"],
)
def test_c1_c2_c6_c11_c12_c13_a_document_at_the_limit_is_not_too_large(cast: Cast, api: Api, query: str) -> None:
    assert TOO_COMPLEX not in api.as_(cast.olga).codes(query)


def test_c2_one_sign_in_beside_other_fields_is_tried(cast: Cast, api: Api) -> None:
    query = f'mutation {{ {SIGN_IN} verifyToken(token: "x") {{ errors {{ code }} }} }}'
    assert api.data(query)["tokenAuth"] == {"errors": [{"code": "INVALID_CREDENTIALS"}]}


def test_c6_a_document_with_many_faults_is_told_ten(cast: Cast, api: Api) -> None:
    assert len(api.codes(repeated(200, "nothing{n}"))) == 10


def test_c12_strangers_see_no_schema_in_production(production: Server, cast: Cast) -> None:
    query = get_introspection_query()
    assert signed_in(production, None).codes(query) == ["UNAUTHENTICATED"]
    assert signed_in(production, None).codes('{ __type(name: "Query") { name } }') == ["UNAUTHENTICATED"]
    assert "__schema" in signed_in(production, cast.emil).ask(query)


FIGURES = {
    "characters": 10_000,
    "tokens": 1_000,
    "depth": 10,
    "introspection_depth": 20,
    "aliases": 15,
    "fields": 300,
    "directives": 8,
    "variables": 50,
    "credentials": 1,
    "nodes": 10_000,
}


def test_c1_c2_c6_c9_c11_the_figures_are_those_that_are_promised(settings: Settings) -> None:
    assert settings.GRAPHQL_LIMITS.items() >= FIGURES.items()
    assert (settings.OPERATION_SECONDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) == (10, 1024 * 1024)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_c1_c2_c6_c9_c11_each_figure_is_a_setting(cast: Cast, api: Api, settings: Settings, name: str) -> None:
    query = "query ($n: Int) { a: tasks(first: $n) @include(if: true) { nodes { id } }"
    query += ' __type(name: "Task") { name } }'
    if name == "credentials":
        query = f"mutation {{ {SIGN_IN} }}"
    caller = api.as_(cast.emil)
    assert TOO_COMPLEX not in caller.codes(query)
    settings.GRAPHQL_LIMITS = settings.GRAPHQL_LIMITS | {name: 0}
    assert caller.codes(query) == [TOO_COMPLEX]
