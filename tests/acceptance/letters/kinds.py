"""One letter of every kind, to Emil, about things whose names somebody has chosen to do harm."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from notifications.models import Letter
from notifications.services import deliver, post
from organization.models import Company, Employee, User
from tasks.models import Task
from tests.conftest import Cast
from uploads.models import TaskFile

RECEIVER = "emil@acme.example"
DONE = {"completed_at": "2026-11-01T00:00:00Z"}


def name_everything(cast: Cast, name: str) -> None:
    """Give the company, its people, tasks and files this name, past the rules that would refuse it."""
    Company.objects.filter(pk=cast.acme.pk).update(name=name[:120])
    Employee.objects.filter(company=cast.acme).update(first_name=name[:80], last_name="X")
    Task.objects.update(title=name[:200])
    TaskFile.objects.update(name=name[:200])


def a_task(cast: Cast, whose: Employee, **fields: Any) -> list[int]:
    """Return the id of a task that Max gave."""
    return [Task.objects.create(title="Draw", assignee=whose, assigner=cast.max, **fields).pk]


def a_file(cast: Cast) -> list[int]:
    """Return the id of a file that Max added to a task of Emil's."""
    [task] = a_task(cast, cast.emil)
    facts = {"size": 3, "content_type": "text/plain", "sha256": "0" * 64, "file": f"files/no/{task}"}
    return [TaskFile.objects.create(task_id=task, uploader=cast.max, name="notes.txt", **facts).pk]


def post_welcome(cast: Cast) -> Letter:
    """Post the letter that brings Emil his temporary password."""
    letter = post("welcome", about={"user": cast.emil.user_id})
    until = timezone.now() + timedelta(hours=1)
    User.objects.filter(pk=cast.emil.user_id).update(welcome_letter=letter, password_expires_at=until)
    return letter


def about_tasks(kind: str, tasks: Callable[[Cast], list[int]], of: str = "tasks") -> Callable[[Cast], Letter]:
    """Return what posts a letter about tasks or files, from Max to Emil."""
    return lambda cast: post(kind, about={of: tasks(cast), "to": cast.emil.pk, "by": cast.max.pk})


KINDS: dict[str, Callable[[Cast], Letter]] = {
    "welcome": post_welcome,
    "password_reset": lambda cast: post("password_reset", about={"user": cast.emil.user_id}),
    "password_changed": lambda cast: post("password_changed", about={"user": cast.emil.user_id}),
    "task_assigned": about_tasks("task_assigned", lambda cast: a_task(cast, cast.emil)),
    "task_reassigned": about_tasks("task_reassigned", lambda cast: a_task(cast, cast.erna)),
    "task_completed": about_tasks(
        "task_completed", lambda cast: a_task(cast, cast.emil, completed_by=cast.max, **DONE)
    ),
    "task_reopened": about_tasks("task_reopened", lambda cast: a_task(cast, cast.emil)),
    "file_added": about_tasks("file_added", a_file, of="files"),
}


def send(cast: Cast, kind: str, name: str = "") -> Letter:
    """Send a letter of the kind; return it as it stands afterwards."""
    letter = KINDS[kind](cast)
    if name:
        name_everything(cast, name)
    return sent(letter)


def sent(letter: Letter) -> Letter:
    """Send a letter that is due; return it as it stands afterwards."""
    Letter.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
    deliver(letter.pk)
    letter.refresh_from_db()
    return letter
