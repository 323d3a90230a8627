"""Tasks in the admin."""

import pytest
from django.test import Client

from organization.models import User
from tasks.models import Task
from tests.conftest import Cast

LIST = "/admin/tasks/task/"


@pytest.fixture
def admin(client: Client, task: Task) -> Client:
    """Return a browser in which a user of the admin is signed in."""
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.parametrize("query", ["", "?state=open", "?q=logo", "?q=Emiler", "?due_date__year=2099"])
def test_the_list_opens(admin: Client, query: str) -> None:
    assert admin.get(LIST + query).status_code == 200


def test_the_list_is_filtered_by_state(admin: Client) -> None:
    assert "Draw the logo" in admin.get(f"{LIST}?state=open").content.decode()
    assert "Draw the logo" not in admin.get(f"{LIST}?state=completed").content.decode()


def test_a_change_counts_the_version(admin: Client, cast: Cast, task: Task) -> None:
    form = {"title": "Draw two", "description": "", "assignee": cast.emil.pk, "assigner": cast.max.pk}
    assert admin.post(f"{LIST}{task.pk}/change/", form).status_code == 302
    row = Task.objects.get()
    assert (row.title, row.version) == ("Draw two", 2)


def test_a_new_task_is_made(admin: Client, cast: Cast) -> None:
    form = {"title": "Rest", "assignee": cast.emil.pk, "assigner": cast.max.pk}
    assert admin.post(f"{LIST}add/", form).status_code == 302
    assert Task.objects.get(title="Rest").version == 1


def test_the_rules_of_a_title_hold_here_too(admin: Client, cast: Cast, task: Task) -> None:
    form = {"title": "\u200b", "assignee": cast.emil.pk, "assigner": cast.max.pk}
    assert "This field is required." in admin.post(f"{LIST}{task.pk}/change/", form).content.decode()
    assert Task.objects.get().title == "Draw the logo"
