"""Production without containers: web servers and workers as processes, over one PostgreSQL and one Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg
from django.conf import settings

from settings.environment import make_secret
from tests.smtp_sink import MailServer, free_port
from tests.waiting import HANGS

PASSWORD = "the officer's own horse"


@dataclass
class Machine:
    """One `serve`: where it listens, if it does, and its process."""

    process: subprocess.Popen[bytes]
    address: str

    def ask(self, query: str, *, token: str = "", **variables: Any) -> dict[str, Any]:
        """Return the data of an operation that has no error."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.address}/graphql/", json=body, headers=headers, timeout=HANGS).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def kill(self) -> None:
        """Let the machine lose its power: the supervisor and all below it are gone at once."""
        for process in [*below(self.process.pid), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()


def below(process: int) -> list[int]:
    """Return the processes that a process has started, and those that these have started."""
    children = [
        int(each) for path in Path(f"/proc/{process}/task").glob("*/children") for each in path.read_text().split()
    ]
    return [each for child in children for each in (*below(child), child)]


@dataclass
class Machines:
    """Two web servers and two workers, for the length of a `with` block."""

    folder: Path
    database_url: str
    mail: MailServer
    web: list[Machine] = field(default_factory=list)
    workers: list[Machine] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the environment of all of them."""
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.prod",
            **{name: make_secret() for name in ("DJANGO_SECRET_KEY", "JWT_SECRET_KEY", "QUEUE_SECRET_KEY")},
            "METRICS_TOKEN": make_secret(),
            "PUBLIC_URL": "http://127.0.0.1",
            "TRUSTED_PROXIES": "0",
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_SECURITY": "none",
            "DEFAULT_FROM_EMAIL": "tasks@acme.example",
            "WEB_WORKERS": "1",
            "OFFICER_PASSWORD": PASSWORD,
        }

    def __enter__(self) -> Self:
        """Migrate, found the company, and start everything."""
        officer = ["--company=Acme", "--time-zone=Europe/Berlin", "--first-name=Olga", "--last-name=Ott"]
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--noinput", "--verbosity=0"],
            ["create_officer", "--no-input", *officer, "--work-email=olga@acme.example", "--username=olga"],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=self.environment, check=True
            )
        try:
            for _ in range(2):
                self.web.append(self.serve("web"))
                self.workers.append(self.serve("worker"))
            wait_for(lambda: all(is_ready(machine.address) for machine in self.web))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End everything, whatever happened."""
        self.stop()

    def stop(self) -> None:
        """Kill what still runs."""
        for machine in (*self.web, *self.workers):
            machine.kill()

    def serve(self, part: str) -> Machine:
        """Start a machine."""
        port = free_port()
        command = [sys.executable, "manage.py", "serve", "--only", part, "--port", str(port)]
        with (self.folder / f"{part}-{port}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        return Machine(process, f"http://127.0.0.1:{port}")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the database answers to a statement."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(statement.encode()).fetchall()


def is_ready(address: str) -> bool:
    """Whether a web server is ready, its database, its cache and a worker being there."""
    try:
        return bool(httpx.get(f"{address}/readyz", timeout=HANGS).json()["status"] == "ok")
    except httpx.TransportError:
        return False


def wait_for(ready: Callable[[], bool], seconds: float = HANGS) -> None:
    """Wait until something is so; fail if it takes too long."""
    ends_at = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends_at
        time.sleep(0.1)
