"""Makes a backup."""

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from schema.server import VERSION
from settings import archive, dumps
from settings.progress import LongCommand


class Command(LongCommand):
    """The database and the stored files, together in one folder."""

    help = (
        "Write the database and the stored files into a new folder, with a manifest of checksums; 'restore' puts them "
        "back. Everything may go on running meanwhile. The database is copied first, as it is at one moment: a file "
        "that comes later does no harm. The folder holds personal data, and nobody but its owner may read it; it holds "
        "none of the secrets of the environment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask where to."""
        parser.add_argument("folder", type=Path, help="the folder to make; it must not exist yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Copy, then say how much it was."""
        target = options["folder"].resolve()
        self.begin(options["verbosity"])
        try:
            with archive.new_folder(target) as folder:
                manifest = self.fill(folder)
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        files = manifest.files.values()
        size = manifest.database.size + sum(each.size for each in files)
        self.say(f"{target}: the database and {len(files)} files, {size / 1_000_000:.1f} MB.")

    def fill(self, folder: Path) -> archive.Manifest:
        """Write everything into the folder."""
        database = folder / archive.DATABASE
        made_at, migrations = timezone.now().isoformat(timespec="seconds"), dumps.applied_migrations()
        self.say("Copying the database …")
        dumps.dump(database)
        self.say("Copying the files …")
        files = archive.fetch(default_storage, folder, self.count)
        manifest = archive.Manifest(
            made_at=made_at,
            version=VERSION,
            engine=connection.vendor,
            migrations=migrations,
            database=archive.print_of(database),
            files=files,
        )
        manifest.write(folder)
        return manifest
