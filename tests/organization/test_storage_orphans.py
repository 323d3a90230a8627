"""Stored files without a row: what a crash left behind."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from organization.models import Employee
from organization.storage import orphans
from tests.conftest import Cast

PICTURE = Employee._meta.get_field("picture")


@pytest.fixture
def pictures(settings: Any, tmp_path: Path) -> Path:
    """Return the folder of the pictures."""
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "pictures"
    (folder / "below").mkdir(parents=True)
    return folder


def store(path: Path, *, age: float) -> None:
    """Leave a file of that age in seconds."""
    path.write_bytes(b"left over")
    os.utime(path, (time.time() - age,) * 2)


def test_a_file_that_has_had_no_row_for_a_day_is_an_orphan(cast: Cast, pictures: Path) -> None:
    for name, age in {"old.png": 90_000, "new.png": 60, "known.png": 90_000, "below/old.png": 90_000}.items():
        store(pictures / name, age=age)
    Employee.objects.filter(pk=cast.emil.pk).update(picture="pictures/known.png")
    assert list(orphans(PICTURE, "pictures")) == ["pictures/old.png", "pictures/below/old.png"]


@pytest.mark.django_db
def test_a_folder_that_does_not_exist_holds_none(pictures: Path) -> None:
    assert list(orphans(PICTURE, "nowhere")) == []
