"""What the worker does by the clock."""

from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed_apps


@dataclass(frozen=True)
class Round:
    """A job that comes round: its function, its arguments as Django Q2 reads them, and the minutes in between."""

    name: str
    job: str
    minutes: int
    arguments: str = ""


DAY = 24 * 60
SCHEDULES = (
    Round("Send due letters", "notifications.jobs.send_due_letters", minutes=1),
    Round("Show that the worker is alive", "notifications.jobs.beat", minutes=1),
    Round(
        "Clear what has expired",
        "django.core.management.call_command",
        minutes=DAY,
        arguments="'clear_expired', '--verbosity=0'",
    ),
)


def keep_schedules(*, using: str, apps: Apps = installed_apps, **_: Any) -> None:
    """Bring the worker's timetable up to date; runs after every `migrate`, and leaves entries of others alone."""
    try:
        timetable = apps.get_model("django_q", "Schedule")
    except LookupError:
        # The migration went back to a time before the queue.
        return
    for one in SCHEDULES:
        row = {"func": one.job, "schedule_type": "I", "minutes": one.minutes, "args": one.arguments, "repeats": -1}
        timetable.objects.using(using).update_or_create(name=one.name, defaults=row)
