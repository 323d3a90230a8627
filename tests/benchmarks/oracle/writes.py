"""What people change, through the API: each function returns the operation's input."""

from collections.abc import Callable
from datetime import timedelta
from json import dumps
from typing import Any

from django.utils import timezone

from organization.models import Department, Employee, EmployeePosition, EmployeeType, JobRole, Role, User
from tasks.models import Task
from tests.benchmarks.oracle.servers import Answer, Server
from tests.benchmarks.oracle.world import World, global_id
from uploads.models import TaskFile

Input = dict[str, Any]
UPLOAD = """
mutation ($taskId: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $taskId, files: $files) { errors { code } } }
"""


def colleague(world: World, by: User, **conditions: Any) -> str:
    """Return the id of somebody in the actor's company."""
    return world.id_of(Employee, company=by.company_id, **conditions)


def a_task(world: World, by: User, **conditions: Any) -> str:
    """Return the id of a task of the actor's company."""
    return world.id_of(Task, assignee__company=by.company_id, **conditions)


def due(world: World) -> str | None:
    """Return a day of the next two weeks, or none."""
    return world.random.choice((None, str(timezone.localdate() + timedelta(days=world.random.randint(1, 14)))))


def tasks(world: World, by: User) -> list[str]:
    """Return the ids of a few tasks."""
    return [global_id(task) for task in world.several(Task, assignee__company=by.company_id)]


def place(world: World, by: User) -> str:
    """Return the id of a department of the actor's company."""
    return world.id_of(Department, company=by.company_id)


def new_task(world: World, by: User) -> Input:
    """Return a new task for a colleague."""
    return {"title": world.words(), "assigneeId": colleague(world, by), "dueDate": due(world)}


def new_person(world: World, by: User) -> Input:
    """Return a new colleague."""
    number, role = world.random.randrange(10**6), world.random.choice(("EMPLOYEE", "MANAGER", "HR"))
    mail = f"new{number}@{by.company_id}.example"
    return {
        "firstName": "Nora",
        "lastName": f"Neu{chr(97 + number % 26)}",
        "workEmail": mail,
        "role": role,
        "departmentIds": [place(world, by)],
    }


def changed_person(world: World, by: User) -> Input:
    """Return a change of a colleague's name, pay, position or departments."""
    changes: list[Input] = [
        {"firstName": world.random.choice(("Ada", "Bo", "Cleo"))},
        {"salary": f"{world.random.randrange(30, 90)}000.00", "phone": "+49 40 55555"},
        {"positionId": world.id_of(EmployeePosition, job_role__company=by.company_id)},
        {"departmentIds": [place(world, by)]},
        {"departmentIds": []},
    ]
    return {"id": colleague(world, by), **world.random.choice(changes)}


def changed_department(world: World, by: User) -> Input:
    """Return a new name or other members for a department."""
    members = [global_id(person) for person in world.several(Employee, company=by.company_id)]
    change = world.random.choice(({"name": world.words()}, {"description": world.words()}, {"memberIds": members}))
    return {"id": place(world, by), **change}


INPUTS: dict[str, Callable[[World, User], Input]] = {
    "createTask": new_task,
    "updateTask": lambda world, by: {"id": a_task(world, by), "title": world.words(), "dueDate": due(world)},
    "assignTask": lambda world, by: {"id": a_task(world, by), "assigneeId": colleague(world, by)},
    "assignTasks": lambda world, by: {"ids": tasks(world, by), "assigneeId": colleague(world, by)},
    "completeTask": lambda world, by: {"id": a_task(world, by, completed_at=None)},
    "completeTasks": lambda world, by: {"ids": tasks(world, by)},
    "reopenTask": lambda world, by: {"id": a_task(world, by, completed_at__isnull=False)},
    "deleteTask": lambda world, by: {"id": a_task(world, by)},
    "updateTaskFile": lambda world, by: {"id": a_file(world, by), "description": world.words()},
    "deleteTaskFile": lambda world, by: {"id": a_file(world, by)},
    "createEmployee": new_person,
    "updateEmployee": changed_person,
    "updateProfile": lambda world, _: {"lastName": world.random.choice(("Moss", "Fern", "Reed"))},
    "setProfilePicture": lambda *_: {"picture": None},
    "setEmployeeRole": lambda world, by: {
        "id": colleague(world, by),
        "role": world.random.choice(("EMPLOYEE", "EMPLOYEE", "MANAGER", "HR", "OFFICER")),
    },
    "deactivateEmployee": lambda world, by: {"id": colleague(world, by, user__role=Role.EMPLOYEE)},
    "reactivateEmployee": lambda world, by: {"id": colleague(world, by, user__is_active=False)},
    "updateCompany": lambda world, _: {"description": world.words()},
    "createDepartment": lambda world, _: {"name": world.words()},
    "updateDepartment": changed_department,
    "deleteDepartment": lambda world, by: {"id": world.id_of(Department, company=by.company_id, members=None)},
    "createJobRole": lambda world, _: {"name": world.words()},
    "updateJobRole": lambda world, by: {"id": world.id_of(JobRole, company=by.company_id), "name": world.words()},
    "deleteJobRole": lambda world, by: {"id": world.id_of(JobRole, company=by.company_id, positions=None)},
    "createPosition": lambda world, by: {
        "employeeTypeId": world.id_of(EmployeeType),
        "jobRoleId": world.id_of(JobRole, company=by.company_id),
    },
    "updatePosition": lambda world, by: {
        "id": world.id_of(EmployeePosition, job_role__company=by.company_id),
        "employeeTypeId": world.id_of(EmployeeType),
    },
    "deletePosition": lambda world, by: {
        "id": world.id_of(EmployeePosition, job_role__company=by.company_id, employees=None)
    },
}
OFTEN = ("createTask", "assignTask", "updateTask", "completeTask", "reopenTask", "updateEmployee", "uploadTaskFiles")


def a_file(world: World, by: User) -> str:
    """Return the id of a file of the actor's company."""
    return world.id_of(TaskFile, task__assignee__company=by.company_id)


def do(name: str, world: World, server: Server) -> tuple[str, Answer]:
    """Let somebody do this through the server; return what was tried, and what came of it."""
    by = world.actor()
    token = world.token(by)
    if name == "uploadTaskFiles":
        variables: Input = {"taskId": a_task(world, by), "files": [None]}
        file = (f"{world.words()}.txt", world.words().encode())
        answer = server.upload(token, dumps({"query": UPLOAD, "variables": variables}), file)
    else:
        kind = name[0].upper() + name[1:]
        document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
        variables = {"input": INPUTS[name](world, by)}
        answer = server.ask(token, document, variables)
    return f"{name} by {by} ({by.role}) through {server.name}: {variables}", answer
