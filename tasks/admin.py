"""Tasks in the admin."""

from typing import TYPE_CHECKING

from django.contrib import admin

from tasks.models import Task

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest


class CompletedFilter(admin.SimpleListFilter):
    """Open or completed."""

    title = "state"
    parameter_name = "state"

    def lookups(self, _request: "HttpRequest", _model_admin: "admin.ModelAdmin[Task]") -> list[tuple[str, str]]:
        """Return what there is to choose."""
        return [("open", "Open"), ("completed", "Completed")]

    def queryset(self, _request: "HttpRequest", queryset: "QuerySet[Task]") -> "QuerySet[Task]":
        """Return the tasks in the chosen state."""
        if self.value() is None:
            return queryset
        return queryset.filter(completed_at__isnull=self.value() == "open")


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument at run time
    """Tasks: what, who, until when, and whether it is done."""

    list_display = ("title", "assignee", "assigner", "due_date", "completed_at")
    list_filter = (CompletedFilter, "assignee__company", "assignee__departments")
    list_select_related = ("assignee", "assigner")
    search_fields = ("title", "assignee__first_name", "assignee__last_name", "assignee__code")
    autocomplete_fields = ("assignee", "assigner", "completed_by")
    date_hierarchy = "due_date"
    readonly_fields = ("version", "created_at", "updated_at")

    def save_model(self, request: "HttpRequest", obj: Task, form: "ModelForm[Task]", change: bool) -> None:  # noqa: FBT001 - Django's own signature
        """Count the version of a task that is changed, as everywhere else."""
        if change:
            obj.save_version()
        else:
            super().save_model(request, obj, form, change)
