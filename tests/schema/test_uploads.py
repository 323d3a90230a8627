"""Files through the API: handed in by multipart request, described, deleted and linked to."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from uploads.models import TaskFile

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]

UPLOAD = """mutation ($taskId: ID!, $files: [Upload!]!, $description: String) {
    uploadTaskFiles(taskId: $taskId, files: $files, description: $description) {
        task { title files { totalCount } }
        files { name size contentType sha256 description viewerCanDelete version
            uploadedBy { firstName } task { title } }
        errors { code message field }
    }
}"""
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
NOTES = b"Some notes.\n"


def a_file(name: str = "notes.txt", content: bytes = NOTES) -> SimpleUploadedFile:
    """Return a file as a request hands it in; the type that its sender declares is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/x-lie")


def upload(caller: Api, task: Task, *files: SimpleUploadedFile, **more: Any) -> dict[str, Any]:
    """Hand files in; return the payload."""
    named = {f"files.{place}": file for place, file in enumerate(files)}
    answer = caller.upload(UPLOAD, named, taskId=global_id(task), **(more | {"files": [None] * len(files)}))
    payload: dict[str, Any] = answer["data"]["uploadTaskFiles"]
    return payload


def errors(payload: dict[str, Any]) -> list[tuple[str, list[str] | None]]:
    """Return the codes and fields of a payload's errors."""
    return [(error["code"], error["field"]) for error in payload["errors"]]


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task that Max gave to Emil."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)


@pytest.fixture
def file(cast: Cast, api: Api, task: Task) -> TaskFile:
    """Return a file that Emil handed in."""
    upload(api.as_(cast.emil), task, a_file())
    return TaskFile.objects.get()


def stored(media: Path) -> list[bytes]:
    """Return the contents of every stored file."""
    return sorted(path.read_bytes() for path in media.rglob("*") if path.is_file())


def test_several_files_are_handed_in_at_once(cast: Cast, api: Api, task: Task, media: Path, letters: Letters) -> None:
    payload = upload(api.as_(cast.emil), task, a_file("../notes.txt"), a_file("logo.PNG", PNG), description="Drafts")
    facts = {
        "description": "Drafts",
        "viewerCanDelete": True,
        "version": 1,
        "uploadedBy": {"firstName": "Emil"},
        "task": {"title": "Draw the logo"},
    }
    text = {"name": "notes.txt", "size": 12, "contentType": "text/plain", "sha256": sha256(NOTES).hexdigest()}
    picture = {"name": "logo.PNG", "size": len(PNG), "contentType": "image/png", "sha256": sha256(PNG).hexdigest()}
    assert payload == {
        "task": {"title": "Draw the logo", "files": {"totalCount": 2}},
        "files": [text | facts, picture | facts],
        "errors": [],
    }
    assert stored(media) == sorted([NOTES, PNG])
    ids = [file.pk for file in TaskFile.objects.order_by("pk")]
    assert letters() == [("file_added", {"files": ids, "to": cast.max.pk, "by": cast.emil.pk})]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("a.txt", b"")], [("FILE_EMPTY", ["files", "0"])]),
        ([("a.txt", b"x" * 101)], [("FILE_TOO_LARGE", ["files", "0"])]),
        ([("a.exe", NOTES)], [("FILE_TYPE_NOT_ALLOWED", ["files", "0"])]),
        ([("a.png", NOTES)], [("FILE_TYPE_NOT_ALLOWED", ["files", "0"])]),
        ([("a.pdf.exe", NOTES)], [("FILE_TYPE_NOT_ALLOWED", ["files", "0"])]),
        ([("notes", NOTES)], [("FILE_TYPE_NOT_ALLOWED", ["files", "0"])]),
        (
            [("ok.txt", NOTES), ("a.exe", NOTES), ("b.txt", b"")],
            [("FILE_TYPE_NOT_ALLOWED", ["files", "1"]), ("FILE_EMPTY", ["files", "2"])],
        ),
        ([("a.txt", NOTES)] * 4, [("INVALID", ["files"])]),
        ([("a.txt", b"x" * 90), ("b.txt", b"x" * 90)], [("QUOTA_EXCEEDED", ["files"])]),
    ],
    ids=str,
)
def test_files_that_break_a_rule_refuse_the_whole_upload(
    cast: Cast, api: Api, task: Task, media: Path, letters: Letters, files: Any, expected: Any
) -> None:
    limits = {"UPLOAD_MAX_FILE_BYTES": 100, "UPLOAD_MAX_FILES": 3, "UPLOAD_MAX_BYTES_PER_TASK": 150}
    with override_settings(**limits):
        payload = upload(api.as_(cast.emil), task, *(a_file(name, content) for name, content in files))
    assert (payload["task"], payload["files"], errors(payload)) == (None, [], expected)
    assert (TaskFile.objects.count(), stored(media), letters()) == (0, [], [])


def test_no_file_at_all_is_refused(cast: Cast, api: Api, task: Task) -> None:
    payload = api.as_(cast.emil).data(UPLOAD, taskId=global_id(task), files=[])["uploadTaskFiles"]
    assert errors(payload) == [("REQUIRED", ["files"])]


@pytest.mark.parametrize("value", ["notes.txt", 5, {"name": "notes.txt"}, True], ids=str)
def test_what_is_no_file_is_refused(cast: Cast, api: Api, task: Task, value: Any) -> None:
    assert api.as_(cast.emil).codes(UPLOAD, taskId=global_id(task), files=[value]) == ["BAD_USER_INPUT"]
    assert TaskFile.objects.count() == 0


def test_an_upload_to_a_hidden_task_is_answered_like_one_to_no_task(
    cast: Cast, api: Api, task: Task, media: Path, letters: Letters
) -> None:
    payload = upload(api.as_(cast.egon), task, a_file())
    task.pk = 999_999
    assert payload == upload(api.as_(cast.egon), task, a_file())
    assert payload["errors"] == [{"code": "NOT_FOUND", "message": "There is no such object.", "field": ["taskId"]}]
    assert (TaskFile.objects.count(), stored(media), letters()) == (0, [], [])


def test_an_upload_of_nobody_is_refused_before_it_is_read(cast: Cast, api: Api, task: Task, media: Path) -> None:
    answer = api.upload(UPLOAD, {"files.0": a_file()}, taskId=global_id(task), files=[None])
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    assert (TaskFile.objects.count(), stored(media)) == (0, [])


def change(caller: Api, name: str, shown: str, /, **fields: Any) -> dict[str, Any]:
    """Run a mutation of a file; return its payload."""
    query = f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {shown} "
    payload: dict[str, Any] = caller.data(f"{query} errors {{ code field }} }} }}", input=fields)[name]
    return payload


FILE = "file { name description version } current { name description version }"


def test_an_update_changes_what_is_given_and_null_clears(cast: Cast, api: Api, file: TaskFile) -> None:
    caller, id_ = api.as_(cast.emil), global_id(file)
    renamed = change(caller, "updateTaskFile", FILE, id=id_, name="draft.txt", description="A draft", version=1)
    shown = {"name": "draft.txt", "description": "A draft", "version": 2}
    assert renamed == {"file": shown, "current": None, "errors": []}
    cleared = change(caller, "updateTaskFile", FILE, id=id_, description=None)
    assert cleared["file"] == {"name": "draft.txt", "description": "", "version": 3}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "draft.exe"}, ("INVALID", ["name"])),
        ({"name": None}, ("REQUIRED", ["name"])),
        ({"name": " "}, ("REQUIRED", ["name"])),
        ({"description": "a" * 501}, ("TOO_LONG", ["description"])),
        ({"description": "a\0"}, ("INVALID", ["description"])),
    ],
    ids=str,
)
def test_an_update_that_breaks_a_rule_changes_nothing(
    cast: Cast, api: Api, file: TaskFile, fields: dict[str, Any], error: tuple[str, list[str]]
) -> None:
    payload = change(api.as_(cast.emil), "updateTaskFile", FILE, id=global_id(file), **fields)
    assert (payload["file"], errors(payload)) == (None, [error])
    assert TaskFile.objects.filter(name="notes.txt", description="", version=1).exists()


def test_a_stale_version_is_a_conflict(cast: Cast, api: Api, file: TaskFile) -> None:
    TaskFile.objects.filter(pk=file.pk).update(version=3)
    payload = change(api.as_(cast.emil), "updateTaskFile", FILE, id=global_id(file), name="draft.txt", version=2)
    current = {"name": "notes.txt", "description": "", "version": 3}
    assert payload == {"file": None, "current": current, "errors": [{"code": "CONFLICT", "field": None}]}


@pytest.mark.parametrize(("viewer", "expected"), [("emil", True), ("erna", False), ("max", True), ("olga", True)])
def test_viewer_can_delete_tells_whether_deleting_would_be_refused(
    cast: Cast, api: Api, file: TaskFile, viewer: str, expected: bool
) -> None:
    Task.objects.filter(pk=file.task_id).update(assigner=cast.erna if viewer == "erna" else cast.max)
    caller = api.as_(getattr(cast, viewer))
    query = "query ($id: ID!) { node(id: $id) { ... on TaskFile { viewerCanDelete } } tasks { nodes { files { nodes {"
    shown = caller.data(f"{query} viewerCanDelete }} }} }} }} }}", id=global_id(file))
    assert shown["node"] == {"viewerCanDelete": expected}
    assert shown["tasks"]["nodes"][0]["files"]["nodes"] == [{"viewerCanDelete": expected}]
    payload = change(caller, "deleteTaskFile", "deletedId", id=global_id(file))
    assert errors(payload) == ([] if expected else [("FORBIDDEN", None)])


def test_deleting_answers_the_id_and_the_task_with_what_is_left(cast: Cast, api: Api, file: TaskFile) -> None:
    payload = change(api.as_(cast.max), "deleteTaskFile", "deletedId task { files { totalCount } }", id=global_id(file))
    assert payload == {"deletedId": global_id(file), "task": {"files": {"totalCount": 0}}, "errors": []}
    assert TaskFile.objects.count() == 0


def test_a_file_shows_no_path_of_the_storage(cast: Cast, api: Api, file: TaskFile) -> None:
    query = "{ myTasks { nodes { files { nodes { id name downloadUrl } } } } }"
    [shown] = api.as_(cast.emil).data(query)["myTasks"]["nodes"][0]["files"]["nodes"]
    assert str(file.file) not in str(shown)
    assert shown["downloadUrl"].endswith(f"/files/{file.pk}/")


def test_the_address_of_a_file_opens_with_the_token_alone(cast: Cast, api: Api, file: TaskFile) -> None:
    caller = api.as_(cast.max)
    url = caller.data("{ tasks { nodes { files { nodes { downloadUrl } } } } }")["tasks"]["nodes"][0]["files"]["nodes"][
        0
    ]
    opened = caller.client.get(url["downloadUrl"], headers=caller.headers())
    assert b"".join(opened) == NOTES
    assert Client().get(url["downloadUrl"]).status_code == 401


LINK = "mutation ($id: ID!) { createDownloadLink(fileId: $id) { url expiresAt errors { code field } } }"


def test_a_link_opens_without_a_token_for_a_minute(cast: Cast, api: Api, file: TaskFile) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with time_machine.travel(now, tick=False) as clock:
        link = api.as_(cast.max).data(LINK, id=global_id(file))["createDownloadLink"]
        assert datetime.fromisoformat(link["expiresAt"]).timestamp() - now.timestamp() == 60
        assert b"".join(Client().get(link["url"])) == NOTES
        clock.shift(61)
        assert Client().get(link["url"]).status_code == 403


def test_a_link_to_a_hidden_file_is_not_made(cast: Cast, api: Api, file: TaskFile) -> None:
    payload = api.as_(cast.egon).data(LINK, id=global_id(file))["createDownloadLink"]
    assert payload == {"url": None, "expiresAt": None, "errors": [{"code": "NOT_FOUND", "field": ["fileId"]}]}
