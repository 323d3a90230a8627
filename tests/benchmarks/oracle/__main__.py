"""`python3 -m tests.benchmarks.oracle`: ask until a wrong answer would have shown itself."""

import json
import os
import secrets
import sys
import tempfile
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser, Namespace
from pathlib import Path

import django

from tests.databases import own_database

SHOWN = 10


def options() -> Namespace:
    """Return what the command line says."""
    parser = ArgumentParser(
        prog="python3 -m tests.benchmarks.oracle",
        description="Compare the answers of two servers that keep them with those of one that does not, between random"
        " changes. It uses a new database at the PostgreSQL of DATABASE_URL and the Redis of REDIS_URL, or SQLite and"
        " files, and leaves nothing behind. Ends with 1 if an answer was wrong.",
        formatter_class=ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--reads", type=int, default=10_000, help="how many answers to compare")
    parser.add_argument("--seed", type=int, help="what decides the questions and changes; by chance unless given")
    parser.add_argument("--users", type=int, default=24, help="how many people the two companies have together")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--deaf", action="store_true", help="break the servers on purpose, to see what is found")
    return parser.parse_args()


def main() -> int:
    """Run the oracle; return 1 if an answer was wrong, else 0."""
    chosen = options()
    if chosen.seed is None:
        chosen.seed = secrets.randbelow(10**6)
    folder = Path(tempfile.mkdtemp(prefix="oracle-"))
    with own_database("oracle") as url:
        # For this process, which is one of the writers, and for the servers that it starts.
        os.environ |= {
            "DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.oracle.settings",
            "ACCESS_TOKEN_LIFETIME": "600",
            "LOG_LEVEL": "ERROR",
            "RATE_USER": "0",
        }
        django.setup()
        from tests.benchmarks.oracle.run import try_out  # noqa: PLC0415 - the models are there only now

        findings = try_out(chosen, folder)
    told = [json.dumps(findings.as_dict(), indent=1, default=str)] if chosen.json else findings.told(SHOWN)
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
