"""What each operation of the table of permissions is called with, on objects of every place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organization.authentication import open_session
from organization.credentials import make_reset_token
from organization.models import Department, Employee, EmployeePosition, JobRole, Role
from tasks.models import Task
from tests.conftest import Cast, hire
from tests.schema.conftest import global_id
from uploads.models import TaskFile


def viewer(cast: Cast, role: str) -> Employee:
    """Return who plays the role; for nobody, whose objects he tries his luck with."""
    if role != "temporary":
        return {"nobody": cast.erna, "manager": cast.max, "hr": cast.hanna, "officer": cast.olga}.get(role, cast.emil)
    person = hire(cast.acme, "tessa", Role.EMPLOYEE, cast.design)
    person.user.password_expires_at = timezone.now() + timedelta(hours=1)
    person.user.save()
    return person


@dataclass(frozen=True)
class Scene:
    """A viewer among the cast, and the objects that an operation can be tried on."""

    cast: Cast
    me: Employee

    def task(self, whose: str, **fields: Any) -> Task:
        """Return a new task: own, assigned to a stranger, received, the team's, of another department, foreign."""
        cast, me = self.cast, self.me
        assignee, assigner = {
            "own": (me, me),
            "assigned": (cast.egon, me),
            "received": (me, cast.mona),
            "team": (cast.erna, cast.olga),
            "other": (cast.egon, cast.mona),
            "foreign": (cast.gina, cast.greta),
        }[whose]
        return Task.objects.create(title=f"Task {whose}", assignee=assignee, assigner=assigner, **fields)

    def file(self, whose: str) -> TaskFile:
        """Return a new file of another on such a task, or the viewer's own upload to a task that he received."""
        task = self.task("received" if whose == "own-upload" else whose)
        # Whoever does not take part in the task any more handed it in.
        uploader = self.me if whose == "own-upload" else {"foreign": self.cast.greta}.get(whose, self.cast.ina)
        facts = {"size": 3, "content_type": "text/plain", "sha256": "0" * 64, "file": f"files/no/{task.pk}"}
        return TaskFile.objects.create(task=task, uploader=uploader, name="notes.txt", **facts)

    def person(self, who: str) -> Employee:
        """Return the viewer himself, one of the cast, or a colleague in this role whom nothing refers to."""
        cast = self.cast
        known = {"self": self.me, "team": cast.erna, "other": cast.egon, "inactive": cast.ina, "foreign": cast.gina}
        return known.get(who) or hire(cast.acme, f"{who}-{Employee.objects.count()}", Role(who), cast.design)

    def department(self, whose: str) -> Department:
        """Return the viewer's department, one that he is not in, one that is new, or a foreign one."""
        own, other = self.cast.design, self.cast.sales
        if self.me == self.cast.hanna:
            own, other = other, own
        if whose == "empty":
            return Department.objects.create(company=self.cast.acme, name=f"Empty {self.me.pk}")
        return {"other": other, "foreign": self.cast.labs, "design": self.cast.design}.get(whose, own)

    def job_role(self, whose: str) -> JobRole:
        """Return a new job role of the viewer's company, or a foreign one."""
        company = self.cast.globex if whose == "foreign" else self.cast.acme
        return JobRole.objects.create(company=company, name=f"Role {uuid4()}")

    def position(self, whose: str) -> EmployeePosition:
        """Return a new position of the viewer's company, or a foreign one."""
        kind = self.cast.position.employee_type
        return EmployeePosition.objects.create(employee_type=kind, job_role=self.job_role(whose))


Arguments = dict[str, Any]
Build = Callable[[Scene, str], Arguments]


def inputs(fields: Arguments) -> Arguments:
    """Return the fields as the variable `input`."""
    return {"input": fields}


def sign_in(scene: Scene, _object: str) -> Arguments:
    """Return the viewer's own name and password."""
    return {"username": scene.me.user.username, "password": scene.cast.password}


def token(scene: Scene, _object: str) -> Arguments:
    """Return an access token."""
    return {"token": open_session(scene.cast.egon.user).token}


def refresh_token(scene: Scene, _object: str) -> Arguments:
    """Return a refresh token."""
    return {"refreshToken": open_session(scene.cast.egon.user).refresh_token}


def signed_in(scene: Scene, whose: str) -> Arguments:
    """Return a sign-in: the viewer's, a colleague's or a stranger's."""
    user = {"own": scene.me, "other": scene.cast.egon, "foreign": scene.cast.gina}[whose].user
    return inputs({"id": global_id(open_session(user).session)})


def new_person(scene: Scene, role: str) -> Arguments:
    """Return who is hired, in a role or into another company's department or position."""
    fields: Arguments = {"firstName": "Nora", "lastName": "Neu", "workEmail": f"nora{scene.me.pk}@acme.example"}
    if role == "foreign-department":
        return inputs(fields | {"departmentIds": [global_id(scene.cast.labs)]})
    if role == "foreign-position":
        return inputs(fields | {"positionId": global_id(scene.position("foreign"))})
    return inputs(fields | {"role": role.upper()})


def changed_person(scene: Scene, who: str) -> Arguments:
    """Return a new phone number, salary or departments for a person."""
    whom, _, field = who.partition("-")
    changes: Arguments = {"phone": "+49 40 55555"}
    match field:
        case "salary":
            changes = {"salary": "99000.00"}
        case "departments" if whom == "self":
            changes = {"departmentIds": [global_id(scene.cast.sales), global_id(scene.cast.design)]}
        case "departments":
            changes, whom = {"departmentIds": [global_id(scene.cast.labs)]}, "employee"
    return inputs({"id": global_id(scene.person(whom)), **changes})


def person(scene: Scene, who: str) -> Arguments:
    """Return a person to deactivate."""
    return inputs({"id": global_id(scene.person(who))})


def person_who_left(scene: Scene, who: str) -> Arguments:
    """Return a person to reactivate."""
    row = scene.person(who)
    row.user.is_active = False
    row.user.save()
    return inputs({"id": global_id(row)})


def new_person_who_waits(scene: Scene, who: str) -> Arguments:
    """Return a person who never signed in."""
    row = scene.person(who)
    row.user.password_expires_at = timezone.now() + timedelta(hours=1)
    row.user.save()
    return inputs({"id": global_id(row)})


def new_role(scene: Scene, who: str) -> Arguments:
    """Return another role for a person."""
    whom, _, role = who.partition("-to-")
    to = role or ("manager" if whom == "employee" else "employee")
    if whom == "self" and scene.me.user.role == Role.EMPLOYEE:
        to = "officer"
    return inputs({"id": global_id(scene.person(whom)), "role": to.upper()})


def one_person(scene: Scene, who: str) -> Arguments:
    """Return the id or the code of a person."""
    if who == "code":
        return {"code": scene.cast.egon.code}
    if who == "foreign-code":
        scene.cast.gina.code = "GLX-1"
        scene.cast.gina.save()
        return {"code": "GLX-1"}
    return {"id": global_id(scene.person(who))}


def changed_department(scene: Scene, which: str) -> Arguments:
    """Return a new name or other members for a department."""
    place, _, change = which.partition("-")
    row = scene.department(place)
    if not change:
        return inputs({"id": global_id(row), "name": f"Name {scene.me.pk}"})
    if change == "without-self":
        row.members.add(scene.me)
    members = [scene.cast.gina] if change == "foreigners" else [scene.cast.erna]
    return inputs({"id": global_id(row), "memberIds": [global_id(member) for member in members]})


def pair(scene: Scene, whose: str) -> Arguments:
    """Return an employee type and a job role."""
    kind = scene.cast.position.employee_type
    return inputs({"employeeTypeId": global_id(kind), "jobRoleId": global_id(scene.job_role(whose))})


def changed_position(scene: Scene, whose: str) -> Arguments:
    """Return another job role for a position."""
    role = scene.job_role("foreign" if whose == "to-foreign" else "own")
    row = scene.position("foreign" if whose == "foreign" else "own")
    return inputs({"id": global_id(row), "jobRoleId": global_id(role)})


def new_task(scene: Scene, to: str) -> Arguments:
    """Return a task for somebody."""
    return inputs({"title": "Draw the logo", "assigneeId": global_id(scene.person(to))})


def task(scene: Scene, whose: str) -> Arguments:
    """Return an open task."""
    return inputs({"id": global_id(scene.task(whose))})


def done_task(scene: Scene, whose: str) -> Arguments:
    """Return a task that is done."""
    done = scene.task(whose, completed_at=timezone.now(), completed_by=scene.cast.olga)
    return inputs({"id": global_id(done)})


def handed_over(scene: Scene, which: str) -> Arguments:
    """Return a task, and to whom it goes: to the viewer himself unless the object says otherwise."""
    whose, _, to = which.partition("-to-")
    return inputs({"id": global_id(scene.task(whose)), "assigneeId": global_id(scene.person(to or "self"))})


def several(build: Build) -> Build:
    """Return what takes the one object of the input as a list of one."""

    def listed(scene: Scene, which: str) -> Arguments:
        fields = build(scene, which)["input"]
        return inputs({"ids": [fields.pop("id")], **fields})

    return listed


def upload(scene: Scene, whose: str) -> Arguments:
    """Return a task and a file for it."""
    return {"taskId": global_id(scene.task(whose)), "files": [SimpleUploadedFile("notes.txt", b"Some notes.\n")]}


ARGUMENTS: dict[str, Build] = {
    "department": lambda scene, whose: {"id": global_id(scene.department(whose))},
    "employee": one_person,
    "task": lambda scene, whose: {"id": global_id(scene.task(whose))},
    "node": lambda scene, whose: {"id": global_id(scene.task(whose))},
    "nodes": lambda scene, whose: {"ids": [global_id(scene.task(whose))]},
    "tokenAuth": sign_in,
    "verifyToken": token,
    "refreshToken": refresh_token,
    "revokeToken": refresh_token,
    "revokeSession": signed_in,
    "changePassword": lambda scene, _: inputs(
        {"currentPassword": scene.cast.password, "newPassword": "a tin of green paint"}
    ),
    "requestPasswordReset": lambda scene, _: inputs({"username": scene.me.user.username}),
    "resetPassword": lambda scene, _: inputs(
        {"token": make_reset_token(scene.me.user), "newPassword": "a tin of green paint"}
    ),
    "createEmployee": new_person,
    "updateEmployee": changed_person,
    "deactivateEmployee": person,
    "reactivateEmployee": person_who_left,
    "setEmployeeRole": new_role,
    "resendWelcomeLetter": new_person_who_waits,
    "updateProfile": lambda *_: inputs({"phone": "+49 40 55555"}),
    "setProfilePicture": lambda *_: inputs({"picture": None}),
    "updateCompany": lambda *_: inputs({"description": "We make things."}),
    "createDepartment": lambda scene, _: inputs({"name": f"Press {scene.me.pk}"}),
    "updateDepartment": changed_department,
    "deleteDepartment": lambda scene, whose: inputs({"id": global_id(scene.department(whose))}),
    "createJobRole": lambda scene, _: inputs({"name": f"Editor {scene.me.pk}"}),
    "updateJobRole": lambda scene, whose: inputs(
        {"id": global_id(scene.job_role(whose)), "name": f"Editor {scene.me.pk}"}
    ),
    "deleteJobRole": lambda scene, whose: inputs({"id": global_id(scene.job_role(whose))}),
    "createPosition": pair,
    "updatePosition": changed_position,
    "deletePosition": lambda scene, whose: inputs({"id": global_id(scene.position(whose))}),
    "createTask": new_task,
    "updateTask": lambda scene, whose: inputs({"id": global_id(scene.task(whose)), "title": "Draw a map"}),
    "assignTask": handed_over,
    "assignTasks": several(handed_over),
    "completeTask": task,
    "completeTasks": several(task),
    "reopenTask": done_task,
    "deleteTask": task,
    "uploadTaskFiles": upload,
    "updateTaskFile": lambda scene, whose: inputs({"id": global_id(scene.file(whose)), "description": "Notes."}),
    "deleteTaskFile": lambda scene, whose: inputs({"id": global_id(scene.file(whose))}),
    "createDownloadLink": lambda scene, whose: {"fileId": global_id(scene.file(whose))},
}
"""What each operation is called with; those that stand not here take no arguments."""
