"""`@cache_response`: a field's finished answer is kept for its viewer, and spliced into the next response."""

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any, cast

import orjson
from django.db import connection
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, print_schema
from strawberry.extensions import SchemaExtension
from strawberry.extensions.field_extension import FieldExtension, SyncExtensionResolver
from strawberry.permission import PermissionExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField
from strawberry.types.graphql import OperationType

from schema import metrics
from schema.caching.parts import Part
from schema.caching.plan import plan_of
from schema.caching.store import CacheAwayError, store
from schema.caching.tags import tags_for, tags_of_viewer
from schema.context import Info, bearer, viewer

FOUND = "schema.viewer_generations"
"""Where the front puts the generations that it read, in the request's environment."""

LEARNT = "schema.parts"
"""Where the front finds who asked, and what the answer was made of."""

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
        place = next(index for index, each in enumerate(declared.extensions) if isinstance(each, PermissionExtension))
        doors = cast("PermissionExtension", declared.extensions[place]).permissions
        # Just inside the doors, which are asked on hits too, and outside everything that reads.
        declared.extensions.insert(place, CachedField(key, timeout, frozenset(families), doors))
        return declared

    return decorate


@dataclass(frozen=True)
class Hit:
    """An answer from the cache, on its way past the field's completion."""

    answer: bytes


@dataclass
class Pending:
    """A field whose answer will be kept once it is finished."""

    part: Part
    entry: str
    generations: dict[str, str]
    timeout: int


@dataclass
class Operation:
    """What the cache does for the operation under way."""

    viewer_generations: dict[str, str]
    parts: dict[str, Part] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """Whether all of the answer came from the cache, some of it, or none."""
        if not self.parts or len(self.pending) == len(self.parts):
            return "MISS"
        return "PART" if self.pending else "HIT"


operation: ContextVar[Operation | None] = ContextVar("operation", default=None)


class CachedField(FieldExtension):
    """Answers a field from the cache, or notes that its answer is to be kept."""

    def __init__(self, key: str, timeout: int, families: frozenset[str], doors: Sequence[Any]) -> None:
        """Keep answers under the key."""
        self.key, self.timeout, self.families, self.doors = key, timeout, families, tuple(doors)

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Return the kept answer if it still counts, else what the resolver returns."""
        under_way = operation.get()
        # Inside a transaction one's own uncommitted writes show, and a snapshot may be older than the generations.
        if under_way is None or connection.in_atomic_block:
            return next_(source, info, **kwargs)
        try:
            answer = self._read(info, under_way)
        except CacheAwayError:
            metrics.cache(self.key, "away")
            return next_(source, info, **kwargs)
        metrics.cache(self.key, "miss" if answer is None else "hit")
        if answer is None:
            return next_(source, info, **kwargs)
        return None if answer == b"null" else Hit(answer)

    def _read(self, info: Info, under_way: Operation) -> bytes | None:
        user, part = viewer(info), self._part(info)
        entry, tags = part.entry(user), tags_for(user, part.families)
        generations, answer = store.read(entry, tags)
        if not under_way.viewer_generations.items() <= generations.items():
            # The viewer changed after he was loaded: what is found out about him now is not to be kept.
            return None
        under_way.parts[part.response_key] = part
        if answer is None:
            under_way.pending.append(Pending(part, entry, generations, self.timeout))
        return answer

    def _part(self, info: Info) -> Part:
        raw = info._raw_info  # noqa: SLF001 - the document is known only to it
        plan = plan_of(raw, self.families)
        name = f"{build(raw.schema)}:{self.key}"
        return Part(str(raw.path.key), name, plan.key(info.variable_values), plan.families, self.doors)


@cache
def build(schema: GraphQLSchema) -> str:
    """Return what sets the answers of this schema apart from those of another release."""
    return blake2b(print_schema(schema).encode(), digest_size=6).hexdigest()


class ResponseCache(SchemaExtension):
    """Keeps the answers of a query once they are finished."""

    def on_execute(self) -> Iterator[None]:
        """Give the operation its own state, and keep its answers afterwards."""
        context = self.execution_context
        generations = self._viewer_generations() if context.operation_type is OperationType.QUERY else None
        if generations is None:
            yield
            return
        under_way = Operation(generations)
        token = operation.set(under_way)
        try:
            yield
        finally:
            operation.reset(token)
        if isinstance(context.result, ExecutionResult) and context.result.data is not None:
            self._keep(under_way, context.result.data, context.result.errors or [])

    def _viewer_generations(self) -> dict[str, str] | None:
        """Return the generations of who asks, read before he is looked up; None if nothing is to be kept."""
        request = self.execution_context.context.request
        if FOUND in request.META:
            return cast("dict[str, str]", request.META[FOUND])
        key = bearer(request).key
        try:
            return store.generations(tags_of_viewer(key)) if key else None
        except CacheAwayError:
            return None

    def _keep(self, under_way: Operation, data: dict[str, Any], errors: list[GraphQLError]) -> None:
        touched = {error.path[0] if error.path else None for error in errors}
        finished = [each for each in under_way.pending if not {each.part.response_key, None} & touched]
        for each in finished:
            try:
                answer = orjson.dumps(data[each.part.response_key])
                store.write(each.entry, each.generations, answer, each.timeout)
            except CacheAwayError:
                return
        context = self.execution_context.context
        context.response["X-Cache"] = under_way.outcome
        if not errors and data.keys() == under_way.parts.keys():
            context.request.META[LEARNT] = (bearer(context.request).user, [under_way.parts[key] for key in data])


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
