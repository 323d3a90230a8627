"""What people have to do."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from organization.models import Employee, Role
from organization.models.base import Audience, Versioned
from organization.querysets import AnnouncingQuerySet
from tasks.validators import validate_line, validate_text

if TYPE_CHECKING:
    from datetime import date

    from organization.models import User


def visible_tasks(viewer: "User", prefix: str = "") -> Q:
    """Return the condition for the tasks a viewer may see; `prefix` leads to the task, such as `task__`.

    One sees what one takes part in; a manager what the people he leads have to do,
    those who left included; an officer what the company has to do.
    """
    if viewer.person is None:
        return Q(pk__in=())
    if viewer.is_officer:
        return Q(**{f"{prefix}assignee__company_id": viewer.company_id})
    own = Q(**{f"{prefix}assignee_id": viewer.person.pk}) | Q(**{f"{prefix}assigner_id": viewer.person.pk})
    if viewer.role == Role.MANAGER:
        own |= Q(**{f"{prefix}assignee__in": Employee.objects.led_by(viewer)})
    return own


class TaskQuerySet(AnnouncingQuerySet["Task"]):
    """Tasks."""

    def visible_to(self, viewer: "User") -> Self:
        """Return what the viewer takes part in, and what the people he leads work on."""
        return self.filter(visible_tasks(viewer))

    def changeable_by(self, viewer: "User") -> Self:
        """Return what the viewer may change: what he assigned, and what the people he leads work on."""
        if viewer.person is None:
            return self.none()
        return self.filter(Q(assigner_id=viewer.person.pk) | Q(assignee__in=Employee.objects.led_by(viewer)))

    def open(self) -> Self:
        """Return what is still to be done."""
        return self.filter(completed_at__isnull=True)

    def completed(self) -> Self:
        """Return what is done."""
        return self.filter(completed_at__isnull=False)

    def overdue(self, today: "date") -> Self:
        """Return what should have been done before today."""
        return self.open().filter(due_date__lt=today)


class Task(Audience, Versioned):
    """Something that an employee has to do, because another, or he himself, said so."""

    audience_fields = ("assignee_id", "assigner_id")

    title = models.CharField(max_length=200, validators=[validate_line])
    description = models.TextField(
        max_length=10_000, blank=True, validators=[validate_text, MaxLengthValidator(10_000)]
    )
    assignee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="tasks")
    assigner = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="assigned_tasks")
    due_date = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = (F("due_date").asc(nulls_last=True), "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="task_completed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="task_title_not_empty"),
        )
        indexes = (
            models.Index(fields=("assignee", "due_date", "id"), name="task_of_assignee"),
            models.Index(fields=("assigner", "due_date", "id"), name="task_of_assigner"),
            models.Index(fields=("due_date", "id"), name="task_by_due_date"),
            models.Index(fields=("assignee", "due_date"), condition=Q(completed_at__isnull=True), name="task_open"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def completed(self) -> bool:
        """Whether the task is done."""
        return self.completed_at is not None

    @property
    def assignee_inactive(self) -> bool:
        """Whether the assignee has left."""
        return not self.assignee.is_active

    def overdue(self, today: "date") -> bool:
        """Whether the task should have been done before today."""
        return not self.completed and self.due_date is not None and self.due_date < today
