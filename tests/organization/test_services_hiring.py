"""Hiring: a person, an account, a code, a username and a welcome letter."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.models import Employee, Role, User
from organization.services import accounts, hiring
from organization.services.people import create_employee
from tests.conftest import Cast

Refused = Callable[[], Any]
Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


def hire(by: Employee, first_name: str = "Nora", last_name: str = "Neu", **more: Any) -> Employee:
    """Hire somebody."""
    mail = more.pop("work_email", f"{User.objects.count()}@new.example")
    return create_employee(first_name=first_name, last_name=last_name, work_email=mail, by=by.user, **more)


def test_hr_hires_a_manager_with_everything(cast: Cast, letters: Letters) -> None:
    row = hire(
        cast.hanna,
        role=Role.MANAGER,
        username="Nora",
        salary=Decimal(70000),
        phone="+49 40 1234",
        position=cast.position,
        departments=[cast.design, cast.sales],
    )
    row = Employee.objects.get(pk=row.pk)
    assert (row.company, row.code, row.user.username, row.user.role) == (cast.acme, "EMP-009", "Nora", Role.MANAGER)
    assert (row.salary, row.position, row.departments.count()) == (Decimal(70000), cast.position, 2)
    assert letters() == [("welcome", {"user": row.user_id})]
    assert row.user.welcome_letter is not None
    assert row.user.welcome_letter.kind == "welcome"


def test_h6_nobody_signs_in_before_the_letter_is_written(cast: Cast, settings: Any) -> None:
    user = hire(cast.hanna).user
    assert (user.has_usable_password(), user.must_change_password, user.last_login) == (False, True, None)
    assert user.password_expires_at is not None
    left = user.password_expires_at - timezone.now()
    assert left <= settings.TEMPORARY_PASSWORD_LIFETIME


@pytest.mark.parametrize("role", [Role.HR, Role.OFFICER])
def test_hr_hires_employees_and_managers_only(cast: Cast, letters: Letters, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        hire(cast.hanna, role=role)
    assert (Employee.objects.filter(first_name="Nora").exists(), letters()) == (False, [])


@pytest.mark.parametrize("role", list(Role))
def test_an_officer_hires_in_any_role(cast: Cast, role: Role) -> None:
    assert hire(cast.olga, role=role).user.role == role


@pytest.mark.parametrize("name", ["max", "emil"])
def test_others_hire_nobody(cast: Cast, letters: Letters, name: str) -> None:
    with pytest.raises(PermissionDenied):
        hire(getattr(cast, name))
    assert (Employee.objects.filter(first_name="Nora").exists(), letters()) == (False, [])


def test_codes_count_on_and_skip_those_in_use(cast: Cast) -> None:
    hire(cast.hanna, code="emp-010")
    assert [hire(cast.hanna).code for _ in range(3)] == ["EMP-009", "EMP-011", "EMP-012"]
    assert hire(cast.gus).code == "EMP-004"


def test_a_refused_hiring_uses_up_no_code(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        hire(cast.hanna, first_name="")
    assert refusal.codes == {"first_name": ["blank"]}
    assert hire(cast.hanna).code == "EMP-009"


@pytest.mark.parametrize(
    ("first_name", "last_name", "expected"),
    [
        ("Nora", "Neu", "nora.neu"),
        ("Björn-Åke", "Müßig", "bjornake.mussig"),
        ("Anna Maria", "O'Neill", "annamaria.oneill"),
        ("Łukasz", "Żak", "łukasz.zak"),
        ("Анна", "Иванова", "анна.иванова"),
        ("伟", "王", "伟.王"),
        ("J.", "R_R", "j.rr"),
    ],
)
def test_a_username_is_made_of_the_name(cast: Cast, first_name: str, last_name: str, expected: str) -> None:
    assert hire(cast.hanna, first_name, last_name).user.username == expected


def test_fifty_people_of_one_name_get_fifty_usernames(cast: Cast) -> None:
    names = [hire(cast.hanna).user.username for _ in range(50)]
    assert (names[:3], len(set(names))) == (["nora.neu", "nora.neu2", "nora.neu3"], 50)


def test_long_names_give_a_username_that_fits(cast: Cast) -> None:
    names = [hire(cast.hanna, "N" * 80, "N" * 80).user.username for _ in range(2)]
    assert [len(name) for name in names] == [140, 141]


def test_a_username_that_was_taken_a_moment_ago_is_passed_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiring, "usernames", lambda _row: iter(["emil2", "nora"]))
    save = User.save

    def save_after_another(self: User, *args: Any, **options: Any) -> None:
        if self.username == "emil2":
            with transaction.atomic():
                raise IntegrityError
        save(self, *args, **options)

    monkeypatch.setattr(User, "save", save_after_another)
    assert hire(cast.hanna).user.username == "nora"


@pytest.mark.parametrize(
    ("username", "code"),
    [("EMIL", "unique"), ("gina", "unique"), ("no spaces", "invalid"), ("x" * 151, "max_length"), ("n\0", "invalid")],
)
def test_a_username_that_cannot_be_is_refused(cast: Cast, refused: Refused, username: str, code: str) -> None:
    with refused() as refusal:
        hire(cast.hanna, username=username)
    assert {name: errors[0] for name, errors in refusal.codes.items()} == {"username": code}
    assert not Employee.objects.filter(first_name="Nora").exists()


def test_f5_a_work_mail_is_given_once_in_a_company(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        hire(cast.hanna, work_email="EMIL@acme.example")
    assert refusal.codes == {"work_email": ["unique"]}
    assert hire(cast.gus, work_email="emil@acme.example").company == cast.globex


def test_departments_of_another_company_are_refused(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        hire(cast.hanna, departments=[cast.labs])
    assert refusal.codes == {"departments": ["invalid"]}


def test_a_hired_person_signs_in_and_chooses_a_password(cast: Cast, written: Callable[[], Any]) -> None:
    row = hire(cast.hanna)
    password = written().context["password"]
    tokens = accounts.sign_in(username=row.work_email, password=password)
    assert tokens.must_change_password is True
    chosen = accounts.change_password(
        current_password=password, new_password="a horse of my own choice", by=tokens.user
    )
    assert chosen.must_change_password is False
