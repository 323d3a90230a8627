"""Puts a backup back."""

from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from settings import archive, dumps
from settings.progress import LongCommand


class Command(LongCommand):
    """The database and the stored files of a backup, in the place of what is there."""

    help = (
        "Put a backup back: its whole database and its stored files. Every checksum is verified before anything is "
        "changed; then the files come first, and the database at once or not at all. Stop the servers before it, and "
        "run 'migrate' after it. What is in use is not overwritten without --force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask where from, and let the caller insist."""
        parser.add_argument("folder", type=Path, help="the folder that 'backup' made")
        parser.add_argument(
            "--force",
            action="store_true",
            help="restore although there are accounts or files: the database is lost, files of other names stay",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify, restore, and say what to do next."""
        folder: Path = options["folder"].resolve()
        self.begin(options["verbosity"])
        manifest = archive.Manifest.read(folder)
        if not options["force"]:
            refuse_what_is_in_use()
        self.say("Verifying the backup …")
        refuse_what_does_not_fit(folder, manifest)
        self.say("Restoring the files …")
        archive.put_back(default_storage, folder, manifest.files, self.count)
        self.say("Restoring the database …")
        dumps.load(folder / archive.DATABASE)
        self.forget_answers()
        self.say(f"Restored the database and {len(manifest.files)} files of {manifest.made_at}. Now run: migrate")

    def forget_answers(self) -> None:
        """Empty the caches: they speak of other rows."""
        for alias in ("default", "responses"):
            cache = caches[alias]
            try:
                # Redis would forget what others keep in the same database, too.
                cache.delete_pattern("*") if hasattr(cache, "delete_pattern") else cache.clear()
            except Exception:  # noqa: BLE001 -- each back end has exceptions of its own
                self.stderr.write("The cache is away. Wait a minute before you start the servers.")
                return


def refuse_what_is_in_use() -> None:
    """Raise CommandError if there is anything to lose."""
    if dumps.holds_people() or next(archive.stored(default_storage), None):
        raise CommandError("There are accounts or files here already. Add --force to lose them.")


def refuse_what_does_not_fit(folder: Path, manifest: archive.Manifest) -> None:
    """Raise CommandError for a backup of another kind of database, of a later release, or that is not whole."""
    if manifest.engine != connection.vendor:
        raise CommandError(f"This is a backup of {manifest.engine}, and the database here is {connection.vendor}.")
    if later := dumps.unknown_migrations(manifest.migrations):
        raise CommandError(f"The backup was made by a later release: this one does not know {later[0]}.")
    if found := list(archive.faults(folder, manifest)):
        raise CommandError("The backup is not whole, and nothing was changed:\n" + "\n".join(found[:20]))
