"""A real worker process: from a committed letter to a mail server, past poisoned ones."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.production.machines import wait_for
from tests.smtp_sink import MailServer
from tests.waiting import HANGS

POST = """
from django_q.models import OrmQ
from django_q.tasks import async_task
from notifications.services import post
async_task("notifications.jobs.no_such_job", 1)
post("poison", about={"to": "secret@acme.example"})
for name in ("ann", "ben", "cem"):
    post("hello", about={"to": f"{name}@acme.example", "name": name})
OrmQ.objects.create(key="rakmedia", payload="signed by nobody", lock="2020-01-01T00:00:00Z")
"""
LOOK = """
from django_q.models import Task
from notifications.models import Heartbeat, Letter
print(list(Letter.objects.order_by("id").values_list("state", "attempts")), Heartbeat.objects.count())
print(*Task.objects.values_list("result", flat=True))
"""

Manage = Callable[..., str]


@pytest.fixture
def variables(tmp_path: Path, mail_server: MailServer) -> dict[str, str]:
    """Return the environment of processes that share a database of their own."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
        "WORKER_TEST_FOLDER": str(tmp_path),
        "WORKER_TEST_PORT": str(mail_server.port),
    }


@pytest.fixture
def manage(variables: dict[str, str]) -> Manage:
    """Return a function that runs manage.py and returns what it printed; the database is migrated."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=variables, check=True, capture_output=True, text=True)
        return done.stdout

    run("migrate", "--verbosity=0")
    return run


@pytest.fixture
def worker(variables: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker that ends with the test, whatever happens; what it says is in worker.log."""
    command = [sys.executable, "manage.py", "qcluster"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=variables, stdout=log, stderr=log, start_new_session=True
        )
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_g14_a_worker_sends_what_was_committed_and_stops_when_told(
    manage: Manage, mail_server: MailServer, worker: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    manage("shell", "--command", POST)
    wait_for(lambda: len(mail_server.arrivals) == 3)
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(timeout=HANGS) == 0
    assert mail_server.receivers == ["ann@acme.example", "ben@acme.example", "cem@acme.example"]
    book = manage("shell", "--command", LOOK)
    assert "[('waiting', 1), ('sent', 1), ('sent', 1), ('sent', 1)] 1" in book
    assert "secret@acme.example" not in book + (tmp_path / "worker.log").read_text()
