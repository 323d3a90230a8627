"""The people who work in a company."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from organization.models.accounts import Role, User
from organization.models.base import Audience, Versioned
from organization.models.companies import Company, Department, EmployeePosition
from organization.querysets import AnnouncingQuerySet
from organization.storage import forget_on_commit
from organization.validators import can_be_stored, picture_path, validate_name, validate_phone, validate_picture

if TYPE_CHECKING:
    from datetime import date

LED_ROLES = (Role.EMPLOYEE, Role.HR)
"""Whom a manager may lead: managers are not of each other's team."""


class EmployeeQuerySet(AnnouncingQuerySet["Employee"]):
    """Employees."""

    def visible_to(self, viewer: User) -> Self:
        """Return the people of the viewer's company, those who left included: rows still refer to them."""
        return self.filter(company_id=viewer.company_id)

    def listed_for(self, viewer: User) -> Self:
        """Return whom a list shows the viewer: of those who left, only whom he led or looks after."""
        people = self.visible_to(viewer)
        if viewer.keeps_people:
            return people
        if viewer.manages and viewer.person:
            return people.filter(Q(user__is_active=True) | Q(pk__in=Employee.objects.led_by(viewer).values("pk")))
        return people.filter(user__is_active=True)

    def with_code(self, code: str) -> Self:
        """Return who has this code, without regard to case; nobody has one that cannot be stored."""
        longest = self.model._meta.get_field("code").max_length or 0
        if len(code) > longest or not can_be_stored(code):
            return self.none()
        return self.filter(code__iexact=code)

    def active(self) -> Self:
        """Return those who may sign in."""
        return self.filter(user__is_active=True)

    def led_by(self, viewer: User) -> Self:
        """Return whom the viewer leads, those who left included: a manager his departments, an officer all."""
        people = self.visible_to(viewer)
        if viewer.is_officer:
            return people
        if not viewer.manages or viewer.person is None:
            return people.none()
        membership = Employee.departments.through
        own = membership.objects.filter(employee_id=viewer.person.pk).values("department_id")
        shared = membership.objects.filter(employee_id=OuterRef("pk"), department_id__in=own)
        return people.filter(Exists(shared), user__role__in=LED_ROLES)

    def team_of(self, viewer: User) -> Self:
        """Return the viewer's team: the active people he leads."""
        return self.led_by(viewer).active()


class Employee(Audience, Versioned):
    """A person who works in a company and signs in with an account of his own."""

    audience_fields = ("company_id",)

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="employee")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="employees")
    departments = models.ManyToManyField(Department, blank=True, related_name="members")
    position = models.ForeignKey(
        EmployeePosition, on_delete=models.PROTECT, null=True, blank=True, related_name="employees"
    )
    code = models.CharField(max_length=20, help_text="The key people use, such as EMP-014.")
    first_name = models.CharField(max_length=80, validators=[validate_name])
    last_name = models.CharField(max_length=80, validators=[validate_name])
    work_email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=32, blank=True, validators=[validate_phone])
    hire_date = models.DateField(null=True, blank=True)
    salary = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, help_text="Gross, a year.")
    picture = models.FileField(upload_to=picture_path, blank=True, validators=[validate_picture])

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("last_name", "first_name", "id")
        constraints = (
            models.UniqueConstraint(
                Lower("code"),
                "company",
                name="employee_code_unique",
                violation_error_message="Somebody in the company has this code already.",
                violation_error_code="unique",
            ),
            models.UniqueConstraint(
                Lower("work_email"),
                "company",
                name="employee_work_email_unique",
                violation_error_message="Somebody in the company has this work mail already.",
                violation_error_code="unique",
            ),
            models.CheckConstraint(
                condition=Q(salary__isnull=True) | Q(salary__gte=0), name="employee_salary_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete the person, and once that is certain the picture."""
        forget_on_commit(self.picture)
        return super().delete(*args, **options)

    @property
    def name(self) -> str:
        """The first and the last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.user.is_active

    def leads(self, other: "Employee") -> bool:
        """Whether the person leads the other: asked of a manager or an officer."""
        return Employee.objects.led_by(self.user).filter(pk=other.pk).exists()

    def today(self) -> "date":
        """Return today's date where the person's company is."""
        return self.company.today()
