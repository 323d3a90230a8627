"""Whom a viewer may see and leads, and what bulk writes announce."""

from collections.abc import Iterator
from typing import Any

import pytest

from organization.models import Company, Department, Employee, EmployeePosition, JobRole, Role, User
from organization.signals import rows_changed
from tests.conftest import Cast

ACME = "egon emil erna hanna ina max mona olga"
STAFF = "egon emil erna hanna max mona olga"
GLOBEX = "gina greta gus"


def names(people: Any) -> str:
    """Return the usernames, in order."""
    return " ".join(sorted(people.values_list("user__username", flat=True)))


def viewer(cast: Cast, name: str) -> User:
    """Return the account of the person with this name."""
    user: User = getattr(cast, name).user
    return user


@pytest.mark.parametrize(
    ("name", "visible", "listed", "led", "team"),
    [
        ("olga", ACME, ACME, ACME, STAFF),
        ("hanna", ACME, ACME, "", ""),
        ("max", ACME, ACME, "emil erna ina", "emil erna"),
        ("mona", ACME, STAFF, "egon hanna", "egon hanna"),
        ("emil", ACME, STAFF, "", ""),
        ("gus", GLOBEX, GLOBEX, GLOBEX, GLOBEX),
        ("greta", GLOBEX, GLOBEX, "gina", "gina"),
        ("gina", GLOBEX, GLOBEX, "", ""),
    ],
)
def test_whom_a_viewer_sees_and_leads(cast: Cast, name: str, visible: str, listed: str, led: str, team: str) -> None:
    user, people = viewer(cast, name), Employee.objects.all()
    assert names(people.visible_to(user)) == visible
    assert names(people.listed_for(user)) == listed
    assert names(people.led_by(user)) == led
    assert names(people.team_of(user)) == team


def test_an_admin_without_a_person_sees_and_leads_nobody(cast: Cast) -> None:
    root = User.objects.create_superuser("root", role=Role.MANAGER)
    people = Employee.objects.all()
    assert [people.visible_to(root).count(), people.listed_for(root).count(), people.led_by(root).count()] == [0, 0, 0]


def test_b3_who_shares_no_department_is_not_led(cast: Cast) -> None:
    cast.emil.departments.set([cast.sales])
    assert names(Employee.objects.team_of(viewer(cast, "max"))) == "erna"
    assert cast.mona.leads(cast.emil)
    assert not cast.max.leads(cast.emil)


@pytest.mark.parametrize("model", [Company, Department, JobRole, EmployeePosition])
def test_b1_what_belongs_to_another_company_is_not_visible(cast: Cast, model: Any) -> None:
    assert model.objects.visible_to(viewer(cast, "emil")).exists()
    own = set(model.objects.visible_to(viewer(cast, "emil")))
    assert not own & set(model.objects.visible_to(viewer(cast, "gina")))


@pytest.fixture
def announced() -> Iterator[list[tuple[Any, Any]]]:
    """Return what was announced since: models and rows."""
    heard: list[tuple[Any, Any]] = []

    def hear(sender: Any, rows: Any, **_more: Any) -> None:
        heard.append((sender, rows))

    rows_changed.connect(hear)
    yield heard
    rows_changed.disconnect(hear)


def test_b19_bulk_writes_are_announced(cast: Cast, announced: list[tuple[Any, Any]]) -> None:
    Department.objects.filter(company=cast.acme).update(description="x")
    made = Department.objects.bulk_create([Department(company=cast.acme, name="New")])
    cast.acme.departments.filter(name="New").update(name="Newer")
    assert announced[:2] == [(Department, None), (Department, made)]
    assert announced[2] == (Department, None)


def test_b19_bulk_updates_are_announced(cast: Cast, announced: list[tuple[Any, Any]]) -> None:
    cast.design.name = "Drawing"
    Department.objects.bulk_update([cast.design], ["name"])
    assert {sender for sender, _rows in announced} == {Department}


def test_writes_that_change_no_row_are_not_announced(cast: Cast, announced: list[tuple[Any, Any]]) -> None:
    Department.objects.filter(name="none").update(description="x")
    Department.objects.bulk_create([])
    assert announced == []
