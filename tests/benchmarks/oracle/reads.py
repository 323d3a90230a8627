"""What the oracle asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from organization.models import Department, Employee, EmployeePosition, User
from tasks.models import Task
from tests.benchmarks.oracle.world import WORDS, World

PERSON = """
fragment Person on Employee {
  id code name firstName lastName workEmail pictureUrl isActive role username phone hireDate salary version
  position { employeeType { name } jobRole { name version } }
  departments { totalCount nodes { name description } }
}
"""
TASK = """
fragment Details on Task {
  id title description dueDate overdue completed completedAt updatedAt version assigneeInactive viewerCanChange
  assignee { name isActive role } assigner { name salary } completedBy { name }
  files { totalCount nodes { name description size viewerCanDelete uploadedBy { name phone } } }
}
"""
FILTERED = "$filter: TaskFilter, $search: String, $orderBy: [TaskOrder!], $first: Int"
GIVEN = "filter: $filter, search: $search, orderBy: $orderBy, first: $first"


@dataclass(frozen=True)
class Read:
    """A question of a viewer."""

    name: str
    viewer: User
    document: str
    variables: dict[str, Any] = field(default_factory=dict)


def nothing(_world: World, _viewer: User) -> dict[str, Any]:
    """Return no variables."""
    return {}


def narrowing(world: World, viewer: User) -> dict[str, Any]:
    """Return a filter of tasks, words, an order and a size of the page; each of them may be missing."""
    toss = world.random.random
    today = timezone.localdate()
    filters: list[dict[str, Any] | None] = [
        None,
        {"completed": toss() < 0.5},
        {"overdue": toss() < 0.5},
        {"hasFiles": toss() < 0.5},
        {"assigneeInactive": toss() < 0.5},
        {"dueBefore": str(today + timedelta(days=world.random.randint(-3, 9)))},
        {"assigneeId": world.id_of(Employee, company=viewer.company_id)},
        {"departmentId": world.id_of(Department, company=viewer.company_id)},
        {"or": [{"completed": True}, {"not": {"assignerId": world.id_of(Employee, company=viewer.company_id)}}]},
    ]
    fields = ("DUE_DATE", "CREATED_AT", "UPDATED_AT", "COMPLETED_AT", "TITLE", "ASSIGNEE")
    order = {"field": world.random.choice(fields), "direction": world.random.choice(("ASC", "DESC"))}
    return {
        "filter": world.random.choice(filters),
        "search": world.random.choice((None, None, world.random.choice(WORDS))),
        "orderBy": world.random.choice((None, [order])),
        "first": world.random.choice((None, 3, 50)),
    }


def people(world: World, viewer: User) -> dict[str, Any]:
    """Return a filter of people and words; each of them may be missing."""
    filters: list[dict[str, Any] | None] = [
        None,
        {"isActive": world.random.random() < 0.5},
        {"departmentId": world.id_of(Department, company=viewer.company_id)},
        {"positionId": world.id_of(EmployeePosition)},
    ]
    search = world.random.choice((None, None, "em", "er", "a"))
    return {"filter": world.random.choice(filters), "search": search}


def of(model: Any, **by_company: str) -> Callable[[World, User], dict[str, Any]]:
    """Return what picks the id of a row, in three of four cases one of the viewer's company."""

    def pick(world: World, viewer: User) -> dict[str, Any]:
        own = {by_company["company"]: viewer.company_id} if world.random.random() < 0.75 else {}
        return {"id": world.id_of(model, **own)}

    return pick


def code(world: World, viewer: User) -> dict[str, Any]:
    """Return the code of a colleague."""
    person = world.pick(Employee, company=viewer.company_id)
    return {"code": person.code.lower(), "salary": world.random.random() < 0.5}


task_id = of(Task, company="assignee__company")
person_id = of(Employee, company="company")
department_id = of(Department, company="company")

READS: dict[str, tuple[str, Callable[[World, User], dict[str, Any]]]] = {
    "me": ("{ me { username role mustChangePassword employee { ...Person } } }" + PERSON, nothing),
    "my tasks": (f"query ({FILTERED}) {{ myTasks({GIVEN}) {{ nodes {{ ...Details }} }} }}" + TASK, narrowing),
    "tasks": (f"query ({FILTERED}) {{ tasks({GIVEN}) {{ totalCount nodes {{ ...Details }} }} }}" + TASK, narrowing),
    "assigned by me": (
        f"query ({FILTERED}) {{ assignedByMe({GIVEN}) {{ totalCount edges {{ cursor node {{ title }} }} }} }}",
        narrowing,
    ),
    "pages": ("{ tasks(first: 4) { pageInfo { hasNextPage hasPreviousPage endCursor } nodes { title } } }", nothing),
    "last page": ("{ tasks(last: 4) { pageInfo { hasNextPage hasPreviousPage } nodes { title version } } }", nothing),
    "count of tasks": ("{ tasks { totalCount } }", nothing),
    "aliases": (
        (
            "{ open: tasks(filter: {completed: false}) { totalCount } done: tasks(filter: {completed: true}) "
            "{ totalCount nodes { t: title who: completedBy { called: name } } } mine: myTasks { totalCount } }"
        ),
        nothing,
    ),
    "task": ("query ($id: ID!) { task(id: $id) { ...Details } }" + TASK, task_id),
    "files of a task": (
        (
            "query ($id: ID!) { task(id: $id) { files(first: 3) { totalCount pageInfo { hasNextPage } nodes "
            "{ name sha256 contentType viewerCanDelete uploadedBy { name } task { title } } } } }"
        ),
        task_id,
    ),
    "whether there are files": ("query ($id: ID!) { task(id: $id) { files { totalCount } } }", task_id),
    "rights": ("{ tasks(first: 50) { nodes { viewerCanChange files { nodes { viewerCanDelete } } } } }", nothing),
    "employees": (
        (
            "query ($filter: EmployeeFilter, $search: String) { employees(filter: $filter, search: $search) "
            "{ totalCount nodes { ...Person } } }" + PERSON
        ),
        people,
    ),
    "pay": ("{ employees(first: 50) { nodes { name role salary phone hireDate username } } }", nothing),
    "welcome letters": (
        "{ employees(first: 50) { nodes { welcomeLetter { kind to state attempts error } } } }",
        nothing,
    ),
    "employee": ("query ($id: ID!) { employee(id: $id) { ...Person } }" + PERSON, person_id),
    "employee by code": (
        (
            "query ($code: String!, $salary: Boolean!) { employee(code: $code) { name salary @include(if: $salary) "
            "createdAt departments { nodes { name members { totalCount } } } } }"
        ),
        code,
    ),
    "tasks of a person": (
        (
            "query ($id: ID!) { employee(id: $id) { name tasks { nodes { title completed } } "
            "assignedTasks { nodes { title assignee { name } } } } }"
        ),
        person_id,
    ),
    "counts of a person": (
        "query ($id: ID!) { employee(id: $id) { tasks { totalCount } assignedTasks { totalCount } } }",
        person_id,
    ),
    "counts of people": (
        "{ employees { nodes { tasks(first: 1) { totalCount pageInfo { hasNextPage } } } } }",
        nothing,
    ),
    "my own tasks": ("{ me { employee { tasks { totalCount edges { cursor } } } } }", nothing),
    "departments": ("{ departments { totalCount nodes { id name description members { nodes { name } } } } }", nothing),
    "department": (
        (
            "query ($id: ID!) { department(id: $id) { name members(first: 5) { totalCount nodes "
            "{ name isActive tasks(first: 3) { totalCount nodes { title } } } } } }"
        ),
        department_id,
    ),
    "counts of a department": (
        "query ($id: ID!) { department(id: $id) { members { nodes { tasks { totalCount } } } } }",
        department_id,
    ),
    "company": ("{ company { id name description timeZone version } }", nothing),
    "positions": ("{ positions { totalCount nodes { employeeType { name } jobRole { name } version } } }", nothing),
    "job roles": ("{ jobRoles { totalCount nodes { name version } } employeeTypes { nodes { name } } }", nothing),
    "my team": (
        "{ myTeam { totalCount nodes { openCount overdueCount completedOnTimeCount employee { name role } } } }",
        nothing,
    ),
    "my team by work": (
        (
            "{ myTeam(orderBy: {field: OPEN_COUNT, direction: DESC}, first: 4) { edges { cursor node "
            "{ openCount employee { name isActive tasks(first: 2) { nodes { title } } } } } } }"
        ),
        nothing,
    ),
    "dashboard": (
        (
            "{ dashboard { open overdue dueThisWeek completedThisWeek team { totalCount nodes "
            "{ openCount overdueCount employee { name departments { nodes { name } } } } } } }"
        ),
        nothing,
    ),
    "first screen": (
        (
            "{ me { role employee { name } } company { name } dashboard { open overdue } myTasks(first: 5) "
            "{ nodes { title dueDate overdue } } }"
        ),
        nothing,
    ),
    "types": (
        (
            "{ __typename tasks(first: 2) { __typename nodes { __typename ... on Task { title } "
            "... { assignee { __typename name } } } } }"
        ),
        nothing,
    ),
}


def any_read(world: World) -> Read:
    """Return a random question of a random viewer."""
    name, viewer = world.random.choice(sorted(READS)), world.viewer()
    document, variables = READS[name]
    return Read(name, viewer, document, variables(world, viewer))
