"""The numbers for Prometheus: who may read them, and what they say."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from notifications.models import Heartbeat, Letter, LetterState
from schema import metrics
from settings.environment import Environment
from settings.metrics import numbers

TOKEN = "the-collector-of-metrics-alone-has-this-token"
COUNT = "from schema import metrics; metrics.operation('Tasks', 'OK', 0.002); metrics.cache('tasks', 'hit')"
READ = "from settings.metrics import counted; print(counted().decode())"


@pytest.fixture(autouse=True)
def token(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody read the numbers, and start with none and with no known operation."""
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics, "_names", set())
    metrics.operations.clear()
    metrics.durations.clear()


def lines() -> list[str]:
    """Return every number there is."""
    return numbers().decode().splitlines()


def refuse(*_: object) -> None:
    """Stand for a database that is gone."""
    raise OperationalError("gone")


@pytest.mark.django_db
def test_who_has_the_token_reads_them_at_any_host(client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", "Host": "10.1.2.3"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert b"\nrakmedia_database_up 1.0\n" in answer.content


@pytest.mark.parametrize("header", ["", TOKEN, f"Bearer {TOKEN}x", "Bearer ", "Bearer"])
def test_without_the_token_there_is_nothing(client: Client, header: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


def test_where_no_token_is_set_nobody_reads_them(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_short_token_is_refused_at_the_start() -> None:
    (fault,) = Environment.read({"METRICS_TOKEN": "x" * 31}).weak_secrets()
    assert fault.startswith("METRICS_TOKEN is too weak.")


@pytest.mark.django_db
def test_letters_are_counted_by_state_and_the_oldest_of_what_is_due_tells_its_age() -> None:
    past = timezone.now() - timedelta(minutes=10)
    Letter.objects.create(kind="welcome", next_attempt_at=past)
    Letter.objects.create(kind="welcome", next_attempt_at=timezone.now() + timedelta(minutes=10))
    Letter.objects.create(kind="welcome", state=LetterState.FAILED, next_attempt_at=past - timedelta(days=1))
    OrmQ.objects.create(key="rakmedia", payload="", lock=past)
    OrmQ.objects.create(key="rakmedia", payload="", lock=timezone.now() + timedelta(minutes=1))
    Heartbeat.objects.create(name="worker", beat_at=past)

    told = dict(line.rsplit(" ", 1) for line in lines() if line.startswith("rakmedia_"))

    assert [told[f'rakmedia_letters{{state="{state}"}}'] for state in LetterState.values] == [
        "2.0",
        "0.0",
        "1.0",
        "0.0",
    ]
    ages = [float(told[f'rakmedia_age_seconds{{of="{name}"}}']) for name in ("job", "letter", "heartbeat")]
    assert all(600 <= age < 630 for age in ages)


@pytest.mark.django_db
def test_nothing_due_has_no_age() -> None:
    assert 'rakmedia_age_seconds{of="job"} 0.0' in lines()


@pytest.mark.django_db
def test_without_the_database_the_other_numbers_are_still_told() -> None:
    metrics.operation("Tasks", "OK", 0.002)
    with connection.execute_wrapper(refuse):
        told = lines()
    assert "rakmedia_database_up 0.0" in told
    assert 'rakmedia_operations_total{code="OK",operation="Tasks"} 1.0' in told
    assert not [line for line in told if line.startswith("rakmedia_letters{")]


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "'); DROP", "näme"])
def test_what_is_no_name_is_not_told(name: str) -> None:
    metrics.operation(name, "OK", 0.002)
    assert metrics.operations.labels("other", "OK")._value.get() == 1


def test_a_faulty_request_gives_no_name_and_a_hundred_names_are_enough() -> None:
    metrics.operation("Faulty", "BAD_REQUEST", 0.002)
    for number in range(200):
        metrics.operation(f"Operation{number}", "OK", 0.002)
    metrics.operation("Operation0", "FORBIDDEN", 0.002)
    told = {sample.labels["operation"] for family in metrics.operations.collect() for sample in family.samples}
    assert told == {"other", *(f"Operation{number}" for number in range(100))}


def test_the_processes_of_one_server_add_up_what_they_count(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for program in (COUNT, COUNT):
        subprocess.run([sys.executable, "-c", program], cwd=project.BASE_DIR, env=environment, check=True)
    setup = f"import django; django.setup(); {READ}"
    told = subprocess.run(
        [sys.executable, "-c", setup], cwd=project.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert 'rakmedia_operations_total{code="OK",operation="Tasks"} 2.0' in told
    assert 'rakmedia_cache_total{key="tasks",result="hit"} 2.0' in told
    assert 'rakmedia_operation_seconds_bucket{le="0.0025",operation="Tasks"} 2.0' in told
