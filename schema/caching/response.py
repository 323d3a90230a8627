"""`@cache_response`: a field's finished answer is kept for its viewer, and spliced into the next response."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any

import orjson
from django.db import connection
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, print_schema
from strawberry.extensions import SchemaExtension
from strawberry.extensions.field_extension import FieldExtension, SyncExtensionResolver
from strawberry.permission import PermissionExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from schema.caching.plan import plan_of
from schema.caching.store import CacheAwayError, store
from schema.caching.tags import tags_for
from schema.context import Info, viewer

LONGEST_SECONDS = 60
"""The bound of staleness if a process dies between a commit and the signals that follow it."""


def cache_response(key: str, *, timeout: int = LONGEST_SECONDS, families: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Keep the field's answer for `timeout` seconds, one per viewer, arguments, selection and day.

    Goes above the field of a query. The families of the types that are shown are found in the
    selection; name in `families` what decides the answer without being shown.
    """
    if timeout > LONGEST_SECONDS:
        raise ValueError(f"An answer is kept for at most {LONGEST_SECONDS} seconds.")

    def decorate(declared: StrawberryField) -> StrawberryField:
        doors = [index for index, each in enumerate(declared.extensions) if isinstance(each, PermissionExtension)]
        # Just inside the doors, which are asked on hits too, and outside everything that reads.
        place = doors[0] if doors else len(declared.extensions)
        declared.extensions.insert(place, CachedField(key, timeout, frozenset(families)))
        return declared

    return decorate


@dataclass(frozen=True)
class Hit:
    """An answer from the cache, on its way past the field's completion."""

    answer: bytes


@dataclass
class Pending:
    """A field whose answer will be kept once it is finished."""

    response_key: str
    entry: str
    generations: dict[str, str]
    timeout: int


@dataclass
class Operation:
    """What the cache did for the operation under way."""

    pending: list[Pending] = field(default_factory=list)
    hits: int = 0


operation: ContextVar[Operation | None] = ContextVar("operation", default=None)


class CachedField(FieldExtension):
    """Answers a field from the cache, or notes that its answer is to be kept."""

    def __init__(self, key: str, timeout: int, families: frozenset[str]) -> None:
        """Keep answers under the key."""
        self.key, self.timeout, self.families = key, timeout, families

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Return the kept answer if it still counts, else what the resolver returns."""
        under_way = operation.get()
        if under_way is None or not _may_be_kept(info):
            return next_(source, info, **kwargs)
        try:
            entry, generations, answer = self._read(info)
        except CacheAwayError:
            return next_(source, info, **kwargs)
        if answer is not None:
            under_way.hits += 1
            return None if answer == b"null" else Hit(answer)
        under_way.pending.append(Pending(str(info.path.key), entry, generations, self.timeout))
        return next_(source, info, **kwargs)

    def _read(self, info: Info) -> tuple[str, dict[str, str], bytes | None]:
        user, raw = viewer(info), info._raw_info  # noqa: SLF001 - the document is known only to it
        plan = plan_of(raw, self.families)
        day = user.person.company.today() if user.person else ""
        entry = f"{build(raw.schema)}:{self.key}:u{user.pk}:{day}:{plan.key(info.variable_values)}"
        return entry, *store.read(entry, tags_for(user, plan.families))


def _may_be_kept(info: Info) -> bool:
    # Inside a transaction one's own uncommitted writes show, and a snapshot may be older than the generations.
    return info.operation.operation is OperationType.QUERY and not connection.in_atomic_block


@cache
def build(schema: GraphQLSchema) -> str:
    """Return what sets the answers of this schema apart from those of another release."""
    return blake2b(print_schema(schema).encode(), digest_size=6).hexdigest()


class ResponseCache(SchemaExtension):
    """Keeps the answers of an operation once they are finished."""

    def on_execute(self) -> Iterator[None]:
        """Give the operation its own state, and keep its answers afterwards."""
        under_way = Operation()
        token = operation.set(under_way)
        try:
            yield
        finally:
            operation.reset(token)
        result = self.execution_context.result
        if under_way.pending and isinstance(result, ExecutionResult) and result.data is not None:
            keep(under_way.pending, result.data, result.errors or [])


def keep(pending: list[Pending], data: dict[str, Any], errors: list[GraphQLError]) -> None:
    """Store the finished answers, but none that an error touches."""
    touched = {error.path[0] if error.path else None for error in errors}
    for each in pending:
        if each.response_key in touched or None in touched:
            continue
        try:
            store.write(each.entry, each.generations, orjson.dumps(data[each.response_key]), each.timeout)
        except CacheAwayError:
            return


class CachingExecutionContext(StrawberryGraphQLCoreExecutionContext):
    """Lets an answer from the cache pass as it is: its fields were completed when it was stored."""

    def complete_object_value(self, return_type: Any, field_nodes: Any, info: Any, path: Any, result: Any) -> Any:
        """Complete an object of a resolver; a hit is complete."""
        if type(result) is Hit:
            return orjson.Fragment(result.answer)
        return super().complete_object_value(return_type, field_nodes, info, path, result)

    def complete_list_value(self, return_type: Any, field_nodes: Any, info: Any, path: Any, result: Any) -> Any:
        """Complete a list of a resolver; a hit is complete."""
        if type(result) is Hit:
            return orjson.Fragment(result.answer)
        return super().complete_list_value(return_type, field_nodes, info, path, result)
