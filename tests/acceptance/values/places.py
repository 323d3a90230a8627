"""Every place of the schema that takes a value: the arguments of each field, and the fields of each input."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

from tests.schema.selections import GRAPHQL, needs_arguments

OMITTED = object()
"""In the place of a value: none is sent."""

Step = tuple[str, GraphQLInputType]


@dataclass(frozen=True)
class Place:
    """Where a value is sent: the fields that lead to an argument, and the way into the argument."""

    kind: str
    fields: tuple[tuple[str, GraphQLField], ...]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return ".".join([*(name for name, _ in self.fields), *(name for name, _ in self.steps)])

    @property
    def operation(self) -> str:
        """The name of the root field."""
        return self.fields[0][0]

    @property
    def type(self) -> GraphQLNamedType:
        """The type of the value, or of each value of a list."""
        return get_named_type(self.steps[-1][1])

    @property
    def may_be_null(self) -> bool:
        """Whether null fits."""
        return not isinstance(self.steps[-1][1], GraphQLNonNull)

    def arguments(self, base: dict[str, Any], value: Any) -> dict[str, Any]:
        """Return the arguments of the last field, with the value in its place and all else as in the base."""
        needed = {name for name, argument in self.fields[-1][1].args.items() if is_required_argument(argument)}
        is_mutation = self.kind == "mutation"
        return put({name: given for name, given in base.items() if is_mutation or name in needed}, self.steps, value)

    def input_fields(self) -> list[str]:
        """Return the names that the fields of the input have, and the arguments beside it."""
        return [*self.fields[-1][1].args, *getattr(get_named_type(self.steps[0][1]), "fields", {})]

    def selection(self, arguments: str) -> str:
        """Return the text that asks the field with these arguments, between braces."""
        given = f"({arguments})" if arguments else ""
        text = f"{given} {shown(self.fields[-1][1].type, {'id', *self.input_fields()})}"
        for index in range(len(self.fields) - 1, 0, -1):
            text = f" {{ {self.fields[index][0]}{text} }}"
        return text


def put(base: dict[str, Any], steps: tuple[Step, ...], value: Any) -> dict[str, Any]:
    """Return the object with the value where the steps lead; what is required beside it is filled in."""
    (name, type_), *deeper = steps
    if deeper:
        inner = base.get(name)
        inner = inner[0] if isinstance(inner, list) else inner
        value = put(inner or siblings(get_named_type(type_)), tuple(deeper), value)
    if value is OMITTED:
        return {key: given for key, given in base.items() if key != name}
    wrapped = takes_lists(type_) and not isinstance(value, list) and value is not None
    return base | {name: [value] if wrapped else value}


def takes_lists(type_: Any) -> bool:
    """Whether a type is of several values."""
    return is_list_type(get_nullable_type(type_))


def siblings(type_: GraphQLNamedType) -> dict[str, Any]:
    """Return the required fields of an input object."""
    assert isinstance(type_, GraphQLInputObjectType)
    return {name: sample(field.type) for name, field in type_.fields.items() if is_required_input_field(field)}


def sample(type_: GraphQLInputType) -> Any:
    """Return a harmless value of a type."""
    named = get_named_type(type_)
    return next(iter(named.values)) if isinstance(named, GraphQLEnumType) else "x"


def places() -> list[Place]:
    """Return every place of the schema: each argument of the roots, and of the fields below the queries once."""
    assert GRAPHQL.query_type is not None
    assert GRAPHQL.mutation_type is not None
    mutations = [((name, field),) for name, field in GRAPHQL.mutation_type.fields.items()]
    ways = [("query", way) for way in below(GRAPHQL.query_type)] + [("mutation", way) for way in mutations]
    return [
        Place(kind, way, steps)
        for kind, way in ways
        for name, argument in way[-1][1].args.items()
        for steps in inside(((name, argument.type),))
    ]


def below(root: GraphQLObjectType) -> Iterator[tuple[tuple[str, GraphQLField], ...]]:
    """Yield the shortest way to each field that takes arguments."""
    known = {root}
    waiting: list[tuple[GraphQLObjectType, tuple[tuple[str, GraphQLField], ...]]] = [(root, ())]
    while waiting:
        type_, way = waiting.pop(0)
        for name, field in type_.fields.items():
            if field.args:
                yield (*way, (name, field))
            named = get_named_type(field.type)
            passable = not field.args or named.name.endswith("Connection")
            if isinstance(named, GraphQLObjectType) and named not in known and passable:
                known.add(named)
                waiting.append((named, (*way, (name, field))))


def inside(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Yield the place itself and those within it; an input within itself only once."""
    yield steps
    type_ = get_named_type(steps[-1][1])
    if isinstance(type_, GraphQLInputObjectType) and type_ not in {get_named_type(step[1]) for step in steps[:-1]}:
        for name, field in type_.fields.items():
            yield from inside((*steps, (name, field.type)))


def shown(type_: Any, names: set[str]) -> str:
    """Return a selection of what a field answers: of the objects of a payload only the fields of these names."""
    named: Any = get_named_type(type_)
    if is_leaf_type(named):
        return ""
    if named.name.endswith("Connection"):
        return "{ totalCount nodes { __typename } }"
    if not named.name.endswith("Payload"):
        return "{ __typename " + " ".join(plain_fields(named) & names) + " }"
    objects = (
        f"{name} {{ code message field }}" if name == "errors" else f"{name} {shown(field.type, names)}"
        for name, field in named.fields.items()
        if not is_leaf_type(get_named_type(field.type))
    )
    return "{ __typename " + " ".join(objects) + " }"


def plain_fields(type_: Any) -> set[str]:
    """Return the names of the fields of an object that are no objects themselves."""
    fields = getattr(type_, "fields", {}).items()
    return {name for name, field in fields if is_leaf_type(get_named_type(field.type)) and not needs_arguments(field)}


def literal(value: Any, type_: Any) -> str:
    """Return the value as it stands in a document."""
    named = get_named_type(type_)
    if isinstance(value, list):
        return "[" + ", ".join(literal(each, type_) for each in value) + "]"
    if isinstance(value, dict):
        fields = getattr(named, "fields", {})
        inner = (f"{key}: {literal(each, fields[key].type if key in fields else named)}" for key, each in value.items())
        return "{ " + ", ".join(inner) + " }"
    if isinstance(named, GraphQLEnumType) and isinstance(value, str) and value.isidentifier():
        return value
    return json.dumps(value)
