"""Every place of the schema that takes an id, found by walking it, and what each of them leads to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

from tests.schema.selections import GRAPHQL

# What an id in this place leads to; `and`, `or` and `not` of a filter lead to what the filter itself does.
LEADS_TO = """
node.id                              Node
nodes.ids                            Node
department.id                        Department
employee.id                          Employee
task.id                              Task
employees.filter.departmentId        Department
employees.filter.positionId          EmployeePosition
tasks.filter.assigneeId              Employee
tasks.filter.assignerId              Employee
tasks.filter.departmentId            Department
myTasks.filter.assigneeId            Employee
myTasks.filter.assignerId            Employee
myTasks.filter.departmentId          Department
assignedByMe.filter.assigneeId       Employee
assignedByMe.filter.assignerId       Employee
assignedByMe.filter.departmentId     Department
createEmployee.input.positionId      EmployeePosition
createEmployee.input.departmentIds   Department
updateEmployee.input.id              Employee
updateEmployee.input.positionId      EmployeePosition
updateEmployee.input.departmentIds   Department
deactivateEmployee.input.id          Employee
reactivateEmployee.input.id          Employee
setEmployeeRole.input.id             Employee
resendWelcomeLetter.input.id         Employee
updateDepartment.input.id            Department
updateDepartment.input.memberIds     Employee
deleteDepartment.input.id            Department
updateJobRole.input.id               JobRole
deleteJobRole.input.id               JobRole
createPosition.input.employeeTypeId  EmployeeType
createPosition.input.jobRoleId       JobRole
updatePosition.input.id              EmployeePosition
updatePosition.input.employeeTypeId  EmployeeType
updatePosition.input.jobRoleId       JobRole
deletePosition.input.id              EmployeePosition
createTask.input.assigneeId          Employee
updateTask.input.id                  Task
assignTask.input.id                  Task
assignTask.input.assigneeId          Employee
assignTasks.input.ids                Task
assignTasks.input.assigneeId         Employee
completeTask.input.id                Task
completeTasks.input.ids              Task
reopenTask.input.id                  Task
deleteTask.input.id                  Task
uploadTaskFiles.taskId               Task
updateTaskFile.input.id              TaskFile
deleteTaskFile.input.id              TaskFile
createDownloadLink.fileId            TaskFile
revokeSession.input.id               Session
"""
JOINING = re.compile(r"\.(and|or|not)(?=\.)")
DEEPEST_FILTER = 2


@dataclass(frozen=True)
class Place:
    """An argument of an operation, or a field of an input, that takes an id or several."""

    operation: str
    steps: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return ".".join((self.operation, *(name for name, _ in self.steps)))

    @property
    def plain(self) -> str:
        """The name of the place where `and`, `or` and `not` of a filter are left out."""
        return JOINING.sub("", str(self))

    @property
    def leads_to(self) -> str:
        """The type of what an id in this place leads to."""
        return known()[self.plain]

    def filled(self, arguments: dict[str, Any], id_: str) -> dict[str, Any]:
        """Return the arguments with this id in the place."""
        return _filled(arguments, self.steps, id_)


def _filled(given: dict[str, Any], steps: tuple[tuple[str, bool], ...], id_: str) -> dict[str, Any]:
    (name, listed), *rest = steps
    value: Any = id_
    if rest:
        inner = given.get(name) or {}
        value = _filled(inner[0] if isinstance(inner, list) else inner, tuple(rest), id_)
    return given | {name: [value] if listed else value}


def known() -> dict[str, str]:
    """Return what each place leads to."""
    return dict(line.split() for line in LEADS_TO.strip().splitlines())


def places() -> list[Place]:
    """Return every place that takes an id."""
    roots = (GRAPHQL.query_type, GRAPHQL.mutation_type)
    return [
        Place(operation, ((argument, _is_list(spec.type)), *steps))
        for root in roots
        if root
        for operation, field in root.fields.items()
        for argument, spec in field.args.items()
        for steps in _ids(spec.type)
    ]


def _ids(type_: GraphQLInputType, around: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, bool], ...]]:
    named = get_named_type(type_)
    if named.name == "ID":
        yield ()
    if isinstance(named, GraphQLInputObjectType) and around.count(named.name) < DEEPEST_FILTER:
        for name, field in named.fields.items():
            for steps in _ids(field.type, (*around, named.name)):
                yield ((name, _is_list(field.type)), *steps)


def _is_list(type_: GraphQLInputType) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)
