"""What the models above the post office have in common."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.utils.functional import cached_property


class StaleVersionError(Exception):
    """The caller edits an older version of the row than the one that is stored."""

    def __init__(self, current: "Versioned") -> None:
        """Keep the row as it stands, to be shown to the caller."""
        super().__init__("Someone changed this meanwhile. Look at it as it stands now, then try again.")
        self.current = current


class Audience(models.Model):
    """A row that remembers what decided who might see it, as long as the instance lives."""

    audience_fields: ClassVar[tuple[str, ...]] = ()
    just_locked = False

    class Meta:
        abstract = True

    @cached_property
    def audiences(self) -> dict[str, set[Any]]:
        """Each column's values so far."""
        return {name: set() for name in self.audience_fields}

    def note_locked(self) -> None:
        """Note the columns of a row that was just read and locked: its next save need not read them again."""
        for name in self.audience_fields:
            self.audience(name)
        self.just_locked = True

    def note_stored(self) -> None:
        """Note the columns as they are stored: this instance may be older than the row, or saved a second time."""
        if self.just_locked:
            self.just_locked = False
            return
        rows = type(self)._base_manager.filter(pk=self.pk)
        if connection.in_atomic_block:
            rows = rows.select_for_update()
        for stored in rows.values(*self.audience_fields):
            for name, value in stored.items():
                self.audiences[name].add(value)

    def audience(self, name: str) -> set[Any]:
        """Return the column's values before and after the change, without nulls."""
        self.audiences[name].add(getattr(self, name))
        return self.audiences[name] - {None}


class Versioned(models.Model):
    """A row that people edit: it counts its versions, so that a stale edit is noticed."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def lock(self, version: int | None = None) -> Self:
        """Return the row as stored, locked until the transaction ends.

        Raises StaleVersionError if `version` is given and is not the stored one,
        and the model's DoesNotExist if the row is gone.
        """
        row = type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if version is not None and version != row.version:
            raise StaleVersionError(row)
        row.note_locked()
        return row

    def note_locked(self) -> None:
        """Take note that the row was just read and locked; a row with an audience does."""

    def save_version(self, exclude: Sequence[str] = ()) -> None:
        """Check the row against the model's rules, count the version and save it."""
        self.full_clean(exclude=exclude)
        self.version += 1
        self.save()
