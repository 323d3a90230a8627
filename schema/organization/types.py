"""The directory of a company, as its people see it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from organization import models, views
from schema.context import Info, viewer
from schema.enums import Role
from schema.lists import Connection, connection
from schema.notifications import Letter
from schema.permissions import Seen

if TYPE_CHECKING:
    from schema.tasks import Task

LazyTask = Annotated["Task", strawberry.lazy("schema.tasks")]


def private(read: Callable[[models.Employee], Any]) -> Callable[..., Any]:
    """Return the resolver of a field that only its owner, HR and officers see; null for the others."""

    def resolve(root: strawberry.Parent[models.Employee], info: Info) -> Any:
        user = viewer(info)
        return read(root) if user.keeps_people or root.user_id == user.pk else None

    return resolve


def picture_url(root: strawberry.Parent[models.Employee]) -> str | None:
    """Return the address of the person's picture."""
    return views.picture_url(root)


def welcome_letter(root: strawberry.Parent[models.Employee], info: Info) -> Any:
    """Return the person's welcome letter, for those who look after people."""
    return root.user.welcome_letter if viewer(info).keeps_people else None


@strawberry_django.type(models.Company, description="An organization; two of them never see each other.")
class Company(Seen, relay.Node):
    """A company."""

    name: str = strawberry_django.field(description="Its name.")
    description: str = strawberry_django.field(description="What it does.")
    time_zone: str = strawberry_django.field(description="Says when a day ends for due dates, such as Europe/Berlin.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")


@strawberry_django.type(
    models.Department, only=["name"], description="A part of a company; its managers lead its members."
)
class Department(Seen, relay.Node):
    """A department."""

    name: str = strawberry_django.field(description="Its name, unique in the company.")
    description: str = strawberry_django.field(description="What it does.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")
    members: Connection["Employee"] = connection(
        description="Who works in it. Those who left are shown to those who led or look after them."
    )


@strawberry_django.type(models.EmployeeType, description="A kind of employment. It grants nothing.")
class EmployeeType(Seen, relay.Node):
    """An employee type."""

    name: str = strawberry_django.field(description="Officer, manager, white collar or blue collar.")


@strawberry_django.type(models.JobRole, description="What somebody does for a living. It grants nothing.")
class JobRole(Seen, relay.Node):
    """A job role."""

    name: str = strawberry_django.field(description="Its name, unique in the company.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")


@strawberry_django.type(models.EmployeePosition, description="A pair of employee type and job role that people fill.")
class EmployeePosition(Seen, relay.Node):
    """A position."""

    employee_type: EmployeeType = strawberry_django.field(description="The kind of employment.")
    job_role: JobRole = strawberry_django.field(description="What the person does.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")


# `only` names what a nested list is ordered by, for its cursors.
@strawberry_django.type(
    models.Employee, only=["last_name", "first_name"], description="A person who works in the company."
)
class Employee(Seen, relay.Node):
    """An employee."""

    @classmethod
    def get_list(cls, queryset: QuerySet[Any], info: Info) -> QuerySet[Any]:
        """Return whom a list shows the viewer."""
        return cast("QuerySet[models.Employee]", queryset).listed_for(viewer(info))  # type: ignore[attr-defined]

    code: str = strawberry_django.field(description="The key people use, such as EMP-014.")
    name: str = strawberry_django.field(only=["first_name", "last_name"], description="First and last name.")
    first_name: str = strawberry_django.field(description="The first name.")
    last_name: str = strawberry_django.field(description="The last name.")
    work_email: str = strawberry_django.field(description="The mail address at work.")
    picture_url: str | None = strawberry_django.field(
        resolver=picture_url,
        only=["picture"],
        description="Where the picture is, if there is one.",
    )
    position: EmployeePosition | None = strawberry_django.field(description="What the person does in the company.")
    departments: Connection[Department] = connection(description="Where the person works.")
    is_active: bool = strawberry_django.field(
        only=["user__is_active"], select_related=["user"], description="False for somebody who left."
    )
    role: Role | None = strawberry_django.field(
        resolver=private(lambda person: person.user.role),
        only=["user__role"],
        select_related=["user"],
        description="What the person may do. Seen by the person, HR and officers; null for others.",
    )
    username: str | None = strawberry_django.field(
        resolver=private(lambda person: person.user.username),
        only=["user__username"],
        select_related=["user"],
        description="The name to sign in with. Seen by the person, HR and officers; null for others.",
    )
    phone: str | None = strawberry_django.field(
        resolver=private(lambda person: person.phone),
        only=["phone", "user_id"],
        description="The phone number. Seen by the person, HR and officers; null for others.",
    )
    hire_date: date | None = strawberry_django.field(
        resolver=private(lambda person: person.hire_date),
        only=["hire_date", "user_id"],
        description="The first day at work. Seen by the person, HR and officers; null for others.",
    )
    salary: Decimal | None = strawberry_django.field(
        resolver=private(lambda person: person.salary),
        only=["salary", "user_id"],
        description="Gross, a year, in the company's currency. Seen by the person, HR and officers; null for others.",
    )
    welcome_letter: Letter | None = strawberry_django.field(
        resolver=welcome_letter,
        only=["user__welcome_letter"],
        select_related=["user"],
        prefetch_related=["user__welcome_letter"],
        description="The letter with the first password. Seen by HR and officers; null for others.",
    )
    tasks: Connection[LazyTask] = connection(description="What the person has to do, as far as the viewer may see it.")
    assigned_tasks: Connection[LazyTask] = connection(
        description="What the person gave others to do, as far as the viewer may see it."
    )
    created_at: datetime = strawberry_django.field(description="When the person was entered.")
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")


@strawberry_django.type(models.User, description="The account that somebody signs in with.")
class User:
    """An account; only one's own is ever shown."""

    id: strawberry.ID = strawberry_django.field(description="The account's id.")
    username: str = strawberry_django.field(description="The name to sign in with.")
    role: Role = strawberry_django.field(description="What the user may do.")
    must_change_password: bool = strawberry_django.field(
        only=["password_expires_at"], description="Whether the password is a temporary one."
    )
    employee: Employee | None = strawberry_django.field(description="The person whose account it is.")
