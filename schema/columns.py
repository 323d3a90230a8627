"""Plain columns are read straight from their row: most of an answer needs no more than that.

Strawberry asks every field through the same dozen calls, whether it is a column or a resolver
with permissions. After the schema is built, the fields that only show a column, a property, a
loaded relation or list, the global id or what a plain function says are given resolvers that do just that;
for anything that is not loaded they ask the stock resolver. The answers are the same, byte by byte.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from graphql import GraphQLEnumType, GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry import Info
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry_django.fields.field import StrawberryDjangoConnectionExtension, StrawberryDjangoField
from strawberry_django.optimizer import is_optimized_by_prefetching
from strawberry_django.utils.typing import get_django_definition

from schema.lists import Connection

Resolver = Callable[..., Any]


def read_columns_directly(schema: GraphQLSchema) -> None:
    """Give the fields of models and lists that only show what is loaded a short way to it."""
    strawberry_schema: Any = schema._strawberry_schema  # type: ignore[attr-defined]  # noqa: SLF001 - its back reference
    graphql_name = strawberry_schema.config.name_converter.get_graphql_name
    for type_ in schema.type_map.values():
        definition = strawberry_schema.get_type_by_name(type_.name)
        if not isinstance(type_, GraphQLObjectType) or not hasattr(definition, "origin"):
            continue
        declared = {graphql_name(each): each for each in definition.fields}
        django = get_django_definition(definition.origin)
        for name, field in type_.fields.items():
            if django is not None:
                field.resolve = shortened(field, declared[name], django.model, type_.name) or field.resolve
            elif issubclass(definition.origin, Connection) and declared[name].base_resolver:
                field.resolve = plain_function(declared[name], declared[name].base_resolver) or field.resolve


def shortened(field: GraphQLField, declared: StrawberryField, model: type[models.Model], type_name: str) -> Any:
    """Return the short resolver of a field, or None if it does more than show what is loaded."""
    if declared.python_name == "_id":
        return global_id(type_name)
    if not isinstance(declared, StrawberryDjangoField) or field.resolve is None:
        return None
    name = declared.django_name or declared.python_name
    if declared.extensions:
        return loaded_list(declared, name, field.resolve)
    if declared.base_resolver:
        return plain_function(declared, declared.base_resolver)
    if isinstance(getattr(model, name, None), property):
        return computed_property(name)
    return None if isinstance(get_named_type(field.type), GraphQLEnumType) else of_column(model, name, field.resolve)


def of_column(model: type[models.Model], name: str, stock: Resolver) -> Resolver | None:
    """Return the resolver of a plain column or a foreign key; None for lists, files and what is no column."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(column, models.ForeignKey):
        return loaded_relation(column.name, stock)
    if column.is_relation or not isinstance(column, models.Field) or isinstance(column, models.FileField):
        return None
    return loaded_column(column.attname, stock)


def global_id(type_name: str) -> Resolver:
    """Return the resolver of a type's global id."""

    def resolve(row: Any, _info: Any) -> str:
        return b64encode(f"{type_name}:{row.pk}".encode()).decode()

    return resolve


def loaded_list(declared: StrawberryDjangoField, name: str, stock: Resolver) -> Resolver | None:
    """Return the resolver of a relation's list that the optimizer has read; None if more stands around it."""
    [extension, *others] = declared.extensions
    is_relation = getattr(getattr(declared.base_resolver, "wrapped_func", None), "can_optimize", False)
    if others or not is_relation or not isinstance(extension, StrawberryDjangoConnectionExtension):
        return None
    connection = cast("type[Connection[Any]]", extension.connection_type)

    def resolve(row: Any, info: Any, **paging: Any) -> Any:
        rows = getattr(row, "_prefetched_objects_cache", {}).get(name)
        if rows is None or not is_optimized_by_prefetching(rows):
            return stock(row, info, **paging)
        return connection.resolve_connection(rows, info=Info(_raw_info=info, _field=declared), **paging)

    return resolve


def plain_function(declared: StrawberryField, resolver: StrawberryResolver[Any]) -> Resolver | None:
    """Return the resolver of a function of the row and the request; None for one with arguments of its own."""
    row_name = resolver.parent_parameter or resolver.root_parameter or resolver.self_parameter
    if resolver.arguments or row_name is None:
        return None
    function: Any = resolver.wrapped_func
    row_key, info_key = row_name.name, getattr(resolver.info_parameter, "name", "")

    def resolve(row: Any, info: Any) -> Any:
        if not info_key:
            return function(**{row_key: row})
        return function(**{row_key: row, info_key: Info(_raw_info=info, _field=declared)})

    return resolve


def loaded_column(attname: str, stock: Resolver) -> Resolver:
    """Return the resolver of a column."""

    def resolve(row: Any, info: Any) -> Any:
        try:
            return row.__dict__[attname]
        except KeyError:
            return stock(row, info)

    return resolve


def computed_property(name: str) -> Resolver:
    """Return the resolver of what a row computes itself."""

    def resolve(row: Any, _info: Any) -> Any:
        return getattr(row, name)

    return resolve


def loaded_relation(name: str, stock: Resolver) -> Resolver:
    """Return the resolver of a foreign key."""

    def resolve(row: Any, info: Any) -> Any:
        try:
            return row._state.fields_cache[name]  # noqa: SLF001 - Django keeps loaded relations there
        except KeyError:
            return stock(row, info)

    return resolve
