"""How much fits: into a request, a task, and what a person has handed in; also when many come at once."""

import hashlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import override_settings

from notifications.models import Letter
from organization.models import Employee
from tasks.models import Task
from tests.acceptance.files.conftest import Desk, Shelf, code, desk_of, packed
from tests.acceptance.server import Server
from tests.conftest import Cast
from uploads.models import TaskFile
from uploads.services import upload_task_files

TOGETHER = 20
NOTES = b"Some notes.\n"
MEGABYTE = 1024 * 1024


def kept(task: Task, uploader: Employee, *sizes: int) -> None:
    """Let the database say that files of these sizes are there."""
    rows = [
        TaskFile(task=task, uploader=uploader, name="a.txt", size=size, file=f"files/00/{task.pk}.{place}")
        for place, size in enumerate(sizes)
    ]
    TaskFile.objects.bulk_create(rows)


def together(desks: list[Desk], form: Callable[[int], bytes]) -> Counter[str]:
    """Let them hand in their forms at the same moment; return how often each answer came."""
    barrier = Barrier(TOGETHER)

    def send(number: int) -> str:
        content = form(number)
        barrier.wait()
        answer = desks[number % len(desks)].send(content).json()
        return ",".join(error["code"] for error in answer["data"]["uploadTaskFiles"]["errors"]) or "kept"

    with ThreadPoolExecutor(TOGETHER) as pool:
        return Counter(pool.map(send, range(TOGETHER)))


@pytest.fixture
def desks(web: Server, cast: Cast) -> list[Desk]:
    """Return three people who see the task, before the real server."""
    return [desk_of(web, person) for person in (cast.emil, cast.max, cast.olga)]


def test_d11_a_task_holds_fifty_files_whoever_comes_at_once(
    cast: Cast, task: Task, desks: list[Desk], shelf: Shelf
) -> None:
    kept(task, cast.max, *[1] * 47)
    assert together(desks, lambda _: packed(task, ("a.txt", NOTES))) == {"kept": 3, "QUOTA_EXCEEDED": 17}
    assert (task.files.count(), len(shelf())) == (settings.UPLOAD_MAX_FILES_PER_TASK, 3) == (50, 3)


def test_d11_the_files_of_a_task_take_two_hundred_megabytes_whoever_comes_at_once(
    cast: Cast, task: Task, desks: list[Desk], shelf: Shelf
) -> None:
    kept(task, cast.max, 200 * MEGABYTE - 3 * len(NOTES))
    assert together(desks, lambda _: packed(task, ("a.txt", NOTES))) == {"kept": 3, "QUOTA_EXCEEDED": 17}
    assert task.files.aggregate(size=Sum("size")) == {"size": settings.UPLOAD_MAX_BYTES_PER_TASK}
    assert len(shelf()) == 3


def test_d11_the_files_of_a_person_take_a_gigabyte_over_all_tasks_at_once(
    cast: Cast, task: Task, desks: list[Desk], shelf: Shelf
) -> None:
    tasks = [Task.objects.create(title="Work", assignee=cast.emil, assigner=cast.max) for _ in range(TOGETHER)]
    kept(task, cast.emil, 1024 * MEGABYTE - 3 * len(NOTES))
    outcome = together(desks[:1], lambda number: packed(tasks[number], ("a.txt", NOTES)))
    assert outcome == {"kept": 3, "QUOTA_EXCEEDED": 17}
    assert cast.emil.files.aggregate(size=Sum("size")) == {"size": settings.UPLOAD_MAX_BYTES_PER_EMPLOYEE}
    assert (cast.emil.files.aggregate(size=Sum("size")), len(shelf())) == ({"size": 1024 * MEGABYTE}, 3)


def test_d12_twenty_files_of_one_name_are_twenty_files(task: Task, desks: list[Desk], shelf: Shelf) -> None:
    contents = [f"These are the notes of {number}.\n".encode() for number in range(TOGETHER)]
    assert together(desks, lambda number: packed(task, ("a.txt", contents[number]))) == {"kept": TOGETHER}
    hashes = sorted(hashlib.sha256(content).hexdigest() for content in contents)
    assert sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in shelf()) == hashes
    assert sorted(task.files.values_list("sha256", flat=True)) == hashes
    assert len(set(task.files.values_list("file", flat=True))) == TOGETHER
    for file in task.files.all():
        [path] = [path for path in shelf() if path.as_posix().endswith(str(file.file.name))]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256


def test_d21_eleven_files_are_too_many_for_one_request(emil: Desk, task: Task, shelf: Shelf) -> None:
    assert emil.refusal(task, *[("a.txt", NOTES)] * 11) == [("INVALID", ["files"])]
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


def test_d21_a_hundred_and_one_files_are_not_even_looked_at(emil: Desk, task: Task, shelf: Shelf) -> None:
    response = emil.send(packed(task, *[("a.txt", NOTES)] * 101))
    assert (response.status_code, code(response.content)) == (400, "BAD_REQUEST")
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


@pytest.mark.parametrize("requests", [12, pytest.param(100, marks=pytest.mark.long)])
def test_c20_of_a_flood_of_files_a_task_keeps_fifty(emil: Desk, task: Task, shelf: Shelf, requests: int) -> None:
    form = packed(task, *[("a.txt", NOTES)] * 10)
    outcomes: Counter[str] = Counter()
    for _ in range(requests):
        payload = emil.send(form).json()["data"]["uploadTaskFiles"]
        outcomes.update([error["code"] for error in payload["errors"]] or ["kept"])
    assert outcomes == {"kept": 5, "QUOTA_EXCEEDED": requests - 5}
    assert (task.files.count(), len(shelf())) == (50, 50)


def test_c20_of_two_hundred_files_a_person_keeps_what_fits(cast: Cast, db: None) -> None:
    outcomes: Counter[str] = Counter()
    tasks = [Task.objects.create(title="Work", assignee=cast.emil, assigner=cast.max) for _ in range(5)]
    with override_settings(UPLOAD_MAX_BYTES_PER_EMPLOYEE=20 * len(NOTES)):
        for number in range(200):
            outcomes[handed_in(tasks[number % 5], cast.emil)] += 1
    assert outcomes == {"kept": 20, "quota_exceeded": 180}
    assert TaskFile.objects.count() == 20


def handed_in(task: Task, person: Employee) -> str:
    """Hand in a file; return what became of it."""
    try:
        upload_task_files(task=task, files=[SimpleUploadedFile("a.txt", NOTES)], by=person.user)
    except ValidationError as error:
        return str(error.error_dict["files"][0].code)
    return "kept"
