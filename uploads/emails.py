"""The letters about files: each is written when it is sent, from the rows as they stand then."""

from typing import TYPE_CHECKING

from notifications.services import Draft
from organization.models import Employee
from tasks.addresses import page_of
from uploads.models import TaskFile

if TYPE_CHECKING:
    from notifications.models import Letter


def file_added(letter: "Letter") -> Draft | None:
    """Tell who takes part in a task of its new files; None once they, or his part in it, are gone."""
    receiver = Employee.objects.active().select_related("company").filter(pk=letter.about["to"]).first()
    if receiver is None:
        return None
    rows = TaskFile.objects.filter(pk__in=letter.about["files"], task__assigner__company=receiver.company)
    files = [file for file in rows.select_related("task").order_by("id") if takes_part(receiver, file)]
    if not files:
        return None
    by = Employee.objects.filter(pk=letter.about["by"]).first()
    context = {
        "receiver": receiver.first_name,
        "by": by.name if by else "A colleague",
        "task": files[0].task.title,
        "page": page_of(files[0].task_id),
        "files": [{"name": file.name, "size": file.size} for file in files],
        "company": receiver.company.name,
    }
    return Draft(to=receiver.work_email, context=context)


def takes_part(receiver: Employee, file: TaskFile) -> bool:
    """Whether the file's task is the receiver's, or given by him."""
    return receiver.pk in {file.task.assignee_id, file.task.assigner_id}
