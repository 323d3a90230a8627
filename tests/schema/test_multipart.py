"""Files in a request: the GraphQL multipart request specification, and everything that only looks like it."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from notifications.models import Letter
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.forms import (
    CONTENT_TYPE,
    PICTURE,
    UPLOAD,
    WRONG_MAPS,
    WRONG_OPERATIONS,
    body,
    broken,
    form,
    operations,
)
from uploads.models import TaskFile


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> None:
    """Store files where no other test does."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return a task of Emil's, from Max."""
    return Task.objects.create(title="Read", assignee=cast.emil, assigner=cast.max)


def send(caller: Api, content: bytes, content_type: str = CONTENT_TYPE) -> Any:
    """Send a form."""
    return caller.client.generic("POST", "/graphql/", content, content_type=content_type, headers=caller.headers())


def code(response: Any) -> str:
    """Return the code of the only top-level error."""
    (error,) = response.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


def stored() -> list[Path]:
    """Return every file that was stored."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_put_where_the_map_says(cast: Cast, api: Api, task: Task) -> None:
    response = send(api.as_(cast.emil), body(form(operations(task))))
    assert response.json() == {"data": {"uploadTaskFiles": {"files": [{"name": "a.txt", "size": 5.0}], "errors": []}}}


def test_one_file_may_stand_in_two_places(cast: Cast, api: Api, task: Task) -> None:
    query = """mutation ($task: ID!, $a: Upload!, $b: Upload!) {
      uploadTaskFiles(taskId: $task, files: [$a, $b]) { files { name sha256 } errors { code } }
    }"""
    first = operations(task, query, variables={"task": global_id(task), "a": None, "b": None})
    response = send(api.as_(cast.emil), body(form(first, '{"0": ["variables.a", "variables.b"]}')))
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert response.json()["data"]["uploadTaskFiles"] == {
        "files": [{"name": "a.txt", "sha256": digest}] * 2,
        "errors": [],
    }


@pytest.mark.parametrize("first", WRONG_OPERATIONS.values(), ids=WRONG_OPERATIONS)
def test_a_form_without_an_operation_is_refused(cast: Cast, api: Api, task: Task, first: str) -> None:
    response = send(api.as_(cast.emil), body(form(first)))
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize("places", WRONG_MAPS.values(), ids=WRONG_MAPS)
def test_a_form_whose_map_leads_nowhere_is_refused(cast: Cast, api: Api, task: Task, places: str) -> None:
    variables = {"task": global_id(task), "files": [None] * (5000 if len(places) > 50_000 else 1)}
    first = operations(task, variables=variables, operationName=None)
    response = send(api.as_(cast.emil), body(form(first, places)))
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), stored(), Letter.objects.count()) == (0, [], 0)


def test_a_form_that_is_not_whole_is_refused(cast: Cast, api: Api, task: Task) -> None:
    for kind, (content, content_type) in broken(task).items():
        response = send(api.as_(cast.emil), content, content_type)
        assert (kind, response.status_code, code(response)) == (kind, 400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), stored(), Letter.objects.count()) == (0, [], 0)


@pytest.mark.parametrize("instead", ["a.txt", 5, 1.5, True, {"name": "a.txt"}, ["a.txt"]])
def test_only_a_file_stands_in_a_file_s_place(cast: Cast, api: Api, task: Task, instead: Any) -> None:
    caller = api.as_(cast.emil)
    assert caller.codes(UPLOAD, task=global_id(task), files=[instead]) == ["BAD_USER_INPUT"]
    assert caller.codes(PICTURE, picture=instead) == ["BAD_USER_INPUT"]
    assert TaskFile.objects.count() == 0


def test_a_file_does_not_stand_where_text_is_wanted(cast: Cast, api: Api, task: Task) -> None:
    query = 'mutation ($name: String!) { tokenAuth(username: $name, password: "x") { token } }'
    first = operations(task, query, variables={"name": None})
    response = send(api.as_(cast.emil), body(form(first, '{"0": ["variables.name"]}')))
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


def test_without_the_header_that_another_site_cannot_send_a_form_is_refused(cast: Cast, task: Task) -> None:
    response = Client().generic("POST", "/graphql/", body(form(operations(task))), content_type=CONTENT_TYPE)
    assert (response.status_code, code(response)) == (403, "CSRF_PREFLIGHT_REQUIRED")


@pytest.mark.parametrize("header", ["GraphQL-Require-Preflight", "Apollo-Require-Preflight", "Authorization"])
def test_the_form_of_somebody_who_is_not_signed_in_is_not_read(cast: Cast, task: Task, header: str) -> None:
    content = body(form(operations(task)))
    response = Client().generic("POST", "/graphql/", content, content_type=CONTENT_TYPE, headers={header: "1"})
    assert (response.status_code, code(response)) == (200, "UNAUTHENTICATED")
    assert not hasattr(response.wsgi_request, "_post")


def test_the_form_of_who_has_left_is_not_read(cast: Cast, api: Api, task: Task) -> None:
    caller = api.as_(cast.emil)
    cast.emil.user.is_active = False
    cast.emil.user.save()
    assert code(send(caller, body(form(operations(task))))) == "UNAUTHENTICATED"
    assert (TaskFile.objects.count(), stored()) == (0, [])


def test_a_form_that_says_it_is_too_large_is_not_read(cast: Cast, api: Api, task: Task) -> None:
    caller = api.as_(cast.emil)
    largest = 1024 * 1024 + settings.UPLOAD_MAX_FILES * settings.UPLOAD_MAX_FILE_BYTES
    response = caller.client.generic(
        "POST",
        "/graphql/",
        body(form(operations(task))),
        content_type=CONTENT_TYPE,
        headers=caller.headers(),
        CONTENT_LENGTH=str(largest + 1),
    )
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")


def test_an_operation_of_more_than_a_megabyte_is_too_large(cast: Cast, api: Api, task: Task) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = send(api.as_(cast.emil), body(form(operations(task) + " " * 1024 * 1024)))
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")
    assert not any("uploads_taskfile" in entry["sql"] for entry in captured)


def test_django_s_own_client_speaks_it_too(cast: Cast, api: Api, task: Task) -> None:
    caller = api.as_(cast.emil)
    form = {
        "operations": operations(task),
        "map": '{"f": ["variables.files.0"]}',
        "f": SimpleUploadedFile("ü.txt", b"x"),
    }
    response = caller.client.post("/graphql/", form, headers=caller.headers())
    assert response.json()["data"]["uploadTaskFiles"]["files"] == [{"name": "ü.txt", "size": 1.0}]
