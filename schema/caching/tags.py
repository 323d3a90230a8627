"""Tags: what an answer depends on, and what a changed row ends.

There are three families. `people` is the directory of a company, seen by all who work there.
`work` is tasks and their files, seen by those who take part (`work:e7`), by the managers of the
assignee's departments (`work:d3`) and by the officers (`work:c1`). `letters` is the post office.
A family's bare name is ended when it is not known which rows changed. `viewer:u5` is the viewer
himself: his account, his sign-ins, his departments. `zones` are the companies' time zones.
"""

from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from django.db import models

from notifications.models import Letter
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
from tasks.models import Task
from uploads.models import TaskFile

if TYPE_CHECKING:
    from organization.models import User as Viewer

FAMILIES: dict[type[models.Model], str] = {
    Company: "people",
    Department: "people",
    EmployeeType: "people",
    JobRole: "people",
    EmployeePosition: "people",
    Employee: "people",
    User: "people",
    Task: "work",
    TaskFile: "work",
    Letter: "letters",
    Session: "people",
}


def tags_of_viewer(user_id: str) -> list[str]:
    """Return the tags on which it depends who a viewer is."""
    return [f"viewer:u{user_id}", "people", "zones"]


def tags_for(viewer: "Viewer", families: Iterable[str]) -> list[str]:
    """Return the tags on which an answer for the viewer depends, if it shows these families."""
    tags = [*tags_of_viewer(str(viewer.pk)), f"people:c{viewer.company_id}"]
    if "work" in families:
        tags += ["work", *_work_of(viewer)]
    if "letters" in families:
        tags.append("letters")
    return tags


def _work_of(viewer: "Viewer") -> Iterator[str]:
    person = viewer.person
    if person is None:
        return
    if viewer.is_officer:
        yield f"work:c{person.company_id}"
        return
    yield f"work:e{person.pk}"
    if viewer.role == Role.MANAGER:
        yield from (f"work:d{department}" for department in viewer.department_ids)


@singledispatch
def tags_of(row: models.Model) -> set[str]:
    """Return the tags that a change of the row ends: those of everybody who could see it before or after."""
    return {FAMILIES[type(row)]}


@tags_of.register
def _(row: Task) -> set[str]:
    return work_tags(row.audience("assignee_id"), row.audience("assigner_id"))


@tags_of.register
def _(row: TaskFile) -> set[str]:
    tasks = Task.objects.filter(pk__in=row.audience("task_id"))
    return work_tags([task.assignee_id for task in tasks], [task.assigner_id for task in tasks])


@tags_of.register
def _(row: User) -> set[str]:
    # A role or an account's end decides who leads the person, hence who sees his tasks.
    tags = {f"viewer:u{row.pk}"}
    for person in Employee.objects.filter(user_id=row.pk):
        tags |= {f"people:c{person.company_id}", *work_tags([person.pk], [])}
    return tags


@tags_of.register
def _(row: Session) -> set[str]:
    return {f"viewer:u{row.user_id}"}


@tags_of.register
def _(row: Employee) -> set[str]:
    return {f"viewer:u{row.user_id}", *(f"people:c{company}" for company in row.audience("company_id"))}


@tags_of.register
def _(row: Company) -> set[str]:
    return {f"people:c{row.pk}", "zones"}


@tags_of.register(Department)
@tags_of.register(JobRole)
def _(row: Department | JobRole) -> set[str]:
    return {f"people:c{company}" for company in row.audience("company_id")}


@tags_of.register
def _(row: EmployeePosition) -> set[str]:
    roles = JobRole.objects.filter(pk__in=row.audience("job_role_id"))
    return {f"people:c{role.company_id}" for role in roles}


def work_tags(assignees: Iterable[int], assigners: Iterable[int]) -> set[str]:
    """Return the tags of everybody who sees the work of these people."""
    assignees = list(assignees)
    people = Employee.objects.filter(pk__in=assignees).values_list("company_id", "departments")
    tags = {f"work:e{employee}" for employee in (*assignees, *assigners)}
    for company, department in people:
        tags |= {f"work:c{company}"} | ({f"work:d{department}"} if department else set())
    return tags


def tags_of_membership(employees: Iterable[int], departments: Iterable[int]) -> set[str]:
    """Return the tags that end when people join or leave departments."""
    tags = {f"work:d{department}" for department in departments}
    for user, company in Employee.objects.filter(pk__in=employees).values_list("user_id", "company_id"):
        tags |= {f"viewer:u{user}", f"people:c{company}"}
    return tags


def family_of(model: Any) -> str | None:
    """Return the family of a model, or None if no answer shows it."""
    return FAMILIES.get(model)
