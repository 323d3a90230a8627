"""Selections made from the schema: everything that an object shows, two levels deep."""

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.root import schema

GRAPHQL = schema._schema


def needs_arguments(field: GraphQLField) -> bool:
    """Whether a field cannot be asked without arguments."""
    return any(is_required_argument(argument) for argument in field.args.values())


def everything(type_: object, levels: int) -> str:
    """Return a selection of all fields of a type, with objects below it down to some levels."""
    named = get_named_type(type_)  # type: ignore[call-overload]
    assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType)
    return "{ __typename " + " ".join(filter(None, (_one(name, f, levels) for name, f in named.fields.items()))) + " }"


def _one(name: str, field: GraphQLField, levels: int) -> str:
    if needs_arguments(field):
        return ""
    if is_leaf_type(get_named_type(field.type)):
        return name
    # A connection and its edges are wrapping, not a level of objects.
    deeper = levels if get_named_type(field.type).name.endswith(("Connection", "Edge", "PageInfo")) else levels - 1
    return f"{name} {everything(field.type, deeper)}" if deeper >= 0 else ""


def list_fields() -> list[str]:
    """Return the names of the root fields that are lists."""
    query = GRAPHQL.query_type
    assert query is not None
    return sorted(
        name for name, field in query.fields.items() if get_named_type(field.type).name.endswith("Connection")
    )
