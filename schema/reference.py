"""The reference for people who write scripts: docs/api.md, made of the schema, the examples and the chapters.

`docs/chapters/*.md` are its text, in the order of their names. A line `{{ name }}` in one becomes what the
program knows: the operations with their examples, the look-ups of the examples, shared inputs, error codes, or a
program by its path.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    parse,
)

from schema.errors import PAYLOAD_CODES, REQUEST_CODES, ErrorCode
from schema.root import schema

GRAPHQL = schema._schema  # noqa: SLF001 - strawberry keeps the schema of graphql-core there
FOLDER = Path(__file__).resolve().parent.parent / "docs"
PAGE = ("first", "after", "last", "before")
LANGUAGES = {".sh": "sh", ".py": "python", ".ts": "ts"}
ROLES = {
    "nobody": "without signing in",
    "emma": "as emma, an employee",
    "martin": "as martin, a manager",
    "hannah": "as hannah, HR",
    "olivia": "as olivia, an officer",
}
"""Who asks in the examples, all of them people of the demo."""

GENERATED = "<!-- Made by `python3 manage.py export_docs` of docs/ and the schema; change those. -->\n\n"
_ROW = "| {} |"


@dataclass(frozen=True)
class Example:
    """An operation that works on the demo, as its file tells it."""

    name: str
    viewer: str
    note: str
    variables: dict[str, Any]
    operation: str

    @classmethod
    def read(cls, path: Path) -> "Example":
        """Read `# As NAME. NOTE`, `# Variables: JSON` over any number of lines, and the operation."""
        lines = path.read_text(encoding="utf-8").splitlines()
        header = " ".join(line[1:].strip() for line in lines if line.startswith("#"))
        words, _, variables = header.partition("Variables:")
        found = re.fullmatch(r"As (\w+)\.(.*)", words.strip())
        if not found or found[1] not in ROLES:
            raise ValueError(f"{path} has to begin with '# As NAME.', where NAME is one of {', '.join(ROLES)}.")
        operation = "\n".join(line for line in lines if not line.startswith("#")).strip()
        return cls(path.stem, found[1], found[2].strip(), json.loads(variables or "{}"), operation)


@dataclass(frozen=True)
class LookUp:
    """How one comes by a value that an example names in capitals."""

    name: str
    meaning: str
    needs: tuple[str, ...]
    operation: str


def examples() -> list[Example]:
    """Return the examples, by name."""
    return [Example.read(path) for path in sorted((FOLDER / "examples").glob("*.graphql"))]


@cache
def look_ups() -> dict[str, LookUp]:
    """Return the look-ups, by the words in capitals."""
    text = (FOLDER / "placeholders.graphql").read_text(encoding="utf-8")
    found = {}
    for meaning, operation in re.findall(r"^# (.+)\n((?:query|mutation) (?:.+\n?)+)", text, re.MULTILINE):
        node = parse(operation).definitions[0]
        if not isinstance(node, OperationDefinitionNode) or node.name is None:
            raise ValueError(f"A look-up has a name: {operation}")
        needs = tuple(variable.variable.name.value for variable in node.variable_definitions)
        found[node.name.value] = LookUp(node.name.value, meaning, needs, operation.strip())
    return found


def root_fields() -> dict[str, GraphQLField]:
    """Return every query and every mutation, in the order of the schema."""
    found: dict[str, GraphQLField] = {}
    for root in (GRAPHQL.query_type, GRAPHQL.mutation_type):
        if root is not None:
            found |= root.fields
    return found


def page() -> str:
    """Return docs/api.md."""
    chapters = [path.read_text(encoding="utf-8").strip() for path in sorted((FOLDER / "chapters").glob("*.md"))]
    text = "\n\n".join(re.sub(r"^\{\{ (\S+) \}\}$", _filled, chapter, flags=re.MULTILINE) for chapter in chapters)
    return GENERATED + text.replace("{{ contents }}", contents(text)) + "\n"


def _filled(found: re.Match[str]) -> str:
    made: dict[str, Callable[[], str]] = {
        "queries": lambda: operations(GRAPHQL.query_type),
        "mutations": lambda: operations(GRAPHQL.mutation_type),
        "placeholders": placeholders,
        "request-codes": lambda: codes(REQUEST_CODES),
        "payload-codes": lambda: codes(PAYLOAD_CODES),
        "inputs": shared_inputs,
        "contents": lambda: "{{ contents }}",
    }
    name = found[1]
    return made[name]() if name in made else program(name)


def contents(text: str) -> str:
    """Return links to the chapters and their parts, but not to each operation."""
    lines = []
    outside = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for level, title in re.findall(r"^(##|###) ([^`\n]+)$", outside, re.MULTILINE):
        anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        lines.append(f"{'  ' * (len(level) - 2)}- [{title}](#{anchor})")
    return "\n".join(lines)


def program(name: str) -> str:
    """Return a program of docs/programs as a block, word for word."""
    path = FOLDER / "programs" / name
    return f"`{name}`\n\n```{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8').strip()}\n```"


def operations(root: GraphQLObjectType | None) -> str:
    """Return the reference of the queries or of the mutations."""
    known = {example.name: example for example in examples()}
    fields = root.fields if root else {}
    return "\n\n".join(operation(name, field, known[name]) for name, field in fields.items())


def operation(name: str, field: GraphQLField, example: Example) -> str:
    """Return what an operation does, who may ask, what it takes and answers, and its example."""
    parts = [f"### `{name}`", described(field.description or "")]
    arguments = list(_arguments(field))
    if arguments:
        parts.append(table(("argument", "type", "meaning"), arguments))
    parts.append("Answers " + answered(field))
    note = f" {example.note}" if example.note else ""
    parts += [f"Example, {ROLES[example.viewer]}:{note}", f"```graphql\n{example.operation}\n```"]
    if example.variables:
        parts.append(f"```json\n{json.dumps(example.variables, ensure_ascii=False)}\n```")
    return "\n\n".join(parts)


def described(description: str) -> str:
    """Return a description with who may ask and what is sent on lines of their own."""
    text = " ".join(description.split())
    return re.sub(r" (Requires|Sends): ", r"\n\n**\1:** ", text)


def _arguments(field: GraphQLField) -> Iterator[tuple[str, str, str]]:
    for name, argument in field.args.items():
        type_ = get_named_type(argument.type)
        if name == "input" and isinstance(type_, GraphQLInputObjectType):
            yield from (_input(f"input.{key}", value) for key, value in type_.fields.items())
        elif name not in PAGE:
            yield _input(name, argument)


def _input(name: str, given: GraphQLArgument | GraphQLInputField) -> tuple[str, str, str]:
    return f"`{name}`", f"`{given.type}`", " ".join((given.description or "").split())


def answered(field: GraphQLField) -> str:
    """Return the type of the answer; of a payload, each field but the errors."""
    type_ = get_named_type(field.type)
    if not (isinstance(type_, GraphQLObjectType) and type_.name.endswith("Payload")):
        return f"`{field.type}`."
    told = [
        f"- `{name}`: `{part.type}`. {' '.join((part.description or '').split())}"
        for name, part in type_.fields.items()
        if name != "errors"
    ]
    return "`errors` and\n\n" + "\n".join(told)


def placeholders() -> str:
    """Return what stands for each word in capitals."""
    rows = ((f"`{look_up.name}`", look_up.meaning, f"`{one_line(look_up)}`") for look_up in look_ups().values())
    return table(("word", "meaning", "look-up"), rows)


def one_line(look_up: LookUp) -> str:
    """Return a look-up's operation in one line."""
    return " ".join(look_up.operation.split())


def codes(which: Iterable[ErrorCode]) -> str:
    """Return a table of codes, what each means and what a client does."""
    what_to_do = advice()
    meanings = GRAPHQL.type_map["ErrorCode"]
    if not isinstance(meanings, GraphQLEnumType):
        raise TypeError("ErrorCode is an enum.")
    chosen = {code.value for code in which}
    return table(
        ("code", "meaning", "what a client does"),
        (
            (f"`{name}`", value.description or "", what_to_do[name])
            for name, value in meanings.values.items()
            if name in chosen
        ),
    )


@cache
def advice() -> dict[str, str]:
    """Return one sentence for each code, as docs/errors.json has them."""
    told: dict[str, str] = json.loads((FOLDER / "errors.json").read_text(encoding="utf-8"))
    return told


def shared_inputs() -> str:
    """Return the filters and orders, which several lists take, and the choices that they and others offer."""
    parts = []
    for name, type_ in sorted(GRAPHQL.type_map.items()):
        if isinstance(type_, GraphQLInputObjectType) and name.endswith(("Filter", "Order")):
            rows = [_input(key, value) for key, value in type_.fields.items()]
            parts += [f"#### {name}", table(("field", "type", "meaning"), rows)]
        elif isinstance(type_, GraphQLEnumType) and not name.startswith("__") and name != "ErrorCode":
            values = [(f"`{key}`", " ".join((value.description or "").split())) for key, value in type_.values.items()]
            parts += [f"#### {name}", table(("value", "meaning"), values)]
    return "\n\n".join(parts)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(_ROW.format(" | ".join(cell.replace("|", "\\|") for cell in line)) for line in lines)
