"""Limits: how deep, wide and expensive a document may be; a fragment is measured once, however often it is spread."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension, ValidationCache
from strawberry.types import ExecutionContext

from schema.errors import ErrorCode, RequestError
from schema.lists import LARGEST_PAGE, PAGE_SIZE

INTROSPECTION = ("__schema", "__type")
PAGED = ("edges", "nodes")


@dataclass(frozen=True)
class Size:
    """How large a selection is once its fragments are spread."""

    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "Size") -> "Size":
        """Return the size of both selections, one after the other."""
        return Size(
            max(self.depth, other.depth),
            max(self.introspection_depth, other.introspection_depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


class Measure:
    """Measures a document, each fragment once."""

    def __init__(self, document: DocumentNode) -> None:
        """Look up the fragments."""
        definitions = document.definitions
        self.fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self.operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        self._sizes: dict[str, Size] = {}

    def size(self) -> Size:
        """Return the size of the operations together."""
        sizes = (self._of(each.selection_set).beside(_directives(each)) for each in self.operations)
        return _together(sizes)

    def _of(self, selected: SelectionSetNode | None) -> Size:
        return _together(self._of_selection(each) for each in selected.selections) if selected else Size()

    def _of_selection(self, selection: SelectionNode) -> Size:
        own = _directives(selection)
        if isinstance(selection, FragmentSpreadNode):
            return own.beside(self._of_fragment(selection.name.value))
        below = self._of(getattr(selection, "selection_set", None))
        return own.beside(_deeper(selection, below) if isinstance(selection, FieldNode) else below)

    def _of_fragment(self, name: str) -> Size:
        if name not in self._sizes and name in self.fragments:
            # A fragment that spreads itself is refused by validation; here it must only come to an end.
            self._sizes[name] = Size()
            self._sizes[name] = self._of(self.fragments[name].selection_set)
        return self._sizes.get(name, Size())


def _deeper(field: FieldNode, below: Size) -> Size:
    introspective = field.name.value in INTROSPECTION
    depth, hidden = (0, below.depth) if introspective else (below.depth, below.introspection_depth)
    aliases = below.aliases + (field.alias is not None)
    return Size(depth + 1, max(hidden, below.introspection_depth), below.fields + 1, aliases, below.directives)


def _directives(node: Any) -> Size:
    return Size(directives=len(node.directives or ()))


def _together(sizes: Iterable[Size]) -> Size:
    total = Size()
    for size in sizes:
        total = total.beside(size)
    return total


@lru_cache(maxsize=512)
def refusal(document: DocumentNode) -> RequestError | None:
    """Return why a document is too large, or None. Raises nothing, and reads no database."""
    measure = Measure(document)
    size = measure.size()
    limits = settings.GRAPHQL_LIMITS
    for name in ("depth", "introspection_depth", "fields", "aliases", "directives"):
        if getattr(size, name) > limits[name]:
            words = name.replace("_", " ")
            return RequestError(ErrorCode.QUERY_TOO_COMPLEX, f"The {words} of this document exceeds {limits[name]}.")
    return None


def ambiguity(context: ExecutionContext) -> RequestError | None:
    """Return why it is not plain which operation of the document is meant, or None."""
    assert context.graphql_document is not None  # noqa: S101 - it was parsed before
    definitions = context.graphql_document.definitions
    several = sum(isinstance(definition, OperationDefinitionNode) for definition in definitions) > 1
    if several and context._provided_operation_name is None:  # noqa: SLF001 - the public one falls back on the first
        return RequestError(ErrorCode.BAD_REQUEST, "The document has several operations: say which by `operationName`.")
    return None


class Documents(ValidationCache):
    """Validates each document once, after its size is known to be bearable."""

    def on_validate(self) -> Iterator[None]:
        """Refuse a document that is too large before the rules of GraphQL are tried on it."""
        document = self.execution_context.graphql_document
        assert document is not None  # noqa: S101 - it was parsed before
        refused = refusal(document) or ambiguity(self.execution_context)
        if refused is None:
            yield from super().on_validate()
        else:
            self.execution_context.pre_execution_errors = [refused]
            yield


class CostLimit(SchemaExtension):
    """Refuses an operation that could show too many rows, before anything is read."""

    def on_execute(self) -> Iterator[None]:
        """Estimate the rows from the sizes of the pages that are asked for."""
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101 - it was parsed before
        rows = Cost(context.graphql_document, context.variables or {}).rows(context.operation_name)
        if rows > settings.GRAPHQL_LIMITS["rows"]:
            raise RequestError(
                ErrorCode.QUERY_TOO_COMPLEX,
                f"This could show {rows:,} rows; at most {settings.GRAPHQL_LIMITS['rows']:,} are allowed."
                " Ask for smaller pages.",
            )
        yield


class Cost:
    """Estimates how many rows an operation can show: pages within pages multiply."""

    def __init__(self, document: DocumentNode, variables: dict[str, Any]) -> None:
        """Look up the fragments."""
        self.measure = Measure(document)
        self.variables = variables
        self._fragments: dict[str, int] = {}

    def rows(self, operation_name: str | None) -> int:
        """Return the estimate for the operation that is run."""
        found = [each for each in self.measure.operations if operation_name in (None, each.name and each.name.value)]
        return self._of(found[0].selection_set) if found else 0

    def _of(self, selected: SelectionSetNode | None) -> int:
        return sum(self._of_selection(each) for each in selected.selections) if selected else 0

    def _of_selection(self, selection: SelectionNode) -> int:
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        below = self._of(getattr(selection, "selection_set", None))
        if not isinstance(selection, FieldNode):
            return below
        return self._page(selection) * (1 + below) if self._shows_rows(selection.selection_set) else below

    def _of_fragment(self, name: str) -> int:
        if name not in self._fragments:
            self._fragments[name] = 0
            self._fragments[name] = self._of(self.measure.fragments[name].selection_set)
        return self._fragments[name]

    def _shows_rows(self, selected: SelectionSetNode | None) -> bool:
        return selected is not None and any(self._is_paged(each) for each in selected.selections)

    def _is_paged(self, selection: SelectionNode) -> bool:
        if isinstance(selection, FieldNode):
            return selection.name.value in PAGED
        if isinstance(selection, FragmentSpreadNode):
            return any(
                isinstance(each, FieldNode) and each.name.value in PAGED
                for each in self.measure.fragments[selection.name.value].selection_set.selections
            )
        return self._shows_rows(getattr(selection, "selection_set", None))

    def _page(self, field: FieldNode) -> int:
        asked = [self._number(each.value) for each in field.arguments if each.name.value in ("first", "last")]
        sizes = [size for size in asked if size is not None]
        return min(max(sizes, default=PAGE_SIZE), LARGEST_PAGE)

    def _number(self, value: Any) -> int | None:
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
            return given if isinstance(given, int) else None
        return int(value.value) if isinstance(value, IntValueNode) else None


def text_too_long(query: str) -> bool:
    """Whether the text of a document is longer than allowed."""
    return len(query) > int(settings.GRAPHQL_LIMITS["characters"])
