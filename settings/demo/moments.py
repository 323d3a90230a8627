"""When the tasks of the demo were given, are due and were done, counted from the day of loading."""

from dataclasses import dataclass
from datetime import date, timedelta

FRIDAY = 4


@dataclass(frozen=True)
class Moment:
    """The state of a task, in days from today; `this_week` keeps what is due or was done inside the current week."""

    created: int
    due: int | None
    done: int | None = None
    reopened: bool = False
    this_week: bool = False

    def on(self, today: date, spread: int) -> "Dates":
        """Return the dates as seen from today; `spread` days keep the tasks of one state apart."""
        created = workday(today + timedelta(self.created - spread))
        if self.this_week:
            due = None if self.due is None else min(today + timedelta(self.due), last_workday(today))
            done = None if self.done is None else max(today + timedelta(self.done), monday(today))
            return Dates(created, due, done)
        due = None if self.due is None else workday(today + timedelta(self.due + (spread if self.due > 0 else -spread)))
        done = None if self.done is None else workday(today + timedelta(self.done - spread))
        return Dates(created, due, done)


@dataclass(frozen=True)
class Dates:
    """The days of one task."""

    created_on: date
    due_on: date | None
    done_on: date | None


MOMENTS = (
    Moment(-60, due=-40, done=-43),
    Moment(-20, due=-2),
    Moment(-9, due=0, this_week=True),
    Moment(-90, due=-75, done=-80),
    Moment(-5, due=9),
    Moment(-50, due=-35, done=-30),
    Moment(-18, due=None),
    Moment(-28, due=-14, done=-16),
    Moment(-26, due=-5, reopened=True),
    Moment(-45, due=-30, done=-33),
    Moment(-6, due=1, this_week=True),
    Moment(-35, due=-9),
    Moment(-11, due=4, done=-1, this_week=True),
    Moment(-120, due=-100, done=-101),
    Moment(-3, due=16),
    Moment(-33, due=None, done=-20),
    Moment(-16, due=6, reopened=True),
    Moment(-25, due=-12, done=-6),
    Moment(-12, due=3, this_week=True),
    Moment(-70, due=-24),
    Moment(-40, due=-20, done=-22),
    Moment(-15, due=30),
    Moment(-44, due=None),
)
"""A prime number of states, so that everybody meets all of them."""


def monday(today: date) -> date:
    """Return the first day of the week."""
    return today - timedelta(today.weekday())


def last_workday(today: date) -> date:
    """Return the Friday of the week, or today when it is past."""
    return max(today, monday(today) + timedelta(FRIDAY))


def workday(day: date) -> date:
    """Return the day, or the Friday before it when nobody works."""
    return day - timedelta(max(0, day.weekday() - FRIDAY))
