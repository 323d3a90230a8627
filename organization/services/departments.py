"""Departments: what they are called, and who is in them."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from organization.models import Company, Department, Employee, Role, User
from organization.services.companies import (
    lock_company,
    lock_own_company,
    lock_part,
    refuse_strangers,
    refuse_twin,
)
from organization.validators import fill


class DepartmentChanges(TypedDict, total=False):
    """What can be changed of a department."""

    name: str
    description: str | None
    members: Sequence[Employee]


@transaction.atomic
def create_department(*, name: str, description: str = "", by: User) -> Department:
    """Add a department to the company; for HR and officers."""
    row = Department(company=lock_company(by))
    fill(row, {"name": name, "description": description})
    check(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def update_department(
    *, department: Department, by: User, version: int | None = None, **changes: Unpack[DepartmentChanges]
) -> Department:
    """Rename a department or say who is in it; for HR and officers, and to rename it for its own managers."""
    company = lock_own_company(by)
    row = lock_part(department, company, version)
    if not may_rename(row, by):
        raise PermissionDenied("Only HR, officers and the department's managers can change it.")
    if "members" in changes and not by.keeps_people:
        raise PermissionDenied("Only HR and officers can say who is in a department.")
    fill(row, {name: value for name, value in changes.items() if name != "members"})
    check(row)
    row.save_version()
    if "members" in changes:
        set_members(row, changes["members"], company, by)
    return row


@transaction.atomic
def delete_department(*, department: Department, by: User, version: int | None = None) -> None:
    """Remove a department that nobody is in; for HR and officers. Raises in_use."""
    row = lock_part(department, lock_company(by), version)
    if row.members.exists():
        raise ValidationError("People are in this department. Move them to another first.", code="in_use")
    row.delete()


def may_rename(department: Department, by: User) -> bool:
    """Whether the actor may change the department's name and description."""
    if by.keeps_people:
        return True
    return by.role == Role.MANAGER and department.members.filter(user_id=by.pk).exists()


def set_members(department: Department, members: Sequence[Employee], company: Company, by: User) -> None:
    """Say who is in the department; nobody adds or removes himself."""
    refuse_strangers("members", members, Employee.objects.filter(company=company))
    moved = {row.pk for row in members} ^ set(department.members.values_list("pk", flat=True))
    if by.person and by.person.pk in moved:
        raise PermissionDenied("Nobody changes his own departments.")
    department.members.set(members)


def check(row: Department) -> None:
    """Refuse the name of another department of the company."""
    others = Department.objects.filter(company_id=row.company_id).exclude(pk=row.pk)
    refuse_twin(others, "The company has a department of this name already.", name=row.name)
