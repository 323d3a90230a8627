"""Founding: a new company with its first officer."""

from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from organization.credentials import check_new_password, hash_password
from organization.models import Company, Employee, Role, User
from organization.services.companies import refuse_twin
from organization.services.hiring import hire
from organization.validators import fill


class Founder(TypedDict):
    """Who the first officer is."""

    first_name: str
    last_name: str
    work_email: str
    username: NotRequired[str]


@transaction.atomic
def found_company(*, name: str, time_zone: str, password: str | None = None, **officer: Unpack[Founder]) -> Employee:
    """Make a company and its first officer, who hires everybody else; nobody is asked whether that may be.

    With a password the officer signs in at once, and the welcome letter is not sent; without one it
    brings a temporary password. Raises ValidationError on `name`, `time_zone`, a field of the
    officer, or `new_password`.
    """
    company = Company()
    fill(company, {"name": name, "time_zone": time_zone})
    # Only whoever runs the server founds companies, and he may know them all: a command that is repeated makes no twin.
    refuse_twin(Company.objects.all(), "A company has this name already.", name=company.name)
    company.full_clean()
    company.save()
    person = hire(company=company, role=Role.OFFICER, **officer)
    if password is not None:
        give_password(person.user, password)
    return person


def give_password(user: User, password: str) -> None:
    """Let a new user sign in with this password; the welcome letter, still waiting, is then cancelled."""
    check_new_password(password, user)
    user.password = hash_password(password)
    user.password_expires_at = None
    user.save(update_fields=["password", "password_expires_at"])
