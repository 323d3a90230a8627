"""Who is in the benchmark's data, as plain arithmetic: nothing is looked up to know who asks for what."""

from base64 import b64encode
from dataclasses import dataclass
from itertools import product

ROLES = ("officer", "manager", "manager", "hr")
VERBS = (
    "Review Prepare Check Collect Compare Correct Deliver Describe Discuss Estimate Explain File Finish Order Plan "
    "Present Print Publish Repair Replace Report Revise Sort Test Update"
)
NOUNS = (
    "budget contract invoice brochure catalogue agenda roadmap manual survey prototype poster newsletter inventory "
    "timetable blueprint campaign certificate checklist compiler dashboard delivery estimate exhibit forecast "
    "guideline handbook interview journal label layout ledger licence logbook menu minutes notice offer outline "
    "parcel payroll"
)
PAIRS = [f"{verb} {noun}" for noun, verb in product(NOUNS.split(), VERBS.split())]


def global_id(kind: str, key: int) -> str:
    """Return the id that the API gives a row."""
    return b64encode(f"{kind}:{key}".encode()).decode()


@dataclass(frozen=True)
class Staff:
    """A company: employee 1 works in department 1, employee 2 in department 2, and so on, round and round.

    The first of each department is its officer, the second and third are its managers, the fourth is its HR.
    An employee's id is also his user's; task 1 is employee 1's, and so on, round and round.
    """

    employees: int = 2_000
    departments: int = 20
    tasks: int = 100_000
    files: int = 50_000

    def department(self, person: int) -> int:
        """Return where the person works."""
        return (person - 1) % self.departments + 1

    def role(self, person: int) -> str:
        """Return what the person may do."""
        rank = (person - 1) // self.departments
        return ROLES[rank] if rank < len(ROLES) else "employee"

    def everybody(self) -> range:
        """Return all people."""
        return range(1, self.employees + 1)

    def with_role(self, role: str) -> list[int]:
        """Return the people of a role."""
        return [person for person in self.everybody() if self.role(person) == role]

    def led_by(self, manager: int) -> list[int]:
        """Return the team of a manager."""
        there = range(self.department(manager), self.employees + 1, self.departments)
        return [person for person in there if self.role(person) in {"employee", "hr"}]

    def two_departments(self) -> list[int]:
        """Return the people of the first two departments, those with other roles first."""
        return [person for person in self.everybody() if self.department(person) <= 2]

    def callers(self) -> list[int]:
        """Return everybody in whose name a request is sent."""
        employees = self.with_role("employee")[:40]
        return sorted({*self.two_departments(), *employees, *self.with_role("manager"), *self.with_role("officer")})

    def assignee(self, task: int) -> int:
        """Return who has to do a task."""
        return (task - 1) % self.employees + 1

    def assigner(self, task: int) -> int:
        """Return who assigned a task: four times of five a manager of the assignee, else himself."""
        assignee = self.assignee(task)
        turn = (task - 1) // self.employees
        if turn % 5 == 0:
            return assignee
        return self.department(assignee) + self.departments * (1 + turn % 2)

    def person_id(self, person: int) -> str:
        """Return the person's id in the API."""
        return global_id("Employee", person)

    def task_id(self, person: int) -> str:
        """Return the API's id of the person's first task."""
        return global_id("Task", person)

    def words(self, number: int) -> str:
        """Return the number-th pair of words to search for; one task of a thousand has both."""
        return PAIRS[number * 37 % len(PAIRS)]


SMALL = Staff(employees=40, departments=2, tasks=400, files=200)
FULL = Staff()
LARGE = Staff(tasks=1_000_000, files=500_000)
