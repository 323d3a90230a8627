"""Two companies in which every field has a value, and every value that is hidden from somebody is unlike all others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model

from notifications.models import Letter
from organization.authentication import open_session
from organization.models import Department, Employee, EmployeePosition, EmployeeType, JobRole
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import global_id
from tests.schema.operations import Scene, viewer
from tests.schema.table import rows
from uploads.models import TaskFile

PLACES = ("foreign", "other", "team", "received", "assigned", "own")
"""Whose tasks there are; in lists by due date the hidden ones come first."""

BEGIN = date(2031, 1, 1)
NOON = datetime(2029, 1, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """A viewer, what he may see, and what no answer to him may show."""

    cast: Cast
    role: str
    me: Employee
    seen: set[str] = field(default_factory=set)
    secrets: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, row: Model, *, seen: bool, **secrets: Any) -> None:
        """Take note of a row: whether the viewer sees it, and the values in it that he must not meet otherwise."""
        id_ = global_id(row)
        self.rows.setdefault(type(row).__name__, []).append(id_)
        if seen:
            self.seen.add(id_)
        for name, value in secrets.items():
            self.secrets[str(value)] = f"{type(row).__name__}.{name} of {row}"

    def leaks(self, text: str) -> list[str]:
        """Return what of the hidden values stands in a text."""
        return [whose for value, whose in self.secrets.items() if value in text]

    @property
    def keeps_people(self) -> bool:
        """Whether the viewer looks after people."""
        return self.role in {"hr", "officer"}

    def id_of(self, type_: str) -> str:
        """Return the id of a row of this type that the viewer sees."""
        return next(id_ for id_ in reversed(self.rows[type_]) if id_ in self.seen)

    def all_ids(self) -> list[str]:
        """Return the ids of all rows, seen or not."""
        return [id_ for ids in self.rows.values() for id_ in ids]


def build(cast: Cast, role: str) -> World:
    """Return the world of a viewer in this role."""
    world = World(cast, role, viewer(cast, role))
    kind = EmployeeType.objects.create(name="Night shift")
    world.add(kind, seen=True)
    for number, person in enumerate(cast.people()):
        furnish(world, person, number, kind)
    divide(world)
    assign(world)
    return world


def furnish(world: World, person: Employee, number: int, kind: EmployeeType) -> None:
    """Give a person a value in every field, and take note of those that are private."""
    foreign = person.company == world.cast.globex
    stranger = f"Aaa-foreign-{number}" if foreign else ""
    person.first_name = stranger or person.first_name
    person.last_name = stranger or person.last_name
    person.code = f"AAA-{number}" if foreign else person.code
    person.work_email = f"{stranger}@globex.example" if foreign else person.work_email
    person.salary, person.phone = f"{71_000 + number}.37", f"+49 999 7700{number:02}"
    person.hire_date = date(1971, 1, 1) + timedelta(days=number)
    person.picture.name = f"pictures/{number:032x}.png"
    person.position = position(world, person, kind)
    person.user.username = f"login-of-{number}"
    person.user.welcome_letter = letter(number)
    person.user.save()
    person.save()
    private = {name: getattr(person, name) for name in ("salary", "phone", "hire_date")}
    private["username"] = person.user.username
    own = {"name": stranger, "code": person.code, "to": person.user.welcome_letter.to} if foreign else {}
    if person.is_active:
        session = open_session(person.user, device=f"Device-of-{number}").session
        own_session = person == world.me
        world.add(session, seen=own_session, **({} if own_session else {"device": session.device}))
    shown = not foreign and (world.keeps_people or person == world.me)
    world.add(person, seen=not foreign, **({} if shown else private | own))


def letter(number: int) -> Letter:
    """Return a welcome letter that was sent."""
    fields = {"to": f"box-{number}@letters.example", "sent_at": NOON, "state": "sent", "attempts": 1, "error": "Busy."}
    return Letter.objects.create(kind="welcome", about={}, **fields)


def position(world: World, person: Employee, kind: EmployeeType) -> EmployeePosition:
    """Return the position of everybody in the person's company."""
    foreign = person.company == world.cast.globex
    name = "Aaa-foreign-role" if foreign else "Weaver"
    role, _ = JobRole.objects.get_or_create(company=person.company, name=name)
    row, made = EmployeePosition.objects.get_or_create(job_role=role, employee_type=kind)
    if made:
        world.add(role, seen=not foreign, **({"name": name} if foreign else {}))
        world.add(row, seen=not foreign)
    return row


def divide(world: World) -> None:
    """Name the companies and their departments."""
    cast = world.cast
    for company in (cast.acme, cast.globex):
        foreign = company == cast.globex
        company.name = "Aaa-foreign-company" if foreign else company.name
        company.description = f"What {company.name} does."
        company.save()
        world.add(company, seen=not foreign, **({"name": company.name} if foreign else {}))
    for department in Department.objects.all():
        foreign = department.company_id == cast.globex.pk
        department.name = "Aaa-foreign-department" if foreign else department.name
        department.description = f"What {department.name} does."
        department.save()
        world.add(department, seen=not foreign, **({"name": department.name} if foreign else {}))


def assign(world: World) -> None:
    """Make a completed task with two files for each place in which a task can be."""
    scene = Scene(world.cast, world.me)
    for number, whose in enumerate(PLACES):
        when = {"due_date": BEGIN + timedelta(days=number), "completed_at": NOON + timedelta(days=number)}
        task = scene.task(whose, description=f"How to {whose}.", completed_by=world.cast.olga, **when)
        if whose == "foreign":
            task.completed_by = world.cast.gus
        task.title = f"Title-{whose}"
        task.save()
        seen = opens(world.role, whose)
        secret = {"title": task.title, "description": task.description, "due_date": task.due_date}
        world.add(task, seen=seen, **({} if seen else secret))
        for file in files(world, task, whose):
            world.add(file, seen=seen, **({} if seen else {"name": file.name, "sha256": file.sha256}))


def files(world: World, task: Task, whose: str) -> Iterator[TaskFile]:
    """Yield a file of each of two people for the task."""
    others = [world.cast.gina, world.cast.gus] if whose == "foreign" else [world.cast.ina, world.me]
    for uploader in others:
        name = f"{whose}-{uploader.pk}.txt"
        digest = f"{task.pk:032x}{uploader.pk:032x}"
        facts = {"size": 7, "content_type": "text/plain", "sha256": digest, "file": f"files/no/{digest}"}
        yield TaskFile.objects.create(task=task, uploader=uploader, name=name, description=name, **facts)


def opens(role: str, whose: str) -> bool:
    """Whether the table of permissions opens such a task to the role."""
    if whose == "assigned":
        return True
    return next(row for row in rows() if (row.operation, row.object) == ("node", whose)).outcomes[role] == "ok"
