"""The database as one file, and back: SQLite by its own interface, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

INSTALL = "Install the client programs of PostgreSQL, of the server's version or later (postgresql-client)."
SECONDS_TO_WAIT = 20


def applied_migrations() -> list[str]:
    """Return the migrations of the database, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(names: list[str]) -> list[str]:
    """Return which of the migrations this release does not have."""
    here = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return sorted(set(names) - here)


def holds_people() -> bool:
    """Whether the database is in use: it has accounts."""
    users = get_user_model()
    return users._meta.db_table in connection.introspection.table_names() and users.objects.exists()


def dump(path: Path) -> None:
    """Write the database into a file, as it is at one moment; others go on working."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy, progress=Patience())
        return
    command, environment = program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments")
    run([*command, f"--file={path}"], environment)


def load(path: Path) -> None:
    """Put the file's content in the place of the whole database: all of it, or nothing changes."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection, progress=Patience())
        return
    with connection.cursor() as cursor:
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
    connection.close()
    drop = ["--command", f"DROP TABLE {tables} CASCADE"] if tables else []
    command, environment = program(
        "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", *drop, "--file=-"
    )
    feed(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(path)], command, environment)


class Patience:
    """Ends SQLite's waiting for a database that others keep locked: by itself it waits for ever."""

    def __init__(self) -> None:
        """Start the clock."""
        self.ends_at = monotonic() + SECONDS_TO_WAIT

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        """Raise CommandError if it is still locked after the time."""
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and monotonic() > self.ends_at:
            raise CommandError("The database is locked: stop what works with it, and try again.")


def program(name: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """Return the command line of one of PostgreSQL's programs, and its environment, which has the password."""
    if shutil.which(name) is None:
        raise CommandError(f"{name} is missing. {INSTALL}")
    arguments, extra = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, list(options))
    return [name, *arguments[1:]], {**os.environ, **(extra or {})}


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a program; raise CommandError with what it says if it fails."""
    done = subprocess.run(  # noqa: S603 -- fixed programs, no shell
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"{command[0]} failed: {done.stderr.strip()}")


def feed(source: list[str], sink: list[str], environment: dict[str, str]) -> None:
    """Let one program read what another writes; half of a text never looks like a whole one to the reader."""
    with tempfile.TemporaryFile("w+") as said:
        options: dict[str, Any] = {"env": environment, "stderr": said}
        with (
            subprocess.Popen(source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options) as writer,  # noqa: S603
            subprocess.Popen(sink, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **options) as reader,  # noqa: S603
        ):
            with suppress(BrokenPipeError):
                shutil.copyfileobj(cast("IO[bytes]", writer.stdout), cast("IO[bytes]", reader.stdin))
            if reader.poll() is None and writer.wait():
                reader.kill()
            reader.communicate()
        if writer.returncode or reader.returncode:
            said.seek(0)
            raise CommandError(f"The database could not be restored, and was not changed: {said.read().strip()}")
