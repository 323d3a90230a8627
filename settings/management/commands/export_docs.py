"""Writes down how the API is used."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from schema.reference import page
from settings.management.commands.export_schema import compare

DEFAULT_PATH = Path("docs", "api.md")


class Command(BaseCommand):
    """The reference as a file."""

    help = (
        "Write the reference for people who write scripts to docs/api.md: made of the schema, the examples, the "
        "programs and the chapters in docs/. The file is committed, so that it can be read without running anything."
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
        path, text = options["path"], page()
        if options["check"]:
            compare(self, path, text, "what it is made of")
            return
        path.write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"Wrote {path}")
