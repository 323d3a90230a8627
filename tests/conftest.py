"""The cast of every test: two companies, one person for each part, and a stranger for each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connections

from notifications.models import Letter
from organization.models import Company, Department, Employee, EmployeePosition, EmployeeType, JobRole, Role, User

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Everybody who appears in the tests, by first name."""

    acme: Company
    design: Department
    sales: Department
    olga: Employee
    hanna: Employee
    max: Employee
    mona: Employee
    emil: Employee
    erna: Employee
    egon: Employee
    ina: Employee
    globex: Company
    labs: Department
    gus: Employee
    greta: Employee
    gina: Employee
    position: EmployeePosition
    password: str = PASSWORD

    def people(self) -> list[Employee]:
        """Return every employee of both companies."""
        return [value for field in fields(self) if isinstance(value := getattr(self, field.name), Employee)]


def hashed_password() -> str:
    """Return the hash of everybody's password: hashing takes long, on purpose."""
    # A test may have hashers of its own, whose hashes are nothing to those of the next test.
    return _hashed_by(*settings.PASSWORD_HASHERS)


@cache
def _hashed_by(*_hashers: str) -> str:
    return make_password(PASSWORD)


@dataclass(frozen=True)
class Part:
    """Whom somebody of the cast plays."""

    name: str
    company: Company
    role: Role
    departments: tuple[Department, ...] = ()
    is_active: bool = True


def hire(company: Company, name: str, role: Role, *departments: Department, is_active: bool = True) -> Employee:
    """Make a person with an account, without services and letters."""
    return hire_all(Part(name, company, role, departments, is_active))[name]


def hire_all(*parts: Part) -> dict[str, Employee]:
    """Make people with accounts, by name, without services and letters; all at once, because every test begins so."""
    users = User.objects.bulk_create(
        User(username=part.name, role=part.role, is_active=part.is_active, password=hashed_password()) for part in parts
    )
    people = Employee.objects.bulk_create(person(part, user) for part, user in zip(parts, users, strict=True))
    Company.objects.bulk_update({part.company for part in parts}, ("last_employee_number",))
    membership = Employee.departments.through
    membership.objects.bulk_create(
        membership(employee=row, department=department)
        for part, row in zip(parts, people, strict=True)
        for department in part.departments
    )
    return {part.name: row for part, row in zip(parts, people, strict=True)}


def person(part: Part, user: User) -> Employee:
    """Return the row of a person, not saved yet."""
    company = part.company
    company.last_employee_number += 1
    return Employee(
        user=user,
        company=company,
        code=f"EMP-{company.last_employee_number:03}",
        first_name=part.name.capitalize(),
        last_name=f"{company.name}er",
        work_email=f"{part.name}@{company.name.lower()}.example",
        hire_date="2024-03-01",
        salary="52000.00",
        phone="+49 30 1234567",
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let the tests' own process wait for PostgreSQL: a busy machine takes long to empty and to drop a database."""
    options = connections["default"].settings_dict["OPTIONS"]
    if "options" in options:
        options["options"] = re.sub(r"statement_timeout=\d+", "statement_timeout=60000", options["options"])


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast, freshly hired."""
    acme = Company.objects.create(name="Acme", time_zone="Europe/Berlin")
    design = Department.objects.create(company=acme, name="Design")
    sales = Department.objects.create(company=acme, name="Sales")
    globex = Company.objects.create(name="Globex")
    labs = Department.objects.create(company=globex, name="Labs")
    white_collar, _ = EmployeeType.objects.get_or_create(name="White collar")
    designer = JobRole.objects.create(company=acme, name="Designer")
    people = hire_all(
        Part("olga", acme, Role.OFFICER),
        Part("hanna", acme, Role.HR, (sales,)),
        Part("max", acme, Role.MANAGER, (design,)),
        Part("mona", acme, Role.MANAGER, (sales,)),
        Part("emil", acme, Role.EMPLOYEE, (design,)),
        Part("erna", acme, Role.EMPLOYEE, (design,)),
        Part("egon", acme, Role.EMPLOYEE, (sales,)),
        Part("ina", acme, Role.EMPLOYEE, (design,), is_active=False),
        Part("gus", globex, Role.OFFICER),
        Part("greta", globex, Role.MANAGER, (labs,)),
        Part("gina", globex, Role.EMPLOYEE, (labs,)),
    )
    position = EmployeePosition.objects.create(employee_type=white_collar, job_role=designer)
    places = {"acme": acme, "design": design, "sales": sales, "globex": globex, "labs": labs, "position": position}
    return Cast(**places, **people)  # type: ignore[arg-type] # the password keeps its default


@pytest.fixture
def letters(db: None) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """Return what asks the post office for every letter it was given: kind and about, the oldest first."""
    return lambda: list(Letter.objects.order_by("id").values_list("kind", "about"))
