"""Queries of tasks."""

from collections.abc import Iterable

import strawberry
import strawberry_django
from django.db.models import QuerySet

from schema.caching import cache_response
from schema.context import Info, person
from schema.filters import condition
from schema.lists import Connection, connection, ordered
from schema.payloads import shown
from schema.permissions import IsAuthenticated, key_of
from schema.tasks.filters import COLUMNS, TaskFilter, TaskOrder, searched
from schema.tasks.types import Task
from tasks import models

NARROWED = " `search` looks for words in title and description. Requires: signed in."


def narrowed(
    tasks: QuerySet[models.Task],
    info: Info,
    narrowing: TaskFilter | None,
    search: str | None,
    order_by: list[TaskOrder] | None,
) -> QuerySet[models.Task]:
    """Return the tasks that fit, in the order asked for, else by due date."""
    tasks = searched(tasks, search)
    if narrowing:
        tasks = tasks.filter(condition(narrowing, info))
    return ordered(tasks, order_by, COLUMNS.__getitem__)


@strawberry.type
class TaskQuery:
    """What there is to do."""

    @cache_response("tasks", families=("work",))
    @connection(
        Connection[Task] | None,
        permission_classes=[IsAuthenticated],
        description="Every task that the viewer may see, by due date." + NARROWED,
    )
    def tasks(
        self,
        info: Info,
        filter: TaskFilter | None = None,
        search: str | None = None,
        order_by: list[TaskOrder] | None = None,
    ) -> Iterable[Task]:
        """Return the tasks that fit."""
        return shown(narrowed(models.Task.objects.all(), info, filter, search, order_by))

    @cache_response("myTasks", families=("work",))
    @connection(
        Connection[Task] | None,
        permission_classes=[IsAuthenticated],
        description="What the viewer has to do, by due date." + NARROWED,
    )
    def my_tasks(
        self,
        info: Info,
        filter: TaskFilter | None = None,
        search: str | None = None,
        order_by: list[TaskOrder] | None = None,
    ) -> Iterable[Task]:
        """Return the viewer's tasks that fit."""
        return shown(narrowed(models.Task.objects.filter(assignee=person(info)), info, filter, search, order_by))

    @cache_response("assignedByMe", families=("work",))
    @connection(
        Connection[Task] | None,
        permission_classes=[IsAuthenticated],
        description="What the viewer gave others, or himself, to do, by due date." + NARROWED,
    )
    def assigned_by_me(
        self,
        info: Info,
        filter: TaskFilter | None = None,
        search: str | None = None,
        order_by: list[TaskOrder] | None = None,
    ) -> Iterable[Task]:
        """Return the tasks that the viewer assigned."""
        return shown(narrowed(models.Task.objects.filter(assigner=person(info)), info, filter, search, order_by))

    @cache_response("task")
    @strawberry_django.field(
        permission_classes=[IsAuthenticated],
        description="One task; null if there is none with this id. Requires: signed in.",
    )
    def task(self, id: strawberry.ID) -> Task | None:
        """Return the task."""
        return shown(models.Task.objects.filter(pk=key_of(id, "Task") or 0))
