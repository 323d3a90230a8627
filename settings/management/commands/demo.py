"""Runs everything on this machine, with data to look at."""

import errno
import http.client
import json
import os
import shutil
import socket
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from settings import supervisor
from settings.management.commands.load_demo import demo_logins

PORT = 8000
SECONDS_TO_START = 60
# Ctrl+C shall be over within ten seconds, for whoever is in the middle of something as well.
SECONDS_TO_STOP = 7
SECONDS_FOR_REQUESTS = 5
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Command(BaseCommand):
    """Migrate, load the demo data, start web server and worker, and say where to look."""

    help = (
        "Run the whole application on this machine, with demo data: database, web server and worker. "
        "Everything is kept in one folder. Ctrl+C stops it; the next start goes on where it ended."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller choose the port, start over, and insist."""
        parser.add_argument(
            "--port",
            type=port_number,
            default=os.environ.get("PORT") or PORT,
            help=f"the port of the web server (by default PORT of the environment, or {PORT})",
        )
        parser.add_argument(
            "--fresh", action="store_true", help="start over: delete the demo's database, files, letters and cache"
        )
        parser.add_argument("--no-client", action="store_true", help="do not build the web client")
        parser.add_argument(
            "--force",
            action="store_true",
            help="run although DATABASE_URL or EMAIL_HOST is set: demo data and letters go there",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until somebody stops it."""
        try:
            self.prepare(options)
            exit_code = self.run(options["port"], with_client=not options["no_client"])
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready.", returncode=130) from None
        if exit_code:
            raise CommandError("The demo has ended: a part of it could not be kept running.", returncode=exit_code)
        self.stdout.write("Stopped.")

    def prepare(self, options: dict[str, Any]) -> None:
        """Check that it may run here, and bring the database up to date."""
        refuse_production()
        if not options["force"]:
            refuse_what_others_use()
        refuse_taken_port(options["port"])
        if options["fresh"]:
            self.stdout.write("Starting over.")
            start_over()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", stdout=self.stdout, stderr=self.stderr)

    def run(self, port: int, *, with_client: bool) -> int:
        """Start web server and worker, wait for them, say where they are, and stay; return the exit code."""
        os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
        # The admin's account works in no company, so the API has nothing to show it.
        people = [login for login in demo_logins() if login[1] != "admin"]
        os.environ.setdefault("DEMO_LOGINS", ",".join("/".join(login) for login in people))
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        self.stdout.write("Starting the web server and the worker …")
        self.stdout.flush()
        web = supervisor.web_server(
            host="127.0.0.1",
            port=port,
            workers=settings.WEB_WORKERS,
            threads=settings.WEB_THREADS,
            limit=SECONDS_FOR_REQUESTS,
        )
        with supervisor.Supervisor(web, supervisor.worker(), limit=SECONDS_TO_STOP) as running:
            if running.watch(until=lambda: is_ready(port), seconds=SECONDS_TO_START):
                self.stdout.write(self.welcome(port))
                self.stdout.flush()
                with building_client() if with_client else nullcontext():
                    running.watch()
            elif not running.stopping:
                raise CommandError(f"Not ready after {SECONDS_TO_START} seconds: {readiness(port)}")
            if not running.exit_code:
                self.stdout.write("\nStopping …")
                self.stdout.flush()
        return running.exit_code

    def welcome(self, port: int) -> str:
        """Return what there is to see, and who may sign in."""
        server = f"http://localhost:{port}"
        rows = [("Web client", f"{server}/"), ("GraphiQL", f"{server}/graphql/")]
        rows.append(("Admin", f"{server}{settings.ADMIN_PATH}"))
        if settings.OUTBOX_DIR:
            rows.append(("Letters", f"{server}/outbox/"))
        rows.append(("Data", str(settings.DATA_DIR)))
        logins = demo_logins()
        widest = max(len(words) for words in ["Web client", *(role for role, _, _ in logins)])
        lines = ["", self.style.SUCCESS("The demo is ready."), ""]
        lines += [f"  {name:<{widest}}  {address}" for name, address in rows]
        lines += ["", "Sign in with:"]
        lines += [f"  {role:<{widest}}  {username} / {password}" for role, username, password in logins]
        lines += ["", "Ctrl+C stops it. 'python3 manage.py demo --fresh' starts over.", ""]
        return "\n".join(lines)


@contextmanager
def building_client() -> Iterator[None]:
    """Build the web client beside the servers, which show it as soon as it is there; end that with them."""
    build = supervisor.Child("client", [*supervisor.worker().command[:2], "build_client"])
    build.start()
    try:
        yield
    finally:
        build.kill_group()


def port_number(text: str) -> int:
    """Read a port; 1 to 65535."""
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise ArgumentTypeError(f"{text} is not a port: give a number between 1 and 65535.")
    return int(text)


def refuse_production() -> None:
    """Raise CommandError unless these are the settings of a developer's machine."""
    if not settings.DEVELOPMENT:
        raise CommandError(
            "The demo does not run with production settings. Leave out DJANGO_SETTINGS_MODULE, or run 'serve'."
        )


def refuse_what_others_use() -> None:
    """Raise CommandError where demo data or letters would leave the data folder."""
    if not is_own_database():
        raise CommandError(
            "DATABASE_URL is set, and the demo would write into that database. "
            "Unset it, or add --force if that is what you want."
        )
    if settings.OUTBOX_DIR is None:
        raise CommandError(
            "EMAIL_HOST or EMAIL_BACKEND is set, and the demo would send real letters. "
            "Unset it, or add --force if that is what you want."
        )


def is_own_database() -> bool:
    """Tell whether the database is the file in the data folder."""
    database = settings.DATABASES["default"]
    return database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_relative_to(settings.DATA_DIR)


def refuse_taken_port(port: int) -> None:
    """Raise CommandError where another program listens."""
    for family, address in LOOPBACK:
        if is_taken(family, address, port):
            raise CommandError(
                f"Port {port} is taken by another program, perhaps another demo. "
                f"Stop it, or choose another port with --port or PORT: --port {port + 1 if port < 2**16 - 1 else PORT}"
            )


def is_taken(family: int, address: str, port: int) -> bool:
    """Tell whether a port cannot be had at an address of this machine; one that it lacks takes no port."""
    try:
        probe = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return False
    with probe:
        if os.name == "posix":
            # As the server does; without it a port is taken for a minute after each stop.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError as error:
            raise CommandError(f"Port {port} may not be used by this account: choose one above 1023.") from error
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def start_over() -> None:
    """Delete what a demo has left in the data folder; nothing else in it, and nothing outside of it."""
    if not is_own_database():
        raise CommandError("--fresh deletes only the demo's own database; DATABASE_URL names another one.")
    database = Path(settings.DATABASES["default"]["NAME"])
    folders = [settings.MEDIA_ROOT, settings.OUTBOX_DIR]
    folders += [cache["LOCATION"] for cache in settings.CACHES.values() if isinstance(cache["LOCATION"], Path)]
    leftovers = [*database.parent.glob(f"{database.name}*"), *(Path(folder) for folder in folders if folder)]
    for path in leftovers:
        if path.is_relative_to(settings.DATA_DIR):
            delete(path)


def delete(path: Path) -> None:
    """Delete a file or a folder, which may be gone already."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def is_ready(port: int) -> bool:
    """Tell whether every part works."""
    return readiness(port).get("status") == "ok"


def readiness(port: int) -> dict[str, str]:
    """Return what `/readyz` says; nothing while the server does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with closing(connection):
        try:
            connection.request("GET", "/readyz")
            answer: dict[str, str] = json.load(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError):
            return {}
    return answer
