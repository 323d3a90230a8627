"""Queries of the directory."""

from collections.abc import Iterable
from typing import Any

import strawberry
import strawberry_django

from organization import models
from schema.caching import cache_response
from schema.context import Info, company, viewer
from schema.errors import ErrorCode, RequestError
from schema.filters import condition
from schema.lists import Connection, connection, ordered
from schema.organization.filters import COLUMNS, EmployeeFilter, EmployeeOrder, searched
from schema.organization.types import (
    Company,
    Department,
    Employee,
    EmployeePosition,
    EmployeeType,
    JobRole,
    User,
)
from schema.payloads import shown
from schema.permissions import HasChosenPassword, IsAuthenticated, key_of


@strawberry.type
class OrganizationQuery:
    """Who asks, and with whom he works."""

    @cache_response("me")
    @strawberry_django.field(
        permission_classes=[HasChosenPassword], description="The account of who asks. Requires: signed in."
    )
    def me(self, info: Info) -> User | None:
        """Return the viewer's account."""
        return shown(models.User.objects.filter(pk=viewer(info).pk))

    @cache_response("company")
    @strawberry_django.field(
        permission_classes=[IsAuthenticated], description="The viewer's company. Requires: signed in."
    )
    def company(self, info: Info) -> Company | None:
        """Return the viewer's company."""
        return shown(models.Company.objects.filter(pk=company(info).pk))

    @cache_response("departments")
    @connection(
        Connection[Department] | None,
        permission_classes=[IsAuthenticated],
        description="The company's departments, by name. Requires: signed in.",
    )
    def departments(self) -> Iterable[Department]:
        """Return the departments."""
        return shown(models.Department.objects.all())

    @cache_response("department")
    @strawberry_django.field(
        permission_classes=[IsAuthenticated],
        description="One department; null if there is none with this id. Requires: signed in.",
    )
    def department(self, id: strawberry.ID) -> Department | None:
        """Return the department."""
        return shown(models.Department.objects.filter(pk=key_of(id, "Department") or 0))

    @cache_response("positions")
    @connection(
        Connection[EmployeePosition] | None,
        permission_classes=[IsAuthenticated],
        description="The company's positions, by job role. Requires: signed in.",
    )
    def positions(self) -> Iterable[EmployeePosition]:
        """Return the positions."""
        return shown(models.EmployeePosition.objects.all())

    @cache_response("jobRoles")
    @connection(
        Connection[JobRole] | None,
        permission_classes=[IsAuthenticated],
        description="The company's job roles, by name. Requires: signed in.",
    )
    def job_roles(self) -> Iterable[JobRole]:
        """Return the job roles."""
        return shown(models.JobRole.objects.all())

    @cache_response("employeeTypes")
    @connection(
        Connection[EmployeeType] | None,
        permission_classes=[IsAuthenticated],
        description="The kinds of employment, the same in every company. Requires: signed in.",
    )
    def employee_types(self) -> Iterable[EmployeeType]:
        """Return the employee types."""
        return shown(models.EmployeeType.objects.all())

    @cache_response("employees")
    @connection(
        Connection[Employee] | None,
        permission_classes=[IsAuthenticated],
        description="The company's people, by name. Those who left are shown to those who led or look after them."
        " `search` looks for words in name, code and work mail. Requires: signed in.",
    )
    def employees(
        self,
        info: Info,
        filter: EmployeeFilter | None = None,
        search: str | None = None,
        order_by: list[EmployeeOrder] | None = None,
    ) -> Iterable[Employee]:
        """Return the people who fit."""
        people: Any = searched(models.Employee.objects.all(), search)
        if filter:
            people = people.filter(condition(filter, info))
        return shown(ordered(people, order_by, COLUMNS.__getitem__))

    @cache_response("employee")
    @strawberry_django.field(
        permission_classes=[IsAuthenticated],
        description="One person, by id or by code such as EMP-014; null if there is none. Requires: signed in.",
    )
    def employee(self, id: strawberry.ID | None = None, code: str | None = None) -> Employee | None:
        """Return the person."""
        if (id is None) is (code is None):
            raise RequestError(ErrorCode.BAD_USER_INPUT, "Give either `id` or `code`.")
        if id is not None:
            return shown(models.Employee.objects.filter(pk=key_of(id, "Employee") or 0))
        return shown(models.Employee.objects.with_code(str(code)))
