"""Backups: made here, put back elsewhere, and everything is there again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from pytest_django import Settings

from organization.models import Company
from tests.conftest import Cast
from tests.databases import own_database

HIRE = """
from django.core.cache import caches
from organization.models import Company
caches["responses"].set("answer", b"of other rows")
Company.objects.filter(name="Rakmedia").update(name="Somebody else")
"""
LOOK = """
from django.core.cache import caches
print(caches["responses"].get("answer"))
"""


class Place:
    """A machine with a database, a folder of files and a cache."""

    def __init__(self, folder: Path, database_url: str) -> None:
        """Set up its environment, and its tables."""
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.dev",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
        }
        self.manage("migrate", "--verbosity=0")

    def manage(self, *arguments: str) -> str:
        """Run a command there; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files(self) -> dict[str, bytes]:
        """Return every stored file."""
        media = self.folder / "media"
        return {str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*") if path.is_file()}


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Return two machines, the first with the demo's data."""
    with own_database("backup") as old, own_database("backup") as new:
        first, second = Place(tmp_path / "old", old), Place(tmp_path / "new", new)
        first.manage("load_demo", "--verbosity=0")
        yield first, second


@pytest.fixture
def backup(transactional_db: None, cast: Cast, tmp_path: Path, settings: Settings) -> Path:
    """Return a backup of the cast and one file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("files/note.txt", ContentFile(b"Ask again in May."))
    call_command("backup", str(tmp_path / "backup"), verbosity=0)
    return tmp_path / "backup"


def change_manifest(folder: Path, **changes: Any) -> None:
    """Have the manifest say something else."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def refusal(folder: Path, *options: str) -> str:
    """Return why the backup is not restored; nothing has changed."""
    Company.objects.filter(name="Acme").update(description="As it was.")
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(folder), *options, verbosity=0)
    assert Company.objects.get(name="Acme").description == "As it was."
    return str(refused.value)


def test_a_backup_restored_elsewhere_has_every_row_and_every_file(places: tuple[Place, Place], tmp_path: Path) -> None:
    old, new = places
    told = old.manage("backup", str(tmp_path / "backup"))
    new.manage("restore", str(tmp_path / "backup"))
    assert told.splitlines()[-1].startswith(f"{tmp_path / 'backup'}: the database and {len(old.files())} files, ")
    assert new.files() == old.files() != {}
    assert new.manage("dumpdata", "--all") == old.manage("dumpdata", "--all")
    new.manage("migrate", "--check")


def test_b19_force_puts_the_backup_in_the_place_of_what_is_there_and_forgets_the_answers(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    place, _ = places
    rows, files = place.manage("dumpdata", "--all"), place.files()
    place.manage("backup", str(tmp_path / "backup"))
    place.manage("shell", "--command", HIRE)
    place.manage("restore", str(tmp_path / "backup"), "--force")
    assert (place.manage("dumpdata", "--all"), place.files()) == (rows, files)
    assert place.manage("shell", "--command", LOOK).splitlines()[-1] == "None"


def test_what_is_in_use_is_not_overwritten(backup: Path) -> None:
    assert refusal(backup) == "There are accounts or files here already. Add --force to lose them."


@pytest.mark.parametrize("name", ["database.dump", "files/files/note.txt"])
def test_a_damaged_backup_changes_nothing(backup: Path, name: str) -> None:
    (backup / name).write_bytes(b"something else")
    assert refusal(backup, "--force") == f"The backup is not whole, and nothing was changed:\n{name} is damaged."


def test_an_incomplete_backup_changes_nothing(backup: Path) -> None:
    (backup / "files/files/note.txt").unlink()
    assert refusal(backup, "--force").endswith("\nfiles/files/note.txt is missing.")


def test_a_backup_of_another_kind_of_database_is_refused(backup: Path) -> None:
    change_manifest(backup, engine="oracle")
    assert refusal(backup, "--force").startswith("This is a backup of oracle, and the database here is ")


def test_a_backup_of_a_later_release_is_refused(backup: Path) -> None:
    change_manifest(backup, migrations=["tasks.9999_later"])
    assert refusal(backup, "--force") == (
        "The backup was made by a later release: this one does not know tasks.9999_later."
    )


def test_another_folder_is_no_backup(backup: Path) -> None:
    assert refusal(backup / "files") == f"{backup / 'files'} is not a backup: it has no manifest.json that can be read."


def test_a_backup_is_for_its_owner_only_and_never_written_over(backup: Path) -> None:
    before = (backup / "manifest.json").read_text()
    with pytest.raises(CommandError, match="exists already: name a new folder"):
        call_command("backup", str(backup), verbosity=0)
    assert (backup / "manifest.json").read_text() == before
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "loop").symlink_to("loop")
    with pytest.raises(CommandError, match="The backup could not be written"):
        call_command("backup", str(tmp_path / "backups/first"), verbosity=0)
    assert list((tmp_path / "backups").iterdir()) == []
