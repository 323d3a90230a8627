"""People, accounts and companies in the admin, by the same rules as everywhere else."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as AccountAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.html import format_html

from organization.authentication import end_session
from organization.models import (
    Company,
    Department,
    Employee,
    EmployeePosition,
    EmployeeType,
    JobRole,
    Role,
    Session,
    User,
)
from organization.services.accounts import set_password
from organization.services.hiring import fill_person, hire
from organization.services.people import delete_employee, refuse_last_officer, set_active

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


VERSION_FIELDS: tuple[str, ...] = ("version", "created_at", "updated_at")


class VersionedAdmin(admin.ModelAdmin[Any]):
    """Rows that count their versions."""

    readonly_fields = VERSION_FIELDS

    def save_model(self, request: "HttpRequest", obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001, Django's own signature
        """Count the version of what is changed."""
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(Company)
class CompanyAdmin(VersionedAdmin):
    """Companies."""

    list_display = ("name", "time_zone", "created_at")
    search_fields = ("name",)
    readonly_fields = (*VERSION_FIELDS, "last_employee_number")


@admin.register(Department)
class DepartmentAdmin(VersionedAdmin):
    """Departments, with the number of their members."""

    list_display = ("name", "company", "member_count")
    list_filter = ("company",)
    list_select_related = ("company",)
    search_fields = ("name", "company__name")

    def get_queryset(self, request: "HttpRequest") -> "QuerySet[Department]":
        """Return the departments with the number of their members."""
        rows: QuerySet[Department] = super().get_queryset(request)
        return rows.annotate(member_count=Count("members")).order_by("name", "pk")

    @admin.display(description="members", ordering="member_count")
    def member_count(self, row: Any) -> int:
        """Return how many people are in the department."""
        return int(row.member_count)

    def has_delete_permission(self, request: "HttpRequest", obj: Department | None = None) -> bool:
        """Whether the department may go: not while people are in it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.members.exists())

    def get_actions(self, request: "HttpRequest") -> Any:
        """Return the actions without the deletion of several, which asks nobody who is in them."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(EmployeeType)
class EmployeeTypeAdmin(admin.ModelAdmin[EmployeeType]):
    """Kinds of employment."""

    search_fields = ("name",)


@admin.register(JobRole)
class JobRoleAdmin(VersionedAdmin):
    """Job roles."""

    list_display = ("name", "company")
    list_filter = ("company",)
    list_select_related = ("company",)
    search_fields = ("name",)


@admin.register(EmployeePosition)
class EmployeePositionAdmin(VersionedAdmin):
    """Positions."""

    list_display = ("job_role", "employee_type", "company")
    list_filter = ("job_role__company", "employee_type")
    list_select_related = ("job_role__company", "employee_type")
    search_fields = ("job_role__name", "employee_type__name")
    autocomplete_fields = ("job_role",)

    @admin.display(ordering="job_role__company__name")
    def company(self, row: EmployeePosition) -> Company:
        """Return the company that has the position."""
        return row.job_role.company


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # takes no argument at run time
    """A new password by hand: every sign-in ends, and the person is told."""

    def save(self, commit: bool = True) -> User:  # noqa: ARG002, FBT001, FBT002, Django's own signature
        """Store the password."""
        super().save(commit=False)
        with transaction.atomic():
            set_password(self.user, self.user.password)
        user: User = self.user
        return user


class UserForm(forms.ModelForm[User]):
    """An account; the last active officer of a company stays one."""

    class Meta:
        model = User
        fields = ("username", "role", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")

    def clean(self) -> dict[str, Any]:
        """Refuse to lose the last officer."""
        data = super().clean() or {}
        stored = User.objects.select_related("employee__company").get(pk=self.instance.pk)
        stays = data.get("is_active") and data.get("role") == Role.OFFICER
        if stored.person and not stays:
            refuse_last_officer(stored, stored.person.company)
        return data


@admin.register(User)
class UserAdmin(AccountAdmin[User]):
    """Accounts; those of people are made by hiring them, and deactivated instead of deleted."""

    form = UserForm
    change_password_form = PasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password_link", "role", "is_active")}),
        ("Admin", {"classes": ("collapse",), "fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined", "password_expires_at", "welcome_letter")}),
    )
    readonly_fields = ("password_link", "last_login", "date_joined", "password_expires_at", "welcome_letter")
    list_display = ("username", "employee", "role", "is_active", "is_staff", "last_login")
    list_filter = ("role", "is_active", "is_staff", "employee__company")
    list_select_related = ("employee",)
    search_fields = ("username", "employee__first_name", "employee__last_name", "employee__work_email")

    @admin.display(description="password")
    def password_link(self, _user: User) -> str:
        """Return where a password can be set; what it is nobody sees."""
        return format_html('<a href="{}">Set a password</a>', "../password/")

    def has_delete_permission(self, request: "HttpRequest", obj: User | None = None) -> bool:
        """Whether the account may go: not if it is a person's."""
        return super().has_delete_permission(request, obj) and not (obj and obj.person)

    def get_actions(self, request: "HttpRequest") -> Any:
        """Return the actions without the deletion of several."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: "HttpRequest", obj: User, form: Any, change: bool) -> None:  # noqa: FBT001, Django's own signature
        """Save the account; every sign-in of one that was switched on or off ends."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            set_active(obj, active=obj.is_active)


class EmployeeForm(forms.ModelForm[Employee]):
    """A person, held against the rules of hiring."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.EMPLOYEE, required=False)
    code = forms.CharField(max_length=20, required=False, help_text="Left empty, the next EMP number is given.")

    class Meta:
        model = Employee
        fields = (
            "company",
            "code",
            "first_name",
            "last_name",
            "work_email",
            "phone",
            "position",
            "departments",
            "hire_date",
            "salary",
            "picture",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what the services would refuse: other companies' rows, and what others have already."""
        data = super().clean() or {}
        company = data.get("company") or (self.instance.company if self.instance.pk else None)
        if company and not self.errors:
            probe = Employee(pk=self.instance.pk, company=company)
            said = {name: data[name] for name in data if name not in {"company", "role", "picture"}}
            fill_person(probe, {**said, "departments": list(data.get("departments") or ())})
        if self.instance.pk and not data.get("code"):
            raise ValidationError({"code": "A person needs a code."})
        return data


@admin.register(Employee)
class EmployeeAdmin(VersionedAdmin):
    """People; adding one hires him, with an account and a welcome letter."""

    form = EmployeeForm
    list_display = ("code", "last_name", "first_name", "company", "position", "active")
    list_display_links = ("code", "last_name")
    list_filter = ("company", "user__role", "user__is_active", "departments")
    list_select_related = ("company", "user", "position__job_role", "position__employee_type")
    search_fields = ("code", "first_name", "last_name", "work_email", "user__username")
    autocomplete_fields = ("company", "position", "departments")
    readonly_fields = ("user", *VERSION_FIELDS)

    @admin.display(boolean=True, ordering="user__is_active")
    def active(self, row: Employee) -> bool:
        """Whether the person may sign in."""
        return row.is_active

    def get_fields(self, request: "HttpRequest", obj: Employee | None = None) -> Any:
        """Return the fields: the role is asked at the hiring only, the picture later only."""
        hidden = {"role"} if obj else {"picture", "user", *VERSION_FIELDS}
        return [name for name in super().get_fields(request, obj) if name not in hidden]

    def get_readonly_fields(self, _request: "HttpRequest", obj: Employee | None = None) -> tuple[str, ...]:
        """Return what is only shown: nobody moves to another company."""
        return (*self.readonly_fields, "company") if obj else tuple(self.readonly_fields)

    def save_model(self, request: "HttpRequest", obj: Employee, form: Any, change: bool) -> None:  # noqa: FBT001, Django's own signature
        """Save the person; hire him if he is new."""
        if change:
            super().save_model(request, obj, form, change)
            return
        said = {name: value for name, value in form.cleaned_data.items() if name != "picture"}
        role = Role(said.pop("role") or Role.EMPLOYEE)
        hired = hire(role=role, **{**said, "departments": list(said["departments"])})
        obj.pk, obj.user, obj.code = hired.pk, hired.user, hired.code

    def delete_model(self, request: "HttpRequest", obj: Employee) -> None:
        """Delete the person, the account and the picture; say it if that is refused."""
        try:
            delete_employee(employee=obj)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)

    def delete_queryset(self, request: "HttpRequest", queryset: "QuerySet[Employee]") -> None:
        """Delete several people, one by one."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin[Session]):
    """Sign-ins, which can be ended."""

    list_display = ("user", "device", "created_at", "last_used_at", "ended_at")
    list_filter = ("ended_at", "user__employee__company")
    list_select_related = ("user",)
    search_fields = ("user__username", "device")
    date_hierarchy = "created_at"
    actions = ("end",)

    @admin.action(description="End the chosen sign-ins", permissions=["view"])
    def end(self, request: "HttpRequest", queryset: "QuerySet[Session]") -> None:
        """End the sign-ins."""
        for session in queryset:
            end_session(session)
        self.message_user(request, "The sign-ins have ended.")

    def has_add_permission(self, request: "HttpRequest") -> bool:  # noqa: ARG002, Django's own signature
        """Nobody makes a sign-in by hand."""
        return False

    def has_change_permission(self, request: "HttpRequest", obj: Session | None = None) -> bool:  # noqa: ARG002, as above
        """Nobody edits one."""
        return False

    def has_delete_permission(self, request: "HttpRequest", obj: Session | None = None) -> bool:  # noqa: ARG002, as above
        """Nobody deletes one; it can be ended."""
        return False
