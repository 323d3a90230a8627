"""Many sign-ins at once: all are answered, and few passwords are hashed at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django import Settings

from organization import credentials
from organization.models import Session, User
from tests.acceptance.server import Server
from tests.conftest import PASSWORD, Cast
from tests.production.machines import below
from tests.waiting import HANGS

SIGN_IN = """mutation ($name: String!, $password: String!) {
  tokenAuth(username: $name, password: $password) { user { username } errors { code } } }"""
MEGABYTE = 1024


def test_c19_thirty_sign_ins_at_once_are_all_answered_in_500_mb(web: Server, cast: Cast) -> None:
    names = [person.user.username for person in (cast.olga, cast.hanna, cast.max, cast.mona, cast.emil, cast.erna)]

    def ask(query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        answer: dict[str, Any] = httpx.post(web.graphql, json=body, timeout=HANGS).json()
        return answer

    with ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(ask, SIGN_IN, name=names[n % 6], password=PASSWORD) for n in range(30)]
        others = [pool.submit(httpx.get, f"{web.address}/healthz", timeout=HANGS) for _ in range(10)]
        found = [each.result()["data"]["tokenAuth"] for each in asked]
        assert {each.result().status_code for each in others} == {200}
    assert found == [{"user": {"username": names[n % 6]}, "errors": []} for n in range(30)]
    assert Session.objects.count() == 30
    assert web.process is not None
    peaks = [peak(process) for process in (web.process.pid, *below(web.process.pid))]
    assert max(peaks) < 500 * MEGABYTE


def peak(process: int) -> int:
    """Return the most memory that a process ever had, in KB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def test_c19_at_most_four_passwords_are_hashed_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, lock, full = 0, 0, threading.Lock(), threading.Event()

    def verify(self: object, password: str, encoded: str) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside == 4:
                full.set()
        # So long as there are fewer than four, others can come in.
        full.wait(HANGS)
        with lock:
            inside -= 1
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    monkeypatch.setattr(Argon2PasswordHasher, "must_update", lambda *_: False)
    user = User(password="argon2$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA")
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: credentials.password_is_right(user, "x"), range(30)))
    assert (answers, most) == ([True] * 30, 4)


def test_c19_a_hash_takes_19_mib_two_passes_and_one_lane(settings: Settings) -> None:
    assert credentials.hash_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert settings.PASSWORD_HASHERS == ["settings.hashers.PasswordHasher"]
