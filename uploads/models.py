"""Files people hand in."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from organization.models import Employee
from organization.models.base import Audience, Versioned
from organization.querysets import AnnouncingQuerySet
from tasks.models import Task, visible_tasks

if TYPE_CHECKING:
    from organization.models import User


def storage_name(_row: "TaskFile", _name: str) -> str:
    """Return where a file is kept: a name made here, never the one that was handed in."""
    key = uuid.uuid4().hex
    return f"files/{key[:2]}/{key}"


class TaskFileQuerySet(AnnouncingQuerySet["TaskFile"]):
    """Files of tasks."""

    def visible_to(self, viewer: "User") -> Self:
        """Return the files of the tasks the viewer may see."""
        return self.filter(visible_tasks(viewer, prefix="task__"))

    def deletable_by(self, viewer: "User") -> Self:
        """Return one's own files and, for a manager or officer, those of the tasks he may change."""
        if viewer.person is None:
            return self.none()
        own = Q(uploader_id=viewer.person.pk)
        if viewer.manages:
            own |= Q(task__in=Task.objects.changeable_by(viewer))
        return self.visible_to(viewer).filter(own)


class TaskFile(Audience, Versioned):
    """A file that somebody handed in for a task."""

    audience_fields = ("task_id",)

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="files")
    uploader = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="files")
    description = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=255, help_text="The name it was handed in with, cleaned.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    content_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=storage_name, max_length=200)

    objects = TaskFileQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-created_at", "-id")
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="task_file_not_empty"),)
        indexes = (
            models.Index(fields=("task", "-created_at", "-id"), name="task_file_of_task"),
            models.Index(fields=("uploader", "size"), name="task_file_of_uploader"),
        )

    def __str__(self) -> str:
        return self.name
