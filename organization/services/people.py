"""People: hired, changed, given a role, deactivated and reactivated."""

from datetime import timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from notifications.models import Letter
from notifications.services import post
from organization.authentication import end_sessions
from organization.models import Company, Employee, Role, User
from organization.services.companies import delete_unused, lock_company, lock_part
from organization.services.hiring import EmployeeDetails, fill_person, hire, send_welcome_letter
from organization.validators import fill

KEPT_BY_HR = frozenset({Role.EMPLOYEE, Role.MANAGER})
NOT_ONE_S_OWN = ("salary", "position", "departments")
RESENDS_AN_HOUR = 3


class EmployeeChanges(EmployeeDetails, total=False):
    """What those who keep people can change of a person."""

    first_name: str
    last_name: str
    work_email: str


class ProfileChanges(TypedDict, total=False):
    """What everybody can change of himself."""

    first_name: str
    last_name: str
    phone: str | None


@transaction.atomic
def create_employee(  # noqa: PLR0913, what there is to say of a person
    *,
    first_name: str,
    last_name: str,
    work_email: str,
    role: Role = Role.EMPLOYEE,
    username: str = "",
    by: User,
    **details: Unpack[EmployeeDetails],
) -> Employee:
    """Hire a person into the actor's company; officers in any role, HR as employee or manager."""
    company = lock_company(by)
    refuse_unless_keeps(by, role)
    return hire(
        company=company,
        first_name=first_name,
        last_name=last_name,
        work_email=work_email,
        role=role,
        username=username,
        **details,
    )


@transaction.atomic
def update_employee(
    *, employee: Employee, by: User, version: int | None = None, **changes: Unpack[EmployeeChanges]
) -> Employee:
    """Change what is known of a person; nobody changes his own salary, position or departments."""
    row = lock_kept(employee, by, version)
    if row.user_id == by.pk:
        refuse_own_changes(row, changes)
    fill_person(row, changes)
    row.save_version(exclude=("picture",))
    if "departments" in changes:
        row.departments.set(changes["departments"] or ())
    return row


@transaction.atomic
def set_employee_role(*, employee: Employee, role: Role, by: User, version: int | None = None) -> Employee:
    """Give a person a role, at once; HR between employee and manager. Raises last_officer."""
    row = lock_kept(employee, by, version)
    refuse_unless_keeps(by, role)
    user = lock_user(row)
    if user.role == role:
        return row
    if user.pk == by.pk:
        raise PermissionDenied("Nobody changes his own role.")
    refuse_last_officer(user, row.company)
    user.role = role
    user.save(update_fields=["role"])
    count_version(row)
    return row


@transaction.atomic
def deactivate_employee(*, employee: Employee, by: User, version: int | None = None) -> Employee:
    """Shut a person out: every sign-in ends at once, the tasks stay where they are. Raises last_officer."""
    row = lock_kept(employee, by, version)
    user = lock_user(row)
    if not user.is_active:
        return row
    refuse_last_officer(user, row.company)
    set_active(user, active=False)
    count_version(row)
    return row


@transaction.atomic
def reactivate_employee(*, employee: Employee, by: User, version: int | None = None) -> Employee:
    """Let a person back in, who gets a letter to choose a new password."""
    row = lock_kept(employee, by, version)
    user = lock_user(row)
    if user.is_active:
        return row
    set_active(user, active=True)
    post("password_reset", about={"user": user.pk})
    count_version(row)
    return row


@transaction.atomic
def resend_welcome_letter(*, employee: Employee, by: User) -> Employee:
    """Send a new temporary password to a person who never signed in; the earlier one is dead from now on.

    Raises invalid, and too_many_attempts after three in an hour.
    """
    row = lock_kept(employee, by)
    user = lock_user(row)
    if user.last_login or not user.must_change_password or not user.is_active:
        raise ValidationError("A welcome letter is for people who never signed in and may.", code="invalid")
    refuse_many_resends(user)
    user.password = make_password(None)
    user.password_expires_at = timezone.now() + settings.TEMPORARY_PASSWORD_LIFETIME
    user.save(update_fields=["password", "password_expires_at"])
    send_welcome_letter(user, resent=True)
    return row


@transaction.atomic
def update_profile(*, by: User, version: int | None = None, **changes: Unpack[ProfileChanges]) -> Employee:
    """Change the actor's own name and phone number."""
    if by.person is None:
        raise PermissionDenied("Only people who work in a company have a profile.")
    row = by.person.lock(version)
    fill(row, changes)
    row.save_version(exclude=("picture",))
    return row


@transaction.atomic
def delete_employee(*, employee: Employee) -> None:
    """Delete a person and his account; raises in_use while tasks or files refer to him, and last_officer."""
    refuse_last_officer(employee.user, employee.company.lock())
    delete_unused(employee, "Tasks or files refer to this person. Deactivate the account instead.")
    employee.user.delete()


def lock_kept(employee: Employee, by: User, version: int | None = None) -> Employee:
    """Return a person whom the actor looks after, locked together with the company."""
    company = lock_company(by)
    row = lock_part(employee, company, version)
    row.company = company
    refuse_unless_keeps(by, row.user.role)
    return row


def lock_user(row: Employee) -> User:
    """Return the person's account, locked, also as `row.user`."""
    row.user = User.objects.select_for_update().get(pk=row.user_id)
    return row.user


def refuse_unless_keeps(by: User, role: str) -> None:
    """Refuse unless the actor looks after people of this role."""
    if not by.is_officer and role not in KEPT_BY_HR:
        raise PermissionDenied("HR looks after employees and managers; for others ask an officer.")


def refuse_own_changes(row: Employee, changes: EmployeeChanges) -> None:
    """Refuse if the changes touch what nobody changes of himself; what stays as it is is no change."""
    present: dict[str, object] = {"salary": row.salary, "position": row.position}
    wanted: dict[str, object] = {name: changes.get(name) for name in NOT_ONE_S_OWN if name in changes}
    if "departments" in changes:
        present["departments"] = set(row.departments.values_list("pk", flat=True))
        wanted["departments"] = {department.pk for department in changes["departments"] or ()}
    if any(value != present[name] for name, value in wanted.items()):
        raise PermissionDenied("Nobody changes his own salary, position or departments.")


def refuse_last_officer(user: User, company: Company) -> None:
    """Refuse to lose the last active officer of the locked company."""
    if not (user.is_officer and user.is_active):
        return
    officers = User.objects.filter(employee__company=company, role=Role.OFFICER, is_active=True)
    if not officers.exclude(pk=user.pk).exists():
        raise ValidationError("A company needs an active officer. Name another first.", code="last_officer")


def refuse_many_resends(user: User) -> None:
    """Refuse a fourth repetition within an hour."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    letters = Letter.objects.filter(kind="welcome", about__user=user.pk, about__resent=True)
    if letters.filter(created_at__gt=an_hour_ago).count() >= RESENDS_AN_HOUR:
        raise ValidationError(
            f"The letter was sent again {RESENDS_AN_HOUR} times in this hour. Wait a while.", code="too_many_attempts"
        )


def set_active(user: User, *, active: bool) -> None:
    """Let the locked user in or shut him out; either ends what was signed in or sent before."""
    user.is_active = active
    user.token_version += 1
    user.save(update_fields=["is_active", "token_version"])
    end_sessions(user)


def count_version(row: Employee) -> None:
    """Count a change of the person that is stored elsewhere."""
    row.version += 1
    row.save(update_fields=["version", "updated_at"])
