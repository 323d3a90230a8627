"""The data of the benchmark: loaded by COPY where they are not there yet; `python -m tests.benchmarks.data`.

It reads a line of JSON, `{"staff": {...}, "sign_in": [ids]}`, and prints the access tokens of these people.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from tests.benchmarks.people import PAIRS, Staff

FIRST_DAY = date(2026, 1, 1)
FILLING = (
    "Everybody who takes part was told on Monday; what is missing comes by mail, and whoever has a question asks in "
    "the meeting after lunch. "
)
FIRST_NAMES = ("Ada", "Bela", "Carla", "Dario", "Edda", "Falk", "Greta", "Hugo", "Ines", "Jonas", "Levin", "Mara")
LAST_NAMES = ("Adler", "Busch", "Conrad", "Dietz", "Engel", "Frank", "Graf", "Hahn", "Jung", "Keller", "Lorenz", "Noll")
HOLDERS = ("organization", "tasks", "uploads", "notifications")

Row = dict[str, Any]


def load(staff: Staff) -> None:
    """Fill the database, unless it holds just these data in just these tables."""
    mark = signature(staff)
    with connection.cursor() as cursor:
        if found(cursor) == mark:
            return
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    fill(staff)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT quote_ident(current_database())")
        cursor.execute(f"COMMENT ON DATABASE {cursor.fetchone()[0]} IS '{mark}'")


def found(cursor: Any) -> str | None:
    """Return what the database says of itself."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
    mark: str | None = cursor.fetchone()[0]
    return mark


def signature(staff: Staff) -> str:
    """Return what tells these data and these tables from others."""
    migrations = sorted(path for app in HOLDERS for path in (settings.BASE_DIR / app / "migrations").glob("0*.py"))
    sources = [Path(__file__), Path(__file__).with_name("people.py"), *migrations]
    digest = blake2b(repr(staff).encode(), digest_size=12)
    for source in sources:
        digest.update(source.read_bytes())
    return f"benchmark {digest.hexdigest()}"


def fill(staff: Staff) -> None:
    """Copy the rows of every table."""
    from organization import models as people  # noqa: PLC0415 - there is no Django before
    from tasks.models import Task  # noqa: PLC0415
    from uploads.models import TaskFile  # noqa: PLC0415

    numbers = range(1, staff.departments + 1)
    copy(people.Company, [{"id": 1, "name": "Bench"}])
    copy(people.Department, ({"id": number, "company_id": 1, "name": f"Department {number}"} for number in numbers))
    copy(people.User, (user(person, staff) for person in staff.everybody()))
    copy(people.Employee, (employee(person) for person in staff.everybody()))
    membership = people.Employee.departments.through
    copy(membership, ({"employee_id": each, "department_id": staff.department(each)} for each in staff.everybody()))
    copy(Task, tasks(staff))
    copy(TaskFile, files(staff))


def copy(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Copy rows into a model's table: what they do not name gets its default."""
    fields = model._meta.concrete_fields
    usual = {field.column: default(field) for field in fields}
    columns = [field.column for field in fields if not (field.primary_key and field.column == "id")]
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in ["id", *columns])
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as into:
        for number, row in enumerate(rows, start=1):
            whole = usual | {"id": number} | row
            into.write_row([whole[name] for name in ("id", *columns)])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))")


def default(field: "models.Field[Any, Any]") -> Any:
    """Return what a column holds where nothing is said."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return field.get_default()


def user(person: int, staff: Staff) -> Row:
    """Return an account; nobody can sign in with its password."""
    return {"id": person, "username": f"user{person}", "password": f"!{person}", "role": staff.role(person)}


def employee(person: int) -> Row:
    """Return a person."""
    return {
        "id": person,
        "user_id": person,
        "company_id": 1,
        "code": f"EMP-{person:04}",
        "first_name": FIRST_NAMES[person % len(FIRST_NAMES)],
        "last_name": f"{LAST_NAMES[person * 7 % len(LAST_NAMES)]}-{LAST_NAMES[person * 11 // 13 % len(LAST_NAMES)]}",
        "work_email": f"user{person}@bench.example",
    }


def tasks(staff: Staff) -> Iterator[Row]:
    """Yield the tasks; two of five are done."""
    chance = random.Random(1)
    for number in range(1, staff.tasks + 1):
        done = chance.random() < 0.4
        begun = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        yield {
            "id": number,
            "title": f"{PAIRS[chance.randrange(len(PAIRS))]} no. {number}",
            "description": FILLING[: chance.randrange(80, len(FILLING))],
            "assignee_id": staff.assignee(number),
            "assigner_id": staff.assigner(number),
            "due_date": None if chance.random() < 0.1 else FIRST_DAY + timedelta(days=chance.randrange(700)),
            "completed_at": begun if done else None,
            "completed_by_id": staff.assignee(number) if done else None,
            "created_at": begun,
        }


def files(staff: Staff) -> Iterator[Row]:
    """Yield the files, scattered over the tasks; there is nothing stored behind them."""
    chance = random.Random(2)
    for number in range(1, staff.files + 1):
        task = chance.randrange(staff.tasks) + 1
        yield {
            "id": number,
            "task_id": task,
            "uploader_id": staff.assignee(task),
            "name": f"report-{number}.pdf",
            "size": chance.randrange(1_000, 5_000_000),
            "content_type": "application/pdf",
            "sha256": "0" * 64,
            "file": f"files/{number:032}",
            "created_at": datetime(2026, 2, 1, tzinfo=UTC) + timedelta(seconds=number),
        }


def sign_in(people: list[int]) -> dict[int, str]:
    """Return an access token for each of the people."""
    from organization.authentication import open_session  # noqa: PLC0415 - there is no Django before
    from organization.models import Session, User  # noqa: PLC0415

    Session.objects.all().delete()
    return {person.pk: open_session(person).token for person in User.objects.filter(pk__in=people)}


def main() -> None:
    """Load and sign in."""
    asked = json.loads(sys.stdin.readline())
    django.setup()
    load(Staff(**asked["staff"]))
    print(json.dumps(sign_in(asked["sign_in"])))  # noqa: T201 - its caller reads it


if __name__ == "__main__":
    main()
