"""The company itself, and what every change inside one begins with."""

from collections.abc import Sequence
from typing import TypedDict, TypeVar, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, Value
from django.db.models.functions import Lower

from organization.models import Company, Department, Employee, EmployeePosition, JobRole, User
from organization.validators import fill

Part = TypeVar("Part", Department, Employee, EmployeePosition, JobRole)


class CompanyChanges(TypedDict, total=False):
    """What can be changed of a company."""

    name: str
    description: str | None
    time_zone: str


@transaction.atomic
def update_company(
    *, company: Company, by: User, version: int | None = None, **changes: Unpack[CompanyChanges]
) -> Company:
    """Change the name, the description or the time zone; for officers, who are not told which other companies exist."""
    if not by.is_officer:
        raise PermissionDenied("Only an officer can change the company.")
    if company.pk != by.company_id:
        raise Company.DoesNotExist
    row = company.lock(version)
    fill(row, changes)
    row.save_version()
    return row


def lock_company(by: User) -> Company:
    """Return the company of an actor who keeps people, locked: what is unique or counted in it stays so."""
    if not by.keeps_people:
        raise PermissionDenied("Only HR and officers can do this.")
    return lock_own_company(by)


def lock_own_company(by: User) -> Company:
    """Return the actor's company, locked."""
    if by.person is None:
        raise PermissionDenied("Only people who work in a company can do this.")
    return by.person.company.lock()


def lock_part(row: Part, company: Company, version: int | None = None) -> Part:
    """Return a row of the company, locked; raises DoesNotExist for another company's."""
    if row.company_id != company.pk:
        raise type(row).DoesNotExist
    return row.lock(version)


def refuse_strangers(field: str, rows: Sequence[Part], own: "models.QuerySet[Part]") -> None:
    """Refuse rows that are not, or no longer, among the company's own; the error names the field."""
    keys = {row.pk for row in rows}
    if keys and own.filter(pk__in=keys).count() != len(keys):
        raise ValidationError({field: ValidationError("Choose one of your own company.", code="invalid")})


def refuse_twin(others: "models.QuerySet[models.Model]", message: str, **value: str) -> None:
    """Refuse a text that another row has already, without regard to case; the error names the field."""
    ((field, text),) = value.items()
    twins = others.alias(key=Lower(field)).filter(key=Lower(Value(text)))
    if twins.exists() or has_twin_beyond_ascii(others.values_list(field, flat=True), text):
        raise ValidationError({field: ValidationError(message, code="unique")})


def has_twin_beyond_ascii(texts: "models.QuerySet[models.Model, str]", text: str) -> bool:
    """Whether one of the texts differs only in the case of letters that SQLite knows no case of."""
    return not text.isascii() and any(other.lower() == text.lower() for other in texts.iterator())


def delete_unused(row: models.Model, message: str) -> None:
    """Delete the row; raises in_use with the message while others refer to it."""
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(message, code="in_use") from error
