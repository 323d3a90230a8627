"""A demo that really runs, for tests that use it as somebody would."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project

from tests.waiting import HANGS


class Demo:
    """A demo that really runs, in a data folder of its own, started from another folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.environment = {"DATA_DIR": str(folder / "data"), **environment}
        self.process = self.start()
        self.said = self.read_until("Ctrl+C stops it")

    def start(self) -> subprocess.Popen[str]:
        """Start the command as somebody would, whatever the environment of the tests is."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
        return subprocess.Popen(
            [sys.executable, str(project.BASE_DIR / "manage.py"), "demo", "--no-client", "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=kept | self.environment,
        )

    def read_until(self, words: str) -> str:
        """Return what it prints up to the line with these words, or all of it."""
        lines: list[str] = []
        while (line := self.process.stdout.readline()) and words not in line:  # type: ignore[union-attr]
            lines.append(line)
        return "".join([*lines, line])

    def get(self, path: str) -> tuple[int, str]:
        """Ask the server for a page, as a browser does."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Accept": "text/html"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """Return every living process that was started with this data folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.fsencode(self.folder) in (process / "environ").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def stop(self) -> str:
        """Press Ctrl+C, and return what it says to that."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=HANGS)[0]


@pytest.fixture
def running_demo(tmp_path: Path) -> Iterator[Demo]:
    """Return a demo that is ready."""
    running = Demo(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()
