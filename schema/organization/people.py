"""Mutations about people: hiring, changing, leaving, and one's own profile."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry
from django.core.exceptions import ValidationError
from strawberry import UNSET
from strawberry.file_uploads import Upload

from organization import models
from organization.services import people, pictures
from schema.context import Info, viewer
from schema.enums import Role
from schema.organization.types import Employee
from schema.payloads import VERSION, Payload, changed, given, mutation, names_a_row, optional, shown
from schema.permissions import IsAuthenticated, KeepsPeople, all_visible, visible


@strawberry.input(description="Who is hired.")
class CreateEmployeeInput:
    """A new person."""

    first_name: str = strawberry.field(description="The first name.")
    last_name: str = strawberry.field(description="The last name.")
    work_email: str = strawberry.field(description="The mail address at work; the welcome letter goes there.")
    role: Role | None = optional("What the person may do; EMPLOYEE unless given.")
    username: str | None = optional("The name to sign in with; made from the name unless given.")
    code: str | None = optional("The key people use; the next free one, such as EMP-014, unless given.")
    phone: str | None = optional("The phone number.")
    hire_date: date | None = optional("The first day at work.")
    salary: Decimal | None = optional("Gross, a year.")
    position_id: strawberry.ID | None = optional("The position.")
    department_ids: list[strawberry.ID] | None = optional("The departments.")


@strawberry.input(description="What to change about a person. Absent means unchanged, null means cleared.")
class UpdateEmployeeInput:
    """Changes to a person."""

    id: strawberry.ID = strawberry.field(description="The person.")
    version: int | None = optional(VERSION)
    first_name: str | None = optional("The first name.")
    last_name: str | None = optional("The last name.")
    work_email: str | None = optional("The mail address at work.")
    code: str | None = optional("The key people use.")
    phone: str | None = optional("The phone number.")
    hire_date: date | None = optional("The first day at work.")
    salary: Decimal | None = optional("Gross, a year.")
    position_id: strawberry.ID | None = optional("The position.")
    department_ids: list[strawberry.ID] | None = optional("All departments of the person.")


@strawberry.input(description="Which person to deactivate.")
class DeactivateEmployeeInput:
    """A person who leaves."""

    id: strawberry.ID = strawberry.field(description="The person.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Which person to reactivate.")
class ReactivateEmployeeInput:
    """A person who comes back."""

    id: strawberry.ID = strawberry.field(description="The person.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Which role to give to whom.")
class SetEmployeeRoleInput:
    """A new role."""

    id: strawberry.ID = strawberry.field(description="The person.")
    role: Role = strawberry.field(description="The role.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Whose welcome letter to send again.")
class ResendWelcomeLetterInput:
    """A letter that did not arrive."""

    id: strawberry.ID = strawberry.field(description="The person.")


@strawberry.input(description="What to change about oneself. Absent means unchanged, null means cleared.")
class UpdateProfileInput:
    """Changes to oneself."""

    version: int | None = optional(VERSION)
    first_name: str | None = optional("The first name.")
    last_name: str | None = optional("The last name.")
    phone: str | None = optional("The phone number.")


@strawberry.input(description="One's new picture.")
class SetProfilePictureInput:
    """A picture."""

    picture: Upload | None = optional("PNG, JPEG, WebP or GIF; null removes the picture.")
    version: int | None = optional(VERSION)


@strawberry.type
class EmployeePayload(Payload):
    """What a change of a person answers."""

    employee: Employee | None = changed("The person as changed; null if it was refused.")
    current: Employee | None = changed("With CONFLICT: the person as somebody else left it.")


@strawberry.type(description="What `createEmployee` answers.")
class CreateEmployeePayload(Payload):
    """A new person."""

    employee: Employee | None = changed("The new person; null if it was refused.")


@strawberry.type(description="What `updateEmployee` answers.")
class UpdateEmployeePayload(EmployeePayload):
    """A changed person."""


@strawberry.type(description="What `deactivateEmployee` answers.")
class DeactivateEmployeePayload(EmployeePayload):
    """A person who left."""


@strawberry.type(description="What `reactivateEmployee` answers.")
class ReactivateEmployeePayload(EmployeePayload):
    """A person who came back."""


@strawberry.type(description="What `setEmployeeRole` answers.")
class SetEmployeeRolePayload(EmployeePayload):
    """A person with a new role."""


@strawberry.type(description="What `resendWelcomeLetter` answers.")
class ResendWelcomeLetterPayload(Payload):
    """A person with a new letter."""

    employee: Employee | None = changed("The person, with the new letter; null if it was refused.")


@strawberry.type(description="What `updateProfile` answers.")
class UpdateProfilePayload(EmployeePayload):
    """Oneself, changed."""


@strawberry.type(description="What `setProfilePicture` answers.")
class SetProfilePicturePayload(EmployeePayload):
    """Oneself, with another picture."""


@strawberry.type
class PeopleMutation:
    """What can be done about people."""

    @mutation(
        permission_classes=[KeepsPeople],
        description="Hire somebody. Requires: HR, for the roles EMPLOYEE and MANAGER, or officer."
        " Sends: the welcome letter with username and temporary password.",
    )
    def create_employee(self, info: Info, input: CreateEmployeeInput) -> CreateEmployeePayload:
        """Hire somebody."""
        details = given(input, "position_id", "department_ids") | _places(input, info)
        details = {name: value for name, value in details.items() if value is not None}
        return CreateEmployeePayload(employee=shown(people.create_employee(by=viewer(info), **details)))

    @mutation(
        permission_classes=[KeepsPeople],
        description="Change what is known of a person. Requires: HR, for people with role EMPLOYEE or MANAGER,"
        " or officer; nobody changes his own salary, position or departments.",
    )
    def update_employee(self, info: Info, input: UpdateEmployeeInput) -> UpdateEmployeePayload:
        """Change a person."""
        person = visible(models.Employee, input.id, info)
        changes = given(input, "id", "position_id", "department_ids") | _places(input, info)
        return UpdateEmployeePayload(
            employee=shown(people.update_employee(employee=person, by=viewer(info), **changes))
        )

    @mutation(
        permission_classes=[KeepsPeople],
        description="Let somebody leave: every sign-in ends at once, the tasks stay where they are."
        " Requires: HR, for people with role EMPLOYEE or MANAGER, or officer.",
    )
    def deactivate_employee(self, info: Info, input: DeactivateEmployeeInput) -> DeactivateEmployeePayload:
        """Let a person leave."""
        person = visible(models.Employee, input.id, info)
        changes = given(input, "id")
        return DeactivateEmployeePayload(
            employee=shown(people.deactivate_employee(employee=person, by=viewer(info), **changes))
        )

    @mutation(
        permission_classes=[KeepsPeople],
        description="Let somebody come back. Requires: HR, for people with role EMPLOYEE or MANAGER, or officer."
        " Sends: a letter to choose a password.",
    )
    def reactivate_employee(self, info: Info, input: ReactivateEmployeeInput) -> ReactivateEmployeePayload:
        """Let a person come back."""
        person = visible(models.Employee, input.id, info)
        changes = given(input, "id")
        return ReactivateEmployeePayload(
            employee=shown(people.reactivate_employee(employee=person, by=viewer(info), **changes))
        )

    @mutation(
        permission_classes=[KeepsPeople],
        description="Give somebody another role, which counts at once."
        " Requires: HR, between EMPLOYEE and MANAGER, or officer; nobody changes his own role.",
    )
    def set_employee_role(self, info: Info, input: SetEmployeeRoleInput) -> SetEmployeeRolePayload:
        """Give a person a role."""
        person = visible(models.Employee, input.id, info)
        changes = given(input, "id")
        return SetEmployeeRolePayload(
            employee=shown(people.set_employee_role(employee=person, by=viewer(info), **changes))
        )

    @mutation(
        permission_classes=[KeepsPeople],
        description="Send the welcome letter again, with another password. Only before the first sign-in, at most three"
        " times an hour. Requires: HR, for people with role EMPLOYEE or MANAGER, or officer. Sends: that letter.",
    )
    def resend_welcome_letter(self, info: Info, input: ResendWelcomeLetterInput) -> ResendWelcomeLetterPayload:
        """Send the welcome letter again."""
        person = visible(models.Employee, input.id, info)
        return ResendWelcomeLetterPayload(
            employee=shown(people.resend_welcome_letter(employee=person, by=viewer(info)))
        )

    @mutation(permission_classes=[IsAuthenticated], description="Change one's own name or phone. Requires: signed in.")
    def update_profile(self, info: Info, input: UpdateProfileInput) -> UpdateProfilePayload:
        """Change oneself."""
        return UpdateProfilePayload(employee=shown(people.update_profile(by=viewer(info), **given(input))))

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Set or remove one's own picture: at most 5 MB and 50 megapixels. Requires: signed in.",
    )
    def set_profile_picture(self, info: Info, input: SetProfilePictureInput) -> SetProfilePicturePayload:
        """Set one's picture."""
        return SetProfilePicturePayload(
            employee=shown(pictures.set_picture(by=viewer(info), picture=_picture(input), **given(input, "picture")))
        )


def _picture(data: SetProfilePictureInput) -> Any:
    """Return the picture, or null; refuse to guess which is meant where it is left out."""
    if data.picture is UNSET:
        raise ValidationError({"picture": ValidationError("Choose a picture, or null to remove it.", code="required")})
    return data.picture


def _places(data: CreateEmployeeInput | UpdateEmployeeInput, info: Info) -> dict[str, Any]:
    """Return the rows that the ids of position and departments lead to, where they are given."""
    places: dict[str, Any] = {}
    if data.position_id is not UNSET:
        position = data.position_id
        places["position"] = (
            visible(models.EmployeePosition, position, info, field="position_id") if names_a_row(position) else None
        )
    if data.department_ids is not UNSET:
        places["departments"] = all_visible(models.Department, data.department_ids or [], info, field="department_ids")
    return places
