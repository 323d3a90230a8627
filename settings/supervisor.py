"""The process that starts the web server and the worker, keeps them alive, and ends them together."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django_q.tasks import async_task

from notifications.models import Heartbeat

logger = logging.getLogger(__name__)

STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
LOOK_EVERY = 0.1
RESTARTS = 5
RESTARTS_WITHIN = 60.0


def do_nothing() -> None:
    """Do nothing."""


def yes() -> bool:
    """Say yes."""
    return True


@dataclass
class Child:
    """A program that shall run, and the process that runs it now.

    It gets a session of its own, so that a Ctrl+C in the terminal does not reach it: Django Q2 hangs when the whole
    group is signalled. Only its leader is asked to end; what is left of its group after that is killed.
    """

    name: str
    command: Sequence[str]
    before: Callable[[], None] = do_nothing
    can_start: Callable[[], bool] = yes
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    restarts: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))

    def start(self) -> None:
        """Start the program."""
        self.before()
        self.process = subprocess.Popen(  # noqa: S603 -- commands of this project, no shell
            self.command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def runs(self) -> bool:
        """Tell whether the program runs."""
        return self.process is not None and self.process.poll() is None

    def may_restart(self) -> bool:
        """Tell whether it has not died too often lately, and count this time."""
        now = time.monotonic()
        often = len(self.restarts) == RESTARTS and now - self.restarts[0] < RESTARTS_WITHIN
        self.restarts.append(now)
        return not often

    def ask_to_end(self) -> None:
        """Send SIGTERM to the leader alone."""
        if self.process is not None and self.runs:
            self.process.terminate()

    def kill_group(self) -> None:
        """Kill whatever is left of its processes, and wait for the leader."""
        if self.process is None:
            return
        if hasattr(os, "killpg"):
            # The session's leader gave its own id to the group.
            kill_group(self.process.pid)
        else:
            self.process.kill()
        self.process.wait()


def kill_group(group: int) -> None:
    """Kill a process group, which may be gone already."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # macOS answers so for a group of which only the dead leader is left.
        return


class Supervisor:
    """Runs its children together for the length of a `with` block.

    SIGINT, SIGTERM and SIGHUP stop it: the children get `limit` seconds to finish what they do. A
    child that dies is started again, at most five times a minute; then everything stops, and `exit_code` is 1.
    A child that cannot start yet is waited for, however long that takes.
    """

    def __init__(self, *children: Child, limit: float) -> None:
        """Take the children, not started yet, and the seconds they have for ending."""
        self.children = children
        self.limit = limit
        self.asked_to_end = False
        self.exit_code = 0
        self.handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        """Start the children."""
        for number in STOP_SIGNALS:
            self.handlers[number] = signal.signal(number, self.note_signal)
        try:
            for child in self.children:
                if child.can_start():
                    child.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the children, whatever happened."""
        self.stop()

    def note_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Remember that somebody wants it to end."""
        self.asked_to_end = True

    @property
    def stopping(self) -> bool:
        """Tell whether it was asked to end, or gave up."""
        return self.asked_to_end or self.exit_code != 0

    def watch(self, until: Callable[[], bool] = lambda: False, *, seconds: float = float("inf")) -> bool:
        """Keep the children alive until the condition holds (True), or the end or the time has come (False)."""
        deadline = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < deadline:
            if until():
                return True
            for child in self.children:
                if not child.runs:
                    self.replace(child)
            time.sleep(LOOK_EVERY)
        return False

    def replace(self, child: Child) -> None:
        """Start a dead child again as soon as it can start, or give up."""
        if child.process is not None:
            child.kill_group()
            logger.warning("The %s ended unexpectedly (status %s).", child.name, child.process.returncode)
            child.process = None
        if not child.can_start():
            return
        if child.may_restart():
            time.sleep(LOOK_EVERY * 2 ** len(child.restarts))
            child.start()
        else:
            logger.error("The %s ends again and again: giving up.", child.name)
            self.exit_code = 1

    def stop(self) -> None:
        """Ask every child to end, wait as long as allowed, and kill what is left."""
        deadline = time.monotonic() + self.limit
        for child in self.children:
            child.ask_to_end()
        while any(child.runs for child in self.children) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        for child in self.children:
            if child.runs:
                logger.warning("The %s did not end in time and was killed.", child.name)
            child.kill_group()
        for number, handler in self.handlers.items():
            signal.signal(number, handler)


def web_server(*, host: str, port: int, workers: int, threads: int, limit: int) -> Child:
    """Return granian, serving this project; its workers have `limit` seconds to finish their requests."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": workers,
        "--blocking-threads": threads,
        "--workers-kill-timeout": limit,
        "--log-level": "warning",
    }
    flat = [str(word) for pair in options.items() for word in pair]
    command = [
        sys.executable,
        "-m",
        "granian",
        *flat,
        "--no-ws",
        "--respawn-failed-workers",
        "settings.wsgi:application",
    ]
    return Child("web server", command)


def worker() -> Child:
    """Return Django Q2's cluster."""
    # The command that starts it has run the system checks.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster", "--skip-checks"]
    return Child("worker", command, before=ask_for_heartbeat, can_start=DatabaseAnswers())


class DatabaseAnswers:
    """Whether the database answers: asked at most once a second, and told in the log when that changes.

    A cluster that starts without its database ends at once, and five such ends would end the server.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.known = True
        self.asked_at = float("-inf")

    def __call__(self) -> bool:
        """Return what is known, or ask."""
        if time.monotonic() - self.asked_at >= 1:
            found = self.ask()
            if found != self.known:
                logger.warning("The database answers." if found else "The worker waits for the database.")
            self.known, self.asked_at = found, time.monotonic()
        return self.known

    def ask(self) -> bool:
        """Connect, and hang up."""
        try:
            connection.ensure_connection()
        except DatabaseError:
            return False
        finally:
            connection.close()
        return True


def ask_for_heartbeat() -> None:
    """Forget the last sign of life and enqueue a new one, so that readiness tells of this worker within seconds."""
    try:
        with transaction.atomic():
            Heartbeat.objects.filter(name="worker").delete()
            async_task("notifications.jobs.beat")
    except DatabaseError:
        logger.warning("The database does not answer yet; the worker shows itself within a minute of its return.")
    finally:
        connection.close()
