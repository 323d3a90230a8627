"""How deep and wide a document may be; a fragment is measured once, however often it is spread."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)
from strawberry.extensions import ValidationCache
from strawberry.types import ExecutionContext

from schema.errors import ErrorCode, RequestError

INTROSPECTION = ("__schema", "__type")
CREDENTIALS = {"tokenAuth", "changePassword", "resetPassword", "requestPasswordReset"}
"""The fields that try a password or write to somebody: many in one request would be many guesses."""

KEPT_SIZES = 512
MOST_FAULTS = 10
"""How many of a document's faults are told; each names one, and a caller mends one after the other."""


@dataclass(frozen=True)
class Size:
    """How large a document is once its fragments are spread; the limits bear the same names."""

    depth: int = 0
    introspection_depth: int = 0
    nesting: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    variables: int = 0
    credentials: int = 0

    def beside(self, other: "Size") -> "Size":
        """Return the size of both selections, one after the other."""
        return Size(
            depth=max(self.depth, other.depth),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            nesting=max(self.nesting, other.nesting),
            fields=self.fields + other.fields,
            aliases=self.aliases + other.aliases,
            directives=self.directives + other.directives,
            variables=self.variables + other.variables,
            credentials=self.credentials + other.credentials,
        )

    def below(self, field: FieldNode) -> "Size":
        """Return the size of a field that this is the selection of."""
        name = field.name.value
        hidden = self.depth if name in INTROSPECTION else 0
        return Size(
            depth=1 + (0 if hidden else self.depth),
            introspection_depth=max(hidden, self.introspection_depth),
            nesting=self.nesting,
            fields=self.fields + 1,
            aliases=self.aliases + (field.alias is not None),
            directives=self.directives,
            credentials=self.credentials + (name in CREDENTIALS),
        )


class Measure:
    """Measures a document in one pass."""

    def __init__(self, document: DocumentNode) -> None:
        """Look up the fragments."""
        definitions = document.definitions
        self.fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self.operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        self._sizes: dict[str, Size] = {}

    def size(self) -> Size:
        """Return the size of the operations together, and of the fragments that none of them spreads."""
        sizes = [self._of_operation(each) for each in self.operations]
        sizes += [self._of_fragment(name) for name in self.fragments if name not in self._sizes]
        return together(sizes)

    def _of_operation(self, operation: OperationDefinitionNode) -> Size:
        declared = operation.variable_definitions
        own = Size(variables=len(declared), directives=sum(map(_directives, (operation, *declared))))
        return own.beside(self._of(operation.selection_set))

    def _of(self, selected: SelectionSetNode) -> Size:
        size = Size()
        for each in selected.selections:
            size = size.beside(self._of_selection(each))
        return size.beside(Size(nesting=size.nesting + 1))

    def _of_selection(self, selection: SelectionNode) -> Size:
        own = Size(directives=_directives(selection))
        if isinstance(selection, FragmentSpreadNode):
            return own.beside(self._of_fragment(selection.name.value))
        selected: SelectionSetNode | None = getattr(selection, "selection_set", None)
        below = self._of(selected) if selected else Size()
        return own.beside(below.below(selection) if isinstance(selection, FieldNode) else below)

    def _of_fragment(self, name: str) -> Size:
        if name not in self._sizes and name in self.fragments:
            # A fragment that spreads itself is refused by validation; here it must only come to an end.
            self._sizes[name] = Size()
            fragment = self.fragments[name]
            own = Size(directives=_directives(fragment))
            self._sizes[name] = own.beside(self._of(fragment.selection_set))
        return self._sizes.get(name, Size())


def _directives(node: Any) -> int:
    return len(node.directives or ())


def together(sizes: Iterable[Size]) -> Size:
    """Return the size of selections, one after the other."""
    total = Size()
    for size in sizes:
        total = total.beside(size)
    return total


_sizes: dict[int, tuple[DocumentNode, Size | None]] = {}


def size_of(document: DocumentNode) -> Size | None:
    """Return the size of a document, measured once while it is kept; None if it nests too deeply to be measured."""
    # A node is told apart by its place, since comparing two documents takes as long as reading them;
    # what is kept holds the document, lest its place be taken by another.
    kept = _sizes.get(id(document))
    if kept is None:
        if len(_sizes) >= KEPT_SIZES:
            _sizes.clear()
        kept = _sizes[id(document)] = (document, _measured(document))
    return kept[1]


def _measured(document: DocumentNode) -> Size | None:
    try:
        return Measure(document).size()
    except RecursionError:
        return None


def refusal(document: DocumentNode) -> RequestError | None:
    """Return why a document is too large, or None. Raises nothing, and reads no database."""
    size = size_of(document)
    if size is None:
        return RequestError(ErrorCode.QUERY_TOO_COMPLEX, "This document nests too deeply.")
    for name in (each.name for each in fields(Size)):
        limit = settings.GRAPHQL_LIMITS[name]
        if getattr(size, name) > limit:
            words = name.replace("_", " ")
            return RequestError(ErrorCode.QUERY_TOO_COMPLEX, f"The {words} of this document exceeds {limit}.")
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
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101 - it was parsed before
        refused = refusal(context.graphql_document) or ambiguity(context)
        if refused is None:
            schema: Any = context.schema
            faults = self.cached_validate_document(
                schema._schema,  # noqa: SLF001 - Strawberry's own
                context.graphql_document,
                context.validation_rules,
            )
            context.pre_execution_errors = faults[:MOST_FAULTS]
        else:
            context.pre_execution_errors = [refused]
        yield


def text_too_long(query: str) -> bool:
    """Whether the text of a document is longer than allowed."""
    return len(query) > int(settings.GRAPHQL_LIMITS["characters"])
