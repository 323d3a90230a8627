"""What probes and collectors learn, and that nobody else learns more; and how production starts."""

import httpx
import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.acceptance.server import Server
from tests.settings.test_environment import GOOD
from tests.settings.test_production import start
from tests.waiting import HANGS


def refuse(*_: object) -> None:
    """Stand for a database that is gone."""
    raise OperationalError("could not connect to server at 10.0.0.5, user rakmedia")


def test_j13_it_lives_without_its_database_and_is_not_ready(client: Client, db: None) -> None:
    with connection.execute_wrapper(refuse):
        live, ready = client.get("/healthz"), client.get("/readyz")
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()["database"]) == (503, "unavailable")
    assert "10.0.0.5" not in ready.text


def test_j13_probes_tell_nothing_secret_and_come_by_address(shared_server: Server) -> None:
    for path in ("/healthz", "/readyz"):
        answer = httpx.get(shared_server.address + path, headers={"Host": "10.1.2.3"}, timeout=HANGS)
        assert answer.status_code == 200
        assert set(answer.json().values()) <= {"ok", "degraded"}
        assert set(answer.json()) <= {"status", "database", "migrations", "cache", "worker"}
        assert "origin" in answer.headers.get("Vary", "origin").lower()


def test_j13_probes_are_not_counted_against_anybody(shared_server: Server) -> None:
    with httpx.Client(base_url=shared_server.address, timeout=HANGS) as client:
        assert {client.get("/healthz").status_code for _ in range(150)} == {200}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer guess", "Basic YTpi"])
def test_j13_the_numbers_are_not_public(shared_server: Server, header: str) -> None:
    answer = httpx.get(f"{shared_server.address}/metrics", headers={"Authorization": header}, timeout=HANGS)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    assert "rakmedia_" not in answer.text


def test_j10_the_deployment_checks_pass_with_the_settings_of_production() -> None:
    done = start("check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert (done.returncode, done.stderr) == (0, "")


def test_i5_debugging_pages_are_impossible_in_production() -> None:
    done = start("check", **GOOD, DEBUG="1")
    assert (done.returncode, "- DEBUG must not be on in production: remove it." in done.stderr) == (1, True)
