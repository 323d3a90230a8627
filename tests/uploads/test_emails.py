"""The letter about new files, as the post office would send it."""

from pytest_django import Settings
from strawberry import relay

from notifications.emails import render
from notifications.models import Letter
from tasks.models import Task
from tests.conftest import Cast
from tests.uploads.conftest import PDF, a_file, upload
from uploads.emails import file_added
from uploads.models import TaskFile
from uploads.services import upload_task_files


def test_the_letter_names_the_task_the_files_and_who_added_them(cast: Cast, task: Task, settings: Settings) -> None:
    Task.objects.update(title="Draw & paint")
    upload_task_files(task=task, files=[a_file("a.pdf", PDF), a_file("b.txt")], by=cast.emil.user)
    draft = file_added(Letter.objects.get())
    assert draft is not None
    message = render("file_added", draft)
    assert (message.to, message.subject) == (["max@acme.example"], "2 new files for Draw & paint")
    assert 'Emil Acmeer added these files to the task "Draw & paint"' in str(message.body)
    assert [line.split(" (")[0] for line in str(message.body).splitlines() if line.startswith("- ")] == [
        "- a.pdf",
        "- b.txt",
    ]
    html, page = str(message.alternatives[0][0]), f"{settings.PUBLIC_URL}/tasks/{relay.to_base64('Task', task.pk)}"
    assert "<strong>Draw &amp; paint</strong>" in html
    assert f'href="{page}"' in html
    assert f"Look at it here: {page}\n" in str(message.body)


def test_no_letter_goes_to_who_has_left_or_takes_no_part_any_more(cast: Cast, task: Task) -> None:
    upload(task, cast.max)
    letter = Letter.objects.get()
    Task.objects.update(assignee=cast.erna)
    assert file_added(letter) is None
    Task.objects.update(assignee=cast.emil)
    type(cast.emil.user).objects.filter(pk=cast.emil.user.pk).update(is_active=False)
    assert file_added(letter) is None


def test_nothing_is_told_of_deleted_files(cast: Cast, task: Task) -> None:
    upload(task, cast.emil)
    TaskFile.objects.all().delete()
    assert file_added(Letter.objects.get()) is None
