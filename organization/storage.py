"""Stored files and the transactions of their rows: they come and go together, and whole."""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.utils import timezone

if TYPE_CHECKING:
    from django.core.files.base import File

ORPHAN_AGE = timedelta(days=1)
"""How long a stored file may wait for its row: an upload under way is no orphan."""

UNFINISHED = "unfinished"
"""The folder of the files that are being written."""

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class FolderStorage(FileSystemStorage):
    """A folder in which a file bears its name only when it is whole, and on the disk."""

    def _save(self, name: str, content: "File[Any]") -> str:
        unfinished = f"{UNFINISHED}/{uuid.uuid4().hex}"
        try:
            super()._save(unfinished, content)  # type: ignore[misc]  # Django's types leave it out
            self.name_whole(unfinished, name)
        except BaseException:
            self.delete(unfinished)
            raise
        return name

    def name_whole(self, unfinished: str, name: str) -> None:
        """Give the file its name, once no loss of power can take its bytes."""
        path, target = Path(self.path(unfinished)), Path(self.path(name))
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


def is_full(error: BaseException) -> bool:
    """Whether the error says that a disk has no room."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def storage_full() -> ValidationError:
    """Return the refusal of a file for which there is no room."""
    return ValidationError("The server has no room for more files.", code="storage_full")


def forget_on_commit(file: FieldFile) -> None:
    """Delete the stored file once the transaction is committed; after a rollback it stays."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)


@contextmanager
def atomic_files() -> Iterator[list[FieldFile]]:
    """Open a transaction, and a list for the files that it saves: they are deleted if it fails."""
    saved: list[FieldFile] = []
    try:
        with transaction.atomic():
            yield saved
    except BaseException:
        for file in saved:
            # Before it is saved, a file bears the name it was handed in with.
            if file.name and file._committed:  # type: ignore[attr-defined]  # noqa: SLF001
                file.storage.delete(file.name)
        raise


def orphans(column: FileField, folder: str) -> Iterator[str]:
    """Yield the names of the stored files below a folder that have had no row for a day: what a crash left behind."""
    storage, rows = column.storage, column.model._default_manager
    folders, names = listing(storage, folder)
    stored = {f"{folder}/{name}" for name in names}
    known = set(rows.filter(**{f"{column.name}__in": stored}).values_list(column.name, flat=True))
    youngest = timezone.now() - ORPHAN_AGE
    yield from sorted(name for name in stored - known if storage.get_modified_time(name) < youngest)
    for below in sorted(folders):
        yield from orphans(column, f"{folder}/{below}")


def left_unfinished(storage: Storage) -> Iterator[str]:
    """Yield the names of the files that nobody has gone on writing for a day."""
    youngest = timezone.now() - ORPHAN_AGE
    for name in sorted(listing(storage, UNFINISHED)[1]):
        if storage.get_modified_time(f"{UNFINISHED}/{name}") < youngest:
            yield f"{UNFINISHED}/{name}"


def listing(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and the files in a folder of the storage; nothing where it does not exist."""
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []
