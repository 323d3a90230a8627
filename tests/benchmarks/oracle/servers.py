"""The oracle's servers: two that keep answers, and one that does not."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
from django.conf import settings

from settings import supervisor
from tests.smtp_sink import free_port

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
APPLICATION = "tests.benchmarks.oracle.application:application"


@dataclass(frozen=True)
class Answer:
    """What a server answered: data and errors in a form that can be compared, and whether it was kept."""

    data: Any
    errors: list[tuple[str, str]]
    kept: bool

    @property
    def said(self) -> tuple[Any, list[tuple[str, str]]]:
        """What the caller was told."""
        return self.data, self.errors

    @property
    def refused(self) -> bool:
        """Whether a mutation was refused, as a whole or by a rule."""
        return bool(self.errors) or any(payload["errors"] for payload in self.data.values())


@dataclass
class Server:
    """One web server, for the length of a `with` block."""

    name: str
    settings_module: str
    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it, without waiting."""
        child = supervisor.web_server(host="127.0.0.1", port=self.port, workers=1, threads=1, limit=SECONDS_TO_STOP)
        environment = {**os.environ, **self.environment, "DJANGO_SETTINGS_MODULE": self.settings_module}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*child.command[:-1], APPLICATION],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, and whatever is left of its group."""
        self.client.close()
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=SECONDS_TO_STOP)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def log(self) -> Path:
        """Where its words are."""
        return self.folder / f"{self.name}.log"

    def wait(self) -> None:
        """Wait until it answers."""
        ends_at = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < ends_at:
            with suppress(httpx.TransportError):
                if self.client.get("/healthz").status_code == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"{self.name} does not answer:\n{self.log.read_text()}")

    def ask(self, token: str, document: str, variables: dict[str, Any]) -> Answer:
        """Send an operation as the owner of the token."""
        body = {"query": document, "variables": variables}
        return answer_of(self.client.post("/graphql/", json=body, headers={"Authorization": f"Bearer {token}"}))

    def upload(self, token: str, operations: str, file: tuple[str, bytes]) -> Answer:
        """Send an operation with one file."""
        parts = {"operations": operations, "map": '{"0": ["variables.files.0"]}'}
        headers = {"Authorization": f"Bearer {token}", "GraphQL-Require-Preflight": "1"}
        return answer_of(self.client.post("/graphql/", data=parts, files={"0": file}, headers=headers))


def answer_of(response: httpx.Response) -> Answer:
    """Return what a response says."""
    body = response.json()
    errors = [(str(error.get("path")), error["extensions"]["code"]) for error in body.get("errors", [])]
    return Answer(body.get("data"), errors, response.headers.get("X-Cache") == "HIT")
