"""How tasks are narrowed, searched and ordered."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

import strawberry
from django.db.models import Exists, OuterRef, Q, QuerySet

from organization.models import Department, Employee
from schema.context import Info, today
from schema.filters import moment
from schema.lists import OrderDirection, words
from schema.permissions import key_of
from tasks.models import Task
from uploads.models import TaskFile


@strawberry.input(description="Which tasks a list shows. All that is given must hold.")
class TaskFilter:
    """Narrows a list of tasks."""

    assignee_id: strawberry.ID | None = strawberry.field(default=None, description="What this person has to do.")
    assigner_id: strawberry.ID | None = strawberry.field(default=None, description="What this person assigned.")
    department_id: strawberry.ID | None = strawberry.field(
        default=None, description="What people of this department have to do."
    )
    completed: bool | None = strawberry.field(default=None, description="True: what is done. False: what is open.")
    overdue: bool | None = strawberry.field(
        default=None, description="Whether it should have been done before today, in the company's time zone."
    )
    due_before: date | None = strawberry.field(default=None, description="Due before this day.")
    due_after: date | None = strawberry.field(default=None, description="Due after this day.")
    created_before: datetime | None = strawberry.field(default=None, description="Created before this moment.")
    created_after: datetime | None = strawberry.field(default=None, description="Created after this moment.")
    has_files: bool | None = strawberry.field(default=None, description="Whether anything was handed in.")
    assignee_inactive: bool | None = strawberry.field(default=None, description="Whether the assignee has left.")
    and_: list["TaskFilter"] | None = strawberry.field(name="and", default=None, description="All of these hold, too.")
    or_: list["TaskFilter"] | None = strawberry.field(name="or", default=None, description="One of these holds, too.")
    not_: "TaskFilter | None" = strawberry.field(name="not", default=None, description="This does not hold.")

    def conditions(self, info: Info) -> Iterator[Q]:
        """Return the conditions of the input's own fields."""
        yield from self._people()
        yield from self._dates()
        if self.completed is not None:
            yield Q(completed_at__isnull=not self.completed)
        if self.overdue is not None:
            late = Q(completed_at__isnull=True, due_date__isnull=False, due_date__lt=today(info))
            yield late if self.overdue else ~late
        if self.has_files is not None:
            files = Exists(TaskFile.objects.filter(task=OuterRef("pk")))
            yield Q(files) if self.has_files else ~Q(files)

    def _people(self) -> Iterator[Q]:
        if self.assignee_id is not None:
            yield Q(assignee=key_of(self.assignee_id, Employee.__name__) or 0)
        if self.assigner_id is not None:
            yield Q(assigner=key_of(self.assigner_id, Employee.__name__) or 0)
        if self.department_id is not None:
            members = Employee.departments.through.objects.filter(
                department=key_of(self.department_id, Department.__name__) or 0
            )
            yield Q(assignee__in=members.values("employee"))
        if self.assignee_inactive is not None:
            yield Q(assignee__user__is_active=not self.assignee_inactive)

    def _dates(self) -> Iterator[Q]:
        if self.due_before is not None:
            yield Q(due_date__lt=self.due_before)
        if self.due_after is not None:
            yield Q(due_date__gt=self.due_after)
        if self.created_before is not None:
            yield Q(created_at__lt=moment(self.created_before))
        if self.created_after is not None:
            yield Q(created_at__gt=moment(self.created_after))


@strawberry.enum(description="What a list of tasks can be ordered by.")
class TaskOrderField(Enum):
    """The columns to order by."""

    DUE_DATE = strawberry.enum_value("DUE_DATE", description="When it is due.")
    CREATED_AT = strawberry.enum_value("CREATED_AT", description="When it was created.")
    UPDATED_AT = strawberry.enum_value("UPDATED_AT", description="When it was last changed.")
    COMPLETED_AT = strawberry.enum_value("COMPLETED_AT", description="When it was completed.")
    TITLE = strawberry.enum_value("TITLE", description="The title.")
    ASSIGNEE = strawberry.enum_value("ASSIGNEE", description="The assignee's last name, then the first.")


@strawberry.input(description="One of the orders of a list of tasks; the first counts most.")
class TaskOrder:
    """Orders a list of tasks."""

    field: TaskOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


COLUMNS = {
    TaskOrderField.DUE_DATE: ("due_date",),
    TaskOrderField.CREATED_AT: ("created_at",),
    TaskOrderField.UPDATED_AT: ("updated_at",),
    TaskOrderField.COMPLETED_AT: ("completed_at",),
    TaskOrderField.TITLE: ("title",),
    TaskOrderField.ASSIGNEE: ("assignee__last_name", "assignee__first_name"),
}


def searched(tasks: QuerySet[Task], search: str | None) -> QuerySet[Task]:
    """Return the tasks whose title or description has every word of the search."""
    for word in words(search):
        tasks = tasks.filter(Q(title__icontains=word) | Q(description__icontains=word))
    return tasks
