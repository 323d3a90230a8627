"""Forms that only look like the GraphQL multipart request specification, at the real server."""

import json
from typing import Any

import httpx
import pytest

from notifications.models import Letter
from tasks.models import Task
from tests.acceptance.files.conftest import UPLOAD, Desk, Shelf, code, part
from tests.schema.conftest import global_id
from tests.schema.forms import BOUNDARY, PICTURE, WRONG_MAPS, WRONG_OPERATIONS, body, broken, form, operations
from tests.waiting import HANGS
from uploads.models import TaskFile

BIG = b"A line of notes.\n" * 200_000


def wrong(task: Task) -> dict[str, tuple[bytes, str]]:
    """Return every form that is wrong, and its content type."""
    many = operations(task, variables={"task": global_id(task), "files": [None] * 5000})
    first = operations(task, operationName=None)
    _, kind = broken(task)["no map"]
    forms = {f"operations: {name}": (body(form(text)), kind) for name, text in WRONG_OPERATIONS.items()}
    for name, places in WRONG_MAPS.items():
        forms[f"map: {name}"] = (body(form(many if name == "five thousand places" else first, places)), kind)
    whole = body(form(first))
    return {
        **forms,
        **broken(task),
        "an encoding that does not exist": (whole, f"{kind}; boundary*=nowhere''x"),
        "an encoding that is not UTF-8": (whole, f"{kind}; charset=utf-16"),
        "a part in an encoding that does not exist": (
            whole.replace(b'filename="a.txt"', b"filename*=nowhere''a.txt"),
            kind,
        ),
        "a part that is not base64": (
            whole.replace(b'filename="a.txt"', b'filename="a.txt"\r\nContent-Transfer-Encoding: base64'),
            kind,
        ),
        "cut off in the file": (whole[: whole.index(b"hello") + 3], kind),
        "cut off in the last boundary": (whole[:-6], kind),
    }


def test_d19_every_wrong_form_is_refused_with_a_code_and_the_server_lives(emil: Desk, task: Task, shelf: Shelf) -> None:
    forms = wrong(task)
    assert len(forms) > 50
    with httpx.Client(timeout=HANGS) as client:
        answers = {
            name: client.post(emil.web.graphql, content=content, headers=emil.headers(**{"Content-Type": kind}))
            for name, (content, kind) in forms.items()
        }
    outcomes = {name: (answer.status_code, code(answer.content)) for name, answer in answers.items()}
    assert {name: outcome for name, outcome in outcomes.items() if outcome != (400, "BAD_REQUEST")} == {
        "an encoding that does not exist": (415, "BAD_REQUEST"),
    }
    assert all(answer.headers["Content-Type"].startswith("application/json") for answer in answers.values())
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)
    assert emil.upload(task, ("a.txt", b"hello"))["errors"] == []


def both(places: list[str], content: bytes, variables: dict[str, Any]) -> bytes:
    """Return the form of one file in several places."""
    query = """mutation ($task: ID!, $a: Upload!, $b: Upload!) {
      uploadTaskFiles(taskId: $task, files: [$a, $b]) { files { name size sha256 } errors { code } } }"""
    return (
        part("operations", None, json.dumps({"query": query, "variables": variables}).encode())
        + part("map", None, json.dumps({"0": places}).encode())
        + part("0", "a.txt", content)
        + f"--{BOUNDARY}--\r\n".encode()
    )


@pytest.mark.parametrize("content", [b"hello", BIG], ids=["small", "large"])
def test_d20_one_file_for_two_variables_is_two_files(emil: Desk, task: Task, shelf: Shelf, content: bytes) -> None:
    variables = {"task": global_id(task), "a": None, "b": None}
    payload = emil.send(both(["variables.a", "variables.b"], content, variables)).json()["data"]["uploadTaskFiles"]
    assert (payload["errors"], [file["size"] for file in payload["files"]]) == ([], [len(content)] * 2)
    assert [path.read_bytes() == content for path in shelf()] == [True, True]
    assert len(set(TaskFile.objects.values_list("file", flat=True))) == 2


def test_d20_one_file_for_five_thousand_places_is_refused(emil: Desk, task: Task, shelf: Shelf) -> None:
    variables = {"task": global_id(task), "a": None, "b": None, "more": [None] * 5000}
    response = emil.send(both([f"variables.more.{place}" for place in range(5000)], b"hello", variables))
    assert (response.status_code, code(response.content)) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), shelf()) == (0, [])


@pytest.mark.parametrize("instead", ["a.txt", {"name": "a.txt"}, 5, True, [], ""], ids=repr)
def test_d22_only_a_file_stands_in_the_place_of_a_file(emil: Desk, task: Task, shelf: Shelf, instead: Any) -> None:
    headers = {"Authorization": f"Bearer {emil.token}"}
    for query, variables in (
        (UPLOAD, {"task": global_id(task), "files": [instead]}),
        (PICTURE, {"picture": instead}),
    ):
        answer = emil.web.post({"query": query, "variables": variables}, headers=headers)
        assert code(answer.content) == "BAD_USER_INPUT"
    assert (TaskFile.objects.count(), shelf()) == (0, [])
