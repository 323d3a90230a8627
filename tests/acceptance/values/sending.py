"""How the values are sent, many in a request, and what no answer may hold."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from schema.errors import REQUEST_CODES, ErrorCode
from tests.acceptance.values.places import Place, literal
from tests.schema.conftest import Api
from tests.schema.operations import ARGUMENTS, Scene
from tests.schema.table import rows

ALIASES = 14
LARGEST = 800_000
"""How many characters of values a request holds."""

CODES = {code.value for code in REQUEST_CODES - {ErrorCode.INTERNAL_SERVER_ERROR}}
WORDS = re.compile(
    r"traceback|exception|error:|select |insert into|update \"|_id\b|organization_|tasks_task|uploads_|/srv|\.py\b"
    r"|out of range|isoformat|invalid literal|conversionsyntax|expected a number|padding|codec|<class|object at 0x"
    r"|nonetype|keyerror|4300|datatype|integer out|psycopg|sqlite|django|strawberry",
    re.IGNORECASE,
)
"""Words of libraries and of the database, which no caller should read."""


@dataclass(frozen=True)
class Item:
    """A value for a place."""

    place: Place
    value: Any

    def __str__(self) -> str:
        return f"{self.place} = {str(self.value)[:40]!r}"


@dataclass
class Sender:
    """Sends values as somebody, each among arguments that are otherwise right."""

    api: Api
    base: dict[str, Any]
    count: int = 0

    def by_variable(self, items: Sequence[Item]) -> Any:
        """Send the values as variables; return the response."""
        declared, fields = [], []
        variables: dict[str, Any] = {}
        for index, item in enumerate(items):
            arguments = item.place.arguments(self.fresh(item), item.value)
            types = {name: argument.type for name, argument in item.place.fields[-1][1].args.items()}
            given = {f"{name}{index}": (name, types[name]) for name in arguments}
            declared += [f"${variable}: {type_}" for variable, (_, type_) in given.items()]
            names = ", ".join(f"{name}: ${variable}" for variable, (name, _) in given.items())
            fields.append(f"a{index}: {item.place.operation}{item.place.selection(names)}")
            variables |= {variable: arguments[name] for variable, (name, _) in given.items()}
        variables_of = f"({', '.join(declared)})" if declared else ""
        text = f"{items[0].place.kind} {variables_of} {{\n" + "\n".join(fields) + "\n}"
        return self.post(text, variables)

    def in_the_document(self, items: Sequence[Item]) -> Any:
        """Send the values in the text of the document; return the response."""
        fields = []
        for index, item in enumerate(items):
            arguments = item.place.arguments(self.fresh(item), item.value)
            types = {name: argument.type for name, argument in item.place.fields[-1][1].args.items()}
            text = ", ".join(f"{name}: {literal(value, types[name])}" for name, value in arguments.items())
            fields.append(f"a{index}: {item.place.operation}{item.place.selection(text)}")
        return self.post(f"{items[0].place.kind} {{\n" + "\n".join(fields) + "\n}", {})

    def fresh(self, item: Item) -> dict[str, Any]:
        """Return the arguments beside the value; what has to be unique is, for what is made anew."""
        self.count += 1
        given = dict(self.base)
        if item.place.operation.startswith("create") and "input" in given:
            unique = {"workEmail": f"person{self.count}@acme.example", "name": f"Number {self.count}"}
            given["input"] = given["input"] | {name: unique[name] for name in unique if name in given["input"]}
        return given

    def post(self, text: str, variables: dict[str, Any]) -> Any:
        """Send the operation, files by their parts of a form."""
        files = {
            f"{name}.{index}": file
            for name, value in variables.items()
            if isinstance(value, list)
            for index, file in enumerate(value)
            if isinstance(file, UploadedFile)
        }
        if not files:
            return self.api.post(text, **variables)
        return self.post_form(text, variables, files)

    def post_form(self, text: str, variables: dict[str, Any], files: dict[str, Any]) -> Any:
        """Send the operation as a form."""
        for place, file in files.items():
            file.seek(0)
            name = place.partition(".")[0]
            variables[name] = [None] * len(variables[name])
        places = {str(number): [f"variables.{place}"] for number, place in enumerate(files)}
        parts = {str(number): file for number, file in enumerate(files.values())}
        form = {"operations": json.dumps({"query": text, "variables": variables}), "map": json.dumps(places)}
        headers = self.api.headers() | {"GraphQL-Require-Preflight": "1"}
        return self.api.client.post("/graphql/", form | parts, headers=headers)


def base_of(operation: str, scene: Scene) -> dict[str, Any]:
    """Return arguments with which an officer, or for accounts an employee, does the operation."""
    if operation not in ARGUMENTS:
        return {}
    role = "employee" if scene.me == scene.cast.emil else "officer"
    fitting = [row.object for row in rows() if row.operation == operation and row.outcomes[role] == "ok"]
    others = [object_ for object_ in fitting if object_ != "self"]
    return ARGUMENTS[operation](scene, (others or fitting)[0])


def batches(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items, so many at a time, and less where they are long."""
    batch: list[Item] = []
    room = LARGEST
    for item in items:
        if batch and (len(batch) == size or room < len(str(item.value))):
            yield batch
            batch, room = [], LARGEST
        batch.append(item)
        room -= len(str(item.value))
    if batch:
        yield batch


def check(response: Any, items: Sequence[Item]) -> dict[str, Any]:
    """Return the answer; fail if it tells of a fault, of a library or of the values."""
    answer: dict[str, Any] = response.json()
    named = [str(item) for item in items]
    assert response.status_code < 500, named
    errors = answer.get("errors") or []
    assert {error["extensions"]["code"] for error in errors} <= CODES, (errors, named)
    refused = [error for payload in (answer.get("data") or {}).values() for error in broken_rules(payload)]
    for message in [error["message"] for error in errors + refused]:
        assert WORDS.search(message) is None, (message, named)
        assert len(message) < 300, named
        assert not any(str(item.value) in message for item in items if len(str(item.value)) > 5), (message, named)
    return answer


def check_fitting(response: Any, items: Sequence[Item]) -> dict[str, Any]:
    """Return the data of the answer; fail, too, if the schema did not allow the operation."""
    answer = check(response, items)
    codes = {error["extensions"]["code"] for error in answer.get("errors") or []}
    assert not codes & {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}, [str(item) for item in items]
    return answer.get("data") or {}


def broken_rules(payload: Any) -> list[dict[str, Any]]:
    """Return the errors of a payload, and of its results."""
    if not isinstance(payload, dict):
        return []
    results = payload.get("results") or []
    return [*(payload.get("errors") or []), *(error for result in results for error in result.get("errors", []))]
