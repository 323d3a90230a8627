"""Runs the web server and the worker, for production."""

import os
import tempfile
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from settings import metrics, supervisor
from settings.management.commands.demo import port_number

PORT = 8000
# Whoever stops the process waits 30 seconds, as container platforms do, before killing it.
SECONDS_TO_STOP = 28
SECONDS_FOR_REQUESTS = 25
PARTS = ("web", "worker")


class Command(BaseCommand):
    """Web server and worker under one supervisor."""

    help = (
        "Run the web server and the worker, and start again what dies. SIGTERM lets both finish what they do, for at "
        "most 30 seconds. It ends with an error when a part cannot be kept running, but waits for a database that is "
        "away. Run 'migrate' before it; /healthz and /readyz say how it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller say where to listen and with how many processes and threads."""
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            help="the address to listen on, for a reverse proxy on this machine by default; 0.0.0.0 for all",
        )
        parser.add_argument(
            "--port",
            type=port_number,
            default=os.environ.get("PORT") or PORT,
            help=f"the port to listen on (by default PORT of the environment, or {PORT})",
        )
        parser.add_argument(
            "--workers", type=count, default=settings.WEB_WORKERS, help="web processes (by default WEB_WORKERS)"
        )
        parser.add_argument(
            "--threads",
            type=count,
            default=settings.WEB_THREADS,
            help="threads in each web process (by default WEB_THREADS)",
        )

        parser.add_argument("--only", choices=PARTS, help="run this part alone, where each has machines of its own")
        parser.add_argument(
            "--alive-file",
            type=Path,
            metavar="FILE",
            help="touch this file again and again while all parts run, for a health check where nothing listens",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until a signal comes or a part fails for good."""
        if settings.DEVELOPMENT:
            raise CommandError(
                "These are development settings. Set DJANGO_SETTINGS_MODULE=settings.prod, or run 'demo'."
            )
        with (
            tempfile.TemporaryDirectory(prefix="rakmedia-metrics-") as folder,
            supervisor.Supervisor(*children(folder, **options), limit=SECONDS_TO_STOP) as running,
        ):
            running.watch(until=lambda: show_life(running, options["alive_file"]))
        if running.exit_code:
            raise CommandError("A part of the server could not be kept running.", returncode=running.exit_code)


def children(folder: str, **options: Any) -> list[supervisor.Child]:
    """Return the wanted parts; the web processes add up what they count in the folder."""
    web = supervisor.web_server(
        host=options["host"],
        port=options["port"],
        workers=options["workers"],
        threads=options["threads"],
        limit=SECONDS_FOR_REQUESTS,
    )
    if settings.METRICS_TOKEN:
        web.environment[metrics.FOLDER] = folder
    parts = dict(zip(PARTS, (web, supervisor.worker()), strict=True))
    return [part for name, part in parts.items() if options["only"] in {None, name}]


def show_life(running: supervisor.Supervisor, file: Path | None) -> bool:
    """Touch the file if all parts run; never wants to end."""
    if file is not None and all(child.runs for child in running.children):
        file.touch()
    return False


def count(text: str) -> int:
    """Read a whole number that is at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of at least 1.")
    return int(text)
