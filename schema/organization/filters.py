"""How the directory is narrowed, searched and ordered."""

from collections.abc import Iterator
from enum import Enum

import strawberry
from django.db.models import Q, QuerySet

from organization.models import Department, EmployeePosition
from organization.models import Employee as Person
from schema.context import Info
from schema.lists import OrderDirection, words
from schema.permissions import key_of


@strawberry.input(description="Which people a list shows. All that is given must hold.")
class EmployeeFilter:
    """Narrows a list of people."""

    department_id: strawberry.ID | None = strawberry.field(default=None, description="Who works in this department.")
    position_id: strawberry.ID | None = strawberry.field(default=None, description="Who has this position.")
    is_active: bool | None = strawberry.field(default=None, description="True: who works here now. False: who left.")
    and_: list["EmployeeFilter"] | None = strawberry.field(
        name="and", default=None, description="All of these hold, too."
    )
    or_: list["EmployeeFilter"] | None = strawberry.field(
        name="or", default=None, description="One of these holds, too."
    )
    not_: "EmployeeFilter | None" = strawberry.field(name="not", default=None, description="This does not hold.")

    def conditions(self, _info: Info) -> Iterator[Q]:
        """Return the conditions of the input's own fields."""
        if self.department_id is not None:
            department = key_of(self.department_id, Department.__name__) or 0
            members = Person.departments.through.objects.filter(department=department)
            yield Q(pk__in=members.values("employee"))
        if self.position_id is not None:
            yield Q(position=key_of(self.position_id, EmployeePosition.__name__) or 0)
        if self.is_active is not None:
            yield Q(user__is_active=self.is_active)


@strawberry.enum(description="What a list of people can be ordered by.")
class EmployeeOrderField(Enum):
    """The columns to order by; none that the viewer may not see."""

    NAME = strawberry.enum_value("NAME", description="The last name, then the first.")
    CODE = strawberry.enum_value("CODE", description="The code, such as EMP-014.")
    CREATED_AT = strawberry.enum_value("CREATED_AT", description="When the person was entered.")


@strawberry.input(description="One of the orders of a list of people; the first counts most.")
class EmployeeOrder:
    """Orders a list of people."""

    field: EmployeeOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


COLUMNS = {
    EmployeeOrderField.NAME: ("last_name", "first_name"),
    EmployeeOrderField.CODE: ("code",),
    EmployeeOrderField.CREATED_AT: ("created_at",),
}


def searched(people: QuerySet[Person], search: str | None) -> QuerySet[Person]:
    """Return the people whose name, code or work mail has every word of the search."""
    for word in words(search):
        people = people.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(code__icontains=word)
            | Q(work_email__icontains=word)
        )
    return people
