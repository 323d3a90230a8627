"""Reading back: every list with all it shows, page by page, and single rows as they were stored."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from graphql import get_named_type, is_required_argument

from schema import nodes
from tests.acceptance.values.places import OMITTED
from tests.acceptance.values.sending import Item
from tests.schema.conftest import Api
from tests.schema.selections import GRAPHQL, everything

NOT_STORED = {"id", "version"}
NODES = {type_.__name__ for type_ in nodes.NODES}
CLEANED = {("updateTaskFile", "name")}
"""What is stored in other words than it was sent: the name of a file."""


def read_everything(caller: Api) -> int:
    """Read every root field that needs nothing, lists page by page to their ends; return how many rows there were."""
    assert GRAPHQL.query_type is not None
    count = 0
    for name, field in GRAPHQL.query_type.fields.items():
        if any(is_required_argument(argument) for argument in field.args.values()) or name == "employee":
            continue
        if get_named_type(field.type).name.endswith("Connection"):
            count += len(read_list(caller, name, f"{everything(field.type, levels=1)}"))
        else:
            caller.data(f"{{ {name} {everything(field.type, levels=1)} }}")
    return count


def read_list(caller: Api, name: str, selection: str, order: str = "", size: int = 100) -> list[dict[str, Any]]:
    """Return all rows of a list, read page by page; its pages have an order of their own."""
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        query = f"query ($after: String) {{ {name}(first: {size}, after: $after {order}) {selection} }}"
        page = caller.data(query, after=after)[name]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(rows) == page["totalCount"]
            return rows
        after = page["pageInfo"]["endCursor"]


class Stored:
    """What has to be read back: each row as it was answered last."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.expected: dict[str, dict[str, Any]] = {}

    def note(self, item: Item, payload: Any) -> None:
        """Note the rows of an answer, and hold the value against them if it was taken."""
        if not isinstance(payload, dict) or payload.get("errors"):
            return
        field = item.place.steps[-1][0]
        for row in rows_in(payload):
            self.expected[row["id"]] = row
            if (
                field in row
                and item.value is not OMITTED
                and field not in NOT_STORED
                and row is changed(payload)
                and not is_made_here(item)
            ):
                assert row[field] == as_stored(item), str(item)

    def read_back(self, caller: Api) -> None:
        """Read every row that was noted, and compare."""
        shapes = {
            row["__typename"]: f"... on {row['__typename']} {{ {' '.join(row)} }}" for row in self.expected.values()
        }
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {' '.join(shapes.values())} }} }}"
        ids = list(self.expected)
        for start in range(0, len(ids), 100):
            part = ids[start : start + 100]
            assert caller.data(query, ids=part)["nodes"] == [self.expected[id_] for id_ in part]


def rows_in(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects in a payload that can be read again by their id."""
    found = [each for value in payload.values() for each in (value if isinstance(value, list) else [value])]
    return [each for each in found if isinstance(each, dict) and each["__typename"] in NODES]


def changed(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the object that a mutation was about: the first, or the first file of an upload."""
    rows = rows_in(payload)
    files = [row for row in rows if row["__typename"] == "TaskFile"]
    return next(iter(files or rows), None)


def is_made_here(item: Item) -> bool:
    """Whether the value is not stored as it came: a name is cleaned, and what a new row lacks is filled in."""
    nothing = item.value is None or (item.place.type.name == "String" and not as_stored(item))
    return (item.place.operation, item.place.steps[-1][0]) in CLEANED or (
        nothing and item.place.operation.startswith("create")
    )


def as_stored(item: Item) -> Any:
    """Return how a value that was taken has to be shown."""
    value = item.value
    match item.place.type.name:
        case "String":
            return text_as_stored(value or "")
        case "Date" if value is not None:
            return date.fromisoformat(value).isoformat()
        case "Decimal" if value is not None:
            return str(Decimal(str(value)).quantize(Decimal("0.01")))
        case _:
            return value


def text_as_stored(text: str) -> str:
    """Return the text in Unicode's composed form, without spaces around it; nothing where nothing is to be seen."""
    tidied = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return tidied if any(unicodedata.category(character)[0] not in "CZ" for character in tidied) else ""
