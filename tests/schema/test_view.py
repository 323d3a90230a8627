"""The HTTP edge of GraphQL: methods, bodies, media types, statuses and headers."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import Settings

from schema.view import GraphQLView
from tests.conftest import Cast
from tests.schema.conftest import Api

GRAPHQL_JSON = "application/graphql-response+json"
ME = '{"query": "{ me { username } }"}'
TWO = "query A { me { username } } query B { me { role } }"


def send(caller: Api, body: str | bytes, content_type: str = "application/json", **headers: str) -> Any:
    """Send a body as it is."""
    return caller.client.generic(
        "POST", "/graphql/", body, content_type=content_type, headers=caller.headers() | headers
    )


def code(response: Any) -> str:
    """Return the code of the only error of an answer, which is JSON."""
    assert "json" in response["Content-Type"], response.content
    (error,) = response.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


MALFORMED = {
    "half an object": '{"query": ',
    "text": '"x"',
    "number": "5",
    "null": "null",
    "empty list": "[]",
    "batch of two": f"[{ME}, {ME}]",
    "batch of two hundred": f"[{','.join([ME] * 200)}]",
    "nothing": b" ",
    "not UTF-8": b"\xff" + ME.encode(),
    "UTF-16": ME.encode("utf-16"),
    "byte order mark": ME.encode("utf-8-sig"),
    "no query": "{}",
    "null for a query": '{"query": null}',
    "empty query": '{"query": ""}',
    "number for a query": '{"query": 5}',
    "list for a query": '{"query": ["{ me { username } }"]}',
    "list for variables": '{"query": "{ me { username } }", "variables": []}',
    "text for variables": '{"query": "{ me { username } }", "variables": "{}"}',
    "list for extensions": '{"query": "{ me { username } }", "extensions": []}',
    "number for operationName": '{"query": "{ me { username } }", "operationName": 5}',
    "object for operationName": '{"query": "{ me { username } }", "operationName": {}}',
    "list for operationName": '{"query": "{ me { username } }", "operationName": ["A"]}',
    "unknown operationName": '{"query": "query A { me { username } }", "operationName": "B"}',
    "empty operationName": '{"query": "query A { me { username } }", "operationName": ""}',
    "no operation": '{"query": "fragment F on User { username }"}',
    "not a number": '{"query": "{ me { username } }", "variables": {"a": NaN}}',
    "infinity": '{"query": "{ me { username } }", "variables": {"a": -Infinity}}',
    "a number of 5,000 digits": f'{{"query": "{{ me {{ username }} }}", "variables": {{"a": {"1" * 5000}}}}}',
    "a hundred thousand brackets": f'{{"query": "{{ me {{ username }} }}", "variables": {{"a": {"[" * 100_000}}}}}',
}


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "application/json"])
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_no_request_is_refused(cast: Cast, api: Api, body: str | bytes, accept: str) -> None:
    response = send(api.as_(cast.olga), body, Accept=accept)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert response["Content-Type"] == f"{accept}; charset=utf-8"
    assert "data" not in response.json() or accept == "application/json"


def test_of_two_operations_the_named_one_runs(cast: Cast, api: Api) -> None:
    response = send(api.as_(cast.olga), json.dumps({"query": TWO, "operationName": "B"}))
    assert response.json() == {"data": {"me": {"role": "OFFICER"}}}


@pytest.mark.parametrize("name", ["query", "operationName", "nothing"])
def test_half_of_a_character_is_refused_wherever_it_stands(cast: Cast, api: Api, name: str) -> None:
    response = send(api.as_(cast.olga), json.dumps({"query": "{ me { username } }"} | {name: "{ \ud800 }"}))
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


def test_a_pair_of_surrogates_is_a_character(cast: Cast, api: Api) -> None:
    response = send(api.as_(cast.olga), '{"query": "{ me { username } }", "variables": {"a": "\\ud83d\\ude00"}}')
    assert response.json() == {"data": {"me": {"username": "olga"}}}


REFUSED = {
    "parse": ("{ me {", "GRAPHQL_PARSE_FAILED"),
    "unknown field": ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    "subscription": ("subscription { me { username } }", "GRAPHQL_VALIDATION_FAILED"),
    "two operations and no name": (TWO, "BAD_REQUEST"),
    "missing variable": ("query ($id: ID!) { task(id: $id) { id } }", "BAD_USER_INPUT"),
    "too long": ("{ me { username } }" + " " * 10_000, "QUERY_TOO_COMPLEX"),
}


@pytest.mark.parametrize(("query", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_refused_document_is_400_without_data_for_who_reads_the_new_media_type(
    cast: Cast, api: Api, query: str, expected: str
) -> None:
    response = send(api.as_(cast.olga), json.dumps({"query": query}))
    assert (response.status_code, code(response)) == (400, expected)
    assert list(response.json()) == ["errors"]


@pytest.mark.parametrize("query", [query for query, _ in REFUSED.values() if len(query) < 1000])
def test_a_refused_document_is_200_for_who_reads_only_plain_json(cast: Cast, api: Api, query: str) -> None:
    response = send(api.as_(cast.olga), json.dumps({"query": query}), Accept="application/json")
    assert response.status_code == 200
    assert response.json()["data"] is None


def test_an_error_while_executing_is_200_with_data(db: None, api: Api) -> None:
    response = send(api, ME)
    assert (response.status_code, code(response)) == (200, "UNAUTHENTICATED")
    assert response.json()["data"] == {"me": None}


def test_an_error_does_not_repeat_the_value_of_a_variable(cast: Cast, api: Api) -> None:
    query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { errors { code } } }"
    response = api.as_(cast.max).answer(query, input={"title": ["hush; hush"], "assigneeId": "x", "dueDate": None})
    assert [error["message"] for error in response["errors"]] == [
        "Variable '$input' has an invalid value at 'input.title': expected a value of type `String`."
    ]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("query", ["{ me { username } }", "mutation { revokeAllTokens { revoked } }"])
def test_only_post_runs_an_operation(api: Api, method: str, query: str) -> None:
    response = api.client.generic(method, "/graphql/", QUERY_STRING=f"query={query}", headers={"Accept": "text/html"})
    assert (response.status_code, code(response), response["Allow"]) == (405, "BAD_REQUEST", "POST")


def test_head_is_answered_without_a_body(api: Api) -> None:
    response = api.client.head("/graphql/", headers={"Accept": "text/html"})
    assert (response.status_code, response["Allow"], response.content) == (405, "POST", b"")


WRONG_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonx",
    "application/graphql",
    "text/plain; application/json",
    "application/json; charset=utf-16",
    "",
]


@pytest.mark.parametrize("content_type", WRONG_TYPES)
def test_a_body_of_another_type_is_not_read(cast: Cast, api: Api, content_type: str) -> None:
    response = send(api.as_(cast.olga), ME, content_type)
    assert (response.status_code, code(response)) == (415, "BAD_REQUEST")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_a_body_of_json_in_utf_8_is_read(cast: Cast, api: Api, content_type: str) -> None:
    assert send(api.as_(cast.olga), ME, content_type).json() == {"data": {"me": {"username": "olga"}}}


def test_a_body_of_more_than_a_megabyte_is_too_large(cast: Cast, api: Api) -> None:
    response = send(api.as_(cast.olga), ME + " " * 1024 * 1024)
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")


def test_a_body_that_says_less_than_it_is_is_cut_off(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.olga)
    response = caller.client.generic(
        "POST", "/graphql/", ME, content_type="application/json", headers=caller.headers(), CONTENT_LENGTH="7"
    )
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_a_body_of_unknown_length_is_not_read(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.olga)
    headers = caller.headers() | {"Transfer-Encoding": "chunked"}
    response = caller.client.generic(
        "POST", "/graphql/", ME, content_type="application/json", headers=headers, CONTENT_LENGTH=""
    )
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("address", ["/graphql/", "/graphql"])
def test_the_address_answers_with_and_without_the_final_slash(cast: Cast, api: Api, address: str) -> None:
    caller = api.as_(cast.olga)
    response = caller.client.post(address, ME, content_type="application/json", headers=caller.headers())
    assert response.json() == {"data": {"me": {"username": "olga"}}}


def test_a_cookie_of_the_admin_never_drives_the_endpoint(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.olga.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/graphql/", ME, content_type="application/json")
    assert (code(response), response.json()["data"]) == ("UNAUTHENTICATED", {"me": None})


def test_no_cookie_is_ever_set(cast: Cast, api: Api) -> None:
    assert dict(send(api.as_(cast.olga), ME).cookies) == {}


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"])
def test_a_browser_gets_the_explorer(api: Api, accept: str) -> None:
    response = api.client.get("/graphql/", headers={"Accept": accept})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert b"graphiql.min.js" in response.content


def test_a_program_does_not_get_the_explorer(api: Api) -> None:
    response = api.client.get("/graphql/", headers={"Accept": "application/json"})
    assert (response.status_code, code(response)) == (405, "BAD_REQUEST")


def test_nobody_gets_the_explorer_where_it_is_off(api: Api, settings: Settings) -> None:
    settings.GRAPHIQL = False
    assert api.client.get("/graphql/", headers={"Accept": "text/html"}).status_code == 405


def answers(api: Api) -> dict[str, HttpResponse]:
    """Return one answer of each kind."""
    client = api.client
    client.raise_request_exception = False
    return {
        "data": send(api, '{"query": "{ __typename }"}'),
        "refused": send(api, "null"),
        "method": client.put("/graphql/"),
        "explorer": client.get("/graphql/", headers={"Accept": "text/html"}),
        "schema": client.get("/schema.graphql"),
        "schema, refused": client.post("/schema.graphql"),
        "nowhere": client.get("/nowhere"),
        "host": client.get("/graphql/", headers={"Host": "elsewhere.example"}),
        "file": client.get("/files/1/"),
    }


def test_every_answer_carries_the_security_headers_and_a_request_id(db: None, api: Api) -> None:
    for kind, response in answers(api).items():
        missing = {name for name in settings.SECURITY_HEADERS if name not in response}
        assert (kind, missing) == (kind, set())
        assert len(response["X-Request-ID"]) == 32
        assert "no-store" in response["Cache-Control"]
        assert response["Server"] == "tasks"


def test_whatever_is_refused_is_refused_in_json(db: None, api: Api) -> None:
    refused = {kind: response for kind, response in answers(api).items() if response.status_code != 200}
    assert {kind: code(response) for kind, response in refused.items()} == {
        "refused": "BAD_REQUEST",
        "method": "BAD_REQUEST",
        "schema, refused": "BAD_REQUEST",
        "nowhere": "NOT_FOUND",
        "host": "BAD_REQUEST",
        "file": "UNAUTHENTICATED",
    }


def test_a_fault_of_the_server_is_masked_and_named_by_the_request_id(
    db: None, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret SELECT of a table")

    monkeypatch.setattr(GraphQLView, "run", fail)
    api.client.raise_request_exception = False
    response = send(api, ME)
    assert (response.status_code, code(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert response.json()["errors"][0]["extensions"]["requestId"] == response["X-Request-ID"]
    assert b"secret" not in response.content


def test_a_fault_of_a_resolver_is_masked_and_named_by_the_request_id(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("secret SELECT of a table")

    monkeypatch.setattr("organization.services.accounts.sign_in", fail)
    response = send(api, '{"query": "mutation { tokenAuth(username: \\"a\\", password: \\"b\\") { token } }"}')
    (error,) = response.json()["errors"]
    assert error["message"] == "Unexpected error."
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": response["X-Request-ID"]}


def test_in_development_everybody_reads_the_schema(db: None, api: Api) -> None:
    response = api.client.get("/schema.graphql")
    assert response.status_code == 200
    assert "type Mutation {" in response.content.decode()


@override_settings(DEVELOPMENT=False)
def test_in_production_only_who_is_signed_in_reads_the_schema(cast: Cast, api: Api) -> None:
    refused = api.client.get("/schema.graphql")
    caller = api.as_(cast.emil)
    allowed = caller.client.get("/schema.graphql", headers=caller.headers())
    assert (refused.status_code, code(refused), refused["WWW-Authenticate"]) == (401, "UNAUTHENTICATED", "Bearer")
    assert (allowed.status_code, "type Mutation {" in allowed.content.decode()) == (200, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_schema_can_only_be_read(db: None, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, "/schema.graphql")
    assert (response.status_code, code(response), response["Allow"]) == (405, "BAD_REQUEST", "GET, HEAD")


HEADERS = {
    "nonsense": "nonsense",
    "no token": "Bearer",
    "two tokens": "Bearer a b",
    "another scheme": "Basic b2xnYTpvbGdh",
    "not ASCII": "Bearer ä",
    "very long": "Bearer " + "a" * 100_000,
    "three empty parts": "Bearer ..",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_header_that_is_no_token_is_never_quietly_anonymous(db: None, api: Api, header: str) -> None:
    response = send(api, ME, Authorization=header)
    assert (response.status_code, code(response)) == (200, "UNAUTHENTICATED")


def test_the_scheme_of_the_token_may_be_in_lower_case(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.olga)
    response = send(caller, ME, Authorization=f"bearer {caller.token}")
    assert response.json() == {"data": {"me": {"username": "olga"}}}


@pytest.mark.parametrize("place", ["query", "cookie"])
def test_a_token_elsewhere_than_in_the_header_is_ignored(cast: Cast, api: Api, place: str) -> None:
    token = api.as_(cast.olga).token or ""
    client = Client()
    client.cookies["JWT"] = client.cookies["Authorization"] = token if place == "cookie" else ""
    address = f"/graphql/?token={token}&access_token={token}" if place == "query" else "/graphql/"
    assert code(client.post(address, ME, content_type="application/json")) == "UNAUTHENTICATED"


def test_a_stranger_may_read_the_schema_only_in_development(cast: Cast, api: Api, settings: Any) -> None:
    query = "{ __schema { queryType { name } } }"
    assert api.codes(query) == []
    settings.DEVELOPMENT = False
    assert api.codes(query) == ["UNAUTHENTICATED"]
    assert api.as_(cast.emil).codes(query) == []


def test_whatever_is_refused_as_forged_is_refused_in_json(client: Client) -> None:
    response = Client(enforce_csrf_checks=True).post("/pictures/a.png")
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
