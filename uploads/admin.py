"""Files of tasks in the admin: to be found, described and deleted, not to be handed in."""

from typing import TYPE_CHECKING

from django.contrib import admin

from uploads.models import TaskFile

if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest


@admin.register(TaskFile)
class TaskFileAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument at run time
    """Files: what, for which task, by whom. Deleting one removes its content as well."""

    list_display = ("name", "task", "uploader", "size", "content_type", "created_at")
    list_filter = ("content_type", "uploader__company")
    list_select_related = ("task", "uploader")
    search_fields = ("name", "description", "task__title", "uploader__last_name", "uploader__code", "sha256")
    date_hierarchy = "created_at"
    fields = (
        ("task", "uploader"),
        "name",
        "description",
        ("size", "content_type"),
        "sha256",
        ("version", "created_at", "updated_at"),
    )
    readonly_fields = (
        "task",
        "uploader",
        "name",
        "size",
        "content_type",
        "sha256",
        "version",
        "created_at",
        "updated_at",
    )

    def has_add_permission(self, _request: "HttpRequest") -> bool:
        """Files are handed in through the API, which looks into them."""
        return False

    def save_model(self, _request: "HttpRequest", obj: TaskFile, _form: "ModelForm[TaskFile]", _change: bool) -> None:  # noqa: FBT001 - Django's own signature
        """Count the version of a file whose description changed, as everywhere else."""
        obj.save_version()
