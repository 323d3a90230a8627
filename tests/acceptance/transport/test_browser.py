"""In a real browser: what another site can make a victim's browser do, and the admin's pages under their policy."""

import json
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from organization.models import Department, User
from tests.browser.conftest import Watch, browser
from tests.conftest import PASSWORD, Cast

__all__ = ("browser",)

MUTATION = 'mutation { createDepartment(input: {name: "Forged"}) { department { id } } }'
OPERATION = json.dumps({"query": MUTATION})
FORMS = {
    "multipart/form-data": {"operations": OPERATION, "map": "{}"},
    "application/x-www-form-urlencoded": {"query": MUTATION},
    "text/plain": {OPERATION.removesuffix("}") + ', "a": "': '"}'},
}


class EvilSite(BaseHTTPRequestHandler):
    """Shows a form that sends itself to the API."""

    target = ""

    def do_GET(self) -> None:
        """Show the form of the type in the address."""
        kind = self.path.removeprefix("/").replace("%2F", "/")
        fields = "".join(
            f'<input name="{escape(name)}" value="{escape(value)}">' for name, value in FORMS.get(kind, {}).items()
        )
        form = f'<form method="post" enctype="{kind}" action="{self.target}">{fields}</form>' if fields else ""
        page = f"<!doctype html><title>evil</title>{form}<script>document.forms[0]?.submit()</script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def evil(live_server: LiveServer) -> Iterator[str]:
    """Run another site, of another name; return its address."""
    handler = type("Site", (EvilSite,), {"target": f"{live_server.url}/graphql/"})
    site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=site.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture
def victim(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    """Open the admin as its keeper, with the cookies that come from it."""
    User.objects.create(
        username="boss", password=make_password(PASSWORD), is_staff=True, is_superuser=True, role="officer"
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


@pytest.mark.parametrize("kind", FORMS)
def test_j4_a_form_of_another_site_has_no_effect(victim: Page, evil: str, kind: str) -> None:
    with victim.expect_navigation(url="**/graphql/"):
        victim.goto(f"{evil}/{kind}", wait_until="commit")
    victim.wait_for_load_state()
    assert any(code in victim.content() for code in ("CSRF_PREFLIGHT_REQUIRED", "BAD_REQUEST"))
    assert not Department.objects.filter(name="Forged").exists()


SEND = """async ([address, headers, operation, isForm]) => {
  const form = new FormData();
  form.append("operations", operation);
  form.append("map", "{}");
  const body = isForm ? form : operation;
  try {
    const answer = await fetch(address, { method: "POST", body, headers, credentials: "include" });
    return await answer.text();
  } catch (error) { return `refused: ${error.name}`; }
}"""


def test_j4_a_script_of_another_site_reads_nothing_and_changes_nothing(
    victim: Page, evil: str, live_server: LiveServer
) -> None:
    victim.goto(f"{evil}/nothing")
    for headers, form in (
        ({}, True),
        ({"GraphQL-Require-Preflight": "1"}, True),
        ({"Content-Type": "application/json"}, False),
        ({"Content-Type": "text/plain"}, False),
    ):
        given = [f"{live_server.url}/graphql/", headers, OPERATION, form]
        assert victim.evaluate(SEND, given) == "refused: TypeError"
    assert not Department.objects.filter(name="Forged").exists()


def test_j9_the_admin_works_under_its_policy_and_asks_nobody_else(
    browser: Browser, live_server: LiveServer, cast: Cast, victim: Page
) -> None:
    watch = Watch(home=live_server.url)
    watch.over(victim.context)
    for path in ("", "organization/user/", "organization/employee/", f"organization/employee/{cast.emil.pk}/change/"):
        answer = victim.goto(f"{live_server.url}/admin/{path}", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
    assert watch.faults == []


def test_j9_graphiql_has_no_word_on_the_console_and_asks_nobody_else(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    watch = Watch(home=live_server.url)
    context = browser.new_context()
    watch.over(context)
    page = context.new_page()
    answer = page.goto(f"{live_server.url}/graphql/", wait_until="networkidle")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'; style-src 'self'" in policy
    page.locator(".graphiql-query-editor .CodeMirror").wait_for()
    context.close()
    assert watch.faults == []
