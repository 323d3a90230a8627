"""Request ids, headers, client addresses, CORS and hosts."""

import re
from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from organization.models import User
from settings.middleware import ClientAddressMiddleware, RequestIdMiddleware

NOWHERE = "/nowhere"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def address_seen(forwarded: str) -> str:
    """Return the client's address as the views see it, when a proxy at 10.0.0.1 sends this X-Forwarded-For."""
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    ClientAddressMiddleware(lambda _: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize("path", [NOWHERE, "/healthz", "/static/nothing.js"])
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    assert {name: answer[name] for name in HEADERS} == HEADERS


def test_a_refused_host_gets_the_headers_too(client: Client) -> None:
    answer = client.get("/graphql/", headers={"Host": "evil.test"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["evil.test", "evil.test:80", "localhost.evil.test", "localhost@evil.test"])
def test_an_unknown_host_is_refused(client: Client, host: str) -> None:
    answer = client.get(NOWHERE, headers={"Host": host})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.test", 400), ("localhost, evil.test", 400), ("b@d", 400), ("localhost", 404), ("localhost:8443", 404)],
)
def test_a_forwarded_host_is_checked_like_the_host_and_not_read(client: Client, host: str, status: int) -> None:
    answer = client.get(NOWHERE, headers={"X-Forwarded-Host": host})
    assert answer.status_code == status


def test_nothing_at_an_address_is_told_in_json_with_the_request_id(client: Client) -> None:
    answer = client.get(NOWHERE)
    extensions = {"code": "NOT_FOUND", "requestId": answer["X-Request-ID"]}
    assert answer.json() == {"errors": [{"message": "There is nothing at this address.", "extensions": extensions}]}


def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    names = {client.get(NOWHERE)["X-Request-ID"] for _ in range(3)}
    assert len(names) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_an_id_is_taken_over_from_a_proxy_only(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert client.get(NOWHERE, headers={"X-Request-ID": "given-by-proxy"})["X-Request-ID"] == "given-by-proxy"
    settings.TRUSTED_PROXIES = 0
    assert client.get(NOWHERE, headers={"X-Request-ID": "given-by-proxy"})["X-Request-ID"] != "given-by-proxy"


@pytest.mark.parametrize("name", ["short", "with space in it", "x" * 65, "new\nline-in-it", "<script>alert"])
def test_an_id_that_could_spoil_a_log_is_replaced(settings: Settings, name: str) -> None:
    settings.TRUSTED_PROXIES = 1
    request = HttpRequest()
    request.META["HTTP_X_REQUEST_ID"] = name
    assert RequestIdMiddleware(lambda _: HttpResponse())(request)["X-Request-ID"] != name


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9", "9.9.9.9"),
    ],
)
def test_the_client_is_who_the_outermost_trusted_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, seen: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_seen(forwarded) == seen


def preflight(client: Client, origin: str) -> HttpResponseBase:
    """Ask what a browser asks before it sends a query from another address."""
    asked = "content-type,authorization,graphql-require-preflight,apollo-require-preflight"
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked}
    return client.options("/graphql/", headers=headers)


def test_a_known_origin_may_ask_and_its_browser_remembers_ten_minutes(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://good.example"]
    answer = preflight(client, "https://good.example")
    assert answer["Access-Control-Allow-Origin"] == "https://good.example"
    assert answer["Access-Control-Max-Age"] == "600"
    assert {"graphql-require-preflight", "apollo-require-preflight", "authorization", "content-type"} <= set(
        answer["Access-Control-Allow-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in answer
    assert "origin" in answer["Vary"].lower()


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "https://good.example.evil.test", "http://good.example"]
)
def test_an_unknown_origin_is_not_let_in(client: Client, settings: Settings, origin: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://good.example"]
    assert "Access-Control-Allow-Origin" not in preflight(client, origin)


@pytest.mark.django_db
def test_the_admin_has_a_session_and_nothing_else_has(client: Client, django_user_model: type[User]) -> None:
    boss = django_user_model.objects.create_superuser("boss", "correct horse battery staple")
    client.force_login(boss)
    assert client.get("/admin/").status_code == HTTPStatus.OK
    elsewhere = client.get(NOWHERE)
    assert not hasattr(elsewhere.wsgi_request, "session")
    assert elsewhere.cookies == {}


@pytest.mark.django_db
def test_the_cookies_of_the_admin_stay_in_the_admin(client: Client, django_user_model: type[User]) -> None:
    django_user_model.objects.create_superuser("boss", "correct horse battery staple")
    client.get("/admin/login/")
    answer = client.post("/admin/login/", {"username": "boss", "password": "correct horse battery staple"})
    assert {name: cookie["path"] for name, cookie in answer.cookies.items()} == {
        "csrftoken": "/admin/",
        "sessionid": "/admin/",
    }
