"""Writes down what the API offers."""

from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from schema.root import schema

DEFAULT_PATH = Path("schema", "schema.graphql")


class Command(BaseCommand):
    """The schema as a file."""

    help = (
        "Write the GraphQL schema to schema/schema.graphql, in the schema definition language. "
        "The file is committed: its difference is the review of a change to the API."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller compare instead of write, and choose the file."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; show the difference and end with exit code 1 if the file is out of date",
        )
        parser.add_argument(
            "--path", type=Path, default=settings.BASE_DIR / DEFAULT_PATH, help=f"the file; {DEFAULT_PATH} unless given"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, or compare it."""
        path, text = options["path"], sdl()
        if options["check"]:
            compare(self, path, text, "the schema of the code")
            return
        path.write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"Wrote {path}")


def compare(command: BaseCommand, path: Path, text: str, made_of: str) -> None:
    """Print how the file differs from what it is made of, and raise CommandError if it does."""
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    if written == text:
        command.stdout.write(f"{path} is up to date.")
        return
    difference = unified_diff(written.splitlines(keepends=True), text.splitlines(keepends=True), str(path), made_of)
    command.stdout.write("".join(difference), ending="")
    name = command.__module__.rpartition(".")[2]
    raise CommandError(f"{path} is out of date. Run 'manage.py {name}' and commit the file.", returncode=1)


def sdl() -> str:
    """Return the schema in the schema definition language, with a line break at its end."""
    return schema.as_str().rstrip("\n") + "\n"
