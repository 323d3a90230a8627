"""The benchmark works: every Python server starts, answers alike, and is measured."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from settings.environment import Environment

environment = Environment.load()
PYTHON = {"server", "uncached", "limit-cached", "limit-uncached", "neighbour"}
SERVICES = environment.database_url.startswith("postgres") and bool(environment.redis_url)


def bench(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a developer does."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", *arguments]
    kept = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.dev", **variables}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=kept)


@pytest.mark.long
def test_a_small_run_measures_every_server_and_finds_their_answers_alike(tmp_path: Path) -> None:
    # In one test, since a run has its databases to itself.
    if not SERVICES:
        pytest.skip("The benchmark wants PostgreSQL and Redis: set DATABASE_URL and REDIS_URL.")
    done = bench("--small", "--only", "W1", "W3", "W6", "--json", str(tmp_path / "numbers.json"), "--drop")
    assert done.returncode == 0, done.stderr
    numbers: dict[str, Any] = json.loads((tmp_path / "numbers.json").read_text())
    assert {workload: set(found) for workload, found in numbers.items()} == dict.fromkeys(("W1", "W3", "W6"), PYTHON)
    measured = [(name, workload, found) for workload, each in numbers.items() for name, found in each.items()]
    assert [(name, workload) for name, workload, found in measured if found["differs"]] == []
    assert [(name, workload) for name, workload, found in measured if not found["cpu_server"] > 0] == []
    statements = {name: found["statements"] for name, found in numbers["W1"].items()}
    assert (statements["server"], statements["limit-cached"], statements["limit-uncached"]) == (0, 0, 1)
    assert statements["uncached"] >= 1


def test_without_postgresql_it_says_what_it_wants() -> None:
    done = bench("--small", DATABASE_URL="sqlite:///db.sqlite3", REDIS_URL="")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "CommandError: The benchmark wants PostgreSQL: set DATABASE_URL, postgres://user:password@host/name."
    )


def test_without_redis_it_says_what_it_wants() -> None:
    done = bench("--small", DATABASE_URL="postgres://nobody@127.0.0.1/nothing", REDIS_URL="")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "CommandError: The benchmark wants Redis: set REDIS_URL, such as redis://127.0.0.1:6379/0."
    )
