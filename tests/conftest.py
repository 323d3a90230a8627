"""The cast of every test: two companies, one person for each part, and a stranger for each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pytest
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


@cache
def hashed_password() -> str:
    """Return the hash of everybody's password: hashing takes long, on purpose."""
    return make_password(PASSWORD)


def hire(company: Company, name: str, role: Role, *departments: Department, is_active: bool = True) -> Employee:
    """Make a person with an account, without services and letters."""
    user = User.objects.create(username=name, role=role, is_active=is_active, password=hashed_password())
    company.last_employee_number += 1
    company.save()
    person = Employee.objects.create(
        user=user,
        company=company,
        code=f"EMP-{company.last_employee_number:03}",
        first_name=name.capitalize(),
        last_name=f"{company.name}er",
        work_email=f"{name}@{company.name.lower()}.example",
        hire_date="2024-03-01",
        salary="52000.00",
        phone="+49 30 1234567",
    )
    person.departments.set(departments)
    return person


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
    return Cast(
        acme=acme,
        design=design,
        sales=sales,
        position=EmployeePosition.objects.create(employee_type=white_collar, job_role=designer),
        olga=hire(acme, "olga", Role.OFFICER),
        hanna=hire(acme, "hanna", Role.HR, sales),
        max=hire(acme, "max", Role.MANAGER, design),
        mona=hire(acme, "mona", Role.MANAGER, sales),
        emil=hire(acme, "emil", Role.EMPLOYEE, design),
        erna=hire(acme, "erna", Role.EMPLOYEE, design),
        egon=hire(acme, "egon", Role.EMPLOYEE, sales),
        ina=hire(acme, "ina", Role.EMPLOYEE, design, is_active=False),
        globex=globex,
        labs=labs,
        gus=hire(globex, "gus", Role.OFFICER),
        greta=hire(globex, "greta", Role.MANAGER, labs),
        gina=hire(globex, "gina", Role.EMPLOYEE, labs),
    )


@pytest.fixture
def letters(db: None) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """Return what asks the post office for every letter it was given: kind and about, the oldest first."""
    return lambda: list(Letter.objects.order_by("id").values_list("kind", "about"))
