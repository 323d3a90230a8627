"""The schema as a contract: complete descriptions, no naked lists, a row in the table for every operation."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from schema.errors import PAYLOAD_CODES, REQUEST_CODES, ErrorCode
from tests.schema.selections import GRAPHQL

# Lists whose length the request itself bounds, and the rows of a page.
BOUNDED = {"week", "errors", "results", "nodes", "edges", "files", "fileTypes", "field", "contentTypes"}


def types() -> Iterator[GraphQLNamedType]:
    """Yield the schema's own types."""
    yield from (type_ for name, type_ in GRAPHQL.type_map.items() if not name.startswith("__"))


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Yield every field of every object with the name of its type."""
    for type_ in types():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from ((type_.name, name, field) for name, field in type_.fields.items())


def undescribed() -> Iterator[str]:
    """Yield whatever has no description."""
    for type_ in types():
        if not type_.description and type_.name not in {"Query", "Mutation"}:
            yield type_.name
        parts = getattr(type_, "values", {}) if isinstance(type_, GraphQLEnumType) else getattr(type_, "fields", {})
        for name, part in parts.items():
            if not part.description:
                yield f"{type_.name}.{name}"
    yield from (
        f"{type_}.{name}({arg})" for type_, name, f in fields() for arg, a in f.args.items() if not a.description
    )


def test_everything_is_described() -> None:
    assert list(undescribed()) == []


def test_every_mutation_says_who_may_call_it() -> None:
    mutation = GRAPHQL.mutation_type
    assert mutation is not None
    assert [name for name, field in mutation.fields.items() if "Requires:" not in (field.description or "")] == []


def test_every_list_of_objects_is_a_connection_or_bounded() -> None:
    naked = [
        f"{type_}.{name}"
        for type_, name, field in fields()
        if "[" in str(field.type)
        and isinstance(get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType)
        and name not in BOUNDED
    ]
    assert naked == []


def test_every_mutation_takes_one_input_and_answers_a_payload_of_its_name() -> None:
    mutation = GRAPHQL.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        assert str(field.type) == f"{name[0].upper()}{name[1:]}Payload!"
        if "input" in field.args:
            assert str(field.args["input"].type) == f"{name[0].upper()}{name[1:]}Input!"


def test_guarded_root_fields_are_nullable_so_that_a_refusal_leaves_the_others_alone() -> None:
    query = GRAPHQL.query_type
    assert query is not None
    assert [name for name, field in query.fields.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_the_codes_are_two_closed_lists() -> None:
    assert set(ErrorCode) == REQUEST_CODES | PAYLOAD_CODES
    assert {ErrorCode.FORBIDDEN} == REQUEST_CODES & PAYLOAD_CODES


@pytest.mark.parametrize("name", ["password", "isStaff", "isSuperuser", "lookup", "regex"])
def test_no_input_reaches_what_is_nobodys_business(name: str) -> None:
    inputs = [type_ for type_ in types() if isinstance(type_, GraphQLInputObjectType)]
    assert [type_.name for type_ in inputs if name in type_.fields] == []


def test_no_field_answers_a_list_of_lists() -> None:
    assert [
        name
        for _, name, field in fields()
        if isinstance(getattr(field.type, "of_type", None), GraphQLList) and "[[" in str(field.type)
    ] == []
