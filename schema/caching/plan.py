"""What a field of a document asks, found out once per document."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

import orjson
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLResolveInfo,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    print_ast,
    visit,
)
from strawberry_django.utils.typing import get_django_definition

from schema.caching.tags import family_of

KEPT_PLANS = 1024


@dataclass(frozen=True)
class Plan:
    """What identifies a field's answer apart from the viewer, and what it shows."""

    fingerprint: str
    variables: tuple[str, ...]
    families: frozenset[str]

    def key(self, variables: dict[str, Any]) -> str:
        """Return what identifies the answer for these values of the variables."""
        used = {name: variables[name] for name in self.variables if name in variables}
        values = orjson.dumps(used, default=repr, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
        return f"{self.fingerprint}:{blake2b(values, digest_size=12).hexdigest()}"


_plans: dict[tuple[Any, ...], Plan] = {}


def plan_of(info: GraphQLResolveInfo, declared: frozenset[str]) -> Plan:
    """Return the plan of the field under way; one per document, operation and place in it."""
    source = info.operation.loc.source.body if info.operation.loc else print_ast(info.operation)
    operation = info.operation.name.value if info.operation.name else None
    # Which of several selections of one field count may depend on variables.
    places = tuple(node.loc.start if node.loc else 0 for node in info.field_nodes)
    key = (source, operation, places)
    plan = _plans.get(key)
    if plan is None:
        if len(_plans) >= KEPT_PLANS:
            _plans.clear()
        plan = _plans[key] = _make(info, declared)
    return plan


def _make(info: GraphQLResolveInfo, declared: frozenset[str]) -> Plan:
    fragments = dict(_fragments(info))
    nodes = [*info.field_nodes, *fragments.values()]
    # The field's own alias is where the answer is put, not what it is.
    texts = [print_ast(_without_alias(node)) for node in info.field_nodes]
    texts += [print_ast(fragments[name]) for name in sorted(fragments)]
    fingerprint = blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()
    shown = {family for type_ in _types(info) if (family := _family(info, type_))}
    return Plan(fingerprint, tuple(sorted(_variables(nodes))), declared | shown)


def _without_alias(node: FieldNode) -> FieldNode:
    return FieldNode(
        name=node.name, arguments=node.arguments, directives=node.directives, selection_set=node.selection_set
    )


def _fragments(info: GraphQLResolveInfo) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    waiting: list[Any] = list(info.field_nodes)
    while waiting:
        for name in _spreads(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(info.fragments[name])
                yield name, info.fragments[name]


def _spreads(node: Any) -> list[str]:
    found: list[str] = []

    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: Any) -> None:
            found.append(spread.name.value)

    visit(node, Spreads())
    return found


def _variables(nodes: list[Any]) -> set[str]:
    found: set[str] = set()

    class Variables(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.add(variable.name.value)

    for node in nodes:
        visit(node, Variables())
    return found


def _types(info: GraphQLResolveInfo) -> set[GraphQLNamedType]:
    """Return every type of object under the field; each pair of type and selection is looked at once."""
    found = {get_named_type(info.return_type)}
    waiting = [(get_named_type(info.return_type), node.selection_set) for node in info.field_nodes]
    seen: set[tuple[str, int]] = set()
    while waiting:
        parent, selections = waiting.pop()
        if selections is None or (parent.name, id(selections)) in seen:
            continue
        seen.add((parent.name, id(selections)))
        found.add(parent)
        fields: dict[str, Any] = getattr(parent, "fields", {})
        if "nodes" in fields:
            # Whoever only counts or pages depends on the rows of the list, too.
            found.add(cast("GraphQLNamedType", get_named_type(fields["nodes"].type)))
        waiting += _below(info, parent, selections)
    return found


def _below(info: GraphQLResolveInfo, parent: Any, selections: SelectionSetNode) -> Iterator[tuple[Any, Any]]:
    for selection in selections.selections:
        match selection:
            case FragmentSpreadNode():
                fragment = info.fragments[selection.name.value]
                yield info.schema.type_map[fragment.type_condition.name.value], fragment.selection_set
            case InlineFragmentNode():
                name = getattr(selection.type_condition, "name", None)
                yield info.schema.type_map[name.value] if name else parent, selection.selection_set
            case FieldNode() if selection.name.value in getattr(parent, "fields", {}):
                yield get_named_type(parent.fields[selection.name.value].type), selection.selection_set


def _family(info: GraphQLResolveInfo, type_: GraphQLNamedType) -> str | None:
    definition = info.schema._strawberry_schema.get_type_by_name(type_.name)  # type: ignore[attr-defined]  # noqa: SLF001
    django = get_django_definition(definition.origin) if hasattr(definition, "origin") else None
    return family_of(django.model) if django else None
