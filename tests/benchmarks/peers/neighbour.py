"""The neighbour: a plain strawberry-django schema over the same models, with its optimizer and without a cache."""

# mypy: disable-error-code="untyped-decorator"

from datetime import date
from typing import Any

import strawberry
import strawberry_django
from django.db.models import Count, Q, QuerySet
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry import relay
from strawberry.django.views import GraphQLView
from strawberry_django.optimizer import DjangoOptimizerExtension
from strawberry_django.relay import DjangoListConnection

from organization import models as people
from tasks import models
from uploads.models import TaskFile as FileRow


@strawberry_django.type(people.Employee)
class Employee(relay.Node):
    """A person."""

    code: str

    @strawberry_django.field(only=["first_name", "last_name"])
    def name(self, root: strawberry.Parent[people.Employee]) -> str:
        """Return both names."""
        return root.name


@strawberry_django.type(FileRow)
class TaskFile(relay.Node):
    """A file."""

    name: str
    size: float


@strawberry_django.type(models.Task)
class Task(relay.Node):
    """A task."""

    title: str
    description: str
    due_date: date | None
    assignee: Employee
    assigner: Employee
    files: DjangoListConnection[TaskFile] = strawberry_django.connection()

    @strawberry_django.field(only=["completed_at"])
    def completed(self, root: strawberry.Parent[models.Task]) -> bool:
        """Whether it is done."""
        return root.completed

    @strawberry_django.field(only=["completed_at", "due_date"])
    def overdue(self, root: strawberry.Parent[models.Task], info: strawberry.Info) -> bool:
        """Whether it should have been done before today."""
        return root.overdue(viewer(info).person.today())


@strawberry_django.type(people.Employee)
class TeamMember(relay.Node):
    """A member of a team."""

    employee: Employee = strawberry_django.field(resolver=lambda root: root, only=["code", "first_name", "last_name"])
    open_count: int = strawberry_django.field(annotate=Count("tasks", filter=Q(tasks__completed_at__isnull=True)))


@strawberry.input
class TaskFilter:
    """Narrows tasks."""

    completed: bool | None = None


@strawberry.input
class CreateTaskInput:
    """A new task."""

    title: str
    assignee_id: strawberry.ID
    due_date: date | None = None


@strawberry.type
class UserError:
    """A broken rule."""

    code: str


@strawberry.type
class CreateTaskPayload:
    """The new task."""

    errors: list[UserError]
    task: Task


def viewer(info: strawberry.Info) -> Any:
    """Return who asks; raise where nobody does."""
    user = info.context.request.jwt_user
    if not user.is_authenticated:
        raise PermissionError("Sign in first.")
    return user


@strawberry.type
class Query:
    """The reads."""

    @strawberry_django.connection(DjangoListConnection[Task])
    def my_tasks(self, info: strawberry.Info) -> QuerySet[models.Task]:
        """Return what the viewer has to do."""
        return models.Task.objects.filter(assignee=viewer(info).person)

    @strawberry_django.connection(DjangoListConnection[Task])
    def tasks(
        self,
        info: strawberry.Info,
        search: str = "",
        filter: TaskFilter | None = None,  # noqa: A002
    ) -> QuerySet[models.Task]:
        """Return what the viewer may see."""
        rows = models.Task.objects.visible_to(viewer(info))
        for word in search.split():
            rows = rows.filter(Q(title__icontains=word) | Q(description__icontains=word))
        if filter and filter.completed is not None:
            rows = rows.filter(completed_at__isnull=not filter.completed)
        return rows

    @strawberry_django.field
    def task(self, info: strawberry.Info, id: relay.GlobalID) -> Task | None:  # noqa: A002
        """Return one task."""
        return models.Task.objects.visible_to(viewer(info)).filter(pk=id.node_id)  # type: ignore[return-value]

    @strawberry_django.connection(DjangoListConnection[TeamMember])
    def my_team(self, info: strawberry.Info) -> QuerySet[people.Employee]:
        """Return the viewer's team."""
        return people.Employee.objects.team_of(viewer(info)).order_by("last_name", "first_name", "pk")


@strawberry.type
class Mutation:
    """The writes."""

    @strawberry.mutation
    def create_task(self, info: strawberry.Info, input: CreateTaskInput) -> CreateTaskPayload:  # noqa: A002
        """Make a task for a member of one's team, or for oneself."""
        user = viewer(info)
        key = relay.GlobalID.from_id(input.assignee_id).node_id
        team = people.Employee.objects.filter(Q(pk__in=people.Employee.objects.team_of(user)) | Q(pk=user.person.pk))
        task = models.Task(title=input.title, assignee=team.get(pk=key), assigner=user.person, due_date=input.due_date)
        task.full_clean()
        task.save()
        return CreateTaskPayload(errors=[], task=task)  # type: ignore[arg-type]


schema = strawberry.Schema(query=Query, mutation=Mutation, extensions=[DjangoOptimizerExtension])
urlpatterns = [path("graphql/", csrf_exempt(GraphQLView.as_view(schema=schema, graphql_ide=None)))]
