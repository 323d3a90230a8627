"""Runs the web server and the worker, for production."""

import os
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from settings import supervisor
from settings.management.commands.demo import port_number

PORT = 8000
# Whoever stops the process waits 30 seconds, as container platforms do, before killing it.
SECONDS_TO_STOP = 28
SECONDS_FOR_REQUESTS = 25


class Command(BaseCommand):
    """Web server and worker under one supervisor."""

    help = (
        "Run the web server and the worker, and start again what dies. SIGTERM lets both finish what they do, for at "
        "most 30 seconds. It ends with an error when a part cannot be kept running. Run 'migrate' before it; "
        "/healthz and /readyz say how it is."
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

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until a signal comes or a part fails for good."""
        if settings.DEVELOPMENT:
            raise CommandError(
                "These are development settings. Set DJANGO_SETTINGS_MODULE=settings.prod, or run 'demo'."
            )
        web = supervisor.web_server(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            threads=options["threads"],
            limit=SECONDS_FOR_REQUESTS,
        )
        with supervisor.Supervisor(web, supervisor.worker(), limit=SECONDS_TO_STOP) as running:
            running.watch()
        if running.exit_code:
            raise CommandError("A part of the server could not be kept running.", returncode=running.exit_code)


def count(text: str) -> int:
    """Read a whole number that is at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of at least 1.")
    return int(text)
