"""The command loads the demo once, all or nothing, and only where it may."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from notifications.models import Letter
from organization.models import Company, User
from settings.management.commands.load_demo import demo_logins, is_loaded
from tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    """Keep the files of the demo apart."""
    settings.MEDIA_ROOT = tmp_path


def run(*arguments: str) -> str:
    """Return what the command prints."""
    output = StringIO()
    call_command("load_demo", *arguments, stdout=output)
    return output.getvalue()


def test_loading_says_how_far_it_is_and_sends_no_letter() -> None:
    lines = run().splitlines()
    assert Letter.objects.count() == 0
    assert lines[:3] == ["Loading the demo data …", "  Rakmedia: people 40, departments 5", "  Rakmedia: tasks 300"]
    assert lines[-1].endswith("all with the password harbour-lights-7")


def test_a_second_run_changes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    run()
    Task.objects.filter(assignee__user__username="emma").delete()
    with django_assert_num_queries(4):
        assert run() == "The demo data are loaded already.\n"
    assert Task.objects.filter(assignee__user__username="emma").count() == 0


def test_a_company_that_was_renamed_is_not_loaded_again() -> None:
    run()
    Company.objects.filter(name="Rakmedia").update(name="Brandt & Co")
    assert run() == "The demo data are loaded already.\n"
    assert Company.objects.count() == 2


def test_production_refuses_the_demo(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="Add --allow-production"):
        run()
    assert User.objects.count() == 0


def test_production_takes_the_demo_when_told_to_in_silence_too(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    assert run("--allow-production", "--verbosity=0") == ""
    assert is_loaded()


def test_names_that_others_have_are_not_taken_from_them() -> None:
    User.objects.create_user("emma", "a-password-of-her-own")
    Company.objects.create(name="Rakmedia")
    with pytest.raises(CommandError, match="taken already: emma, Rakmedia"):
        run()
    assert (User.objects.count(), Company.objects.count()) == (1, 1)


def test_an_admin_who_is_there_already_keeps_his_password() -> None:
    admin = User.objects.create_superuser("admin", "a-password-of-his-own")
    run()
    admin.refresh_from_db()
    assert admin.check_password("a-password-of-his-own")


def test_logins_have_short_names_and_one_password() -> None:
    assert demo_logins() == [
        ("Officer", "olivia", "harbour-lights-7"),
        ("HR", "hannah", "harbour-lights-7"),
        ("Manager", "martin", "harbour-lights-7"),
        ("Employee", "emma", "harbour-lights-7"),
        ("Officer of another company", "olaf", "harbour-lights-7"),
        ("Django admin", "admin", "harbour-lights-7"),
    ]
