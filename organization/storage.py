"""Stored files and the transactions of their rows: they come and go together."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile


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
