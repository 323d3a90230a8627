"""Puts the companies of the demo into the database, with their files, in one transaction."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from organization.models import Company, Department, Employee, EmployeePosition, EmployeeType, JobRole, User
from organization.storage import atomic_files
from settings.demo.documents import write_file
from settings.demo.pictures import portrait
from settings.demo.plan import PlannedTask, planned_tasks
from settings.demo.shapes import PASSWORD, Firm, Person
from tasks.models import Task
from uploads.models import TaskFile
from uploads.validators import check_file

FIRST_EXTENSION = 101
COMPLETED_VERSION, REOPENED_VERSION = 2, 3


def load(firms: Iterable[Firm], *, report: Callable[[str], object]) -> None:
    """Load the companies, all or none; no letter is written, and `report` hears how far it is."""
    password = make_password(PASSWORD)
    with atomic_files() as written:
        User.objects.get_or_create(
            username="admin", defaults={"password": password, "is_staff": True, "is_superuser": True}
        )
        for firm in firms:
            FirmLoader(firm, password, written).load(report)


class FirmLoader:
    """Loads one company."""

    def __init__(self, firm: Firm, password: str, written: list[FieldFile]) -> None:
        """Make the company; `password` is hashed, and `written` collects the stored files."""
        self.firm = firm
        self.password = password
        self.written = written
        self.now = timezone.now()
        self.company = Company.objects.create(
            name=firm.name,
            description=firm.description,
            time_zone=firm.time_zone,
            last_employee_number=len(firm.people),
        )
        self.zone = ZoneInfo(firm.time_zone)
        self.people: dict[str, Employee] = {}

    def load(self, report: Callable[[str], object]) -> None:
        """Load people first, then what they have to do, then what they handed in."""
        self.add_people()
        self.add_memberships()
        report(f"{self.firm.name}: people {len(self.people)}, departments {len(self.firm.units)}")
        plan = list(planned_tasks(self.firm, self.company.today()))
        tasks = self.add_tasks(plan)
        report(f"{self.firm.name}: tasks {len(tasks)}")
        files = self.add_files(plan, tasks)
        report(f"{self.firm.name}: files {len(files)}")

    def add_people(self) -> None:
        """Add everybody with an account, a position and perhaps a picture."""
        positions = self.add_positions()
        users = User.objects.bulk_create(
            User(username=person.username, role=person.role, is_active=person.is_active, password=self.password)
            for person in self.firm.people
        )
        rows = [
            self.employee(number, person, user, positions[person.employee_type, person.job_role])
            for number, (person, user) in enumerate(zip(self.firm.people, users, strict=True))
        ]
        self.written += [row.picture for row in rows if row.picture]
        self.people = {row.user.username: row for row in Employee.objects.bulk_create(rows)}

    def add_positions(self) -> dict[tuple[str, str], EmployeePosition]:
        """Add what people are employed as; return the positions by employee type and job role."""
        pairs = list(dict.fromkeys((person.employee_type, person.job_role) for person in self.firm.people))
        names = dict.fromkeys(name for name, _ in pairs)
        types = {name: EmployeeType.objects.get_or_create(name=name)[0] for name in names}
        roles = JobRole.objects.bulk_create(JobRole(company=self.company, name=name) for _, name in pairs)
        positions = EmployeePosition.objects.bulk_create(
            EmployeePosition(employee_type=types[name], job_role=role)
            for (name, _), role in zip(pairs, roles, strict=True)
        )
        return dict(zip(pairs, positions, strict=True))

    def employee(self, number: int, person: Person, user: User, position: EmployeePosition) -> Employee:
        """Return the row of a person, not saved yet."""
        row = Employee(
            user=user,
            company=self.company,
            position=position,
            code=f"EMP-{number + 1:03}",
            first_name=person.first_name,
            last_name=person.last_name,
            work_email=f"{person.username}@{self.firm.domain}",
            phone=f"{self.firm.phone} {FIRST_EXTENSION + number}",
            hire_date=date.fromisoformat(person.hired),
            salary=person.salary,
        )
        if person.has_picture:
            row.picture = ContentFile(portrait(row.name), "portrait.png")
        return row

    def add_memberships(self) -> None:
        """Add the departments and who belongs to them."""
        rows = Department.objects.bulk_create(
            Department(company=self.company, name=unit.name, description=unit.description) for unit in self.firm.units
        )
        departments = {row.name: row for row in rows}
        membership = Employee.departments.through
        membership.objects.bulk_create(
            membership(employee=self.people[person.username], department=departments[name])
            for person in self.firm.people
            for name in person.departments
        )

    def add_tasks(self, plan: list[PlannedTask]) -> list[Task]:
        """Add the tasks, and make them as old as they are meant to be."""
        tasks = Task.objects.bulk_create(self.task(number, planned) for number, planned in enumerate(plan))
        for number, (task, planned) in enumerate(zip(tasks, plan, strict=True)):
            task.created_at = self.moment(planned.dates.created_on, number)
            task.updated_at = task.completed_at or task.created_at
            if planned.reopened:
                task.updated_at = self.moment(self.company.today() - timedelta(days=2), number)
        Task.objects.bulk_update(tasks, ("created_at", "updated_at"))
        return tasks

    def task(self, number: int, planned: PlannedTask) -> Task:
        """Return the row of a task, not saved yet; who gave it has also marked it as done."""
        done = planned.dates.done_on
        assigner = self.people[planned.assigner]
        return Task(
            title=planned.title,
            description=planned.description,
            assignee=self.people[planned.assignee],
            assigner=assigner,
            due_date=planned.dates.due_on,
            completed_at=self.moment(done, number) if done else None,
            completed_by=assigner if done else None,
            version=REOPENED_VERSION if planned.reopened else COMPLETED_VERSION if done else 1,
        )

    def add_files(self, plan: list[PlannedTask], tasks: list[Task]) -> list[TaskFile]:
        """Add the files, handed in by the assigner and the assignee in turn, a day apart."""
        rows = [
            self.file(task, name, task.assignee if number % 2 else task.assigner)
            for planned, task in zip(plan, tasks, strict=True)
            for number, name in enumerate(planned.files)
        ]
        self.written += [row.file for row in rows]
        files = TaskFile.objects.bulk_create(rows)
        for row in files:
            later = timedelta(days=int(row.uploader != row.task.assigner))
            row.created_at = row.updated_at = row.task.created_at + later
        TaskFile.objects.bulk_update(files, ("created_at", "updated_at"))
        return files

    def file(self, task: Task, name: str, uploader: Employee) -> TaskFile:
        """Return the row of a file with its contents, not saved yet."""
        content = write_file(name, task.title, task.description)
        found = check_file(SimpleUploadedFile(name, content))
        return TaskFile(
            task=task,
            uploader=uploader,
            description="As we agreed." if uploader == task.assignee else "To start from.",
            name=found.name,
            size=found.size,
            content_type=found.content_type,
            sha256=found.sha256,
            file=ContentFile(content, name),
        )

    def moment(self, day: date, number: int) -> datetime:
        """Return a time of that day when people work in the company, never in the future."""
        clock = time(hour=8 + number % 10, minute=number * 7 % 60)
        return min(datetime.combine(day, clock, self.zone), self.now)
