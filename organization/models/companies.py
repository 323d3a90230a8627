"""Companies and how they are divided: departments, job roles and positions."""

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from organization.models.base import Audience, Versioned
from organization.querysets import AnnouncingQuerySet

if TYPE_CHECKING:
    from datetime import date

    from organization.models.accounts import User


ONE_MACHINE_S = {"localtime", "Factory"}
"""Names that mean something else, or nothing, on another machine."""


def validate_time_zone(name: str) -> None:
    """Refuse what is not a time zone of the IANA database."""
    if name not in available_timezones() - ONE_MACHINE_S:
        raise ValidationError("This is not a time zone, such as Europe/Berlin.", code="invalid")


class CompanyQuerySet(AnnouncingQuerySet["Company"]):
    """Companies."""

    def visible_to(self, viewer: "User") -> Self:
        """Return the viewer's own company."""
        return self.filter(pk=viewer.company_id)


class Company(Versioned):
    """An organization; two of them never see each other, so that their names may be the same."""

    name = models.CharField(max_length=120)
    description = models.TextField(max_length=4000, blank=True)
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Says when a day ends for due dates, such as Europe/Berlin.",
    )
    last_employee_number = models.PositiveIntegerField(default=0, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("name", "id")
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    def today(self) -> "date":
        """Return today's date where the company is."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))


class DepartmentQuerySet(AnnouncingQuerySet["Department"]):
    """Departments."""

    def visible_to(self, viewer: "User") -> Self:
        """Return the departments of the viewer's company."""
        return self.filter(company_id=viewer.company_id)


class Department(Audience, Versioned):
    """A part of a company; its managers lead its members."""

    audience_fields = ("company_id",)

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=4000, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                "company",
                name="department_name_unique",
                violation_error_message="The company has a department of this name already.",
                violation_error_code="unique",
            ),
        )

    def __str__(self) -> str:
        return self.name


class EmployeeTypeQuerySet(AnnouncingQuerySet["EmployeeType"]):
    """Employee types."""

    def visible_to(self, _viewer: "User") -> Self:
        """Return all of them: they are the same for every company."""
        return self


class EmployeeType(models.Model):
    """A kind of employment: officer, manager, white collar, blue collar. It grants nothing."""

    name = models.CharField(max_length=60, unique=True)

    objects = EmployeeTypeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class JobRoleQuerySet(AnnouncingQuerySet["JobRole"]):
    """Job roles."""

    def visible_to(self, viewer: "User") -> Self:
        """Return the job roles of the viewer's company."""
        return self.filter(company_id=viewer.company_id)


class JobRole(Audience, Versioned):
    """What somebody does for a living, such as Accountant. It grants nothing."""

    audience_fields = ("company_id",)

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="job_roles")
    name = models.CharField(max_length=120)

    objects = JobRoleQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                "company",
                name="job_role_name_unique",
                violation_error_message="The company has a job role of this name already.",
                violation_error_code="unique",
            ),
        )

    def __str__(self) -> str:
        return self.name


class EmployeePositionQuerySet(AnnouncingQuerySet["EmployeePosition"]):
    """Positions."""

    def visible_to(self, viewer: "User") -> Self:
        """Return the positions of the viewer's company."""
        return self.filter(job_role__company_id=viewer.company_id)


class EmployeePosition(Audience, Versioned):
    """A pair of employee type and job role that a company fills with people."""

    audience_fields = ("job_role_id",)

    employee_type = models.ForeignKey(EmployeeType, on_delete=models.PROTECT, related_name="positions")
    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="positions")

    objects = EmployeePositionQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("job_role__name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("employee_type", "job_role"),
                name="position_unique",
                violation_error_message="The company has this position already.",
                violation_error_code="unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_role} ({self.employee_type})"

    @property
    def company_id(self) -> int:
        """The id of the company that has the position."""
        return self.job_role.company_id
