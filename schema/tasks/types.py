"""Tasks, as those see them who take part, and those who lead."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from django.db.models import Exists, F, OuterRef
from strawberry import relay

from schema.context import Info, today, viewer
from schema.lists import Connection, connection
from schema.organization import Employee
from schema.permissions import Seen
from tasks import models

if TYPE_CHECKING:
    from schema.uploads import TaskFile

LazyTaskFile = Annotated["TaskFile", strawberry.lazy("schema.uploads")]


def overdue(root: strawberry.Parent[models.Task], info: Info) -> bool:
    """Whether the task should have been done before today, where the company is."""
    return root.overdue(today(info))


def changeable(info: Info) -> Exists:
    """Return the condition that the viewer may change the task of the row."""
    return Exists(models.Task.objects.changeable_by(viewer(info)).filter(pk=OuterRef("pk")))


def viewer_can_change(root: strawberry.Parent[models.Task], info: Info) -> bool:
    """Whether the viewer may change the task; a list has asked it for all of its rows."""
    known = getattr(root, "changeable", None)
    return models.Task.objects.changeable_by(viewer(info)).filter(pk=root.pk).exists() if known is None else bool(known)


def assignee_inactive(root: strawberry.Parent[models.Task]) -> bool:
    """Whether the assignee has left; a list has asked it for all of its rows."""
    known = getattr(root, "assignee_active", None)
    return root.assignee_inactive if known is None else not known


@strawberry_django.type(models.Task, only=["due_date"], description="Something that somebody has to do.")
class Task(Seen, relay.Node):
    """A task."""

    title: str = strawberry_django.field(description="What is to be done, in a line.")
    description: str = strawberry_django.field(description="What is to be done, at length.")
    assignee: Employee = strawberry_django.field(description="Who has to do it.")
    assigner: Employee = strawberry_django.field(description="Who said so.")
    due_date: date | None = strawberry_django.field(description="The day by whose end it has to be done.")
    overdue: bool = strawberry_django.field(
        resolver=overdue,
        only=["due_date", "completed_at"],
        description="Whether it should have been done before today, in the company's time zone.",
    )
    completed: bool = strawberry_django.field(only=["completed_at"], description="Whether it is done.")
    completed_at: datetime | None = strawberry_django.field(description="When it was completed.")
    completed_by: Employee | None = strawberry_django.field(description="Who said that it is done.")
    assignee_inactive: bool = strawberry_django.field(
        resolver=assignee_inactive,
        annotate={"assignee_active": F("assignee__user__is_active")},
        description="Whether the assignee has left, so that the task needs another.",
    )
    viewer_can_change: bool = strawberry_django.field(
        resolver=viewer_can_change,
        annotate={"changeable": changeable},
        description="Whether the viewer may update, reassign, complete, reopen and delete the task.",
    )
    files: Connection[LazyTaskFile] = connection(description="What was handed in, the newest first.")
    created_at: datetime = strawberry_django.field(description="When it was created.")
    updated_at: datetime = strawberry_django.field(description="When it was last changed.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")
