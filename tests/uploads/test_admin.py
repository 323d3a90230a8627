"""Files in the admin."""

import pytest
from django.test import Client

from organization.models import User
from tasks.models import Task
from tests.conftest import Cast
from tests.uploads.conftest import Stored, upload
from uploads.models import TaskFile

LIST = "/admin/uploads/taskfile/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(cast: Cast, task: Task) -> TaskFile:
    """Return a file that Emil handed in."""
    return upload(task, cast.emil)


@pytest.fixture
def admin(client: Client, file: TaskFile) -> Client:
    """Return a browser in which a user of the admin is signed in."""
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_files_are_listed_and_found(admin: Client) -> None:
    assert "notes.txt" in admin.get(f"{LIST}?q=logo").content.decode()


def test_files_are_not_handed_in_here(admin: Client) -> None:
    assert admin.get(f"{LIST}add/").status_code == 403


def test_a_description_is_changed_and_the_version_counted(admin: Client, file: TaskFile) -> None:
    assert admin.post(f"{LIST}{file.pk}/change/", {"description": "Final"}).status_code == 302
    row = TaskFile.objects.get()
    assert (row.description, row.version, row.name) == ("Final", 2, "notes.txt")


def test_a_deleted_file_takes_its_content_along(admin: Client, file: TaskFile, stored: Stored) -> None:
    assert admin.post(f"{LIST}{file.pk}/delete/", {"post": "yes"}).status_code == 302
    assert stored() == []


def test_a_deleted_task_takes_the_contents_of_its_files_along(admin: Client, task: Task, stored: Stored) -> None:
    assert admin.post(f"/admin/tasks/task/{task.pk}/delete/", {"post": "yes"}).status_code == 302
    assert stored() == []
