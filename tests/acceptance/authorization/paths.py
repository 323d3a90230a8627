"""Every path of fields through the schema, down to a depth, in as few documents as the limits allow."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.acceptance.authorization.world import World
from tests.schema.selections import GRAPHQL

PAGE = 3
LARGEST_BATCH = 90
"""How many paths are asked in one document, which is then well within the limits."""


class Step(NamedTuple):
    """A field of a path, as it is written, and what tells which object it leads to."""

    text: str
    known_by: str = ""


Path = tuple[Step, ...]


def arguments(world: World) -> dict[str, str]:
    """Return the arguments of the fields that cannot be asked without them."""
    every = ", ".join(f'"{id_}"' for id_ in world.all_ids())
    ids = {name.lower(): f'(id: "{world.id_of(name)}")' for name in ("Department", "Employee", "Task")}
    return ids | {"node": f'(id: "{world.id_of("TaskFile")}")', "nodes": f"(ids: [{every}])"}


def root_fields() -> dict[str, GraphQLField]:
    """Return the fields of the query type."""
    assert GRAPHQL.query_type is not None
    fields: dict[str, GraphQLField] = GRAPHQL.query_type.fields
    return fields


def paths(name: str, field: GraphQLField, depth: int, given: str = "") -> Iterator[Path]:
    """Yield every path of at most `depth` fields that begins with this field; a step is its text."""
    type_ = cast("Any", get_named_type(field.type))
    asked = name + (given or (f"(first: {PAGE})" if "first" in field.args else ""))
    missing = [argument for argument, spec in field.args.items() if is_required_argument(spec) and not given]
    assert not missing, f"Say in `arguments` with which {missing} to ask {name}."
    if is_leaf_type(type_):
        yield (Step(asked),)
        return
    step = Step(asked, "__typename id" if "id" in type_.fields else "__typename")
    if depth == 1:
        yield (step,)
    elif isinstance(type_, GraphQLInterfaceType):
        for each in GRAPHQL.get_possible_types(type_):
            yield from ((step, Step(f"... on {each.name}"), *rest) for rest in below(each, depth - 1))
    else:
        yield from ((step, *rest) for rest in below(type_, depth - 1))


def below(type_: Any, depth: int) -> Iterator[Path]:
    """Yield every path that begins with a field of this type."""
    for name, field in type_.fields.items():
        yield from paths(name, field, depth)


def documents(world: World, name: str, depth: int) -> Iterator[str]:
    """Yield documents that together ask every path that begins with a root field."""
    found = list(paths(name, root_fields()[name], depth, arguments(world).get(name, "")))
    for start in range(0, len(found), LARGEST_BATCH):
        yield document(found[start : start + LARGEST_BATCH])


def document(batch: list[Path]) -> str:
    """Return a document that asks all these paths, and of every object what it is."""
    tree: dict[Step, Any] = {}
    for path in batch:
        at = tree
        for step in path:
            at = at.setdefault(step, {})
    return "{ " + text(tree) + " }"


def text(tree: dict[Step, Any]) -> str:
    """Return the selection in a tree of steps."""
    return " ".join(
        f"{step.text} {{ {step.known_by} {text(inner)} }}" if step.known_by or inner else step.text
        for step, inner in tree.items()
    )
