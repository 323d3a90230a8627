"""Forms of the GraphQL multipart request specification, and everything that only looks like one."""

import json
from typing import Any

from tasks.models import Task
from tests.schema.conftest import global_id

UPLOAD = """mutation ($task: ID!, $files: [Upload!]!) {
  uploadTaskFiles(taskId: $task, files: $files) { files { name size } errors { code } }
}"""
PICTURE = "mutation ($picture: Upload) { setProfilePicture(input: { picture: $picture }) { errors { code } } }"
BOUNDARY = "the-boundary"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"

Parts = list[tuple[str, str | None, str]]


def body(parts: Parts) -> bytes:
    """Return a form of parts: name, file name or None, content."""
    lines = []
    for name, file_name, content in parts:
        known_as = f'; filename="{file_name}"' if file_name else ""
        lines += [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{name}"{known_as}', "", content]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""]).encode()


def operations(task: Task, query: Any = UPLOAD, **changes: Any) -> str:
    """Return an operation with room for one file."""
    variables = {"task": global_id(task), "files": [None]}
    return json.dumps({"query": query, "variables": variables} | changes)


def form(first: str, places: str = '{"0": ["variables.files.0"]}') -> Parts:
    """Return the parts of a form with one file."""
    return [("operations", None, first), ("map", None, places), ("0", "a.txt", "hello")]


WRONG_OPERATIONS = {
    "not JSON": "{",
    "null": "null",
    "a list": "[]",
    "a number": "5",
    "text": '"x"',
    "without variables": json.dumps({"query": UPLOAD}),
    "variables that are null": json.dumps({"query": UPLOAD, "variables": None}),
    "variables that are a list": json.dumps({"query": UPLOAD, "variables": [None]}),
    "a batch": json.dumps([{"query": UPLOAD, "variables": {"files": [None]}}] * 2),
}


WRONG_MAPS = {
    "not JSON": "{",
    "null": "null",
    "a list": "[]",
    "a number": "5",
    "text": '"x"',
    "empty": "{}",
    "null for the paths": '{"0": null}',
    "text for the paths": '{"0": "variables.files.0"}',
    "no path": '{"0": []}',
    "a number for a path": '{"0": [5]}',
    "null for a path": '{"0": [null]}',
    "an empty path": '{"0": [""]}',
    "an unknown file": '{"1": ["variables.files.0"]}',
    "one file too many": '{"0": ["variables.files.0"], "1": ["variables.files.0"]}',
    "an unknown variable": '{"0": ["variables.file"]}',
    "into null": '{"0": ["variables.files.0.name"]}',
    "into text": '{"0": ["variables.task.0"]}',
    "over text": '{"0": ["variables.task"]}',
    "over a list": '{"0": ["variables.files"]}',
    "over all variables": '{"0": ["variables"]}',
    "over the query": '{"0": ["query"]}',
    "over operationName": '{"0": ["operationName"]}',
    "an index out of range": '{"0": ["variables.files.1"]}',
    "an index that is no number": '{"0": ["variables.files.x"]}',
    "a negative index": '{"0": ["variables.files.-1"]}',
    "an index of 5,000 digits": f'{{"0": ["variables.files.{"1" * 5000}"]}}',
    "an index in other digits": '{"0": ["variables.files.\u0660"]}',
    "the same place twice": '{"0": ["variables.files.0", "variables.files.0"]}',
    "five thousand places": json.dumps({"0": [f"variables.files.{n}" for n in range(5000)]}),
}


def broken(task: Task) -> dict[str, tuple[bytes, str]]:
    """Return forms that are not whole, and their content types."""
    first = operations(task)
    whole, (operation, places, file) = body(form(first)), form(first)
    return {
        "no operations": (body([places, file]), CONTENT_TYPE),
        "no map": (body([operation, file]), CONTENT_TYPE),
        "no file": (body([operation, places]), CONTENT_TYPE),
        "operations as a file": (body([("operations", "o.json", first), places, file]), CONTENT_TYPE),
        "a file as text": (body([operation, places, ("0", None, "hello")]), CONTENT_TYPE),
        "cut off": (whole[: len(whole) // 2], CONTENT_TYPE),
        "nothing": (b" ", CONTENT_TYPE),
        "no boundary": (whole, "multipart/form-data"),
        "another boundary": (whole, "multipart/form-data; boundary=another"),
        "a boundary that cannot be": (whole, f"multipart/form-data; boundary={'x' * 300}"),
        "two thousand fields": (body([operation, places, file, *[("x", None, "")] * 2000]), CONTENT_TYPE),
        "a hundred and one files": (body([operation, places, *[("0", "a.txt", "hello")] * 101]), CONTENT_TYPE),
    }
