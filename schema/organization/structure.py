"""Mutations about how a company is divided: itself, departments, job roles and positions."""

from typing import Any

import strawberry
from strawberry import UNSET

from organization import models
from organization.services import companies, departments, positions
from schema.context import Info, viewer
from schema.context import company as own_company
from schema.organization.types import Company, Department, EmployeePosition, JobRole
from schema.payloads import VERSION, Payload, changed, given, mutation, names_a_row, optional, shown
from schema.permissions import IsOfficer, KeepsDepartments, KeepsPeople, all_visible, visible


@strawberry.input(description="What to change about the company. Absent means unchanged, null means cleared.")
class UpdateCompanyInput:
    """Changes to the company."""

    version: int | None = optional(VERSION)
    name: str | None = optional("Its name.")
    description: str | None = optional("What it does.")
    time_zone: str | None = optional("Says when a day ends for due dates, such as Europe/Berlin.")


@strawberry.type(description="What `updateCompany` answers.")
class UpdateCompanyPayload(Payload):
    """A changed company."""

    company: Company | None = changed("The company as changed; null if it was refused.")
    current: Company | None = changed("With CONFLICT: the company as somebody else left it.")


@strawberry.input(description="Which department to create.")
class CreateDepartmentInput:
    """A new department."""

    name: str = strawberry.field(description="Its name, unique in the company.")
    description: str | None = optional("What it does.")


@strawberry.input(description="What to change about a department. Absent means unchanged, null means cleared.")
class UpdateDepartmentInput:
    """Changes to a department."""

    id: strawberry.ID = strawberry.field(description="The department.")
    version: int | None = optional(VERSION)
    name: str | None = optional("Its name, unique in the company.")
    description: str | None = optional("What it does.")
    member_ids: list[strawberry.ID] | None = optional("All its members; for HR and officers only.")


@strawberry.type
class DepartmentPayload(Payload):
    """What a change of a department answers."""

    department: Department | None = changed("The department as changed; null if it was refused.")
    current: Department | None = changed("With CONFLICT: the department as somebody else left it.")


@strawberry.type(description="What `createDepartment` answers.")
class CreateDepartmentPayload(Payload):
    """A new department."""

    department: Department | None = changed("The new department; null if it was refused.")


@strawberry.type(description="What `updateDepartment` answers.")
class UpdateDepartmentPayload(DepartmentPayload):
    """A changed department."""


@strawberry.input(description="Which department to delete.")
class DeleteDepartmentInput:
    """A department that is not needed any more."""

    id: strawberry.ID = strawberry.field(description="The department.")
    version: int | None = optional(VERSION)


@strawberry.type(description="What `deleteDepartment` answers.")
class DeleteDepartmentPayload(Payload):
    """A deleted department."""

    deleted_id: strawberry.ID | None = changed("The id of the deleted department; null if it was refused.")
    current: Department | None = changed("With CONFLICT: the department as somebody else left it.")


@strawberry.input(description="Which job role to create.")
class CreateJobRoleInput:
    """A new job role."""

    name: str = strawberry.field(description="Its name, unique in the company.")


@strawberry.input(description="What to change about a job role. Absent means unchanged.")
class UpdateJobRoleInput:
    """Changes to a job role."""

    id: strawberry.ID = strawberry.field(description="The job role.")
    version: int | None = optional(VERSION)
    name: str | None = optional("Its name, unique in the company.")


@strawberry.type
class JobRolePayload(Payload):
    """What a change of a job role answers."""

    job_role: JobRole | None = changed("The job role as changed; null if it was refused.")
    current: JobRole | None = changed("With CONFLICT: the job role as somebody else left it.")


@strawberry.type(description="What `createJobRole` answers.")
class CreateJobRolePayload(Payload):
    """A new job role."""

    job_role: JobRole | None = changed("The new job role; null if it was refused.")


@strawberry.type(description="What `updateJobRole` answers.")
class UpdateJobRolePayload(JobRolePayload):
    """A changed job role."""


@strawberry.input(description="Which job role to delete.")
class DeleteJobRoleInput:
    """A job role that is not needed any more."""

    id: strawberry.ID = strawberry.field(description="The job role.")
    version: int | None = optional(VERSION)


@strawberry.type(description="What `deleteJobRole` answers.")
class DeleteJobRolePayload(Payload):
    """A deleted job role."""

    deleted_id: strawberry.ID | None = changed("The id of the deleted job role; null if it was refused.")
    current: JobRole | None = changed("With CONFLICT: the job role as somebody else left it.")


@strawberry.input(description="Which position to create.")
class CreatePositionInput:
    """A new position."""

    employee_type_id: strawberry.ID = strawberry.field(description="The kind of employment.")
    job_role_id: strawberry.ID = strawberry.field(description="What the person does.")


@strawberry.input(description="What to change about a position. Absent means unchanged.")
class UpdatePositionInput:
    """Changes to a position."""

    id: strawberry.ID = strawberry.field(description="The position.")
    version: int | None = optional(VERSION)
    employee_type_id: strawberry.ID | None = optional("The kind of employment.")
    job_role_id: strawberry.ID | None = optional("What the person does.")


@strawberry.type
class PositionPayload(Payload):
    """What a change of a position answers."""

    position: EmployeePosition | None = changed("The position as changed; null if it was refused.")
    current: EmployeePosition | None = changed("With CONFLICT: the position as somebody else left it.")


@strawberry.type(description="What `createPosition` answers.")
class CreatePositionPayload(Payload):
    """A new position."""

    position: EmployeePosition | None = changed("The new position; null if it was refused.")


@strawberry.type(description="What `updatePosition` answers.")
class UpdatePositionPayload(PositionPayload):
    """A changed position."""


@strawberry.input(description="Which position to delete.")
class DeletePositionInput:
    """A position that is not needed any more."""

    id: strawberry.ID = strawberry.field(description="The position.")
    version: int | None = optional(VERSION)


@strawberry.type(description="What `deletePosition` answers.")
class DeletePositionPayload(Payload):
    """A deleted position."""

    deleted_id: strawberry.ID | None = changed("The id of the deleted position; null if it was refused.")
    current: EmployeePosition | None = changed("With CONFLICT: the position as somebody else left it.")


@strawberry.type
class StructureMutation:
    """What can be done about how a company is divided."""

    @mutation(permission_classes=[IsOfficer], description="Change the company. Requires: officer.")
    def update_company(self, info: Info, input: UpdateCompanyInput) -> UpdateCompanyPayload:
        """Change the company."""
        company = companies.update_company(company=own_company(info), by=viewer(info), **given(input))
        return UpdateCompanyPayload(company=shown(company))

    @mutation(permission_classes=[KeepsPeople], description="Create a department. Requires: HR or officer.")
    def create_department(self, info: Info, input: CreateDepartmentInput) -> CreateDepartmentPayload:
        """Create a department."""
        department = departments.create_department(
            name=input.name, description=input.description or "", by=viewer(info)
        )
        return CreateDepartmentPayload(department=shown(department))

    @mutation(
        permission_classes=[KeepsDepartments],
        description="Change a department. Requires: HR or officer; a manager may rename and describe his own.",
    )
    def update_department(self, info: Info, input: UpdateDepartmentInput) -> UpdateDepartmentPayload:
        """Change a department."""
        department = visible(models.Department, input.id, info)
        changes = given(input, "id", "member_ids") | _members(input, info)
        department = departments.update_department(department=department, by=viewer(info), **changes)
        return UpdateDepartmentPayload(department=shown(department))

    @mutation(
        permission_classes=[KeepsPeople],
        description="Delete a department; refused while it has members. Requires: HR or officer.",
    )
    def delete_department(self, info: Info, input: DeleteDepartmentInput) -> DeleteDepartmentPayload:
        """Delete a department."""
        department = visible(models.Department, input.id, info)
        departments.delete_department(department=department, by=viewer(info), **given(input, "id"))
        return DeleteDepartmentPayload(deleted_id=input.id)

    @mutation(permission_classes=[KeepsPeople], description="Create a job role. Requires: HR or officer.")
    def create_job_role(self, info: Info, input: CreateJobRoleInput) -> CreateJobRolePayload:
        """Create a job role."""
        return CreateJobRolePayload(job_role=shown(positions.create_job_role(name=input.name, by=viewer(info))))

    @mutation(permission_classes=[KeepsPeople], description="Rename a job role. Requires: HR or officer.")
    def update_job_role(self, info: Info, input: UpdateJobRoleInput) -> UpdateJobRolePayload:
        """Rename a job role."""
        role = visible(models.JobRole, input.id, info)
        role = positions.update_job_role(job_role=role, by=viewer(info), **given(input, "id"))
        return UpdateJobRolePayload(job_role=shown(role))

    @mutation(
        permission_classes=[KeepsPeople],
        description="Delete a job role; refused while a position has it. Requires: HR or officer.",
    )
    def delete_job_role(self, info: Info, input: DeleteJobRoleInput) -> DeleteJobRolePayload:
        """Delete a job role."""
        role = visible(models.JobRole, input.id, info)
        positions.delete_job_role(job_role=role, by=viewer(info), **given(input, "id"))
        return DeleteJobRolePayload(deleted_id=input.id)

    @mutation(permission_classes=[KeepsPeople], description="Create a position. Requires: HR or officer.")
    def create_position(self, info: Info, input: CreatePositionInput) -> CreatePositionPayload:
        """Create a position."""
        return CreatePositionPayload(position=shown(positions.create_position(by=viewer(info), **_pair(input, info))))

    @mutation(permission_classes=[KeepsPeople], description="Change a position. Requires: HR or officer.")
    def update_position(self, info: Info, input: UpdatePositionInput) -> UpdatePositionPayload:
        """Change a position."""
        position = visible(models.EmployeePosition, input.id, info)
        changes = given(input, "id", "employee_type_id", "job_role_id") | _pair(input, info)
        position = positions.update_position(position=position, by=viewer(info), **changes)
        return UpdatePositionPayload(position=shown(position))

    @mutation(
        permission_classes=[KeepsPeople],
        description="Delete a position; refused while somebody has it. Requires: HR or officer.",
    )
    def delete_position(self, info: Info, input: DeletePositionInput) -> DeletePositionPayload:
        """Delete a position."""
        position = visible(models.EmployeePosition, input.id, info)
        positions.delete_position(position=position, by=viewer(info), **given(input, "id"))
        return DeletePositionPayload(deleted_id=input.id)


def _members(data: UpdateDepartmentInput, info: Info) -> dict[str, Any]:
    """Return the people that the ids of the members lead to, where they are given."""
    if data.member_ids is UNSET:
        return {}
    return {"members": all_visible(models.Employee, data.member_ids or [], info, field="member_ids")}


PAIR: dict[str, type[Any]] = {"employee_type": models.EmployeeType, "job_role": models.JobRole}


def _pair(data: CreatePositionInput | UpdatePositionInput, info: Info) -> dict[str, Any]:
    """Return the rows that the ids of employee type and job role lead to, where they are given; null stays null."""
    pair: dict[str, Any] = {}
    for name, model in PAIR.items():
        id_ = getattr(data, f"{name}_id")
        if id_ is not UNSET:
            pair[name] = visible(model, id_, info, field=f"{name}_id") if names_a_row(id_) else None
    return pair
