"""How a team and the viewer himself are doing: counts of tasks, by the calendar of the company."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from organization.models import Employee
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api

NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Stop the clock at noon of a Wednesday in Berlin."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def due(assignee: Employee, day: str | None, done: str | None = None, by: Employee | None = None) -> None:
    """Add a task with a due date and, if it is done, the moment of it."""
    moment = datetime.fromisoformat(done) if done else None
    Task.objects.create(
        title="T",
        assignee=assignee,
        assigner=by or assignee,
        due_date=date.fromisoformat(day) if day else None,
        completed_at=moment,
        completed_by=assignee if moment else None,
    )


DASHBOARD = "{ dashboard { open overdue dueThisWeek completedThisWeek } }"


@pytest.mark.parametrize(
    ("now", "numbers"),
    [
        # Sunday in Berlin, a minute before midnight: 21:59 in Greenwich.
        ("2026-06-14T21:59:00Z", {"open": 4, "overdue": 1, "dueThisWeek": 2, "completedThisWeek": 1}),
        # Monday: a new week, and Sunday's task is late.
        ("2026-06-14T22:00:00Z", {"open": 4, "overdue": 2, "dueThisWeek": 1, "completedThisWeek": 1}),
    ],
)
def test_the_week_and_the_day_begin_at_midnight_where_the_company_is(
    cast: Cast, api: Api, clock: Any, now: str, numbers: dict[str, int]
) -> None:
    due(cast.emil, "2026-06-13")
    due(cast.emil, "2026-06-14")
    due(cast.emil, "2026-06-21")
    due(cast.emil, None)
    due(cast.emil, "2026-06-01", done="2026-06-14T21:59:59Z")
    due(cast.emil, "2026-06-01", done="2026-06-14T22:00:00Z")
    due(cast.erna, "2026-06-01")
    clock.move_to(datetime.fromisoformat(now), tick=False)
    assert api.as_(cast.emil).data(DASHBOARD) == {"dashboard": numbers}


def test_overdue_changes_at_midnight_where_the_company_is(cast: Cast, api: Api, clock: Any) -> None:
    due(cast.emil, "2026-06-14")
    query = "{ myTasks { nodes { overdue } } late: myTasks(filter: { overdue: true }) { totalCount } }"
    shown = []
    for now in (datetime(2026, 6, 14, 21, 59, tzinfo=UTC), datetime(2026, 6, 14, 22, 0, tzinfo=UTC)):
        clock.move_to(now, tick=False)
        answer = api.as_(cast.emil).data(query)
        shown.append((answer["myTasks"]["nodes"][0]["overdue"], answer["late"]["totalCount"]))
    assert shown == [(False, 0), (True, 1)]


TEAM = """query ($order: [TeamOrder!], $search: String) { myTeam(orderBy: $order, search: $search) {
    totalCount nodes { employee { firstName } openCount overdueCount completedOnTimeCount } } }"""


@pytest.fixture
def team(cast: Cast) -> None:
    """Give the people of two departments tasks in every state."""
    due(cast.emil, "2026-06-16")
    due(cast.emil, "2026-06-17")
    due(cast.emil, "2026-06-10", done="2026-06-10T21:59:00Z")
    due(cast.emil, "2026-06-10", done="2026-06-10T22:00:00Z")
    due(cast.emil, None, done="2026-06-10T10:00:00Z")
    for day in ("2026-06-01", "2026-06-02", None):
        due(cast.erna, day)
    due(cast.egon, "2026-06-01")


def member(name: str, *counts: int) -> dict[str, Any]:
    """Return a member of a team with his counts."""
    names = ("openCount", "overdueCount", "completedOnTimeCount")
    return {"employee": {"firstName": name}, **dict(zip(names, counts, strict=True))}


def test_a_manager_sees_the_active_people_he_leads_with_their_counts(cast: Cast, api: Api, team: None) -> None:
    shown = api.as_(cast.max).data(TEAM)["myTeam"]
    assert shown == {"totalCount": 2, "nodes": [member("Emil", 2, 1, 1), member("Erna", 3, 2, 0)]}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ([{"field": "OPEN_COUNT", "direction": "DESC"}], "Erna Emil"),
        ([{"field": "OVERDUE_COUNT"}], "Emil Erna"),
        ([{"field": "NAME", "direction": "DESC"}], "Erna Emil"),
    ],
)
def test_a_team_is_ordered_by_its_counts(cast: Cast, api: Api, team: None, order: Any, names: str) -> None:
    nodes = api.as_(cast.max).data(TEAM, order=order)["myTeam"]["nodes"]
    assert [node["employee"]["firstName"] for node in nodes] == names.split()


def test_counts_order_a_team_without_being_shown_and_across_pages(cast: Cast, api: Api, team: None) -> None:
    query = """query ($after: String) { myTeam(first: 1, after: $after, orderBy: [{ field: OVERDUE_COUNT,
        direction: DESC }]) { edges { cursor node { employee { firstName } } } } }"""
    names, cursor, caller = [], None, api.as_(cast.max)
    while edges := caller.data(query, after=cursor)["myTeam"]["edges"]:
        names.append(edges[0]["node"]["employee"]["firstName"])
        cursor = edges[0]["cursor"]
    assert names == ["Erna", "Emil"]


def test_an_officer_leads_the_company(cast: Cast, api: Api, team: None) -> None:
    nodes = api.as_(cast.olga).data(TEAM, search="e")["myTeam"]["nodes"]
    assert {node["employee"]["firstName"] for node in nodes} == {"Olga", "Hanna", "Max", "Mona", "Emil", "Erna", "Egon"}


def test_the_dashboard_shows_a_team_only_to_those_who_lead(cast: Cast, api: Api, team: None) -> None:
    query = "{ dashboard { open team { totalCount nodes { openCount } } } }"
    assert api.as_(cast.max).data(query)["dashboard"] == {
        "open": 0,
        "team": {"totalCount": 2, "nodes": [{"openCount": 2}, {"openCount": 3}]},
    }
    assert api.as_(cast.emil).data(query)["dashboard"] == {"open": 2, "team": None}


def test_the_numbers_are_those_of_the_viewer_alone(cast: Cast, api: Api) -> None:
    due(cast.emil, None, by=cast.max)
    assert api.as_(cast.max).data(DASHBOARD)["dashboard"]["open"] == 0
    assert api.as_(cast.emil).data(DASHBOARD)["dashboard"]["open"] == 1


def test_a_leader_sees_what_the_team_did_each_day_of_the_week_and_what_is_due(cast: Cast, api: Api, clock: Any) -> None:
    due(cast.emil, "2026-06-10")
    due(cast.erna, "2026-06-10")
    due(cast.egon, "2026-06-10")
    due(cast.emil, "2026-06-15")
    due(cast.emil, None, done="2026-06-08T21:59:59Z")
    due(cast.emil, None, done="2026-06-08T22:00:00Z")
    due(cast.max, "2026-06-12")
    clock.move_to(datetime.fromisoformat("2026-06-10T10:00:00Z"), tick=False)
    query = "{ dashboard { week { day due completed } } }"

    def busy(person: Employee) -> list[tuple[str, int, int]]:
        week = api.as_(person).data(query)["dashboard"]["week"]
        assert [day["day"] for day in week] == [f"2026-06-{day:02}" for day in range(8, 15)]
        return [(day["day"], day["due"], day["completed"]) for day in week if day["due"] or day["completed"]]

    assert busy(cast.max) == [("2026-06-08", 0, 1), ("2026-06-09", 0, 1), ("2026-06-10", 2, 0)]
    assert busy(cast.egon) == [("2026-06-10", 1, 0)]
