"""What the models above the post office have in common."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self

from django.db import models


class StaleVersionError(Exception):
    """The caller edits an older version of the row than the one that is stored."""

    def __init__(self, current: "Versioned") -> None:
        """Keep the row as it stands, to be shown to the caller."""
        super().__init__("Someone changed this meanwhile. Look at it as it stands now, then try again.")
        self.current = current


class Audience(models.Model):
    """A row that remembers, when loaded, what decides who may see it."""

    audience_fields: ClassVar[tuple[str, ...]] = ()
    loaded: dict[str, Any]

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Load the row and note the columns that decide its audience."""
        row = super().from_db(db, field_names, values, **options)
        row.loaded = {name: row.__dict__[name] for name in cls.audience_fields if name in row.__dict__}
        return row

    def audience(self, name: str) -> set[Any]:
        """Return the column's values before and after the change, without nulls."""
        before = getattr(self, "loaded", {}).get(name)
        return {value for value in (before, getattr(self, name)) if value is not None}


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
        return row

    def save_version(self, exclude: Sequence[str] = ()) -> None:
        """Check the row against the model's rules, count the version and save it."""
        self.full_clean(exclude=exclude)
        self.version += 1
        self.save()
