"""Filters: typed inputs that may be joined by `and`, `or` and `not`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from schema.context import Info
from schema.errors import ErrorCode, RequestError

LARGEST_FILTER = 20
"""How many single filters may be joined."""


def condition(given: Any, info: Info) -> Q:
    """Return the condition of a filter input.

    The input has a method `conditions(info)` for its own fields, and may have `and_`, `or_` and `not_`.
    Raises BAD_USER_INPUT if too many are joined.
    """
    if sum(1 for _ in _all(given)) > LARGEST_FILTER:
        raise RequestError(ErrorCode.BAD_USER_INPUT, f"Join at most {LARGEST_FILTER} filters.")
    return _condition(given, info)


def _all(given: Any) -> Iterator[Any]:
    waiting = [given]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [*(one.and_ or ()), *(one.or_ or ()), *([one.not_] if one.not_ else [])]


def _condition(given: Any, info: Info) -> Q:
    found = Q()
    for part in given.conditions(info):
        found &= part
    for other in given.and_ or ():
        found &= _condition(other, info)
    if given.or_:
        found &= _any([_condition(other, info) for other in given.or_])
    if given.not_:
        found &= ~_condition(given.not_, info)
    return found


def _any(conditions: list[Q]) -> Q:
    found = conditions[0]
    for other in conditions[1:]:
        found |= other
    return found


def moment(given: datetime) -> datetime:
    """Return the moment in UTC, which is meant where no zone is given.

    Raises BAD_USER_INPUT if it lies outside the calendar.
    """
    try:
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except OverflowError:
        raise RequestError(ErrorCode.BAD_USER_INPUT, "This moment lies outside the calendar.") from None
