"""The whole product over the tests' database, each part of which a test can take away: web, worker, database, cache."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ

from notifications.models import Letter, LetterState
from settings import supervisor
from tests.acceptance.server import SECONDS_TO_STOP, Server, database_url
from tests.production.machines import wait_for
from tests.smtp_sink import MailServer, mail_server_that_runs
from tests.smtp_sink import Mode as MailMode
from tests.tcp_proxy import Mode, Proxy, proxy_before
from tests.waiting import HANGS

NAME = "site"
"""What the database calls the connections of these processes."""


@dataclass
class Worker:
    """The background worker as a process; what it says is in `worker.log`."""

    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the worker wrote."""
        return self.folder / "worker.log"

    def start(self, **environment: str) -> None:
        """Start it; it takes up its work when it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                supervisor.worker().command,
                cwd=settings.BASE_DIR,
                env=os.environ | self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> int | None:
        """Let it finish what it does, and kill what is left; return how it ended."""
        if self.process is None:
            return None
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=SECONDS_TO_STOP)
        status = self.process.returncode
        self.kill()
        return status

    def kill(self) -> None:
        """Kill it and all below it at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Site:
    """Everything that runs, and the doors between the parts."""

    folder: Path
    database: Proxy
    cache: Proxy
    mail: MailServer
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the environment of the processes."""
        self.media = self.folder / "media"
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.acceptance.faults.settings",
            "DATABASE_URL": f"{through(self.database, database_url())}?application_name={NAME}",
            "REDIS_URL": through(self.cache, os.environ["REDIS_URL"]),
            "MEDIA_ROOT": str(self.media),
            "PUBLIC_URL": "http://127.0.0.1",
            # The figure is never reached; counting goes on, over a cache that comes and goes.
            "RATE_USER": "1000000",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "EMAIL_SECURITY": "none",
        } | self.environment
        self.web = Server(self.folder, self.environment, threads=8)
        self.worker = Worker(self.folder, self.environment)

    def mend(self) -> None:
        """Put every part in order again, and forget what came in; the worker is the business of the test."""
        shutil.rmtree(self.media, ignore_errors=True)
        self.database.mode = self.cache.mode = Mode.PASS
        self.mail.mode = MailMode.OK
        self.mail.arrivals.clear()
        if self.web.process is None or self.web.process.poll() is not None:
            self.web.start()

    def restart_web(self) -> None:
        """Start the web server again after its end."""
        self.web.kill()
        self.web.start()

    def logs(self) -> str:
        """Return what the processes said so far."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def let_time_pass(self) -> None:
        """Let every pause of a letter, and every claim of the queue, be over."""
        past = timezone.now()
        Letter.objects.filter(state=LetterState.WAITING).update(next_attempt_at=past)
        OrmQ.objects.update(lock=past)

    def wait_for_letters(self, count: int) -> None:
        """Wait until so many mails have arrived."""
        wait_for(lambda: len(self.mail.arrivals) >= count, 3 * HANGS)

    def wait_until_settled(self) -> None:
        """Wait until no letter waits and no job is left."""
        wait_for(lambda: not Letter.objects.filter(state=LetterState.WAITING).exists(), 3 * HANGS)
        wait_for(lambda: not OrmQ.objects.exists(), 3 * HANGS)


def through(door: Proxy, url: str) -> str:
    """Return the address of a server with the door in place of host and port."""
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{user}@127.0.0.1:{door.port}" if user else f"127.0.0.1:{door.port}").geturl()


@contextmanager
def site_over_the_tests_database(folder: Path, **environment: str) -> Iterator[Site]:
    """Run a site; the parts behind the doors are the tests' own, so that tests look at them directly."""
    with ExitStack() as stack:
        database = stack.enter_context(proxy_before(urlsplit(database_url()).port or 5432))
        cache = stack.enter_context(proxy_before(urlsplit(os.environ["REDIS_URL"]).port or 6379))
        mail = stack.enter_context(mail_server_that_runs())
        running = Site(folder, database, cache, mail, environment)
        stack.callback(running.worker.kill)
        stack.callback(running.web.stop)
        running.web.start()
        yield running
