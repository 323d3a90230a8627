"""What may be done to tasks: make, change, hand over, complete, reopen and delete them, one or many at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from notifications.services import post
from organization.models import Employee
from organization.validators import fill
from tasks.models import Task

if TYPE_CHECKING:
    from datetime import date

    from organization.models import User

BULK_LIMIT = 100
"""How many tasks one call may change."""


class TaskChanges(TypedDict, total=False):
    """What an update may change; what is absent stays, None clears."""

    title: str
    description: str | None
    due_date: "date | None"


@dataclass(frozen=True)
class TaskResult:
    """What became of one task of many: the task as it stands now, and why it was not changed."""

    task: Task
    error: Exception | None = None


class Letters:
    """What a change has to tell: one letter for each kind and receiver, none to the actor."""

    def __init__(self, by: "User") -> None:
        """Begin with none."""
        self.by = by
        self.tasks: defaultdict[tuple[str, int], list[int]] = defaultdict(list)

    def add(self, kind: str, task: Task, receivers: set[int]) -> None:
        """Tell the receivers, by the ids of their rows, about the task."""
        for receiver in sorted(receivers - {actor(self.by).pk}):
            self.tasks[kind, receiver].append(task.pk)

    def post(self) -> None:
        """Hand the letters to the post office."""
        for (kind, receiver), tasks in self.tasks.items():
            post(kind, about={"tasks": tasks, "to": receiver, "by": actor(self.by).pk})


@transaction.atomic
def create_task(
    *, title: str, assignee: Employee, description: str | None = "", due_date: "date | None" = None, by: "User"
) -> Task:
    """Make a task for oneself or for one's team, and tell the assignee."""
    check_assignee(assignee, by)
    check_due_date(due_date, by)
    task = Task(assignee=assignee, assigner=actor(by), due_date=due_date)
    fill(task, {"title": title, "description": description})
    task.full_clean()
    task.save()
    letters = Letters(by)
    letters.add("task_assigned", task, {task.assignee_id})
    letters.post()
    return task


@transaction.atomic
def update_task(*, task: Task, version: int | None = None, by: "User", **changes: Unpack[TaskChanges]) -> Task:
    """Change the title, the description or the due date; a due date that has passed may stay, but not be set."""
    row = open_for_change(task, version, by)
    if "due_date" in changes and changes["due_date"] != row.due_date:
        check_due_date(changes["due_date"], by)
    fill(row, changes)
    row.save_version()
    return row


@transaction.atomic
def assign_task(*, task: Task, to: Employee, version: int | None = None, by: "User") -> Task:
    """Hand a task to oneself or to one's team, and tell the new and the old assignee; the assigner stays.

    A task that is the receiver's already is left as it is, and nobody is told.
    """
    check_assignee(to, by)
    letters = Letters(by)
    row = hand_over(task, to, version, letters)
    letters.post()
    return row


@transaction.atomic
def complete_task(*, task: Task, version: int | None = None, by: "User") -> Task:
    """Mark an open task as done, and tell its assignee and its assigner."""
    letters = Letters(by)
    row = finish(task, version, letters)
    letters.post()
    return row


@transaction.atomic
def reopen_task(*, task: Task, version: int | None = None, by: "User") -> Task:
    """Mark a completed task as still to be done, and tell its assignee and its assigner."""
    row = open_for_change(task, version, by)
    if not row.completed:
        raise ValidationError("This task is open already.", code="invalid")
    row.completed_at = None
    row.completed_by = None
    row.save_version()
    letters = Letters(by)
    letters.add("task_reopened", row, {row.assignee_id, row.assigner_id})
    letters.post()
    return row


@transaction.atomic
def delete_task(*, task: Task, version: int | None = None, by: "User") -> None:
    """Delete a task together with its files."""
    open_for_change(task, version, by).delete()


@transaction.atomic
def assign_tasks(*, tasks: Sequence[Task], to: Employee, by: "User") -> list[TaskResult]:
    """Hand up to 100 tasks to one person, each for itself; one letter for each receiver.

    What is wrong with the person refuses the whole call.
    """
    check_assignee(to, by)
    letters = Letters(by)
    return each(tasks, lambda task: hand_over(task, to, None, letters), letters)


@transaction.atomic
def complete_tasks(*, tasks: Sequence[Task], by: "User") -> list[TaskResult]:
    """Mark up to 100 tasks as done, each for itself; one letter for each receiver."""
    letters = Letters(by)
    return each(tasks, lambda task: finish(task, None, letters), letters)


def each(tasks: Sequence[Task], change: Callable[[Task], Task], letters: Letters) -> list[TaskResult]:
    """Change every task in a savepoint of its own, then post the letters; the results keep the given order."""
    if len(tasks) > BULK_LIMIT:
        raise ValidationError({"tasks": ValidationError(f"Choose at most {BULK_LIMIT} tasks.", code="invalid")})
    # Rows are locked in the order of their ids, so that two such calls never wait for each other.
    results = {position: attempt(tasks[position], change) for position in by_id(tasks)}
    letters.post()
    return [results[position] for position in range(len(tasks))]


def by_id(tasks: Sequence[Task]) -> list[int]:
    """Return the positions of the tasks in the order of their ids."""
    return sorted(range(len(tasks)), key=lambda position: tasks[position].pk)


def attempt(task: Task, change: Callable[[Task], Task]) -> TaskResult:
    """Change the task, or leave it as it was and say why."""
    try:
        with transaction.atomic():
            return TaskResult(change(task))
    except (ObjectDoesNotExist, PermissionDenied, ValidationError) as error:
        return TaskResult(task, error)


def hand_over(task: Task, to: Employee, version: int | None, letters: Letters) -> Task:
    """Give the task to another, unless it is his already."""
    row = open_for_change(task, version, letters.by)
    if row.assignee_id == to.pk:
        return row
    former = row.assignee_id
    row.assignee = to
    row.save_version()
    letters.add("task_assigned", row, {to.pk})
    letters.add("task_reassigned", row, {former, row.assigner_id} - {to.pk})
    return row


def finish(task: Task, version: int | None, letters: Letters) -> Task:
    """Complete the task, if it is open."""
    row = open_for_change(task, version, letters.by)
    if row.completed:
        raise ValidationError("This task is completed already.", code="invalid")
    row.completed_at = timezone.now()
    row.completed_by = actor(letters.by)
    row.save_version()
    letters.add("task_completed", row, {row.assignee_id, row.assigner_id})
    return row


def open_for_change(task: Task, version: int | None, by: "User") -> Task:
    """Return the task as stored, locked; one that the actor may not see does not exist for him."""
    row = task.lock()
    if not Task.objects.changeable_by(by).filter(pk=row.pk).exists():
        if not Task.objects.visible_to(by).filter(pk=row.pk).exists():
            raise Task.DoesNotExist
        raise PermissionDenied("Only its assigner, a manager of its assignee or an officer may change this task.")
    return row if version is None else row.lock(version)


def check_assignee(assignee: Employee, by: "User") -> None:
    """Refuse an assignee from elsewhere: one assigns to oneself, a manager to his team, an officer to the company."""
    own = assignee.pk == actor(by).pk
    if not Employee.objects.visible_to(by).filter(pk=assignee.pk).exists():
        raise Employee.DoesNotExist
    if not own and not Employee.objects.led_by(by).filter(pk=assignee.pk).exists():
        raise PermissionDenied("You may assign tasks only to yourself and to the people you lead.")
    if not Employee.objects.active().filter(pk=assignee.pk).exists():
        message = f"{assignee.name} does not work here any more and cannot be given tasks."
        raise ValidationError({"assignee": ValidationError(message, code="assignee_inactive")})


def check_due_date(due_date: "date | None", by: "User") -> None:
    """Refuse a day that has passed where the company is."""
    if due_date is not None and due_date < actor(by).today():
        raise ValidationError({"due_date": ValidationError("This day has passed already.", code="invalid")})


def actor(by: "User") -> Employee:
    """Return the employee who acts; a user of the admin alone has no tasks."""
    if by.person is None:
        raise PermissionDenied("Only people who work in a company have tasks.")
    return by.person
