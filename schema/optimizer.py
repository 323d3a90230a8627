"""The optimizer of strawberry-django, taught that `nodes` reads what `edges { node }` reads."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from graphql import (
    FieldNode,
    GraphQLResolveInfo,
    NameNode,
    SelectionSetNode,
    Visitor,
    get_named_type,
    visit,
)
from graphql.execution.collect_fields import collect_sub_fields
from strawberry.extensions import SchemaExtension
from strawberry_django.optimizer import DjangoOptimizerExtension, optimizer

from schema.context import Info

Row = TypeVar("Row", bound=Model)
KEPT_PLANS = 512
CONNECTION_FIELDS = {"edges", "pageInfo", "totalCount"}


class ConnectionsAsEdges(Visitor):
    """Rewrites the selection of a connection, for the optimizer only, to what it looks for.

    It looks for `edges { node { … } }`, and leaves alone a nested connection without it:
    so `nodes { … }` becomes that, and whoever counts or pages reads the rows' ids, too.
    """

    def leave_field(self, field: FieldNode, *_: Any) -> FieldNode | None:
        """Rewrite a field `nodes` without arguments: the one of the root has them."""
        if field.name.value != "nodes" or field.arguments or field.selection_set is None:
            return None
        return _edges(field.selection_set, field.alias, field.directives)

    def leave_selection_set(self, selected: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        """Add the rows' ids to a selection that only a connection can have."""
        names = {each.name.value for each in selected.selections if isinstance(each, FieldNode)}
        if not names & CONNECTION_FIELDS:
            return None
        ids = SelectionSetNode(selections=(FieldNode(name=NameNode(value="id"), arguments=(), directives=()),))
        return SelectionSetNode(selections=(*selected.selections, _edges(ids)))


def _edges(node: SelectionSetNode, alias: NameNode | None = None, directives: Any = ()) -> FieldNode:
    inner = FieldNode(name=NameNode(value="node"), arguments=(), directives=(), selection_set=node)
    selected = SelectionSetNode(selections=(inner,))
    return FieldNode(
        alias=alias, name=NameNode(value="edges"), arguments=(), directives=directives, selection_set=selected
    )


class Optimizer(DjangoOptimizerExtension):
    """Reads what a query selects in a constant number of statements."""

    # Parsed documents are kept, so a node stands for its text; the value holds the node, lest its id be used again.
    _plans: dict[int, tuple[Any, Any]] = {}  # noqa: RUF012 - one for all requests, on purpose

    def __init__(self, **options: Any) -> None:
        """Read related rows by the models' own querysets, which know who may see them."""
        super().__init__(prefetch_custom_queryset=True, **options)

    # Every field that returns a queryset is one of strawberry-django, which asks `optimize` itself.
    resolve = SchemaExtension.resolve  # type: ignore[assignment]

    def optimize(self, qs: Any, info: Any, *, store: Any = None) -> Any:
        """Prepare the queryset for what the field under it selects."""
        raw: GraphQLResolveInfo = getattr(info, "_raw_info", info)
        seen = raw._replace(
            field_nodes=[self._rewritten(node) for node in raw.field_nodes],
            fragments={name: self._rewritten(fragment) for name, fragment in raw.fragments.items()},
        )
        return super().optimize(qs, seen, store=store)

    def _rewritten(self, node: Any) -> Any:
        if id(node) not in self._plans:
            if len(self._plans) >= KEPT_PLANS:
                self._plans.clear()
            self._plans[id(node)] = (node, visit(node, ConnectionsAsEdges()))
        return self._plans[id(node)][1]


def prepared(rows: QuerySet[Row], info: Info, *paths: tuple[str, ...], type_: type[Any] | None = None) -> QuerySet[Row]:
    """Prepare the queryset for what is selected further below.

    `paths` lead from the field to the rows' own fields; `type_` says what the rows are where
    the field's type is an interface.
    """
    raw = info._raw_info  # noqa: SLF001 - the selection is known only to it
    found = [_below(raw, path) for path in paths]
    nodes = [node for nodes, _ in found for node in nodes]
    extension = optimizer.get()
    if not nodes or extension is None:
        return rows
    return_type: Any = raw.schema.type_map[type_.__name__] if type_ else found[0][1]
    return extension.optimize(rows, raw._replace(field_nodes=nodes, return_type=return_type))


def selected(info: Info, *paths: tuple[str, ...]) -> set[str]:
    """Return the names of the fields that are selected at the ends of the paths."""
    raw = info._raw_info  # noqa: SLF001 - the selection is known only to it
    names: set[str] = set()
    for path in paths:
        nodes, type_ = _below(raw, path)
        if nodes:
            fields = collect_sub_fields(raw.schema, raw.fragments, raw.variable_values, type_, nodes)
            names |= {node.name.value for nodes in fields.values() for node in nodes}
    return names


def _below(info: GraphQLResolveInfo, path: tuple[str, ...]) -> tuple[list[FieldNode], Any]:
    nodes, type_ = list(info.field_nodes), cast("Any", get_named_type(info.return_type))
    for name in path:
        fields = collect_sub_fields(info.schema, info.fragments, info.variable_values, type_, nodes)
        nodes = [node for group in fields.values() for node in group if node.name.value == name]
        type_ = get_named_type(type_.fields[name].type)
    return nodes, type_
