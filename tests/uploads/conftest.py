"""What the tests of files share: a folder of their own, a task that Max gave to Emil, and files to hand in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from organization.models import Employee
from tasks.models import Task
from tests.conftest import Cast
from uploads.models import TaskFile
from uploads.services import upload_task_files

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]
Stored = Callable[[], list[Path]]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n"


def a_file(name: str = "notes.txt", content: bytes = b"Some notes.\n") -> SimpleUploadedFile:
    """Return a file as a request hands it in; the type that its sender declares is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/x-lie")


def upload(task: Task, by: Employee, *, name: str = "notes.txt", content: bytes = b"Some notes.\n") -> TaskFile:
    """Hand in one file."""
    [row] = upload_task_files(task=task, files=[a_file(name, content)], by=by.user)
    return row


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_URL = "https://tasks.example"
    return tmp_path / "media"


@pytest.fixture
def stored(media: Path) -> Stored:
    """Return what lists every stored file."""
    return lambda: sorted(path for path in media.rglob("*") if path.is_file())


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task, made without services and letters."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
