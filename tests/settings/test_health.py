"""What probes are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from notifications.models import Heartbeat
from settings.health import WORKER_SILENCE

ALL_WELL = {"status": "ok", "database": "ok", "migrations": "ok", "cache": "ok", "worker": "ok"}


def refuse(*_: Any) -> None:
    """Stand for a database that is gone."""
    raise OperationalError("gone")


def beat(*, age: timedelta = timedelta(0)) -> None:
    """Let the worker have shown itself."""
    Heartbeat.objects.create(name="worker", beat_at=timezone.now() - age)


def test_a_process_that_lives_says_so_without_the_database_and_for_any_host(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.1.2.3"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_server_with_all_its_parts_is_ready_for_any_host(client: Client) -> None:
    beat()

    answer = client.get("/readyz", headers={"host": "10.1.2.3"})

    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


@pytest.mark.django_db
def test_without_the_database_it_is_not_ready(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    parts = {"database": "unavailable", "migrations": "unavailable", "cache": "ok", "worker": "degraded"}
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", **parts})
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.django_db
def test_without_a_migration_it_is_not_ready_until_it_is_applied(client: Client) -> None:
    beat()
    MigrationRecorder(connection).record_unapplied("uploads", "0001_initial")

    answer = client.get("/readyz")

    parts = {"migrations": "unavailable", "worker": "degraded"}
    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "status": "unavailable", **parts})
    MigrationRecorder(connection).record_applied("uploads", "0001_initial")
    assert client.get("/readyz").json() == ALL_WELL


@pytest.mark.django_db
def test_once_ready_a_probe_costs_two_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")

    with django_assert_num_queries(2):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_silent_worker_degrades_it_without_failing(client: Client) -> None:
    beat(age=WORKER_SILENCE + timedelta(seconds=1))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {**ALL_WELL, "status": "degraded", "worker": "degraded"})


@pytest.mark.django_db
def test_a_missing_cache_degrades_it_without_failing(client: Client, settings: Settings) -> None:
    beat()
    nowhere = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {**settings.CACHES, "responses": nowhere}

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {**ALL_WELL, "status": "degraded", "cache": "degraded"})


@pytest.mark.django_db
def test_a_cache_that_forgets_at_once_degrades_it(client: Client, settings: Settings) -> None:
    beat()
    settings.CACHES = {**settings.CACHES, "responses": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert client.get("/readyz").json()["cache"] == "degraded"
    assert caches["responses"].get("anything") is None


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_only_reads(client: Client, path: str) -> None:
    answer = client.post(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_a_probe_tells_no_version_and_is_not_stored(client: Client) -> None:
    answer = client.get("/readyz")

    assert "django" not in (answer.content.decode() + str(answer.headers)).lower()
    assert answer.headers["Cache-Control"] == "no-store"
