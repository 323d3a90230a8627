"""Who has to do what: tasks made of the fixed lists, in a fixed order, without chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from organization.models import Role
from settings.demo.moments import MOMENTS, Dates
from settings.demo.shapes import Firm, Person, Unit, Work

STEP = 5
"""How far apart in the list of moments two tasks of a department are that follow each other."""
SPREAD = 6
"""By how many days two tasks of one state may be apart."""


class Origin(Enum):
    """Who gave a task to somebody."""

    BOSS = "a manager of the department"
    CHIEF = "an officer"
    SELF = "the person himself"


ORIGINS = (Origin.BOSS, Origin.SELF, Origin.BOSS, Origin.CHIEF, Origin.BOSS, Origin.SELF, Origin.BOSS)
"""As many as have no common divisor with the number of people of a department."""


@dataclass(frozen=True)
class PlannedTask:
    """A task that is to be loaded; people are usernames."""

    title: str
    description: str
    assignee: str
    assigner: str
    dates: Dates
    reopened: bool
    files: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """The people of a department, and who may give them tasks."""

    roster: tuple[Person, ...]
    bosses: tuple[Person, ...]
    chiefs: tuple[Person, ...]

    @classmethod
    def of(cls, unit: Unit, people: tuple[Person, ...]) -> "Team":
        """Return the team of a department; the busy ones stand in its roster twice."""
        members = tuple(person for person in people if unit.name in person.departments)
        return cls(
            roster=members + tuple(person for person in members if person.username in unit.busy),
            bosses=tuple(person for person in members if person.role == Role.MANAGER),
            chiefs=tuple(person for person in people if person.role == Role.OFFICER),
        )

    def pair(self, number: int) -> tuple[Person, Person]:
        """Return who does the task of this number and who gave it: somebody who was allowed to."""
        assignee = self.roster[number % len(self.roster)]
        origin = ORIGINS[number % len(ORIGINS)]
        if origin is Origin.SELF:
            return assignee, assignee
        if origin is Origin.CHIEF or assignee.role in {Role.MANAGER, Role.OFFICER}:
            return assignee, self.chiefs[number % len(self.chiefs)]
        return assignee, self.bosses[number % len(self.bosses)]


def planned_tasks(firm: Firm, today: date) -> Iterator[PlannedTask]:
    """Yield every task of a company as it stands today."""
    for place, unit in enumerate(firm.units):
        team = Team.of(unit, firm.people)
        for number, (work, subject) in enumerate(jobs_of(unit)):
            moment = MOMENTS[(number * STEP + place) % len(MOMENTS)]
            assignee, assigner = team.pair(number)
            yield PlannedTask(
                title=work.title.format(subject=subject),
                description=work.description,
                assignee=assignee.username,
                assigner=assigner.username,
                dates=moment.on(today, number % SPREAD),
                reopened=moment.reopened,
                files=work.files if has_files(number) else (),
            )


def has_files(number: int) -> bool:
    """Whether somebody handed in files: for every fourth task, for each kind of work at least once."""
    return (number + number // 5) % 4 == 0


def jobs_of(unit: Unit) -> Iterator[tuple[Work, str]]:
    """Yield every kind of work with every subject once, neighbours differing in both."""
    works, subjects = unit.works, unit.subjects
    for number in range(len(works) * len(subjects)):
        turn = number // len(works)
        yield works[number % len(works)], subjects[(number + turn) % len(subjects)]
