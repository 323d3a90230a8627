"""Handing files in, changing and deleting them."""

import errno
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import override_settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from notifications.models import Letter
from organization.models import StaleVersionError
from tasks.models import Task
from tasks.services import delete_task
from tests.conftest import Cast
from tests.uploads.conftest import PDF, PNG, Letters, Stored, a_file, upload
from uploads.models import TaskFile
from uploads.services import delete_task_file, update_task_file, upload_task_files

OUTSIDERS = ["erna", "egon", "mona", "hanna", "gus", "gina"]


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    """Return the codes by field."""
    return {field: [one.code for one in errors] for field, errors in error.error_dict.items()}


def refused(task: Task, files: list[Any], cast: Cast) -> dict[str, list[str | None]]:
    """Hand the files in and return the codes of the refusal."""
    with pytest.raises(ValidationError) as caught:
        upload_task_files(task=task, files=files, by=cast.max.user)
    return codes(caught.value)


def test_several_files_are_kept_as_they_are_and_the_other_side_is_told(
    cast: Cast, task: Task, letters: Letters, stored: Stored
) -> None:
    rows = upload_task_files(
        task=task, files=[a_file("a.pdf", PDF), a_file("b.png", PNG)], description=" Drafts ", by=cast.emil.user
    )
    assert [(row.name, row.size, row.description, row.uploader) for row in rows] == [
        ("a.pdf", len(PDF), "Drafts", cast.emil),
        ("b.png", len(PNG), "Drafts", cast.emil),
    ]
    assert [row.sha256 for row in rows] == [hashlib.sha256(content).hexdigest() for content in (PDF, PNG)]
    assert [Path(row.file.path).read_bytes() for row in rows] == [PDF, PNG]
    assert stored() == sorted(Path(row.file.path) for row in rows)
    about = {"files": [row.pk for row in rows], "to": cast.max.pk, "by": cast.emil.pk}
    assert letters() == [("file_added", about)]


def test_a_stored_file_has_nothing_of_the_given_name(cast: Cast, task: Task) -> None:
    row = upload(task, cast.emil, name="../../etc/passwd.txt")
    assert row.name == "passwd.txt"
    folder, group, key = str(row.file.name).split("/")
    assert (folder, group, len(key), key.isalnum()) == ("files", key[:2], 32, True)


@pytest.mark.parametrize("name", ["max", "olga", "emil"])
def test_whoever_sees_a_task_adds_files(cast: Cast, task: Task, name: str) -> None:
    assert upload(task, getattr(cast, name)).uploader == getattr(cast, name)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_for_who_does_not_see_a_task_it_does_not_exist_and_nothing_is_written(
    cast: Cast, task: Task, letters: Letters, stored: Stored, name: str
) -> None:
    file = a_file()
    with pytest.raises(Task.DoesNotExist):
        upload_task_files(task=task, files=[file], by=getattr(cast, name).user)
    assert (TaskFile.objects.count(), letters(), stored(), file.tell()) == (0, [], [], 0)


def test_an_officer_who_adds_a_file_tells_both_sides(cast: Cast, task: Task, letters: Letters) -> None:
    upload(task, cast.olga)
    assert [(kind, about["to"]) for kind, about in letters()] == [
        ("file_added", cast.max.pk),
        ("file_added", cast.emil.pk),
    ]


def test_a_file_for_ones_own_task_tells_nobody(cast: Cast, letters: Letters) -> None:
    upload(Task.objects.create(title="Rest", assignee=cast.emil, assigner=cast.emil), cast.emil)
    assert letters() == []


def test_one_bad_file_refuses_all_and_each_bad_one_is_named(
    cast: Cast, task: Task, letters: Letters, stored: Stored
) -> None:
    files = [a_file(), a_file("a.exe", b"MZ"), a_file("b.txt", b""), a_file("...", b"x")]
    assert refused(task, files, cast) == {
        "files.1": ["file_type_not_allowed"],
        "files.2": ["file_empty"],
        "files.3": ["required"],
    }
    assert (TaskFile.objects.count(), letters(), stored()) == (0, [], [])


def test_no_file_and_too_many_files_are_refused(cast: Cast, task: Task, stored: Stored) -> None:
    assert refused(task, [], cast) == {"files": ["required"]}
    assert refused(task, [a_file()] * 11, cast) == {"files": ["invalid"]}
    assert stored() == []


@pytest.mark.parametrize(("text", "code"), [("x" * 501, "max_length"), ("a\0b", "invalid")])
def test_a_bad_description_refuses_the_files(cast: Cast, task: Task, stored: Stored, text: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        upload_task_files(task=task, files=[a_file()], description=text, by=cast.max.user)
    assert codes(caught.value) == {"description": [code]}
    assert (TaskFile.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    "quota",
    [{"UPLOAD_MAX_FILES_PER_TASK": 2}, {"UPLOAD_MAX_BYTES_PER_TASK": 24}, {"UPLOAD_MAX_BYTES_PER_EMPLOYEE": 24}],
)
def test_a_quota_is_filled_to_the_brim_and_no_further(
    cast: Cast, task: Task, stored: Stored, quota: dict[str, int]
) -> None:
    with override_settings(**quota):
        upload(task, cast.max)
        upload(task, cast.max)
        assert refused(task, [a_file()], cast) == {"files": ["quota_exceeded"]}
    assert (TaskFile.objects.count(), len(stored()), Letter.objects.count()) == (2, 2, 2)


def test_the_quota_of_a_person_does_not_count_the_files_of_others(cast: Cast, task: Task, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES_PER_EMPLOYEE = 12
    upload(task, cast.max)
    assert upload(task, cast.emil).pk


class FullDisk(FileSystemStorage):
    """A disk that is full in the middle of the second file."""

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]
        if len(list(Path(self.location).rglob("*/*/*"))) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return kept


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    cast: Cast, task: Task, letters: Letters, stored: Stored, settings: Settings
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullDisk"}}
    assert refused(task, [a_file(), a_file()], cast) == {"files": ["storage_full"]}
    assert (TaskFile.objects.count(), letters(), stored()) == (0, [], [])


def test_a_failure_after_writing_leaves_no_file(
    cast: Cast, task: Task, letters: Letters, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("uploads.services.post", fail)
    with pytest.raises(RuntimeError):
        upload(task, cast.max)
    assert (TaskFile.objects.count(), letters(), stored()) == (0, [], [])


@pytest.mark.django_db(transaction=True)
def test_files_are_not_handed_in_inside_another_transaction(cast: Cast, task: Task) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        upload(task, cast.max)
    assert TaskFile.objects.count() == 0


def test_twins_of_one_name_are_two_files(cast: Cast, task: Task, stored: Stored) -> None:
    first, second = upload(task, cast.max), upload(task, cast.max)
    assert (first.name, first.file.name != second.file.name) == (second.name, True)
    assert len(stored()) == 2


def test_one_describes_and_renames_ones_own_upload(cast: Cast, task: Task) -> None:
    row = update_task_file(
        file=upload(task, cast.emil), version=1, description="Final", name="x/logo.TXT", by=cast.emil.user
    )
    assert (row.description, row.name, row.version) == ("Final", "logo.TXT", 2)


def test_an_update_changes_only_what_it_names(cast: Cast, task: Task) -> None:
    file = upload(task, cast.emil)
    update_task_file(file=file, description="Final", by=cast.emil.user)
    row = update_task_file(file=file, name="a.txt", by=cast.emil.user)
    assert (row.description, row.name) == ("Final", "a.txt")
    assert update_task_file(file=file, description=None, by=cast.emil.user).description == ""


@pytest.mark.parametrize("name", ["a.pdf", "a", "...", ""])
def test_a_new_name_keeps_the_extension(cast: Cast, task: Task, name: str) -> None:
    file = upload(task, cast.emil)
    with pytest.raises(ValidationError) as caught:
        update_task_file(file=file, name=name, by=cast.emil.user)
    assert list(caught.value.error_dict) == ["name"]
    assert TaskFile.objects.get().name == "notes.txt"


@pytest.mark.parametrize("name", ["max", "olga"])
def test_nobody_changes_the_upload_of_another(cast: Cast, task: Task, name: str) -> None:
    file = upload(task, cast.emil)
    with pytest.raises(PermissionDenied):
        update_task_file(file=file, description="Mine", by=getattr(cast, name).user)
    assert TaskFile.objects.get().description == ""


def test_a_stale_version_of_a_file_is_a_conflict(cast: Cast, task: Task) -> None:
    file = upload(task, cast.emil)
    update_task_file(file=file, description="First", by=cast.emil.user)
    with pytest.raises(StaleVersionError):
        update_task_file(file=file, version=1, description="Second", by=cast.emil.user)
    assert TaskFile.objects.get().description == "First"


@pytest.mark.parametrize("name", ["emil", "max", "olga"])
def test_who_handed_in_a_file_his_manager_and_an_officer_delete_it(
    cast: Cast,
    task: Task,
    stored: Stored,
    name: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = upload(task, cast.emil)
    with django_capture_on_commit_callbacks(execute=True):
        delete_task_file(file=file, by=getattr(cast, name).user)
        assert len(stored()) == 1
    assert (TaskFile.objects.count(), stored()) == (0, [])


def test_an_assignee_does_not_delete_the_files_of_his_manager(
    cast: Cast, task: Task, stored: Stored, letters: Letters
) -> None:
    file = upload(task, cast.max)
    before = letters()
    with pytest.raises(PermissionDenied):
        delete_task_file(file=file, by=cast.emil.user)
    assert (TaskFile.objects.count(), len(stored()), letters()) == (1, 1, before)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_for_who_does_not_see_a_file_it_does_not_exist(cast: Cast, task: Task, stored: Stored, name: str) -> None:
    file = upload(task, cast.max)
    with pytest.raises(TaskFile.DoesNotExist):
        delete_task_file(file=file, by=getattr(cast, name).user)
    with pytest.raises(TaskFile.DoesNotExist):
        update_task_file(file=file, version=99, description="Mine", by=getattr(cast, name).user)
    assert (TaskFile.objects.get().description, len(stored())) == ("", 1)


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_deleted_task_go_with_the_commit(cast: Cast, task: Task, stored: Stored) -> None:
    upload(task, cast.emil)
    delete_task(task=task, by=cast.max.user)
    assert (TaskFile.objects.count(), stored()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_task_stay_when_its_deletion_is_rolled_back(cast: Cast, task: Task, stored: Stored) -> None:
    upload(task, cast.emil)
    with transaction.atomic():
        delete_task(task=task, by=cast.max.user)
        transaction.set_rollback(True)
    assert (TaskFile.objects.count(), len(stored())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_files_deleted_in_bulk_go_as_well(cast: Cast, task: Task, stored: Stored) -> None:
    upload(task, cast.emil)
    upload(task, cast.max)
    Task.objects.all().delete()
    assert stored() == []
