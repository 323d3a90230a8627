"""Lists: constant numbers of statements, whatever is selected and however many rows there are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Department, Employee, EmployeePosition, EmployeeType, JobRole, Role
from tasks.models import Task
from tests.conftest import Cast, hire
from tests.schema.conftest import Api
from tests.schema.selections import GRAPHQL, everything, list_fields
from uploads.models import TaskFile

FEW, MANY = 3, 12


def fill(cast: Cast, number: int, first: int = 0) -> None:
    """Add some of everything to the company."""
    for index in range(first, first + number):
        person = hire(cast.acme, f"person{index}", Role.EMPLOYEE, cast.design, cast.sales)
        Department.objects.create(company=cast.acme, name=f"Department {index}")
        role = JobRole.objects.create(company=cast.acme, name=f"Role {index}")
        kind = EmployeeType.objects.create(name=f"Type {index}")
        person.position = EmployeePosition.objects.create(job_role=role, employee_type=kind)
        person.save()
        task = Task.objects.create(title=f"Task {index}", assignee=person, assigner=cast.max, due_date="2027-01-01")
        Task.objects.create(title=f"Own task {index}", assignee=cast.max, assigner=cast.max)
        TaskFile.objects.create(
            task=task, uploader=person, name=f"{index}.txt", size=3, content_type="text/plain", sha256="0" * 64, file=""
        )


def statements(api: Api, query: str) -> int:
    """Return how many statements an answer takes."""
    with CaptureQueriesContext(connection) as captured:
        api.data(query)
    return len(captured)


@pytest.fixture
def no_limits(settings: Any) -> None:
    """Let a document ask for everything."""
    settings.GRAPHQL_LIMITS = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**6)


@pytest.mark.usefixtures("no_limits")
@pytest.mark.parametrize("name", list_fields())
def test_a_list_with_everything_takes_a_constant_number_of_statements(cast: Cast, api: Api, name: str) -> None:
    query_type = GRAPHQL.query_type
    assert query_type is not None
    query = f"{{ {name}(first: 100) {everything(query_type.fields[name].type, levels=2)} }}"
    caller = api.as_(cast.max if name in {"myTasks", "assignedByMe"} else cast.olga)
    fill(cast, FEW)
    few = statements(caller, query)
    fill(cast, MANY, first=FEW)
    assert statements(caller, query) == few


TASKS = """{ tasks(first: 100) { totalCount nodes {
  title overdue viewerCanChange assigneeInactive
  assignee { name departments { totalCount nodes { name } } position { jobRole { name } } }
  assigner { name }
  files { totalCount nodes { name viewerCanDelete uploadedBy { name } } }
} } }"""


@pytest.mark.parametrize("name", ["olga", "max", "emil"])
def test_a_page_of_a_thousand_tasks_takes_the_statements_of_a_page_of_ten(cast: Cast, api: Api, name: str) -> None:
    caller = api.as_(getattr(cast, name))
    people = (cast.emil, cast.erna, cast.max)
    add_tasks(people, 10)
    few = statements(caller, TASKS)
    add_tasks(people, 990)
    assert statements(caller, TASKS) == few
    assert few <= 12


def add_tasks(people: tuple[Employee, ...], number: int) -> None:
    """Add tasks of the people for one another, each with a file."""
    tasks = Task.objects.bulk_create(
        Task(title=f"Task {index}", assignee=people[index % 3], assigner=people[index // 3 % 3])
        for index in range(number)
    )
    TaskFile.objects.bulk_create(
        TaskFile(task=task, uploader=task.assigner, name="a.txt", size=1, content_type="text/plain", sha256="0" * 64)
        for task in tasks
    )
