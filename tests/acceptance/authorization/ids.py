"""Ids to try in the places that take one, and the answers to them."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db.models import Model
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type
from strawberry.relay import to_base64

from organization.authentication import open_session
from organization.models import EmployeeType
from tests.acceptance.authorization.places import Place
from tests.schema.conftest import Api, global_id
from tests.schema.operations import ARGUMENTS, Scene
from tests.schema.selections import GRAPHQL
from tests.schema.table import rows

MISSING = 2**40
AT_ONCE = 12
WRAPPING = {"edges", "pageInfo"}
GARBAGE = ("", "1", b64encode(b"Task:-1").decode(), to_base64("User", "1"))
# Rows of each type that belong to another company: nobody may see them.
FOREIGN: dict[str, Callable[[Scene], Model]] = {
    "Company": lambda scene: scene.cast.globex,
    "Department": lambda scene: scene.cast.labs,
    "Employee": lambda scene: scene.cast.gina,
    "EmployeePosition": lambda scene: scene.position("foreign"),
    "JobRole": lambda scene: scene.job_role("foreign"),
    "Session": lambda scene: open_session(scene.cast.gina.user).session,
    "Task": lambda scene: scene.task("foreign"),
    "TaskFile": lambda scene: scene.file("foreign"),
}
# Rows of each type that everybody in the company, or at least the viewer, may see.
SEEN: dict[str, Callable[[Scene], Model]] = {
    "Company": lambda scene: scene.cast.acme,
    "Department": lambda scene: scene.cast.design,
    "Employee": lambda scene: scene.me,
    "EmployeePosition": lambda scene: scene.cast.position,
    "EmployeeType": lambda _: EmployeeType.objects.latest("id"),
    "JobRole": lambda scene: scene.job_role("own"),
    "Session": lambda scene: open_session(scene.me.user).session,
    "Task": lambda scene: scene.task("own"),
    "TaskFile": lambda scene: scene.file("own"),
}
WITHIN: dict[str, Callable[[Scene, str], Model]] = {"Task": Scene.task, "TaskFile": Scene.file}
"""Types of which some rows are seen, and others of the same company are not."""


def hidden(scene: Scene, role: str, type_: str) -> list[str]:
    """Return ids that lead to rows of another type, of another company, or of people the role has no part in."""
    if type_ == "Node":
        return [id_ for each in SEEN for id_ in hidden(scene, role, each) if each in FOREIGN]
    found = [FOREIGN[type_](scene)] if type_ in FOREIGN else []
    if type_ in WITHIN:
        shut = [row.object for row in rows() if row.operation == "node" and row.outcomes[role] != "ok"]
        found += [WITHIN[type_](scene, whose) for whose in shut]
    if type_ == "Session":
        found.append(open_session(scene.cast.mona.user).session)
    return [global_id(row) for row in found]


def wrong(scene: Scene, place: Place) -> list[str]:
    """Return ids that lead to nothing in the place: garbage, and a row that is seen, but of another type."""
    if place.leads_to == "Node":
        return list(GARBAGE)
    other = "Company" if place.leads_to == "Department" else "Department"
    alien = global_id(SEEN[other](scene))
    # What stands in `and`, `or` or `not` of a filter is read by what reads the filter itself.
    return [alien] if place.plain != str(place) else [alien, *GARBAGE]


def missing(type_: str) -> str:
    """Return an id of a row that does not exist."""
    return to_base64("Task" if type_ == "Node" else type_, UUID(int=MISSING) if type_ == "Session" else MISSING)


def base(scene: Scene, operation: str) -> dict[str, Any]:
    """Return arguments with which the operation goes well for an officer."""
    build = ARGUMENTS.get(operation)
    good = next(row.object for row in rows() if row.operation == operation and row.outcomes["officer"] == "ok")
    return build(scene, good) if build else {}


def answers(caller: Api, place: Place, arguments: dict[str, Any], ids: Iterable[str]) -> list[str]:
    """Return the answers to the operation with each of the ids in the place, asked in as few requests as may be."""
    if "files" in arguments:
        return [_upload(caller, place, arguments, id_) for id_ in ids]
    return [text for batch in batched(ids, AT_ONCE) for text in _together(caller, place, arguments, batch)]


def batched(ids: Iterable[str], size: int) -> list[list[str]]:
    """Return the ids in lists of at most this size."""
    all_ = list(ids)
    return [all_[start : start + size] for start in range(0, len(all_), size)]


def _together(caller: Api, place: Place, arguments: dict[str, Any], ids: list[str]) -> list[str]:
    filled = [place.filled(arguments, id_) for id_ in ids]
    variables = {f"{name}{number}": value for number, given in enumerate(filled) for name, value in given.items()}
    answer = caller.answer(document(place.operation, len(ids)), **variables)
    return [_part(answer, f"a{number}", id_) for number, id_ in enumerate(ids)]


@cache
def document(operation: str, times: int) -> str:
    """Return a document that runs the operation several times, each time with arguments of its own."""
    calls = [_call(operation, _field(operation), str(number)) for number in range(times)]
    declared = ", ".join(text for declarations, _ in calls for text in declarations)
    kind = "mutation" if operation in _fields("mutation") else "query"
    return f"{kind} ({declared}) {{ {' '.join(text for _, text in calls)} }}"


def _call(operation: str, field: GraphQLField, number: str) -> tuple[list[str], str]:
    passed = ", ".join(f"{name}: ${name}{number}" for name in field.args)
    declared = [f"${name}{number}: {spec.type}" for name, spec in field.args.items()]
    return declared, f"a{number}: {operation}({passed}) {shown(field)}"


def _upload(caller: Api, place: Place, arguments: dict[str, Any], id_: str) -> str:
    field = _field(place.operation)
    declared, call = _call(place.operation, field, "")
    filled = place.filled(arguments, id_)
    files = {f"files.{number}": file for number, file in enumerate(filled["files"])}
    for file in filled["files"]:
        file.seek(0)
    query = f"mutation ({', '.join(declared)}) {{ {call} }}"
    return _part(caller.upload(query, files, **filled | {"files": [None] * len(files)}), "a", id_)


def _part(answer: dict[str, Any], alias: str, id_: str) -> str:
    """Return what one of the calls was answered, without the id, which an answer may repeat, and without its alias."""
    data, errors = answer.get("data"), answer.get("errors", [])
    # A shut door ends a document of mutations at once: its error stands for all of them.
    mine = [error for error in errors if data is None or error["path"][0] == alias]
    told = [(error["message"], error["extensions"], error.get("path", [])[1:]) for error in mine]
    return json.dumps([_without(data and data[alias], id_), told], sort_keys=True)


def _without(shown_: Any, id_: str) -> Any:
    if isinstance(shown_, dict):
        return {name: _without(value, id_) for name, value in shown_.items()}
    if isinstance(shown_, list):
        return [_without(value, id_) for value in shown_]
    return "the id" if shown_ == id_ else shown_


def shown(field: GraphQLField) -> str:
    """Return a selection that tells how an operation ended: scalars, errors, counts, and the ids of objects."""
    type_ = get_named_type(field.type)
    if not isinstance(type_, GraphQLObjectType):
        return "{ id __typename }"
    if "id" in type_.fields:
        return "{ id }"
    return "{ " + " ".join(_shown(name, each) for name, each in type_.fields.items() if name not in WRAPPING) + " }"


def _shown(name: str, field: GraphQLField) -> str:
    type_ = cast("Any", get_named_type(field.type))
    if is_leaf_type(type_):
        return name
    if type_.name == "UserError":
        return f"{name} {{ code message field }}"
    if "id" not in type_.fields:
        return f"{name} {{ __typename }}"
    return f"{name} {{ id {'errors { code message field }' if 'errors' in type_.fields else ''} }}"


def _field(operation: str) -> GraphQLField:
    found: GraphQLField = (_fields("query") | _fields("mutation"))[operation]
    return found


def _fields(kind: str) -> dict[str, GraphQLField]:
    root = {"query": GRAPHQL.query_type, "mutation": GRAPHQL.mutation_type}[kind]
    assert root is not None
    fields: dict[str, GraphQLField] = root.fields
    return fields
