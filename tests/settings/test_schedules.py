"""The worker's timetable."""

import pytest
from django.core.management import call_command, get_commands
from django.utils.module_loading import import_string
from django_q.models import Schedule

from settings.schedules import SCHEDULES


@pytest.mark.django_db
def test_a_migrated_database_has_the_timetable_once() -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)

    rows = Schedule.objects.filter(name__in=[one.name for one in SCHEDULES])
    assert sorted(rows.values_list("func", "args", "minutes", "repeats")) == [
        ("django.core.management.call_command", "'clear_expired', '--verbosity=0'", 1440, -1),
        ("notifications.jobs.beat", "", 1, -1),
        ("notifications.jobs.send_due_letters", "", 1, -1),
    ]


@pytest.mark.django_db
def test_an_entry_of_somebody_else_stays() -> None:
    Schedule.objects.create(name="Theirs", func="os.getpid")

    call_command("migrate", verbosity=0)

    assert Schedule.objects.filter(name="Theirs").exists()


def test_every_job_exists() -> None:
    assert all(callable(import_string(one.job)) for one in SCHEDULES)
    assert "clear_expired" in get_commands()
