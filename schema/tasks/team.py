"""How a team is doing: people with the counts of their tasks, and the viewer's own numbers."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import strawberry
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from organization.models import Employee as Person
from schema.caching import cache_response
from schema.context import Info, company, person, today, viewer
from schema.lists import Connection, OrderDirection, connection, ordered
from schema.optimizer import prepared, selected
from schema.organization import Employee
from schema.organization.filters import searched
from schema.payloads import shown
from schema.permissions import IsAuthenticated, IsManager
from tasks.models import Task

MEMBERS = (("nodes",), ("edges", "node"))


@strawberry.type(description="A member of the viewer's team, and how his tasks are doing.")
class TeamMember:
    """A person with counts."""

    employee: Employee = strawberry.field(description="The person.")
    open_count: int = strawberry.field(description="How many tasks are still to be done.")
    overdue_count: int = strawberry.field(description="How many of them should have been done before today.")
    completed_on_time_count: int = strawberry.field(description="How many tasks were done by their due date.")


@strawberry.type(name="TeamMemberConnection", description="A page of a team.")
class TeamConnection(Connection[TeamMember]):  # type: ignore[type-var] # members have no id of their own
    """A page of people with their counts."""

    def node_of(self, row: Any) -> TeamMember:
        """Return the person with the counts that were asked for."""
        counts = {name: getattr(row, name, 0) for name in COUNTS}
        return TeamMember(employee=row, **counts)


@strawberry.enum(description="What a team can be ordered by.")
class TeamOrderField(Enum):
    """The columns to order by."""

    NAME = strawberry.enum_value("NAME", description="The last name, then the first.")
    OPEN_COUNT = strawberry.enum_value("OPEN_COUNT", description="The number of open tasks.")
    OVERDUE_COUNT = strawberry.enum_value("OVERDUE_COUNT", description="The number of overdue tasks.")


@strawberry.input(description="One of the orders of a team; the first counts most.")
class TeamOrder:
    """Orders a team."""

    field: TeamOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


COLUMNS = {
    TeamOrderField.NAME: ("last_name", "first_name"),
    TeamOrderField.OPEN_COUNT: ("open_count",),
    TeamOrderField.OVERDUE_COUNT: ("overdue_count",),
}
COUNTS = {
    "open_count": "openCount",
    "overdue_count": "overdueCount",
    "completed_on_time_count": "completedOnTimeCount",
}


def team(info: Info, search: str | None = None, order_by: list[TeamOrder] | None = None) -> QuerySet[Person]:
    """Return the viewer's team with the counts that are asked for or ordered by."""
    asked = selected(info, *MEMBERS)
    needed = {name for name, field in COUNTS.items() if field in asked}
    needed |= {column for order in order_by or () for column in COLUMNS[order.field] if column in COUNTS}
    people = searched(Person.objects.team_of(viewer(info)), search)
    people = people.annotate(**{name: _counted(name, info) for name in sorted(needed)})
    people = ordered(people, order_by, COLUMNS.__getitem__)
    return prepared(people, info, *(("nodes", "employee"), ("edges", "node", "employee")))


def _counted(name: str, info: Info) -> Coalesce:
    tasks = Task.objects.filter(assignee=OuterRef("pk"))
    match name:
        case "open_count":
            tasks = tasks.open()
        case "overdue_count":
            tasks = tasks.overdue(today(info))
        case _:
            zone = ZoneInfo(company(info).time_zone)
            tasks = tasks.filter(due_date__gte=TruncDate("completed_at", tzinfo=zone))
    # COUNT(*) and no order: so an index alone can answer.
    counts = tasks.order_by().values("assignee").annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


@strawberry.type(description="A day of this week, and the tasks of the people whom the viewer leads, or his own.")
class DayCounts:
    """A day with counts."""

    day: date = strawberry.field(description="The day.")
    due: int = strawberry.field(description="How many open tasks are due on it.")
    completed: int = strawberry.field(description="How many tasks were completed on it.")


@strawberry.type(description="How things stand: the viewer's own tasks, and for those who lead, the team's.")
class Dashboard:
    """The numbers of a week, Monday to Sunday in the company's time zone."""

    open: int = strawberry.field(description="How many tasks the viewer has to do.")
    overdue: int = strawberry.field(description="How many of them should have been done before today.")
    due_this_week: int = strawberry.field(description="How many open tasks are due from Monday to Sunday.")
    completed_this_week: int = strawberry.field(description="How many tasks were completed since Monday.")

    @strawberry.field(
        description="Monday to Sunday: what the viewer's team has to do and did, or the viewer, if he leads nobody."
    )
    def week(self, info: Info) -> list[DayCounts]:
        """Return the seven days, counted in two statements."""
        monday = today(info) - timedelta(days=today(info).weekday())
        days = [monday + timedelta(days=number) for number in range(7)]
        due, completed = (counted_by_day(tasks, days) for tasks in tasks_by_day(info))
        return [DayCounts(day=day, due=due.get(day, 0), completed=completed.get(day, 0)) for day in days]

    @connection(
        TeamConnection | None,
        disable_optimization=True,
        description="The viewer's team with the counts of their tasks; null for those who lead nobody.",
    )
    def team(self, info: Info, order_by: list[TeamOrder] | None = None) -> Iterable[TeamMember] | None:
        """Return the team, if the viewer leads one."""
        return shown(team(info, order_by=order_by)) if viewer(info).manages else None


def tasks_by_day(info: Info) -> tuple[QuerySet[Task], QuerySet[Task]]:
    """Return what is to be done by the day it is due, and what is done by the day when that was."""
    asks = viewer(info)
    mine = Q(assignee__in=Person.objects.team_of(asks)) if asks.manages else Q(assignee=person(info))
    tasks, zone = Task.objects.filter(mine), ZoneInfo(company(info).time_zone)
    done_on = TruncDate("completed_at", tzinfo=zone)
    return tasks.open().annotate(day=F("due_date")), tasks.completed().annotate(day=done_on)


def counted_by_day(tasks: QuerySet[Any], days: list[date]) -> dict[date, int]:
    """Return how many of the tasks fall on each of the days that have any."""
    counts = tasks.filter(day__in=days).order_by().values_list("day").annotate(count=Count("pk"))
    return dict(counts)


@strawberry.type
class TeamQuery:
    """How things stand."""

    @cache_response("dashboard", families=("work", "people"))
    @strawberry.field(
        permission_classes=[IsAuthenticated],
        description="How things stand for the viewer, and for his team if he leads one. Requires: signed in.",
    )
    def dashboard(self, info: Info) -> Dashboard | None:
        """Return the viewer's numbers, counted in one statement."""
        now = today(info)
        monday = now - timedelta(days=now.weekday())
        week = (monday, monday + timedelta(days=6))
        undone = Q(completed_at__isnull=True)
        day = TruncDate("completed_at", tzinfo=ZoneInfo(company(info).time_zone))
        numbers = (
            Task.objects.filter(assignee=person(info))
            .annotate(day=day)
            .aggregate(
                open=Count("pk", filter=undone),
                overdue=Count("pk", filter=undone & Q(due_date__lt=now)),
                due_this_week=Count("pk", filter=undone & Q(due_date__range=week)),
                completed_this_week=Count("pk", filter=Q(day__range=week)),
            )
        )
        return Dashboard(**numbers)

    @cache_response("myTeam", families=("work", "people"))
    @connection(
        TeamConnection | None,
        disable_optimization=True,
        permission_classes=[IsManager],
        description="The viewer's team, by name, with the counts of their tasks: for a manager the active people with"
        " role EMPLOYEE or HR of his departments, for an officer the company's. Requires: manager or officer.",
    )
    def my_team(
        self, info: Info, search: str | None = None, order_by: list[TeamOrder] | None = None
    ) -> Iterable[TeamMember]:
        """Return the team."""
        return shown(team(info, search, order_by))
