"""Hiring: a person, an account, a code, a username and a welcome letter."""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, count, islice
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.services import post
from organization.models import Company, Department, Employee, EmployeePosition, Role, User
from organization.services.companies import refuse_strangers, refuse_twin
from organization.validators import fill

USERNAME_TAKEN = "This username is taken."


class EmployeeDetails(TypedDict, total=False):
    """What can be said of a person besides name and work mail."""

    code: str
    phone: str | None
    hire_date: date | None
    salary: Decimal | None
    position: EmployeePosition | None
    departments: Sequence[Department] | None


@transaction.atomic
def hire(  # noqa: PLR0913, what there is to say of a person
    *,
    company: Company,
    first_name: str,
    last_name: str,
    work_email: str,
    role: Role = Role.EMPLOYEE,
    username: str = "",
    **details: Unpack[EmployeeDetails],
) -> Employee:
    """Add a person to the company, and send a welcome letter; nobody is asked whether he may.

    Without a code the next EMP number is given; without a username one is made of the name.
    """
    row = Employee(company=company.lock())
    named = {"first_name": first_name, "last_name": last_name, "work_email": work_email}
    fill_person(row, {**named, **details})
    row.code = row.code or next_code(row.company)
    row.full_clean(exclude=("user",))
    row.user = make_account(row, role, username)
    row.save()
    row.departments.set(details.get("departments") or ())
    send_welcome_letter(row.user)
    return row


def fill_person(row: Employee, values: Mapping[str, Any]) -> None:
    """Set what is said of a person, all but the departments, which are only checked."""
    fill(row, {name: value for name, value in values.items() if name != "departments"})
    company = row.company
    refuse_strangers("departments", values.get("departments") or (), Department.objects.filter(company=company))
    position = values.get("position")
    if position:
        refuse_strangers("position", [position], EmployeePosition.objects.filter(job_role__company=company))
    if row.salary is not None and row.salary.is_signed():
        raise ValidationError({"salary": ValidationError("A salary is not negative.", code="invalid")})
    others = company.employees.exclude(pk=row.pk)
    if "code" in values:
        refuse_twin(others, "Somebody in the company has this code already.", code=row.code)
    if "work_email" in values:
        refuse_twin(others, "Somebody in the company has this work mail already.", work_email=row.work_email)


def next_code(company: Company) -> str:
    """Return the next code that nobody in the locked company has, and count it."""
    while True:
        company.last_employee_number += 1
        code = f"EMP-{company.last_employee_number:03}"
        if not company.employees.filter(code__iexact=code).exists():
            company.save(update_fields=["last_employee_number"])
            return code


def make_account(row: Employee, role: Role, username: str) -> User:
    """Make the person's account, which nobody can sign in with before the welcome letter is written."""
    expires_at = timezone.now() + settings.TEMPORARY_PASSWORD_LIFETIME
    user = User(role=role, password=make_password(None), password_expires_at=expires_at)
    if username:
        fill(user, {"username": username})
        refuse_twin(User.objects.all(), USERNAME_TAKEN, username=user.username)
    for candidate in [user.username] if username else usernames(row):
        user.username = candidate
        # Whether the name is free only the database can say: others are hired in the same moment.
        user.full_clean(validate_unique=False, validate_constraints=False)
        if saved(user):
            return user
    raise ValidationError({"username": ValidationError(USERNAME_TAKEN, code="unique")})


def saved(user: User) -> bool:
    """Save the new user; False if somebody was given the username in the same moment."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        return False
    return True


def usernames(row: Employee) -> Iterator[str]:
    """Yield usernames for the person that were free a moment ago, the plainest first, then random ones."""
    base = f"{plain(row.first_name)}.{plain(row.last_name)}".strip(".")[:140]
    alike = User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    taken = {name.casefold() for name in alike}
    free = (name for name in chain([base], (f"{base}{number}" for number in count(2))) if name not in taken)
    yield from islice(free, 3)
    yield from (f"{base}{1000 + secrets.randbelow(999_000)}" for _ in range(5))


def plain(name: str) -> str:
    """Return the letters and digits of a name, without accents, in lower case."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", bare))


def send_welcome_letter(user: User, **about: bool) -> None:
    """Post the letter that makes the temporary password, and replaces earlier ones."""
    user.welcome_letter = post("welcome", about={"user": user.pk, **about})
    user.save(update_fields=["welcome_letter"])
