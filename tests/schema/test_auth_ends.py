"""When rights end: the very next request with a live token shows it, on every way into the server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from organization.models import Role
from organization.services import accounts, people
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from uploads.models import TaskFile
from uploads.services import upload_task_files

NEW = "a better horse, a stapled battery"
ENDS: dict[str, Callable[[Cast], object]] = {
    "deactivation": lambda cast: people.deactivate_employee(employee=cast.emil, by=cast.olga.user),
    "another password": lambda cast: accounts.change_password(
        current_password=cast.password, new_password=NEW, by=cast.emil.user
    ),
    "signing out everywhere": lambda cast: accounts.sign_out_everywhere(by=cast.emil.user),
    "deletion of the account": lambda cast: (
        TaskFile.objects.all().delete(),
        Task.objects.all().delete(),
        cast.emil.delete(),
        cast.emil.user.delete(),
    ),
}
UPLOAD = (
    "mutation ($task: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $task, files: $files) { errors { code } } }"
)


@pytest.fixture
def file(cast: Cast, settings: Settings, tmp_path: Path) -> TaskFile:
    """Return a file of a task that Max gave to Emil."""
    settings.MEDIA_ROOT = tmp_path
    task = Task.objects.create(title="Read", assignee=cast.emil, assigner=cast.max)
    [row] = upload_task_files(task=task, files=[SimpleUploadedFile("a.txt", b"hello")], by=cast.max.user)
    return row


def status_of(caller: Api, address: str) -> int:
    """Return the status of a download."""
    response = caller.client.get(address, headers=caller.headers())
    # Whoever reads it to its end has it closed.
    response.getvalue()
    status: int = response.status_code
    return status


def download(caller: Api, file: TaskFile) -> int:
    """Return the status of a download by token."""
    return status_of(caller, f"/files/{file.pk}/")


def upload(caller: Api, file: TaskFile) -> list[str]:
    """Hand in a file; return the codes of the refusal."""
    answer = caller.upload(
        UPLOAD, {"files.0": SimpleUploadedFile("b.txt", b"x")}, task=global_id(file.task), files=[None]
    )
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_live_token_is_dead_at_the_next_request(
    cast: Cast, api: Api, file: TaskFile, end: Callable[[Cast], object]
) -> None:
    caller = api.as_(cast.emil)
    query = "{ me { username } }"
    assert (caller.codes(query), download(caller, file)) == ([], 200)
    end(cast)
    assert (caller.codes(query), download(caller, file)) == (["UNAUTHENTICATED"], 401)
    assert upload(caller, file) == ["UNAUTHENTICATED"]
    assert not TaskFile.objects.filter(name="b.txt").exists()


def test_an_answer_from_the_cache_ends_with_the_sign_in(cast: Cast, api: Api, file: TaskFile) -> None:
    caller = api.as_(cast.emil)
    query = "{ tasks { nodes { title } } }"
    assert [caller.data(query) for _ in range(2)] == [{"tasks": {"nodes": [{"title": "Read"}]}}] * 2
    people.deactivate_employee(employee=cast.emil, by=cast.olga.user)
    assert caller.codes(query) == ["UNAUTHENTICATED"]


def test_a_link_to_a_file_ends_with_the_account(cast: Cast, api: Api, file: TaskFile) -> None:
    caller = api.as_(cast.emil)
    query = "mutation ($id: ID!) { createDownloadLink(fileId: $id) { url } }"
    url = caller.data(query, id=global_id(file))["createDownloadLink"]["url"]
    before = status_of(Api(), url)
    people.deactivate_employee(employee=cast.emil, by=cast.olga.user)
    assert (before, status_of(Api(), url)) == (200, 403)


def test_a_manager_who_is_none_any_more_sees_his_team_s_work_no_longer(cast: Cast, api: Api, file: TaskFile) -> None:
    task = Task.objects.create(title="Secret", assignee=cast.erna, assigner=cast.erna)
    caller = api.as_(cast.max)
    query = "query ($id: ID!) { task(id: $id) { title } myTeam { totalCount } }"
    assert caller.data(query, id=global_id(task))["task"] == {"title": "Secret"}
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)
    answer = caller.answer(query, id=global_id(task))
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert answer["data"] == {"task": None, "myTeam": None}


def test_an_employee_who_became_a_manager_may_more_at_once(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.emil)
    people.set_employee_role(employee=cast.emil, role=Role.MANAGER, by=cast.olga.user)
    query = "{ myTeam { totalCount } me { role } }"
    assert caller.data(query) == {"myTeam": {"totalCount": 1}, "me": {"role": "MANAGER"}}
