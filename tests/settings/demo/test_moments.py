"""A task keeps its state whatever day of the week the demo is loaded on."""

from datetime import date, timedelta

import pytest

from settings.demo.moments import MOMENTS, Moment, workday
from settings.demo.plan import SPREAD

WEEK = [date(2026, 3, day) for day in range(2, 9)]


def state(moment: Moment, today: date, spread: int) -> str:
    """Say how a task of this moment stands."""
    dates = moment.on(today, spread)
    if dates.done_on is None:
        return "none" if dates.due_on is None else "overdue" if dates.due_on < today else "open"
    return "done" if dates.due_on is None else "on time" if dates.done_on <= dates.due_on else "late"


@pytest.mark.parametrize("today", WEEK)
def test_the_state_of_a_task_depends_neither_on_the_weekday_nor_on_the_spread(today: date) -> None:
    for moment in MOMENTS:
        states = {state(moment, today, spread) for spread in range(SPREAD)}
        assert states == {state(moment, WEEK[2], 0)}


@pytest.mark.parametrize("today", WEEK)
def test_every_task_is_made_before_it_is_due_and_done_by_today(today: date) -> None:
    for dates in (moment.on(today, spread) for moment in MOMENTS for spread in range(SPREAD)):
        assert dates.created_on < (dates.done_on or today) <= today
        assert dates.due_on is None or dates.created_on < dates.due_on


@pytest.mark.parametrize("today", WEEK)
def test_something_is_due_and_done_in_the_week_of_the_load(today: date) -> None:
    monday, sunday = WEEK[0], WEEK[6]
    all_dates = [moment.on(today, 0) for moment in MOMENTS]
    assert sum(not dates.done_on and today <= (dates.due_on or monday) <= sunday for dates in all_dates) >= 3
    assert sum(monday <= (dates.done_on or date.min) <= today for dates in all_dates) >= 1


def test_the_workday_of_a_weekend_is_the_friday_before_it() -> None:
    friday = date(2026, 3, 6)
    assert [workday(friday + timedelta(days)) for days in range(4)] == [friday, friday, friday, date(2026, 3, 9)]
