"""Job roles and positions: what people do, and as what kind of employee."""

from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.models import Company, EmployeePosition, EmployeeType, JobRole, User
from organization.services.companies import delete_unused, lock_company, lock_part, refuse_strangers, refuse_twin
from organization.validators import fill


class JobRoleChanges(TypedDict, total=False):
    """What can be changed of a job role."""

    name: str


class PositionChanges(TypedDict, total=False):
    """What can be changed of a position."""

    employee_type: EmployeeType
    job_role: JobRole


@transaction.atomic
def create_job_role(*, name: str, by: User) -> JobRole:
    """Add a job role to the company; for HR and officers."""
    row = JobRole(company=lock_company(by))
    fill(row, {"name": name})
    check_job_role(row)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def update_job_role(
    *, job_role: JobRole, by: User, version: int | None = None, **changes: Unpack[JobRoleChanges]
) -> JobRole:
    """Rename a job role; for HR and officers."""
    row = lock_part(job_role, lock_company(by), version)
    fill(row, changes)
    check_job_role(row)
    row.save_version()
    return row


@transaction.atomic
def delete_job_role(*, job_role: JobRole, by: User, version: int | None = None) -> None:
    """Remove a job role that no position has; for HR and officers. Raises in_use."""
    row = lock_part(job_role, lock_company(by), version)
    delete_unused(row, "Positions have this job role. Delete them, or change them, first.")


@transaction.atomic
def create_position(*, employee_type: EmployeeType, job_role: JobRole, by: User) -> EmployeePosition:
    """Add a position to the company; for HR and officers."""
    company = lock_company(by)
    row = EmployeePosition(employee_type=employee_type, job_role=job_role)
    check_position(row, company)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def update_position(
    *, position: EmployeePosition, by: User, version: int | None = None, **changes: Unpack[PositionChanges]
) -> EmployeePosition:
    """Change the employee type or the job role of a position; for HR and officers."""
    company = lock_company(by)
    row = lock_part(position, company, version)
    fill(row, changes)
    check_position(row, company)
    row.save_version()
    return row


@transaction.atomic
def delete_position(*, position: EmployeePosition, by: User, version: int | None = None) -> None:
    """Remove a position that nobody has; for HR and officers. Raises in_use."""
    row = lock_part(position, lock_company(by), version)
    delete_unused(row, "People have this position. Give them another first.")


def check_job_role(row: JobRole) -> None:
    """Refuse the name of another job role of the company."""
    others = JobRole.objects.filter(company_id=row.company_id).exclude(pk=row.pk)
    refuse_twin(others, "The company has a job role of this name already.", name=row.name)


def check_position(row: EmployeePosition, company: Company) -> None:
    """Refuse another company's job role, and a pair that the company has already."""
    refuse_strangers("job_role", [row.job_role], JobRole.objects.filter(company=company))
    pair = EmployeePosition.objects.filter(employee_type_id=row.employee_type_id, job_role_id=row.job_role_id)
    if pair.exclude(pk=row.pk).exists():
        raise ValidationError({"job_role": ValidationError("The company has this position already.", code="unique")})
