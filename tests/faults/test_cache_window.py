"""The window between a commit and the end of the answers that it outdates."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.db import connection

from tests.faults.conftest import Manager, RedisServer

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """Return the address of the tests' database."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**known)


def write_and_die(manager: Manager, title: str, redis_url: str) -> int:
    """Let a process of its own change the task; return how it ended."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": redis_url}
    command = [sys.executable, "-m", "tests.faults.dying_writer", str(manager.task.pk), title]
    ran = subprocess.run(command, cwd=project.BASE_DIR, env=environment, capture_output=True, check=False)
    return ran.returncode


def test_g4_a_writer_that_dies_after_its_commit_leaves_old_answers_for_a_minute_at_most(
    manager: Manager, kept_in: RedisServer
) -> None:
    manager.warm()
    assert write_and_die(manager, "Draw a map", kept_in.url) == -signal.SIGKILL
    manager.task.refresh_from_db()
    assert manager.task.title == "Draw a map"
    answers = [key for key in kept_in.keys("") if b":tag:" not in key]
    lives = [kept_in.run("PTTL", key) for key in answers]
    assert all(isinstance(life, int) and 0 < life <= 60_000 for life in lives)
    for key in answers:
        kept_in.run("PEXPIRE", key, 0)
    assert manager.title == "Draw a map"


def test_g4_the_next_change_ends_what_the_dead_writer_left(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    assert write_and_die(manager, "Draw a map", kept_in.url) == -signal.SIGKILL
    manager.rename("Draw a face")
    assert manager.title == "Draw a face"
