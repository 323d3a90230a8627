"""The shapes of the fixed lists."""

from dataclasses import dataclass

from organization.models import Role

PASSWORD = "harbour-lights-7"  # noqa: S105 - everybody's password in the demo is printed on the screen, on purpose
"""With which every account of the demo signs in."""


@dataclass(frozen=True)
class Person:
    """Somebody who works in a company: `hired` is an ISO date, `salary` is gross a year."""

    username: str
    first_name: str
    last_name: str
    role: Role
    employee_type: str
    job_role: str
    salary: int
    hired: str
    departments: tuple[str, ...] = ()
    has_picture: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class Work:
    """A kind of task, done once for each subject of a department; `files` are names of what is handed in."""

    title: str
    description: str = ""
    files: tuple[str, ...] = ("notes.txt",)


@dataclass(frozen=True)
class Unit:
    """A department and all it has to do; `busy` people have twice as many tasks as the others."""

    name: str
    description: str
    subjects: tuple[str, ...]
    works: tuple[Work, ...]
    busy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Firm:
    """A company with everybody and everything in it; `phone` is the start of its numbers."""

    name: str
    description: str
    time_zone: str
    domain: str
    phone: str
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
