"""The table of permissions, tried: every operation, for every role, on objects of every place."""

import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.schema.operations import ARGUMENTS, Scene, viewer
from tests.schema.selections import GRAPHQL
from tests.schema.table import ROLES, Row, rows

WORDS = {
    "UNAUTHENTICATED": "sign-in",
    "PASSWORD_CHANGE_REQUIRED": "password",
    "FORBIDDEN": "forbidden",
    "NOT_FOUND": "hidden",
}
QUERIES = typing.cast("GraphQLObjectType", GRAPHQL.query_type)
MUTATIONS = typing.cast("GraphQLObjectType", GRAPHQL.mutation_type)


def document(name: str) -> str:
    """Return a document that runs one operation with its arguments as variables."""
    kind, type_ = ("query", QUERIES) if name in QUERIES.fields else ("mutation", MUTATIONS)
    field = type_.fields[name]
    declared = ", ".join(f"${argument}: {spec.type}" for argument, spec in field.args.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    return (
        f"{kind} {f'({declared})' if declared else ''} {{ {name}{f'({passed})' if passed else ''} {selection(field)} }}"
    )


def selection(field: GraphQLField) -> str:
    """Return what tells how an operation ended."""
    type_ = get_named_type(field.type)
    fields = type_.fields if isinstance(type_, GraphQLObjectType) else {}
    parts = [f"{name} {{ errors {{ code }} }}" for name in fields if name == "results"]
    return f"{{ __typename {' '.join(parts)} {'errors { code }' if 'errors' in fields else ''} }}"


def call(caller: Api, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Run an operation, with files as a multipart request."""
    sent = arguments.get("files", [])
    assert all(isinstance(file, UploadedFile) for file in sent)
    if not sent:
        return caller.answer(document(name), **arguments)
    files = {f"files.{place}": file for place, file in enumerate(sent)}
    return caller.upload(document(name), files, **(arguments | {"files": [None] * len(sent)}))


def outcome(answer: dict[str, Any]) -> str:
    """Return how an operation ended, in a word of the table."""
    for error in answer.get("errors", []):
        code = error["extensions"]["code"]
        return "shut" if code == "FORBIDDEN" else WORDS.get(code, code)
    [shown] = answer["data"].values()
    if shown in (None, [None]):
        return "hidden"
    parts = [shown, *shown.get("results", ())] if isinstance(shown, dict) else []
    codes = [error["code"] for part in parts for error in part.get("errors", ())]
    return WORDS.get(codes[0], codes[0]) if codes else "ok"


def attempt(cast: Cast, api: Api, row: Row, role: str) -> str:
    """Return how an operation ended for the role; a refusal must change nothing."""
    me = viewer(cast, role)
    build = ARGUMENTS.get(row.operation)
    arguments = build(Scene(cast, me), row.object) if build else {}
    caller = api if role == "nobody" else api.as_(me)
    before = stored() if row.outcomes[role] != "ok" else None
    word = outcome(call(caller, row.operation, arguments))
    assert before is None or stored() == before
    return word


def stored() -> dict[str, Any]:
    """Return every row of every table, letters and jobs included, and the names of all files."""
    files = sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*"))
    with connection.cursor() as cursor:
        return {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables()} | {"files": files}


@cache
def tables() -> list[str]:
    """Return the names of all tables."""
    return connection.introspection.table_names()


def test_b15_b24_every_operation_has_a_row_in_the_table() -> None:
    assert {row.operation for row in rows()} == {*QUERIES.fields, *MUTATIONS.fields}


@pytest.mark.parametrize("row", rows(), ids=str)
def test_b1_b2_b3_b15_everybody_gets_what_the_table_says_and_a_refusal_changes_nothing(
    cast: Cast, api: Api, row: Row
) -> None:
    assert {role: attempt(cast, api, row, role) for role in ROLES} == row.outcomes


@pytest.mark.parametrize("role", ROLES[2:])
def test_a_list_shows_the_tasks_that_open_by_id_and_no_others(cast: Cast, api: Api, role: str) -> None:
    me = viewer(cast, role)
    opened = [row.object for row in rows() if row.operation == "task" and row.outcomes[role] == "ok"]
    for row in rows():
        if row.operation == "task":
            Scene(cast, me).task(row.object)
    shown = api.as_(me).data("{ tasks { totalCount nodes { title } } }")["tasks"]
    assert shown == {"totalCount": len(opened), "nodes": [{"title": f"Task {whose}"} for whose in opened]}
