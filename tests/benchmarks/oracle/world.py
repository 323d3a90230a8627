"""Two companies for the oracle, and whom it may pick out of them."""

from dataclasses import dataclass, field
from random import Random
from string import ascii_lowercase
from typing import Any

from django.db.models import Model
from strawberry.relay import to_base64

from organization.authentication import open_session
from organization.models import Company, Department, Employee, EmployeePosition, EmployeeType, JobRole, Role, User
from tasks.models import Task
from tests.conftest import hire

COMPANIES = {"Acme": ("Design", "Sales", "Press"), "Globex": ("Labs", "Legal")}
WORDS = ("logo", "map", "letter", "budget", "poster", "report", "website", "contract")


def global_id(row: Model) -> str:
    """Return the id that the API gives a row."""
    return to_base64(type(row).__name__, row.pk)


@dataclass
class World:
    """What there is, and a source of chance that a seed decides."""

    random: Random
    tokens: dict[int, str] = field(default_factory=dict)
    stale: list[Task] = field(default_factory=list)
    """Tasks as they were some writes ago, which a careless program may save."""

    def found(self, users: int) -> None:
        """Fill the database with two companies of so many people together, and with tasks."""
        kinds = [EmployeeType.objects.get_or_create(name=name)[0] for name in ("White collar", "Blue collar")]
        for name, departments in COMPANIES.items():
            company = Company.objects.create(name=name, time_zone="Europe/Berlin")
            rooms = [Department.objects.create(company=company, name=room) for room in departments]
            for job in ("Designer", "Clerk"):
                role = JobRole.objects.create(company=company, name=job)
                EmployeePosition.objects.create(employee_type=self.random.choice(kinds), job_role=role)
            share = users * 2 // 3 if name == "Acme" else users - users * 2 // 3
            self._hire(company, rooms, share)
        for _ in range(users * 3):
            self.new_task().save()

    def _hire(self, company: Company, rooms: list[Department], count: int) -> None:
        roles = [Role.OFFICER, Role.HR, *[Role.MANAGER] * len(rooms)]
        for number in range(count):
            role = roles[number] if number < len(roles) else Role.EMPLOYEE
            home = rooms[number % len(rooms)]
            known_as = f"{role.value}{ascii_lowercase[number % 26] * (1 + number // 26)}{company.name.lower()}"
            person = hire(company, known_as, role, *{home, self.random.choice(rooms)})
            person.position = self.pick(EmployeePosition, job_role__company=company)
            person.save()

    def new_task(self) -> Task:
        """Return a task that is not stored yet, among people of one company."""
        assignee = self.pick(Employee)
        return Task(title=self.words(), assignee=assignee, assigner=self.pick(Employee, company=assignee.company_id))

    def pick(self, model: Any, /, **conditions: Any) -> Any:
        """Return a row that fits, or None."""
        keys = list(model.objects.filter(**conditions).order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.random.choice(keys)) if keys else None

    def several(self, model: Any, /, **conditions: Any) -> list[Any]:
        """Return one to four rows that fit."""
        rows = list(model.objects.filter(**conditions).order_by("pk"))
        return self.random.sample(rows, min(len(rows), self.random.randint(1, 4)))

    def id_of(self, model: Any, /, **conditions: Any) -> str:
        """Return the global id of a row that fits, or one that leads nowhere."""
        row = self.pick(model, **conditions)
        return global_id(row) if row else to_base64(model.__name__, 0)

    def words(self) -> str:
        """Return a title."""
        return f"{self.random.choice(WORDS).capitalize()} {self.random.choice(WORDS)} {self.random.randrange(1000)}"

    def viewer(self) -> User:
        """Return somebody who may sign in."""
        user: User = self.pick(User, is_active=True, employee__isnull=False)
        return user

    def actor(self) -> User:
        """Return who changes something: mostly somebody who may."""
        roles = self.random.choice([[Role.OFFICER], [Role.OFFICER, Role.HR], [Role.MANAGER], list(Role)])
        return self.pick(User, is_active=True, employee__isnull=False, role__in=roles) or self.viewer()

    def token(self, user: User) -> str:
        """Return the user's access token; one that has ended stays his until `sign_in_again`."""
        if user.pk not in self.tokens:
            self.tokens[user.pk] = open_session(user).token
        return self.tokens[user.pk]

    def sign_in_again(self, user: User) -> None:
        """Forget a token that has ended."""
        self.tokens.pop(user.pk, None)
