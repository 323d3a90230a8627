"""Something is deleted, or somebody shut out, while others lean on it: one outcome that fits together."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notifications.models import Letter
from organization.models import Department, Employee, EmployeePosition, JobRole
from tasks.models import Task
from tests.acceptance.concurrency.crowd import change, codes, together
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from uploads.models import TaskFile

ROUNDS = range(3)
UPLOAD = """mutation ($taskId: ID!, $files: [Upload!]!) { uploadTaskFiles(taskId: $taskId, files: $files) {
  errors { code } } }"""

pytestmark = pytest.mark.django_db(transaction=True)


def given_task(cast: Cast, number: int = 0) -> Task:
    """Return a task that Max gave to Emil."""
    return Task.objects.create(title=f"Task {number}", assignee=cast.emil, assigner=cast.max)


@pytest.mark.parametrize("round_", ROUNDS)
def test_f7_a_manager_who_is_deactivated_while_he_assigns(cast: Cast, api: Api, round_: int) -> None:
    manager, officer = api.as_(cast.max), api.as_(cast.olga)
    tasks = [given_task(cast, number) for number in range(4)]
    query = """mutation ($id: ID!, $to: ID!) { assignTask(input: { id: $id, assigneeId: $to }) { errors { code } } }"""
    asked: list[Any] = [partial(manager.answer, query, id=global_id(task), to=global_id(cast.erna)) for task in tasks]
    asked.insert(round_, partial(change, officer, "deactivateEmployee", id=global_id(cast.max)))
    outcomes = together(asked)
    assert outcomes.pop(round_)["errors"] == []
    done = []
    for task, outcome in zip(tasks, outcomes, strict=True):
        refusals = [error["extensions"]["code"] for error in outcome.get("errors", ())]
        assert refusals in ([], ["UNAUTHENTICATED"])
        task.refresh_from_db()
        assert (task.assignee == cast.erna) is (refusals == [])
        done += [task.pk] * (refusals == [])
    assert sorted(pk for letter in Letter.objects.filter(kind="task_assigned") for pk in letter.about["tasks"]) == done
    assert Employee.objects.active().filter(pk=cast.max.pk).exists() is False


@pytest.mark.parametrize("round_", ROUNDS)
def test_f7_a_person_who_is_deactivated_while_tasks_are_given_to_him(cast: Cast, api: Api, round_: int) -> None:
    manager, officer = api.as_(cast.max), api.as_(cast.olga)
    person = global_id(cast.erna)
    asked = [partial(change, manager, "createTask", title="Draw", assigneeId=person) for _ in range(4)]
    asked.insert(round_, partial(change, officer, "deactivateEmployee", id=person))
    outcomes = [codes(outcome) for outcome in together(asked)]
    assert outcomes.pop(round_) == []
    assert all(outcome in ([], ["ASSIGNEE_INACTIVE"]) for outcome in outcomes)
    assert Task.objects.filter(assignee=cast.erna).count() == outcomes.count([]) == Letter.objects.count()
    assert codes(change(manager, "createTask", title="Draw", assigneeId=person)) == ["ASSIGNEE_INACTIVE"]


@pytest.mark.parametrize("way", ["createEmployee", "updateEmployee", "updateDepartment"])
def test_f7_a_department_that_is_deleted_while_somebody_joins_it(cast: Cast, api: Api, way: str) -> None:
    officer, clerk = api.as_(cast.olga), api.as_(cast.hanna)
    department = Department.objects.create(company=cast.acme, name="Press")
    place, person = global_id(department), global_id(cast.emil)
    nora = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}
    fields: dict[str, Any] = {
        "createEmployee": {**nora, "departmentIds": [place]},
        "updateEmployee": {"id": person, "departmentIds": [place]},
        "updateDepartment": {"id": place, "memberIds": [person]},
    }[way]
    joins = [partial(change, officer, way, **fields)] * 2
    *joined, deleted = (codes(o) for o in together([*joins, partial(change, clerk, "deleteDepartment", id=place)]))
    left = Department.objects.filter(pk=department.pk).first()
    if left is None:
        assert deleted == []
        assert joined == [["NOT_FOUND"]] * 2 or all(outcome in (["INVALID"], ["NOT_FOUND"]) for outcome in joined)
    else:
        assert deleted == ["IN_USE"]
        assert [] in joined
        assert left.members.count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_f7_a_position_that_is_deleted_while_people_get_it(cast: Cast, api: Api, round_: int) -> None:
    officer, clerk = api.as_(cast.olga), api.as_(cast.hanna)
    row = global_id(cast.position)
    asked = [
        partial(change, officer, "updateEmployee", id=global_id(person), positionId=row)
        for person in (cast.emil, cast.erna, cast.egon)
    ]
    asked.insert(round_, partial(change, clerk, "deletePosition", id=row))
    outcomes = [codes(outcome) for outcome in together(asked)]
    deleted = outcomes.pop(round_)
    having = Employee.objects.filter(position=cast.position).count()
    assert having == outcomes.count([])
    assert EmployeePosition.objects.filter(pk=cast.position.pk).exists() is (deleted == ["IN_USE"]) is (having > 0)
    assert all(outcome in ([], ["INVALID"], ["NOT_FOUND"]) for outcome in outcomes)


def test_f7_a_job_role_that_is_deleted_while_a_position_gets_it(cast: Cast, api: Api) -> None:
    officer, clerk = api.as_(cast.olga), api.as_(cast.hanna)
    role = JobRole.objects.create(company=cast.acme, name="Editor")
    fields = {"employeeTypeId": global_id(cast.position.employee_type), "jobRoleId": global_id(role)}
    asked = [
        partial(change, officer, "createPosition", **fields),
        partial(change, clerk, "deleteJobRole", id=global_id(role)),
    ]
    made, deleted = (codes(outcome) for outcome in together(asked))
    assert (made, deleted) in (([], ["IN_USE"]), (["INVALID"], []), (["NOT_FOUND"], []))
    assert EmployeePosition.objects.filter(job_role=role).count() == (1 if made == [] else 0)


@pytest.mark.parametrize("round_", ROUNDS)
def test_f7_a_task_that_is_deleted_while_files_are_added(cast: Cast, api: Api, media: Path, round_: int) -> None:
    task = given_task(cast)
    asked: list[Any] = [
        partial(
            api.as_(person).upload,
            UPLOAD,
            {"files.0": SimpleUploadedFile("notes.txt", f"Notes of {person}.".encode())},
            taskId=global_id(task),
            files=[None],
        )
        for person in (cast.max, cast.emil, cast.olga)
    ]
    asked.insert(round_, partial(change, api.as_(cast.max), "deleteTask", id=global_id(task)))
    outcomes = together(asked)
    assert codes(outcomes.pop(round_)) == []
    added = [codes(outcome["data"]["uploadTaskFiles"]) for outcome in outcomes]
    assert all(outcome in ([], ["NOT_FOUND"]) for outcome in added)
    assert (Task.objects.count(), TaskFile.objects.count()) == (0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_f7_a_task_that_is_deleted_while_others_change_it(cast: Cast, api: Api) -> None:
    task = given_task(cast)
    row, manager, officer = global_id(task), api.as_(cast.max), api.as_(cast.olga)
    asked = [
        partial(change, manager, "updateTask", id=row, title="Paint"),
        partial(change, manager, "assignTask", id=row, assigneeId=global_id(cast.erna)),
        partial(change, officer, "completeTask", id=row),
        partial(change, officer, "deleteTask", id=row),
        partial(change, manager, "deleteTask", id=row),
    ]
    *changes, first, second = (codes(outcome) for outcome in together(asked))
    assert sorted([first, second]) == [[], ["NOT_FOUND"]]
    assert all(outcome in ([], ["NOT_FOUND"]) for outcome in changes)
    assert Task.objects.count() == 0
