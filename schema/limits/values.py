"""How large the values of variables may be: long lists and deep ones cost before any rule of the domain sees them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from schema.errors import ErrorCode, RequestError


def check_values(variables: dict[str, Any]) -> None:
    """Raise BAD_USER_INPUT for a list that is too long, or for values that nest too deeply. Takes no recursion."""
    waiting: list[tuple[Any, int]] = [(variables, 0)]
    while waiting:
        value, level = waiting.pop()
        if level > settings.GRAPHQL_LIMITS["nesting"]:
            raise RequestError(ErrorCode.BAD_USER_INPUT, "The variables nest too deeply.")
        if isinstance(value, list) and len(value) > settings.GRAPHQL_LIMITS["items"]:
            limit = settings.GRAPHQL_LIMITS["items"]
            raise RequestError(ErrorCode.BAD_USER_INPUT, f"A list has at most {limit:,} items.")
        waiting += ((each, level + 1) for each in _inside(value))


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
