"""Methods, media types, hosts and forwarded headers, over HTTP."""

import httpx
import pytest
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from notifications.models import Letter
from organization.authentication import open_session
from tests.acceptance.server import Server
from tests.acceptance.transport.wire import request, send
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.schema.operations import Scene
from tests.waiting import HANGS

QUERY = "{ __typename }"
BODY = '{"query": "{ __typename }"}'


def code(answer: httpx.Response) -> str:
    """Return the code of an answer's only error."""
    [error] = answer.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND")


def test_j2_only_post_runs_an_operation_and_the_rest_is_told_so(web: Server, cast: Cast) -> None:
    tokens = open_session(cast.emil.user)
    headers = {"Authorization": f"Bearer {tokens.token}"}
    for method in METHODS:
        for query in (QUERY, "mutation { revokeAllTokens { errors { code } } }"):
            address = web.graphql if method != "GET" else web.graphql.rstrip("/")
            answer = httpx.request(method, address, params={"query": query}, headers=headers, timeout=HANGS)
            assert (method, answer.status_code, answer.headers["Allow"]) == (method, 405, "POST")
            assert method == "HEAD" or code(answer) == "BAD_REQUEST"
            assert "data" not in answer.text
    tokens.session.refresh_from_db()
    assert tokens.session.ended_at is None


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/schema/graphiql.css", "/schema.graphql"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_j2_what_can_only_be_read_says_so_in_json(shared_server: Server, method: str, path: str) -> None:
    answer = httpx.request(method, shared_server.address + path, timeout=HANGS)
    assert (answer.status_code, code(answer)) == (405, "BAD_REQUEST")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonx",
    "text/plain; application/json",
    "application/graphql",
    "application/graphql-response+json",
    "application/json; charset=utf-16",
    "text/json",
    "",
]


def test_j3_a_body_of_another_type_is_415(web: Server, cast: Cast) -> None:
    token = open_session(cast.emil.user).token
    for content_type in TYPES:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        for body in (BODY, f"query={QUERY}"):
            answer = httpx.post(web.graphql, content=body, headers=headers, timeout=HANGS)
            assert (content_type, answer.status_code, code(answer)) == (content_type, 415, "BAD_REQUEST")


@pytest.mark.parametrize("path", ["/graphql/", "/static/schema/graphiql.css", "/files/1/", "/nowhere", "/admin/login/"])
@pytest.mark.parametrize(
    "headers",
    [
        (b"Host: evil.test",),
        (b"Host: evil.test:80",),
        (b"Host: 127.0.0.1.evil.test",),
        (b"Host: 127.0.0.1@evil.test",),
        (b"X-Forwarded-Host: evil.test",),
        (b"X-Forwarded-Host: 127.0.0.1, evil.test",),
    ],
)
def test_j6_another_host_is_refused_at_every_address(
    shared_server: Server, headers: tuple[bytes, ...], path: str
) -> None:
    method = b"POST" if path == "/graphql/" else b"GET"
    said = send(shared_server.port, request(*headers, line=method + b" " + path.encode() + b" HTTP/1.1"))
    assert said.status == 400
    assert b"evil" not in said.body
    assert said.headers["x-content-type-options"] == "nosniff"


def test_j6_a_host_in_the_first_line_counts_for_nothing(shared_server: Server) -> None:
    """The web server takes the host from its header alone: one that is not ours is refused, and the line is ignored."""
    line = b"POST http://evil.test/graphql/ HTTP/1.1"
    assert send(shared_server.port, request(b"Host: evil.test", line=line)).status == 400
    redirect = send(shared_server.port, request(line=b"GET http://evil.test/admin HTTP/1.1"))
    assert (redirect.status, redirect.headers["location"]) == (301, "/admin/")
    assert b"evil" not in redirect.body


def test_j6_links_lead_to_the_configured_host(web: Server, cast: Cast) -> None:
    file = Scene(cast, cast.emil).file("team")
    headers = {
        "Authorization": f"Bearer {open_session(cast.olga.user).token}",
        "Host": "localhost:8080",
        "X-Forwarded-Host": "localhost:8080",
    }
    asked = "mutation ($id: ID!) { createDownloadLink(fileId: $id) { url } }"
    answer = web.post({"query": asked, "variables": {"id": global_id(file)}}, headers=headers)
    assert answer.json()["data"]["createDownloadLink"]["url"].startswith(f"{settings.PUBLIC_URL}/files/")
    asked = 'mutation { requestPasswordReset(input: {username: "emil"}) { errors { code } } }'
    assert web.post({"query": asked}, headers=headers).json()["data"]["requestPasswordReset"] == {"errors": []}
    letter = Letter.objects.get(kind="password_reset")
    with transaction.atomic():
        link = import_string(settings.LETTER_WRITERS["password_reset"])(letter).context["link"]
    assert link.startswith(f"{settings.PUBLIC_URL}/reset-password?")


FORGED = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Real-IP": "6.6.6.6",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=6.6.6.6;proto=https;host=evil.test",
    "X-User-Id": "1",
    "X-Remote-User": "olga",
    "Remote-User": "olga",
    "X-Request-ID": "chosen-by-the-caller",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-HTTP-Method-Override": "DELETE",
    "X-Accel-Redirect": "/etc/passwd",
}


def test_j7_headers_that_only_a_proxy_may_write_are_ignored(web: Server, cast: Cast) -> None:
    answer = web.post({"query": "{ me { username } }"}, headers=FORGED)
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert answer.headers["X-Request-ID"] != FORGED["X-Request-ID"]
    assert "Strict-Transport-Security" not in answer.headers
    token = open_session(cast.emil.user).token
    answer = web.post({"query": "{ me { username } }"}, headers={**FORGED, "Authorization": f"Bearer {token}"})
    assert answer.json() == {"data": {"me": {"username": "emil"}}}
