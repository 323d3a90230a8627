"""Querysets that announce what they change, base of every model above the post office."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from organization.signals import rows_changed

Row = TypeVar("Row", bound=models.Model)


class AnnouncingQuerySet(models.QuerySet[Row]):
    """A queryset whose bulk writes send `rows_changed`; Django itself is silent about them."""

    def update(self, **values: Any) -> int:
        """Update the rows and announce the model: which rows they were is not known."""
        count = super().update(**values)
        if count:
            self.announce(None)
        return count

    def announce(self, rows: list[Row] | None) -> None:
        """Say that these rows were written, or some that are not known."""
        rows_changed.send(sender=self.model, rows=rows)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        """Insert the rows and announce them; of rows that may replace others it is not known what they were."""
        rows = super().bulk_create(objs, *args, **options)
        if rows:
            self.announce(None if options.get("update_conflicts") else rows)
        return rows
