"""A day at a real server, and then its log: no secret in it, at INFO and at DEBUG."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from organization.authentication import open_session
from organization.credentials import make_reset_token
from tasks import services
from tests.acceptance.server import Server, server
from tests.conftest import PASSWORD, Cast
from tests.schema.conftest import global_id
from tests.story.person import Person
from tests.waiting import HANGS

WRONG = "wr0ng-but-nearly-right"
SECRET_WORDS = {
    "inline": f'mutation {{ tokenAuth(username: "emil", password: "{WRONG}") {{ token errors {{ code }} }} }}',
    "parse error": f'mutation {{ tokenAuth(username: "emil", password: "{WRONG}") {{ token ',
    "unended text": f'mutation {{ tokenAuth(username: "emil", password: "{WRONG}',
    "validation error": f'mutation {{ tokenAuth(username: "emil", password: "{WRONG}", no: 1) {{ tokn }} }}',
    "wrong kind": f'mutation {{ tokenAuth(username: ["{WRONG}"], password: {{a: "{WRONG}"}}) {{ token }} }}',
    "introspection": f'mutation {{ __schema {{ a }} tokenAuth(username: "emil", password: "{WRONG}") {{ token }} }}',
    "name": f'mutation {WRONG.replace("-", "_")} {{ nothing(password: "{WRONG}") }}',
}
VARIABLES = (
    "mutation ($name: String!, $password: String!) { tokenAuth(username: $name, password: $password) { token } }"
)


@pytest.fixture(params=["INFO", "DEBUG"])
def talkative(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    """Run a server of this test's own, whose log nobody else writes."""
    with server(tmp_path, LOG_LEVEL=request.param, MEDIA_ROOT=str(tmp_path / "media"), DEBUG="0") as running:
        yield running


def live(web: Server, cast: Cast) -> set[str]:
    """Do what people do, and what goes wrong; return every secret that travelled."""
    secrets = {WRONG, WRONG.replace("-", "_"), PASSWORD, "52000", "emil@acme.example"}
    tokens = open_session(cast.emil.user)
    reset = make_reset_token(cast.erna.user)
    secrets |= {tokens.token, tokens.refresh_token, reset}
    bearer = {"Authorization": f"Bearer {tokens.token}"}
    for text in SECRET_WORDS.values():
        web.post({"query": text})
        web.post({"query": text}, headers=bearer)
    for variables in ({"name": "emil", "password": PASSWORD}, {"name": "emil", "password": [WRONG]}, {"name": WRONG}):
        web.post({"query": VARIABLES, "variables": variables})
    web.post(f'{{"query": "{WRONG}", ')
    web.post(f"password={WRONG}", headers={"Content-Type": "application/x-www-form-urlencoded"})
    ask(web, "mutation ($t: String!) { refreshToken(refreshToken: $t) { token } }", t=tokens.refresh_token)
    ask(web, "mutation ($t: String!) { refreshToken(refreshToken: $t) { tokn } }", t=tokens.refresh_token)
    ask(web, "{ me { username employee { salary workEmail } } }", bearer)
    ask(web, 'mutation { requestPasswordReset(input: {username: "emil@acme.example"}) { errors { code } } }')
    new = {"input": {"token": reset, "newPassword": WRONG}}
    ask(web, "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { errors { code } } }", **new)
    secrets |= hand_in(web, cast, bearer)
    visit(web, tokens.token)
    return secrets


def ask(web: Server, text: str, headers: dict[str, str] | None = None, **variables: Any) -> None:
    """Send an operation, whatever becomes of it."""
    web.post({"query": text, "variables": variables}, headers=headers or {})


def hand_in(web: Server, cast: Cast, bearer: dict[str, str]) -> set[str]:
    """Hand in a file and fetch it by a link, also when it is gone; return what the link is signed with."""
    person = Person([web.address])
    person.headers |= bearer
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    [file] = person.upload(global_id(task), {"notes.txt": b"One line.\n"})
    made = person.ask("mutation ($id: ID!) { createDownloadLink(fileId: $id) { url } }", id=file["id"])
    link = httpx.URL(made["createDownloadLink"]["url"])
    for query in (link.raw_path.decode(), f"{link.raw_path.decode()}x", f"{link.path}/nowhere?{link.query.decode()}"):
        httpx.get(web.address + query, timeout=HANGS)
    for stored in Path(web.environment["MEDIA_ROOT"]).rglob("*"):
        if stored.is_file():
            stored.unlink()
    httpx.get(web.address + link.raw_path.decode(), timeout=HANGS)
    return {link.params["link"], link.params["link"].rpartition(":")[2]}


def visit(web: Server, token: str) -> None:
    """Come with secrets where none belongs: in addresses, in cookies, in headers, to other hosts."""
    cookies = {"sessionid": WRONG, "csrftoken": WRONG, "token": token}
    for path in (f"/graphql/?token={token}&query={WRONG}", f"/nowhere?password={WRONG}", f"/admin/?next={WRONG}"):
        httpx.get(web.address + path, cookies=cookies, timeout=HANGS)
    httpx.get(
        f"{web.address}/nowhere?token={token}", headers={"Host": "evil.test", "Referer": f"https://x/?token={token}"}
    )
    httpx.post(f"{web.address}/admin/login/", data={"username": "emil", "password": WRONG}, cookies=cookies)
    with httpx.Client(base_url=web.address, timeout=HANGS) as browser:
        browser.get("/admin/login/")
        form = {"username": "emil", "password": WRONG, "csrfmiddlewaretoken": browser.cookies.get("csrftoken", "")}
        browser.post("/admin/login/", data=form, headers={"Referer": f"{web.address}/admin/login/"})


def test_i4_no_secret_reaches_the_log_of_a_real_server(talkative: Server, cast: Cast) -> None:
    secrets = live(talkative, cast)
    log = talkative.log.read_text()
    assert "Refused with GRAPHQL_PARSE_FAILED" in log
    assert "cannot be read" in log
    assert {secret for secret in secrets if secret in log} == set()
    assert not re.search(r"eyJ[\w-]+\.[\w-]+|[\w.]+@acme\.example|argon2", log)
    assert "Traceback" not in log


def test_i4_no_secret_reaches_the_log_of_production(production: Server, cast: Cast) -> None:
    begun = len(production.log.read_text())
    secrets = live(production, cast)
    lines = [json.loads(line) for line in production.log.read_text()[begun:].splitlines() if line.startswith("{")]
    assert any("Refused with" in line["message"] for line in lines)
    log = production.log.read_text()[begun:]
    assert {secret for secret in secrets if secret in log} == set()
