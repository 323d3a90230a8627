"""A real background worker over the database of the test."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django_q.models import OrmQ

from notifications.models import Letter, LetterState
from settings import supervisor
from tests.acceptance.server import database_url
from tests.production.machines import wait_for
from tests.smtp_sink import MailServer
from tests.waiting import HANGS


@dataclass
class Worker:
    """A worker that runs, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def finish(self) -> None:
        """Wait until nothing is left to do."""
        wait_for(self.is_idle, HANGS)

    def is_idle(self) -> bool:
        """Whether every letter and every job is done; fail if the worker has ended instead."""
        assert self.process.poll() is None, self.log.read_text()
        return not OrmQ.objects.exists() and not Letter.objects.filter(state=LetterState.WAITING).exists()


@contextmanager
def worker(folder: Path, mail: MailServer, **environment: str) -> Iterator[Worker]:
    """Run a worker whose letters go to the mail server; it has ended when the database is emptied."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings.test",
        "DATABASE_URL": database_url(),
        "PUBLIC_URL": "https://tasks.example",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail.port),
        "EMAIL_SECURITY": "none",
        **environment,
    }
    log = folder / "worker.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            supervisor.worker().command,
            cwd=settings.BASE_DIR,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield Worker(process, log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
