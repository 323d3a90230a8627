"""What the tests of signing in share: requests as they are, what was hashed, and threads that start at once."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client

from notifications.jobs import send_letter
from notifications.models import Letter
from settings.hashers import PasswordHasher
from tests.acceptance.server import Server

SIGN_IN = """mutation ($username: String!, $password: String!) { tokenAuth(username: $username, password: $password) {
  token refreshToken expiresIn refreshExpiresIn mustChangePassword user { username }
  errors { code message field } } }"""
REFRESH = """mutation ($refreshToken: String!) { refreshToken(refreshToken: $refreshToken) {
  token refreshToken user { role } errors { code } } }"""
CHANGE = """mutation ($current: String!, $new: String!) {
  changePassword(input: { currentPassword: $current, newPassword: $new }) {
    token refreshToken errors { code field } } }"""
NEW = "a better horse, a stapled battery"
ME = "{ me { username } }"
ELSEWHERE = "198.51.100.7"


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one entry for each hashing in this process."""
    counted: list[str] = []

    def count(name: str) -> None:
        real = getattr(PasswordHasher, name)

        def counting(self: PasswordHasher, *arguments: str) -> Any:
            counted.append(name)
            return real(self, *arguments)

        monkeypatch.setattr(PasswordHasher, name, counting)

    count("encode")
    count("verify")
    return counted


def post(client: Client, query: str, *, token: str = "", address: str = "127.0.0.1", **variables: Any) -> Any:
    """Send an operation from an address; return Django's response."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json", headers=headers, REMOTE_ADDR=address)


def sign_in(client: Client, username: str, password: str, address: str = "127.0.0.1") -> dict[str, Any]:
    """Try to sign in from an address; return the payload."""
    answer = post(client, SIGN_IN, username=username, password=password, address=address).json()
    payload: dict[str, Any] = answer["data"]["tokenAuth"]
    return payload


def code(payload: dict[str, Any]) -> str | None:
    """Return the code of a payload's only error, or None if there is none."""
    codes = [error["code"] for error in payload["errors"]]
    assert len(codes) <= 1
    return codes[0] if codes else None


def ask(web: Server, query: str, *, token: str = "", **variables: Any) -> dict[str, Any]:
    """Send an operation to the server; return the whole answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer: dict[str, Any] = web.post({"query": query, "variables": variables}, headers=headers).json()
    return answer


def refused_with(web: Server, token: str, query: str = ME) -> list[str]:
    """Return the codes of the refusal of an operation under this token."""
    return [error["extensions"]["code"] for error in ask(web, query, token=token).get("errors", [])]


def refreshed(web: Server, refresh_token: str) -> str | None:
    """Exchange a refresh token at the server; return the code of the refusal, if it is one."""
    return code(ask(web, REFRESH, refreshToken=refresh_token)["data"]["refreshToken"])


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, all starting together; return their results, or what they raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - it is the result
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def last_letter() -> str:
    """Have the newest letter sent; return its text, or nothing if it was not sent."""
    mail.outbox.clear()
    send_letter(Letter.objects.latest("pk").pk)
    return str(mail.outbox[0].body) if mail.outbox else ""


def password_in(text: str) -> str:
    """Return the temporary password in a welcome letter."""
    [password] = re.findall(r"^Temporary password: (\S+)$", text, re.MULTILINE)
    return str(password)
