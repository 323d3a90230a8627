"""Stored files and the transactions of their rows: they come and go together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.utils import timezone

ORPHAN_AGE = timedelta(days=1)
"""How long a stored file may wait for its row: an upload under way is no orphan."""


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


def listing(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and the files in a folder of the storage; nothing where it does not exist."""
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []
