"""The demo's companies are real enough to look at, and obey every rule."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoDbBlocker

from organization.models import Company, Department, Employee, EmployeePosition, JobRole, Role, User
from organization.services.accounts import sign_in
from settings.demo.loading import load
from settings.management.commands.load_demo import FIRMS, demo_logins
from tasks.models import Task
from uploads.models import TaskFile
from uploads.validators import check_file

# One process for all: each would load the demo.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loading")]


@pytest.fixture(scope="module", autouse=True)
def media(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Load the demo once for all the tests here, and forget it after them; return the folder of its files."""
    request.getfixturevalue("django_db_setup")
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder), django_db_blocker.unblock(), transaction.atomic():
        load(FIRMS, report=str)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def rakmedia() -> Company:
    """Return the larger company of the demo."""
    return Company.objects.get(name="Rakmedia")


def snapshot() -> list[Any]:
    """Return all that is to be the same at every load."""
    tasks = Task.objects.values_list("title", "assignee__code", "assigner__code", "due_date", "created_at", "version")
    people = Employee.objects.values_list("code", "user__username", "work_email", "phone", "salary")
    files = TaskFile.objects.values_list("task__title", "name", "sha256", "uploader__code", "created_at")
    return [sorted(rows, key=str) for rows in (tasks, people, files)]


def clear() -> None:
    """Delete all that was loaded."""
    for model in (Task, Employee, User, EmployeePosition, JobRole, Department, Company):
        model.objects.all().delete()


def test_rakmedia_is_a_company_of_forty(rakmedia: Company) -> None:
    roles = dict(rakmedia.employees.order_by().values_list("user__role").annotate(Count("pk")))
    assert roles == {Role.OFFICER: 2, Role.HR: 3, Role.MANAGER: 7, Role.EMPLOYEE: 28}
    assert list(rakmedia.employees.order_by("code").values_list("code", flat=True)) == [
        f"EMP-{number:03}" for number in range(1, 41)
    ]
    assert rakmedia.last_employee_number == 40
    assert rakmedia.employees.filter(user__is_active=False).count() == 2


def test_each_department_has_one_or_two_managers(rakmedia: Company) -> None:
    led = rakmedia.departments.filter(members__user__role=Role.MANAGER).annotate(managers=Count("members"))
    assert dict(led.values_list("name", "managers")) == {
        "Client Services": 2,
        "Design": 2,
        "Film": 1,
        "Operations": 1,
        "Technology": 1,
    }


def test_there_are_three_hundred_different_tasks(rakmedia: Company) -> None:
    tasks = Task.objects.filter(assignee__company=rakmedia)
    assert tasks.count() == 300
    assert tasks.values("title").distinct().count() == 300


def test_tasks_are_in_every_state(rakmedia: Company) -> None:
    today, tasks = rakmedia.today(), Task.objects.filter(assignee__company=rakmedia)
    states = {
        "overdue": tasks.overdue(today),
        "due today or later": tasks.open().filter(due_date__gte=today),
        "without due date": tasks.open().filter(due_date=None),
        "reopened": tasks.open().filter(version=3),
        "on time": tasks.filter(completed_at__date__lte=F("due_date")),
        "late": tasks.filter(completed_at__date__gt=F("due_date")),
        "one's own": tasks.filter(assigner=F("assignee")),
        "by a manager": tasks.filter(assigner__user__role=Role.MANAGER).exclude(assigner=F("assignee")),
        "by an officer": tasks.filter(assigner__user__role=Role.OFFICER).exclude(assigner=F("assignee")),
        "left behind": tasks.open().filter(assignee__user__is_active=False),
    }
    assert [name for name, rows in states.items() if rows.count() < 3] == []


def test_about_a_quarter_of_the_tasks_has_files_of_several_kinds(rakmedia: Company) -> None:
    files = TaskFile.objects.filter(task__assignee__company=rakmedia)
    assert 60 <= files.values("task").distinct().count() <= 100
    assert {row.name.rsplit(".", 1)[-1] for row in files} == {"csv", "docx", "md", "pdf", "png", "txt"}


def test_the_first_look_of_an_employee_and_her_manager_is_interesting(rakmedia: Company) -> None:
    emma, martin = (rakmedia.employees.get(user__username=name) for name in ("emma", "martin"))
    assert martin.leads(emma)
    for tasks in (emma.tasks.all(), Task.objects.filter(assignee__in=Employee.objects.team_of(martin.user))):
        assert tasks.overdue(rakmedia.today()).count() >= 2
        assert tasks.open().filter(due_date__gte=rakmedia.today()).count() >= 2
        assert tasks.completed().count() >= 3
        assert tasks.filter(files__isnull=False).count() >= 3


@pytest.mark.parametrize("model", [Company, Department, JobRole, EmployeePosition, User, Employee, Task, TaskFile])
def test_every_row_obeys_the_rules_of_its_model(model: Any) -> None:
    rows = list(model.objects.all())
    assert rows
    for row in rows:
        row.full_clean()


def test_every_task_was_given_by_somebody_who_may() -> None:
    given = Task.objects.exclude(assigner=F("assignee")).select_related("assignee", "assigner__user")
    assert [task.title for task in given if not task.assigner.leads(task.assignee)] == []
    assert not Task.objects.filter(completed_at__isnull=False).exclude(completed_by=F("assigner")).exists()


def test_what_happened_to_a_task_happened_in_order_and_not_in_the_future() -> None:
    now = timezone.now()
    for task in Task.objects.prefetch_related("files"):
        moments = [task.created_at, task.completed_at or task.updated_at, now]
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert all(task.created_at <= file.created_at <= now for file in task.files.all())


def test_every_file_holds_what_its_row_says() -> None:
    for row in TaskFile.objects.all():
        with row.file.open() as stored:
            found = check_file(SimpleUploadedFile(row.name, stored.read()))
        assert (found.name, found.size, found.sha256, found.content_type) == (
            row.name,
            row.size,
            row.sha256,
            row.content_type,
        )


def test_half_of_the_people_have_a_picture(rakmedia: Company) -> None:
    pictures = [person.picture for person in rakmedia.employees.exclude(picture="")]
    assert len(pictures) == 23
    for picture in pictures:
        with picture.open() as file, Image.open(file) as image:
            assert (image.format, image.size) == ("PNG", (256, 256))


def test_every_login_works_and_there_is_one_for_every_role() -> None:
    roles = []
    for _, username, password in demo_logins():
        user = sign_in(username=username, password=password).user
        validate_password(password, user)
        roles.append(None if user.is_superuser else user.role)
    assert roles == [Role.OFFICER, Role.HR, Role.MANAGER, Role.EMPLOYEE, Role.OFFICER, None]


def test_the_second_company_is_small(rakmedia: Company) -> None:
    nordlicht = Company.objects.exclude(pk=rakmedia.pk).get()
    assert nordlicht.employees.count() == 6
    assert Task.objects.filter(assignee__company=nordlicht).count() == 12


def test_the_data_are_the_same_at_every_load() -> None:
    first = snapshot()
    clear()
    load(FIRMS, report=str)
    assert snapshot() == first


def test_an_interrupted_load_leaves_nothing_and_can_be_repeated(media: Path) -> None:
    def interrupt(line: str) -> None:
        if line == "Nordlicht: files 4":
            raise KeyboardInterrupt

    clear()
    files = sorted(media.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        load(FIRMS, report=interrupt)
    assert (User.objects.count(), Company.objects.count(), Task.objects.count()) == (0, 0, 0)
    assert [path for path in sorted(media.rglob("*")) if path.is_file() and path not in files] == []
    load(FIRMS, report=str)
    assert Company.objects.count() == 2
