"""The whole product as it runs for people: two web servers, a worker, a database, a cache and a mail server."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
import redis
from django.conf import settings

from settings import supervisor
from tests.smtp_sink import Arrival, MailServer, free_port

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
SECONDS_FOR_A_LETTER = 20
OFFICER_PASSWORD = "the officer's own horse"


@dataclass
class Servers:
    """Everything that runs, for the length of a `with` block."""

    folder: Path
    mail: MailServer
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    database_url: str = ""

    @property
    def addresses(self) -> list[str]:
        """The addresses of the web servers."""
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.dev",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": self.addresses[0],
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_SECURITY": "none",
            "OFFICER_PASSWORD": OFFICER_PASSWORD,
        }

    def __enter__(self) -> Self:
        """Found the company, and start everything."""
        self.manage("migrate", "--verbosity=0")
        officer = ["--company=Acme", "--time-zone=Europe/Berlin", "--first-name=Olga", "--last-name=Ott"]
        self.manage("create_officer", "--no-input", *officer, "--work-email=olga@acme.example", "--username=olga")
        try:
            self.start(supervisor.worker(), "worker")
            for port in self.ports:
                server = supervisor.web_server(host="127.0.0.1", port=port, workers=1, threads=2, limit=SECONDS_TO_STOP)
                self.start(server, f"web-{port}")
            for address in self.addresses:
                self.wait_for(address)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything, whatever happened."""
        self.stop()

    def manage(self, *arguments: str) -> None:
        """Run a command of the project."""
        command = [*supervisor.worker().command[:2], *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True)

    def start(self, child: supervisor.Child, name: str) -> None:
        """Start a process; what it says is in a file."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                child.command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)

    def wait_for(self, address: str) -> None:
        """Wait until a server answers."""
        ends_at = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < ends_at:
            with suppress(httpx.TransportError):
                if httpx.get(f"{address}/readyz").status_code == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError(self.logs())

    def stop(self) -> None:
        """Ask the leaders to end, and kill what is left of their groups."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=SECONDS_TO_STOP)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def logs(self) -> str:
        """Return what the processes said."""
        return "\n".join(f"{path.name}:\n{path.read_text()}" for path in self.folder.glob("*.log"))

    def letter_to(self, address: str, subject: str) -> Arrival:
        """Wait for a letter with these words in its subject."""
        ends_at = time.monotonic() + SECONDS_FOR_A_LETTER
        while time.monotonic() < ends_at:
            for arrival in self.mail.arrivals:
                if arrival.to == [address] and re.search(subject, str(arrival.mail["Subject"])):
                    return arrival
            time.sleep(0.05)
        arrived = [(arrival.to, str(arrival.mail["Subject"])) for arrival in self.mail.arrivals]
        raise TimeoutError(f"No letter about {subject} to {address}; there are {arrived}.\n{self.logs()}")


def forget_cache() -> None:
    """Take out of Redis what servers of an earlier story left there: other databases have other rows."""
    if url := os.environ.get("REDIS_URL"):
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter("rakmedia:*"):
                client.delete(key)
