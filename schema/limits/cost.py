"""How many rows an operation could show: pages within pages multiply, and nothing is read to find it out."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    value_from_ast_untyped,
)
from strawberry.extensions import SchemaExtension

from schema.errors import ErrorCode, RequestError
from schema.limits.documents import size_of
from schema.limits.values import check_values
from schema.lists import LARGEST_PAGE, PAGE_SIZE

ASKED_BY = "GraphQL-Cost"
"""The header of a request that wants to know what it costs."""

ROWS = ("edges", "nodes")
UNPAGED = 10
"""How many objects a list without pages is taken to have, such as the errors of a payload."""


class Cost:
    """Estimates how many rows an operation can show."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        """Look up the fragments; the document is valid."""
        self.schema = schema
        self.document = document
        self.variables = variables
        definitions = document.definitions
        self.fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self._known: dict[tuple[str, int], int] = {}

    def nodes(self, operation_name: str | None) -> int:
        """Return the estimate for the operation that is run."""
        operation = get_operation_ast(self.document, operation_name)
        root = self.schema.get_root_type(operation.operation) if operation else None
        if operation is None or root is None:
            return 0
        self.variables = {**_defaults(operation), **self.variables}
        return self._of(root, operation.selection_set, 0)

    def _of(self, parent: GraphQLNamedType, selected: SelectionSetNode, page: int) -> int:
        return sum(self._of_selection(parent, each, page) for each in selected.selections)

    def _of_selection(self, parent: GraphQLNamedType, selection: SelectionNode, page: int) -> int:
        match selection:
            case FragmentSpreadNode():
                return self._of_fragment(selection.name.value, page)
            case InlineFragmentNode():
                condition: Any = selection.type_condition
                type_ = self.schema.type_map[condition.name.value] if condition else parent
                return self._of(type_, selection.selection_set, page)
            case _:
                return self._of_field(parent, selection, page)

    def _of_fragment(self, name: str, page: int) -> int:
        # The same fragment costs more on a larger page.
        if (name, page) not in self._known:
            fragment = self.fragments[name]
            type_ = self.schema.type_map[fragment.type_condition.name.value]
            self._known[name, page] = self._of(type_, fragment.selection_set, page)
        return self._known[name, page]

    def _of_field(self, parent: GraphQLNamedType, field: Any, page: int) -> int:
        declared = getattr(parent, "fields", {}).get(field.name.value)
        if declared is None or field.selection_set is None:
            return 0
        type_ = get_named_type(declared.type)
        below = self._of(type_, field.selection_set, self._page(field) if is_connection(type_) else 0)
        if is_connection(parent) and field.name.value in ROWS:
            return page * (1 + below)
        if isinstance(get_nullable_type(declared.type), GraphQLList):
            return self._length(field) * (1 + below)
        return below

    def _page(self, field: FieldNode) -> int:
        asked = [self._value(each.value) for each in field.arguments if each.name.value in {"first", "last"}]
        return max((_size(size) for size in asked if size is not None), default=PAGE_SIZE)

    def _length(self, field: FieldNode) -> int:
        """Return how many objects a list without pages can have: as many as it was given ids."""
        for argument in field.arguments:
            if argument.name.value == "ids":
                return self._items(argument.value)
        return UNPAGED

    def _items(self, value: ValueNode) -> int:
        if isinstance(value, ListValueNode):
            return len(value.values)
        given = self._value(value)
        return len(given) if isinstance(given, list) else 1

    def _value(self, value: ValueNode) -> Any:
        if isinstance(value, VariableNode):
            return self.variables.get(value.name.value)
        return value_from_ast_untyped(value)


def is_connection(type_: GraphQLNamedType) -> bool:
    """Whether the type is a page of a list."""
    return "pageInfo" in getattr(type_, "fields", {})


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    declared = operation.variable_definitions
    given = {each.variable.name.value: each.default_value for each in declared if each.default_value is not None}
    return {
        name: None if isinstance(value, NullValueNode) else value_from_ast_untyped(value)
        for name, value in given.items()
    }


def _size(asked: Any) -> int:
    """Return the size of a page; what is no fit number is refused later, and counts as the largest until then."""
    fits = isinstance(asked, int | float) and not isinstance(asked, bool) and 1 <= asked <= LARGEST_PAGE
    return int(asked) if fits else LARGEST_PAGE


class CostLimit(SchemaExtension):
    """Refuses an operation that could show too many rows, and tells what it costs to whoever asks."""

    nodes: int | None = None

    def on_execute(self) -> Iterator[None]:
        """Estimate the rows from the sizes of the pages that are asked for."""
        context = self.execution_context
        assert context.graphql_document is not None  # noqa: S101 - it was parsed before
        check_values(context.variables or {})
        cost = Cost(context.schema._schema, context.graphql_document, context.variables or {})  # noqa: SLF001 - Strawberry's own
        self.nodes = cost.nodes(context.operation_name)
        limit = settings.GRAPHQL_LIMITS["nodes"]
        if self.nodes > limit:
            raise RequestError(
                ErrorCode.QUERY_TOO_COMPLEX,
                f"This could show {self.nodes:,} rows; at most {limit:,} are allowed. Ask for smaller pages.",
            )
        yield

    def get_results(self) -> dict[str, Any]:
        """Return what the document costs, where the request's header asks for it."""
        context = self.execution_context
        size = size_of(context.graphql_document) if context.graphql_document else None
        if size is None or ASKED_BY not in context.context.request.headers:
            return {}
        measured = {"depth": size.depth, "fields": size.fields, "aliases": size.aliases, "directives": size.directives}
        return {"cost": {"nodes": self.nodes, "limit": settings.GRAPHQL_LIMITS["nodes"], **measured}}
