"""Measures what a request costs, beside servers that do less or the same."""

import json
import signal
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from settings.environment import Environment

ROUNDS = 3
SECONDS = 2.0
WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6")


class Command(BaseCommand):
    """The benchmark."""

    help = (
        "Measure what a request costs on this machine: the processor time of server, PostgreSQL and Redis together. "
        "The same data and the same requests, through real HTTP with a verified token in each, are put to this server "
        "with its cache and without, to two bare servers that set the limits, to a plain strawberry-django schema, and "
        "to graphql-yoga with its response cache (where Node is there: npm fetches it once). It takes the PostgreSQL "
        "of DATABASE_URL, in databases of its own beside it (NAME_bench), and the Redis of REDIS_URL, under keys of "
        "its own; both have to run on this machine. Ratios hold from machine to machine, absolute times do not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller say what to measure, and for how long."""
        parser.add_argument("--rounds", type=at_least_one, help=f"interleaved rounds, {ROUNDS} unless given")
        parser.add_argument("--seconds", type=seconds, help=f"length of each measurement, {SECONDS:g} unless given")
        parser.add_argument("--only", nargs="+", choices=WORKLOADS, metavar="W", help="these workloads: W1 to W6")
        parser.add_argument(
            "--peers",
            nargs="+",
            metavar="NAME",
            help="these servers: server uncached limit-cached limit-uncached neighbour yoga; all of them unless given",
        )
        parser.add_argument("--growth", action="store_true", help="then, too: W1, W3, W4 and pages at 1,000,000 tasks")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers to a file")
        parser.add_argument("--small", action="store_true", help="few data, one short round: whether it works at all")
        parser.add_argument("--drop", action="store_true", help="drop the databases of this run afterwards")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Measure, and print the tables."""
        # Of a developer's machine: a server need not have the tests.
        from tests.benchmarks import report, run  # noqa: PLC0415
        from tests.benchmarks.ground import Ground, GroundError  # noqa: PLC0415

        # So that the servers end with it.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        environment = Environment.load()
        small = options["small"]
        try:
            plan = run.Plan(
                servers=chosen_servers(options["peers"], small=small),
                workloads=[name for name in WORKLOADS if name in (options["only"] or WORKLOADS)],
                rounds=options["rounds"] or (1 if small else ROUNDS),
                seconds=options["seconds"] or (0.2 if small else SECONDS),
                small=small,
            )
            ground = Ground.beside(environment.database_url, environment.redis_url)
            results = run.measure(plan, ground, self.stderr.write)
            growth = run.measure_large(plan, ground, self.stderr.write) if options["growth"] else {}
            for suffix in run.databases(plan, growth=options["growth"]) if options["drop"] else ():
                ground.drop(ground.database(suffix))
        except GroundError as error:
            raise CommandError(str(error)) from error
        for line in (*report.table(results), *report.targets(results)):
            self.stdout.write(line)
        for line in report.growth_table(growth) if growth else ():
            self.stdout.write(line)
        if options["json"]:
            found = results.as_json() | ({"growth": report.growth_json(growth)} if growth else {})
            options["json"].write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def chosen_servers(names: list[str] | None, *, small: bool) -> list[str]:
    """Return the servers to measure. Raises CommandError for a name that is none."""
    from tests.benchmarks.servers import KINDS, has_node  # noqa: PLC0415 - only where there are tests

    unknown = set(names or ()) - set(KINDS)
    if unknown:
        raise CommandError(f"No such server: {', '.join(sorted(unknown))}. There are: {', '.join(KINDS)}.")
    if names:
        return [name for name in KINDS if name in names]
    return [name for name in KINDS if name != "yoga" or (has_node() and not small)]


def at_least_one(text: str) -> int:
    """Read a number of rounds."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of at least 1.")
    return int(text)


def seconds(text: str) -> float:
    """Read a length of time."""
    try:
        length = float(text)
    except ValueError:
        length = 0
    if not 0 < length <= 600:  # noqa: PLR2004 - ten minutes
        raise ArgumentTypeError("Give a number of seconds above 0, at most 600.")
    return length
