"""A web server of the project's own, as a process, over the database of the test that looks at it."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from settings import supervisor
from tests.production.machines import wait_for
from tests.smtp_sink import free_port
from tests.waiting import HANGS

SECONDS_TO_STOP = 10


@dataclass
class Server:
    """A web server that runs: where it listens, and what it says."""

    folder: Path
    environment: dict[str, str]
    threads: int = 4
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address of the server, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def graphql(self) -> str:
        """The address of the API."""
        return f"{self.address}/graphql/"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.folder / f"web-{self.port}.log"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        child = supervisor.web_server(
            host="127.0.0.1", port=self.port, workers=1, threads=self.threads, limit=SECONDS_TO_STOP
        )
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                child.command,
                cwd=settings.BASE_DIR,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self.answers, HANGS)

    def answers(self) -> bool:
        """Whether it answers; fail if it has ended instead."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.address}/healthz", timeout=HANGS).status_code == 200
        return False

    def stop(self) -> None:
        """Let it finish, and kill what is left."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=SECONDS_TO_STOP)
        self.kill()

    def kill(self) -> None:
        """Kill it and all below it at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def post(self, body: Any, **options: Any) -> httpx.Response:
        """Send a body to the API: bytes and texts as they are, all else as JSON."""
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        headers = {"Content-Type": "application/json"} | options.pop("headers", {})
        return httpx.post(self.graphql, content=content, headers=headers, timeout=HANGS, **options)


@contextmanager
def server(folder: Path, module: str = "settings.test", **environment: str) -> Iterator[Server]:
    """Run a web server over the database of the tests, its tables being emptied after each test."""
    running = Server(folder, {"DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": database_url(), **environment})
    try:
        running.start()
        yield running
    finally:
        running.stop()


def database_url() -> str:
    """Return the address of the database that the tests of this process use."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
