"""What programs change through the models, without a service: the admin, a shell, an import."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications import delivery
from notifications.models import Letter, LetterState
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
from tests.benchmarks.oracle.world import World
from uploads.models import TaskFile

Change = Callable[[World], Any]


def save(model: Any, **values: Callable[[World], Any]) -> Change:
    """Return what loads a row, changes it and saves it, like a form of the admin."""

    def change(world: World) -> Any:
        row = world.pick(model)
        if row is None:
            return None
        for name, value in values.items():
            setattr(row, name, value(world))
        row.save()
        return row, {name: str(getattr(row, name)) for name in values}

    return change


def update(model: Any, **values: Callable[[World], Any]) -> Change:
    """Return what changes a few rows by one statement."""

    def change(world: World) -> Any:
        rows = world.several(model)
        chosen = {name: value(world) for name, value in values.items()}
        model.objects.filter(pk__in=[row.pk for row in rows]).update(**chosen)
        return rows, chosen

    return change


def someone(world: World) -> Employee:
    """Return an employee."""
    person: Employee = world.pick(Employee)
    return person


def words(world: World) -> str:
    """Return a new name."""
    return world.words()


def role(world: World) -> str:
    """Return a role, mostly a humble one, so that there stay people of every kind."""
    return str(world.random.choice((Role.EMPLOYEE, Role.EMPLOYEE, Role.MANAGER, Role.MANAGER, Role.HR, Role.OFFICER)))


def reassign(world: World) -> Any:
    """Hand a task to a colleague, by a form."""
    task = world.pick(Task)
    if task is None:
        return None
    task.assignee = world.pick(Employee, company=task.assignee.company_id)
    task.save()
    return task, task.assignee


def keep_for_later(world: World) -> Any:
    """Load a task that is saved some changes later."""
    world.stale.append(task := world.pick(Task))
    return task


def save_stale(world: World) -> Any:
    """Hand on a task as it was loaded, or saved for the last time, some changes ago."""
    task = world.random.choice(world.stale) if world.stale else None
    if task is None or not Task.objects.filter(pk=task.pk).exists():
        return None
    task.assignee = world.pick(Employee, company=task.assignee.company_id)
    task.save()
    return task, task.assignee


def refresh_and_save(world: World) -> Any:
    """Read a task that was loaded some changes ago again, and hand it on."""
    task = world.random.choice(world.stale) if world.stale else None
    if task is None or not Task.objects.filter(pk=task.pk).exists():
        return None
    task.refresh_from_db()
    task.assigner = world.pick(Employee, company=task.assignee.company_id)
    task.save()
    return task, task.assigner


def create_and_keep(world: World) -> Any:
    """Make a task, and hand it on some changes later."""
    task = world.new_task()
    task.save()
    world.stale.append(task)
    return task


def bulk_create(world: World) -> Any:
    """Make several tasks by one statement."""
    return Task.objects.bulk_create([world.new_task() for _ in range(world.random.randint(1, 3))])


def bulk_update(world: World) -> Any:
    """Hand on several tasks by one statement."""
    tasks = world.several(Task)
    for task in tasks:
        task.title, task.assignee = world.words(), world.pick(Employee, company=task.assignee.company_id)
    Task.objects.bulk_update(tasks, ["title", "assignee"])
    return tasks


def delete_some(world: World) -> Any:
    """Delete tasks with their files, in one go."""
    return Task.objects.filter(pk__in=[task.pk for task in world.several(Task)]).delete()


def give_by_reverse(world: World) -> Any:
    """Hand a task on from the side of the person."""
    task = world.pick(Task)
    if task is None:
        return None
    person = world.pick(Employee, company=task.assignee.company_id)
    person.tasks.add(task)
    return task, person


def add_file(world: World) -> Any:
    """Make a file's row, as an import does."""
    task = world.pick(Task)
    if task is None:
        return None
    facts = {"size": 3, "content_type": "text/plain", "sha256": "0" * 64, "file": "files/no/thing"}
    return TaskFile.objects.create(task=task, uploader=task.assigner, name=f"{world.words()}.txt", **facts)


def delete_file(world: World) -> Any:
    """Delete a file's row."""
    file = world.pick(TaskFile)
    return file and TaskFile.objects.filter(pk=file.pk).delete()


def move(world: World) -> Any:
    """Let people join or leave departments, from either side."""
    person = someone(world)
    rooms = world.several(Department, company=person.company_id)
    people = world.several(Employee, company=person.company_id)
    if not rooms:
        return None
    side, rows = world.random.choice(((person.departments, rooms), (rooms[0].members, people)))
    verb = world.random.choice(("add", "add", "remove", "set", "clear"))
    match verb:
        case "add" | "remove":
            getattr(side, verb)(*rows)
        case "set":
            side.set(rows)
        case _:
            side.clear()
    return verb, person, rows, people


def deactivate(world: World) -> Any:
    """Let somebody leave, or come back, by a form; there stay enough people who may sign in."""
    leaving = User.objects.filter(is_active=False).count() < 4
    user = world.pick(User, is_active=leaving, role__in=(Role.EMPLOYEE, Role.MANAGER))
    if user is None:
        return None
    user.is_active = not leaving
    user.save()
    return user, user.is_active


def delete_department(world: World) -> Any:
    """Delete a department whatever it holds, and found another."""
    department = world.pick(Department)
    if department is None:
        return None
    Department.objects.create(company_id=department.company_id, name=world.words())
    department.delete()
    return department


def delete_person(world: World) -> Any:
    """Delete somebody to whom nothing refers, with the account."""
    person = world.pick(Employee, tasks=None, assigned_tasks=None, files=None, user__role=Role.EMPLOYEE)
    if person is None or Task.objects.filter(completed_by=person).exists():
        return None
    return person, person.user.delete()


def end_sign_in(world: World) -> Any:
    """End a sign-in as the admin or a shell does: delete it, or note its end."""
    session = world.pick(Session, ended_at=None)
    if session is None:
        return None
    match way := world.random.choice(("delete", "update", "save")):
        case "delete":
            session.delete()
        case "update":
            Session.objects.filter(pk=session.pk).update(ended_at=timezone.now())
        case _:
            session.ended_at = timezone.now()
            session.save()
    return way, session.user


def claim_letter(world: World) -> Any:
    """Begin to send a letter, as the worker does before it talks to the mail server."""
    letter = world.pick(Letter, state=LetterState.WAITING)
    return letter and delivery.claim(letter.pk)


def change_company(world: World) -> Any:
    """Move somebody to the other company, by a form."""
    person = world.pick(Employee, tasks=None, assigned_tasks=None, files=None, user__role=Role.EMPLOYEE)
    if person is None:
        return None
    person.departments.clear()
    person.code, person.position = f"MOV-{world.random.randrange(10**6)}", None
    person.company = world.pick(Company)
    person.save()
    return person, person.company


def roll_back(world: World) -> Any:
    """Change a task and think better of it."""
    with transaction.atomic():
        done = reassign(world)
        transaction.set_rollback(True)
    return done


def roll_back_inner(world: World) -> Any:
    """Change two tasks, and think better of the first one."""
    with transaction.atomic():
        with transaction.atomic():
            reassign(world)
            transaction.set_rollback(True)
        return reassign(world)


def past_or_coming(world: World) -> Any:
    """Return a day around today."""
    return timezone.localdate() + timedelta(days=world.random.randint(-5, 9))


PROGRAMS: dict[str, Change] = {
    "save a task": save(Task, title=words, due_date=past_or_coming),
    "reassign": reassign,
    "keep for later": keep_for_later,
    "save a stale task": save_stale,
    "refresh and save": refresh_and_save,
    "create and keep": create_and_keep,
    "update titles": update(Task, title=words),
    "update due dates": update(Task, due_date=past_or_coming),
    "bulk_create": bulk_create,
    "bulk_update": bulk_update,
    "delete tasks": delete_some,
    "give by reverse": give_by_reverse,
    "add a file": add_file,
    "save a file": save(TaskFile, description=words),
    "update files": update(TaskFile, description=words),
    "delete a file": delete_file,
    "move": move,
    "save a role": save(User, role=role),
    "deactivate": deactivate,
    "save a person": save(
        Employee,
        first_name=lambda world: world.random.choice(("Ida", "Jo", "Kim")),
        salary=lambda world: world.random.randrange(90000),
    ),
    "update people": update(Employee, phone=lambda world: str(world.random.randrange(10**6))),
    "save a company": save(
        Company,
        description=words,
        time_zone=lambda world: world.random.choice(("Europe/Berlin", "Pacific/Kiritimati", "Pacific/Niue")),
    ),
    "save a department": save(Department, name=words),
    "update departments": update(Department, description=words),
    "delete a department": delete_department,
    "delete a person": delete_person,
    "save a job role": save(JobRole, name=words),
    "save a position": save(EmployeePosition, employee_type=lambda world: world.pick(EmployeeType)),
    "save an employee type": save(EmployeeType, name=words),
    "save a letter": save(Letter, state=lambda world: world.random.choice(list(LetterState))),
    "end a sign-in": end_sign_in,
    "claim a letter": claim_letter,
    "change company": change_company,
    "roll back": roll_back,
    "roll back a part": roll_back_inner,
}
