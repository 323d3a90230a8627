"""The letters about tasks, as the post office would send them."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings
from strawberry import relay

from notifications.emails import render
from notifications.models import Letter
from notifications.services import Draft
from tasks import emails
from tasks.addresses import page_of
from tasks.models import Task
from tasks.services import assign_task, assign_tasks, complete_task, create_task, reopen_task
from tests.conftest import Cast


def written(kind: str) -> Draft | None:
    """Write the only letter of the kind."""
    draft: Draft | None = getattr(emails, kind)(Letter.objects.get(kind=kind))
    return draft


def mail(kind: str) -> EmailMultiAlternatives:
    """Return the only letter of the kind as a mail."""
    draft = written(kind)
    assert draft is not None
    return render(kind, draft)


def html(message: EmailMultiAlternatives) -> str:
    """Return the HTML part."""
    return str(message.alternatives[0][0])


def links(message: EmailMultiAlternatives) -> list[str]:
    """Return the addresses that the HTML part leads to, in their order."""
    return re.findall(r'href="([^"]*)"', html(message))


def test_an_assignment_names_the_task_its_day_and_who_gave_it(cast: Cast) -> None:
    create_task(title="Draw", due_date=timezone.localdate().replace(year=2099), assignee=cast.emil, by=cast.max.user)
    message = mail("task_assigned")
    assert (message.to, message.subject) == (["emil@acme.example"], "New task: Draw")
    for part in (str(message.body), html(message)):
        assert "Max Acmeer gave you a task" in part
        assert "2099" in part


def test_markup_in_a_title_is_escaped_in_html_and_exact_in_text(cast: Cast) -> None:
    create_task(title="<b>R&D</b>", assignee=cast.emil, by=cast.max.user)
    message = mail("task_assigned")
    assert message.subject == "New task: <b>R&D</b>"
    assert "- <b>R&D</b>\n" in str(message.body)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in html(message)
    assert "<b>R" not in html(message)


def test_one_letter_lists_many_tasks_and_leads_to_each(cast: Cast, settings: Settings) -> None:
    tasks = [Task.objects.create(title=f"Task {n}", assignee=cast.emil, assigner=cast.max) for n in range(3)]
    assign_tasks(tasks=tasks, to=cast.erna, by=cast.max.user)
    message = mail("task_assigned")
    assert message.subject == "3 new tasks"
    lines = str(message.body).splitlines()
    assert [line for line in lines if line.startswith("- ")] == ["- Task 0", "- Task 1", "- Task 2"]
    pages = [f"{settings.PUBLIC_URL}{page_of(task.pk)}" for task in tasks]
    assert [line.strip() for line in lines if line.startswith("  ")] == pages
    assert f"Look at it here: {settings.PUBLIC_URL}/\n" in str(message.body)
    assert links(message) == [*pages, f"{settings.PUBLIC_URL}/", f"{settings.PUBLIC_URL}/"]


@pytest.mark.parametrize("kind", ["task_assigned", "task_completed", "task_reopened"])
def test_a_letter_about_one_task_leads_to_its_page(cast: Cast, settings: Settings, kind: str) -> None:
    task = create_task(title="Draw", assignee=cast.emil, by=cast.max.user)
    if kind != "task_assigned":
        complete_task(task=task, by=cast.max.user)
    if kind == "task_reopened":
        reopen_task(task=task, by=cast.max.user)
    page = f"{settings.PUBLIC_URL}/tasks/{relay.to_base64('Task', task.pk)}"
    message = mail(kind)
    assert f"Look at it here: {page}\n" in str(message.body)
    assert str(message.body).count("/tasks/") == 1
    assert links(message) == [page, page, f"{settings.PUBLIC_URL}/"]


def test_who_may_not_see_a_task_any_more_is_not_led_to_it(cast: Cast, task: Task, settings: Settings) -> None:
    assign_task(task=task, to=cast.erna, by=cast.max.user)
    message = mail("task_reassigned")
    assert f"Look at it here: {settings.PUBLIC_URL}/\n" in str(message.body)
    assert links(message) == [f"{settings.PUBLIC_URL}/"] * 2


def test_the_assigner_is_led_to_a_task_that_another_handed_on(cast: Cast, task: Task, settings: Settings) -> None:
    assign_task(task=task, to=cast.erna, by=cast.olga.user)
    letter = Letter.objects.get(kind="task_reassigned", about__to=cast.max.pk)
    draft = emails.task_reassigned(letter)
    assert draft is not None
    assert f"{settings.PUBLIC_URL}{page_of(task.pk)}" in links(render("task_reassigned", draft))


def test_the_old_assignee_learns_who_does_it_now(cast: Cast, task: Task) -> None:
    assign_task(task=task, to=cast.erna, by=cast.max.user)
    message = mail("task_reassigned")
    assert (message.to, message.subject) == (
        ["emil@acme.example"],
        "Task handed to Erna Acmeer: Draw the logo",
    )
    assert "Max Acmeer handed this task to Erna Acmeer" in html(message)


def test_completing_and_reopening_are_told(cast: Cast, task: Task) -> None:
    complete_task(task=task, by=cast.max.user)
    assert mail("task_completed").subject == "Task completed: Draw the logo"
    reopen_task(task=task, by=cast.max.user)
    assert mail("task_reopened").subject == "Task reopened: Draw the logo"


def test_no_letter_goes_to_who_has_left_meanwhile(cast: Cast, task: Task) -> None:
    complete_task(task=task, by=cast.max.user)
    type(cast.emil.user).objects.filter(pk=cast.emil.user.pk).update(is_active=False)
    assert written("task_completed") is None


def test_an_assignment_is_not_told_once_another_has_the_task(cast: Cast) -> None:
    task = create_task(title="Draw", assignee=cast.emil, by=cast.max.user)
    Task.objects.filter(pk=task.pk).update(assignee=cast.erna)
    assert written("task_assigned") is None


def test_a_task_that_came_back_is_not_told_as_handed_over(cast: Cast, task: Task) -> None:
    assign_task(task=task, to=cast.erna, by=cast.max.user)
    Task.objects.update(assignee=cast.emil)
    assert written("task_reassigned") is None


@pytest.mark.parametrize("kind", ["task_completed", "task_reopened"])
def test_what_is_not_true_any_more_is_not_told(cast: Cast, task: Task, kind: str) -> None:
    complete_task(task=task, by=cast.max.user)
    reopen_task(task=task, by=cast.max.user)
    if kind == "task_reopened":
        Task.objects.update(completed_at=timezone.now(), completed_by=cast.max)
    assert written(kind) is None


def test_nothing_is_told_of_a_deleted_task(cast: Cast) -> None:
    create_task(title="Draw", assignee=cast.emil, by=cast.max.user)
    Task.objects.all().delete()
    assert written("task_assigned") is None
