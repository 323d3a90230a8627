"""The letters about tasks: each is written when it is sent, from the rows as they stand then."""

from typing import TYPE_CHECKING

from django.db.models import Q

from notifications.services import Draft, told_later
from organization.models import Employee
from tasks.addresses import page_of
from tasks.models import Task

if TYPE_CHECKING:
    from notifications.models import Letter


def task_assigned(letter: "Letter") -> Draft | None:
    """Tell the assignee what is his to do now."""
    return draft(letter, Q(assignee_id=letter.about["to"]))


def task_reassigned(letter: "Letter") -> Draft | None:
    """Tell the former assignee, or the assigner, that another does it now."""
    return draft(letter, ~Q(assignee_id=letter.about["to"]))


def task_completed(letter: "Letter") -> Draft | None:
    """Tell the assignee and the assigner that it is done."""
    return draft(letter, takes_part(letter) & Q(completed_at__isnull=False))


def task_reopened(letter: "Letter") -> Draft | None:
    """Tell the assignee and the assigner that it is to be done after all."""
    return draft(letter, takes_part(letter) & Q(completed_at__isnull=True))


def takes_part(letter: "Letter") -> Q:
    """Return the condition for the tasks that still concern the receiver."""
    return Q(assignee_id=letter.about["to"]) | Q(assigner_id=letter.about["to"])


def draft(letter: "Letter", concerned: Q) -> Draft | None:
    """Return the letter about those of its tasks that still meet the condition; None if there is nobody to tell."""
    receiver = Employee.objects.active().select_related("company", "user").filter(pk=letter.about["to"]).first()
    if receiver is None:
        return None
    news = set(letter.about["tasks"]) - told_later(letter, of="tasks")
    rows = Task.objects.filter(concerned, pk__in=news, assigner__company=receiver.company)
    tasks = list(rows.select_related("assignee"))
    if not tasks:
        return None
    by = Employee.objects.filter(pk=letter.about["by"]).first()
    # Who handed a task over may not see it any more: no link leads him there.
    visible = set(rows.visible_to(receiver.user).values_list("pk", flat=True))
    pages = [page_of(task.pk) if task.pk in visible else "" for task in tasks]
    context = {
        "receiver": receiver.first_name,
        "by": by.name if by else "A colleague",
        "tasks": [
            {"title": task.title, "due_date": task.due_date, "assignee": task.assignee.name, "page": page}
            for task, page in zip(tasks, pages, strict=True)
        ],
        "page": (pages[0] if len(pages) == 1 else "") or "/",
        "company": receiver.company.name,
    }
    return Draft(to=receiver.work_email, context=context)
