"""The headers of every answer, of whichever kind, and who is let in from another site."""

import httpx
import pytest
from django.conf import settings
from django.test import Client

from organization.authentication import open_session
from tasks import services
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.schema.operations import Scene
from tests.story.person import Person
from tests.waiting import HANGS

TASKS = '{"query": "{ tasks { nodes { title } } }"}'
JSON = {"Content-Type": "application/json"}
GOOD = "https://app.example.com"


def every_kind(web: Server, cast: Cast) -> dict[str, httpx.Response]:
    """Return an answer of every kind that the server gives."""
    bearer = {"Authorization": f"Bearer {open_session(cast.emil.user).token}"}
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    missing = Scene(cast, cast.emil).file("received")
    person = Person([web.address])
    person.headers |= bearer
    [file] = person.upload(global_id(task), {"notes.txt": b"One line.\n"})

    def ask(method: str, path: str, body: str | None = None, **headers: str) -> httpx.Response:
        return httpx.request(method, web.address + path, content=body, headers=headers, timeout=HANGS)

    kinds = {
        "data": ask("POST", "/graphql/", TASKS, **JSON, **bearer),
        "from the cache": ask("POST", "/graphql/", TASKS, **JSON, **bearer),
        "from the front": ask("POST", "/graphql/", TASKS, **JSON, **bearer),
        "refused": ask("POST", "/graphql/", TASKS, **JSON),
        "not JSON": ask("POST", "/graphql/", "{", **JSON),
        "wrong type": ask("POST", "/graphql/", TASKS),
        "too large": ask("POST", "/graphql/", "x" * 1_100_000, **JSON),
        "wrong method": ask("PUT", "/graphql/", TASKS),
        "preflight": ask("OPTIONS", "/graphql/", **{"Origin": GOOD, "Access-Control-Request-Method": "POST"}),
        "explorer": ask("GET", "/graphql/", Accept="text/html"),
        "schema": ask("GET", "/schema.graphql"),
        "nowhere": ask("GET", "/nowhere"),
        "another host": ask("GET", "/nowhere", Host="evil.test"),
        "file": ask("GET", httpx.URL(file["downloadUrl"]).path, **bearer),
        "head of a file": ask("HEAD", httpx.URL(file["downloadUrl"]).path, **bearer),
        "file without a token": ask("GET", f"/files/{missing.pk}/"),
        "missing file": ask("GET", f"/files/{missing.pk}/", **bearer),
        "picture": ask("GET", f"/pictures/{'0' * 32}.png"),
        "static file": ask("GET", "/static/schema/graphiql.css"),
        "static file, wrong method": ask("POST", "/static/schema/graphiql.css"),
        "no static file": ask("GET", "/static/nothing.js"),
        "icon": ask("GET", "/favicon.ico"),
        "admin": ask("GET", "/admin/login/"),
        "admin, forged": ask("POST", "/admin/login/", "a=b"),
        "admin, redirected": ask("GET", "/admin"),
        "alive": ask("GET", "/healthz"),
        "ready": ask("GET", "/readyz"),
        "ready, wrong method": ask("POST", "/readyz"),
        "numbers": ask("GET", "/metrics"),
    }
    assert kinds["from the front"].headers["X-Cache"] == "HIT"
    return kinds


CACHED = {"static file"}


def test_j8_every_answer_has_the_security_headers(web: Server, cast: Cast) -> None:
    for kind, answer in every_kind(web, cast).items():
        headers = answer.headers
        assert (kind, headers.get("X-Content-Type-Options")) == (kind, "nosniff")
        assert (kind, headers.get("X-Frame-Options")) == (kind, "DENY")
        assert (kind, headers.get("Referrer-Policy")) == (kind, "same-origin")
        assert (kind, headers.get("Cross-Origin-Opener-Policy")) == (kind, "same-origin")
        assert "camera=()" in headers["Permissions-Policy"], kind
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, kind
        assert not any(word in policy for word in ("unsafe", "*", "http:")), kind
        assert kind in CACHED or "no-store" in headers["Cache-Control"], kind
        assert len(headers["X-Request-ID"]) == 32, kind
        assert headers["Server"] == "tasks", kind
        assert not {"X-Powered-By", "Via"} & headers.keys(), kind
        # Neither an error nor data depends on a guess of the browser.
        if (
            answer.content
            and kind != "file"
            and headers["Content-Type"].startswith(("text/", "application/json", "application/graphql"))
        ):
            assert "charset=" in headers["Content-Type"], kind
        if answer.status_code >= 400 and kind != "admin, forged":
            [error] = answer.json()["errors"]
            assert error["extensions"]["code"], kind


def test_j8_under_tls_every_answer_asks_for_tls(client: Client, cast: Cast, settings: object) -> None:
    """The proxy says that it was TLS; a stranger's word for it counts nothing where there is no proxy."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True  # type: ignore[attr-defined]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    tls = {"X-Forwarded-Proto": "https"}
    paths = [
        "/graphql/",
        "/nowhere",
        "/healthz",
        "/readyz",
        "/static/schema/graphiql.css",
        "/admin/login/",
        "/files/1/",
    ]
    fresh = Client()
    for path in paths:
        asked, unasked = fresh.get(path, headers=tls), fresh.get(path)
        assert "max-age=31536000" in asked["Strict-Transport-Security"], path
        assert "Strict-Transport-Security" not in unasked, path
        asked.close()
        unasked.close()
    assert "Strict-Transport-Security" in fresh.post("/graphql/", TASKS, content_type="application/json", headers=tls)
    assert "Strict-Transport-Security" in fresh.get("/nowhere", headers={**tls, "Host": "evil.test"})


def test_j8_in_production_every_answer_has_the_security_headers(production: Server, cast: Cast) -> None:
    for path in ("/graphql/", "/nowhere", "/healthz", "/schema.graphql", "/static/nothing.js", "/admin/login/"):
        answer = httpx.get(production.address + path, timeout=HANGS)
        missing = {name for name in settings.SECURITY_HEADERS if name not in answer.headers}
        assert (path, missing) == (path, set())


ORIGINS = [
    "https://evil.test",
    "null",
    f"{GOOD}.evil.test",
    f"{GOOD}:444",
    GOOD.replace("https", "http"),
    GOOD.upper(),
    "https://evil.test/app.example.com",
    "https://app.example.com@evil.test",
    "https://appXexample.com",
    "file://",
    "*",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_j5_another_origin_is_not_let_in(client: Client, db: None, settings: object, origin: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = [GOOD]  # type: ignore[attr-defined]
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        client.options("/graphql/", headers=asked),
        client.post("/graphql/", TASKS, content_type="application/json", headers={"Origin": origin}),
        client.get("/files/1/", headers={"Origin": origin}),
        client.get("/nowhere", headers={"Origin": origin}),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert "origin" in answer["Vary"].lower()


def test_j5_a_known_origin_is_let_in_without_its_cookies(client: Client, db: None, settings: object) -> None:
    settings.CORS_ALLOWED_ORIGINS = [GOOD]  # type: ignore[attr-defined]
    asked = {"Origin": GOOD, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answers = [
        client.options("/graphql/", headers=asked),
        client.post("/graphql/", TASKS, content_type="application/json", headers={"Origin": GOOD}),
        client.post("/graphql/", "{", content_type="application/json", headers={"Origin": GOOD}),
    ]
    for answer in answers:
        assert answer["Access-Control-Allow-Origin"] == GOOD
        assert "Access-Control-Allow-Credentials" not in answer
        assert "origin" in answer["Vary"].lower()
    assert int(answers[0]["Access-Control-Max-Age"]) <= 600


def test_j5_static_files_are_for_nobody_elsewhere(client: Client, db: None) -> None:
    answer = client.get("/static/schema/graphiql.css", headers={"Origin": GOOD})
    assert "Access-Control-Allow-Origin" not in answer
    answer.close()


def test_j5_what_the_front_answers_is_kept_for_each_origin_apart(web: Server, cast: Cast) -> None:
    bearer = {"Authorization": f"Bearer {open_session(cast.emil.user).token}"}
    for origin in ({}, {"Origin": "https://evil.test"}, {}, {"Origin": "null"}):
        answers = [web.post(TASKS, headers=bearer | origin) for _ in range(3)]
        assert answers[-1].headers["X-Cache"] == "HIT"
        assert not any("Access-Control-Allow-Origin" in answer.headers for answer in answers)
        assert all("origin" in answer.headers["Vary"].lower() for answer in answers)
