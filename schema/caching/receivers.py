"""The signals of the models: after a commit, whatever depended on a changed row is ended."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from organization.models import Department, Employee, Session
from organization.models.base import Audience
from organization.signals import rows_changed
from schema.caching.store import CacheAwayError, store
from schema.caching.tags import FAMILIES, family_of, tags_of, tags_of_membership

logger = logging.getLogger("schema.caching")

BOOKKEEPING = frozenset({"last_login", "last_employee_number", "last_used_at"})
"""Columns that no answer shows and that decide nothing."""

FEW_ROWS = 50
"""Of more rows at once it is not asked who could see each of them."""


def connect() -> None:
    """Listen to every model that an answer can show."""
    for model in FAMILIES:
        name = f"caching.{model.__name__}"
        if issubclass(model, Audience):
            pre_save.connect(row_will_change, sender=model, dispatch_uid=name)
            pre_delete.connect(row_will_change, sender=model, dispatch_uid=name)
        post_save.connect(row_changed, sender=model, dispatch_uid=name)
        post_delete.connect(row_changed, sender=model, dispatch_uid=name)
        rows_changed.connect(many_changed, sender=model, dispatch_uid=name)
    m2m_changed.connect(membership_changed, sender=Employee.departments.through, dispatch_uid="caching.membership")


def row_will_change(instance: Audience, **_: Any) -> None:
    """Note who can see a row before it is changed: all that the instance knows may be old."""
    if instance.pk is not None:
        instance.note_stored()


def row_changed(instance: Any, update_fields: frozenset[str] | None = None, *, created: bool = False, **_: Any) -> None:
    """End what depends on a row that was saved or deleted."""
    if (update_fields and update_fields <= BOOKKEEPING) or (created and isinstance(instance, Session)):
        return
    # Found now, while a deleted row can still be looked up, and again after the commit: meanwhile
    # another transaction may have moved the people of this row to another department.
    end_after_commit(partial(tags_of, instance), tags_of(instance))


def many_changed(sender: Any, rows: list[Any] | None, **_: Any) -> None:
    """End what depends on rows that were written in bulk: on all of the model where they are not known."""
    family = family_of(sender)
    if rows is None or len(rows) > FEW_ROWS:
        end_after_commit(set, {family} if family else set())
    else:
        end_after_commit(set, {tag for row in rows for tag in tags_of(row)})


def membership_changed(action: str, instance: Any, pk_set: set[int] | None, **_: Any) -> None:
    """End what depends on who works in a department; asked before and after, since a clearing names nobody."""
    if action not in {"post_add", "post_remove", "pre_clear", "post_clear"}:
        return
    employees, departments = _sides(instance, pk_set)
    end_after_commit(set, tags_of_membership(employees, departments))


def _sides(instance: Any, others: set[int] | None) -> tuple[set[int], set[int]]:
    if isinstance(instance, Employee):
        known = others if others is not None else set(instance.departments.values_list("pk", flat=True))
        return {instance.pk}, known
    if isinstance(instance, Department):
        known = others if others is not None else set(instance.members.values_list("pk", flat=True))
        return known, {instance.pk}
    return set(), set()


def end_after_commit(find: Callable[[], set[str]], known: set[str]) -> None:
    """End the tags once the change is committed; after a rollback nothing is ended."""
    transaction.on_commit(partial(_end, find, known), robust=True)


def _end(find: Callable[[], set[str]], known: set[str]) -> None:
    try:
        found = find()
    except DatabaseError:
        # The change is committed, but nobody can be asked any more whom it concerns.
        found = set(FAMILIES.values())
    try:
        store.end(known | found)
    except CacheAwayError:
        # Its cause is in the log already; this line is for whoever wonders about a stale answer.
        logger.error("Answers may be stale for a minute: the cache was away after %s.", sorted(known))  # noqa: TRY400
