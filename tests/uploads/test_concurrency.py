"""Files handed in at the same time."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from pytest_django.fixtures import Settings

from tasks.models import Task
from tests.conftest import Cast
from tests.uploads.conftest import Stored, upload
from uploads.models import TaskFile

TOGETHER = 6

pytestmark = pytest.mark.django_db(transaction=True)


def together(action: Callable[[int], object]) -> list[str]:
    """Run the action in several threads at once; return what became of each, sorted."""
    barrier = Barrier(TOGETHER)

    def run(number: int) -> str:
        barrier.wait()
        try:
            action(number)
        except ValidationError as error:
            return str(error.error_dict["files"][0].code)
        else:
            return "added"
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return sorted(pool.map(run, range(TOGETHER)))


def test_d12_twins_handed_in_at_the_same_time_keep_their_own_bytes(cast: Cast, task: Task, stored: Stored) -> None:
    contents = [f"These are the notes of {number}.\n".encode() for number in range(TOGETHER)]
    assert together(lambda number: upload(task, cast.max, content=contents[number])) == ["added"] * TOGETHER
    hashes = {hashlib.sha256(content).hexdigest() for content in contents}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in stored()} == hashes
    assert set(TaskFile.objects.values_list("sha256", flat=True)) == hashes


def test_d11_the_quota_of_a_task_holds_at_the_same_time(
    cast: Cast, task: Task, settings: Settings, stored: Stored
) -> None:
    settings.UPLOAD_MAX_FILES_PER_TASK = 2
    people = [cast.max, cast.emil, cast.olga] * 2
    outcomes = together(lambda number: upload(task, people[number]))
    assert outcomes == ["added"] * 2 + ["quota_exceeded"] * 4
    assert (TaskFile.objects.count(), len(stored())) == (2, 2)


def test_d11_the_quota_of_a_person_holds_over_several_tasks(cast: Cast, settings: Settings, stored: Stored) -> None:
    settings.UPLOAD_MAX_BYTES_PER_EMPLOYEE = 30
    tasks = [Task.objects.create(title="Work", assignee=cast.emil, assigner=cast.max) for _ in range(TOGETHER)]
    outcomes = together(lambda number: upload(tasks[number], cast.emil))
    assert outcomes == ["added"] * 2 + ["quota_exceeded"] * 4
    assert TaskFile.objects.aggregate(size=Sum("size")) == {"size": 24}
    assert len(stored()) == 2
