"""A company is founded together with its first officer, or not at all."""

from collections.abc import Callable
from typing import Any, TypedDict

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from notifications.models import Letter, LetterState
from notifications.services import deliver
from organization.models import Company, Employee, Role, User
from organization.services.accounts import sign_in
from organization.services.founding import found_company

PASSWORD = "a quiet harbour at noon"
Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


class Wish(TypedDict):
    """What somebody asks for who founds a company."""

    name: str
    time_zone: str
    first_name: str
    last_name: str
    work_email: str


WISH = Wish(name="Acme", time_zone="Europe/Berlin", first_name="Olga", last_name="Ek", work_email="olga@acme.example")

pytestmark = pytest.mark.django_db


def refusal(wish: Wish, **more: str) -> dict[str, list[str | None]]:
    """Return the codes by field with which the wish is refused."""
    with pytest.raises(ValidationError) as caught:
        found_company(**{**wish, **more})  # type: ignore[arg-type]
    return {field: [error.code for error in errors] for field, errors in caught.value.error_dict.items()}


def test_the_founder_is_the_first_officer_of_the_company() -> None:
    officer = found_company(**WISH)
    assert (officer.company.name, officer.company.time_zone) == ("Acme", "Europe/Berlin")
    assert (officer.name, officer.code, officer.user.username) == ("Olga Ek", "EMP-001", "olga.ek")
    assert officer.user.role == Role.OFFICER


def test_without_a_password_a_welcome_letter_brings_one(letters: Letters) -> None:
    officer = found_company(**WISH)
    assert letters() == [("welcome", {"user": officer.user.pk})]
    assert not officer.user.has_usable_password()
    assert officer.user.must_change_password


def test_with_a_password_the_officer_signs_in_at_once() -> None:
    officer = found_company(**WISH, username="olga", password=PASSWORD)
    tokens = sign_in(username="olga", password=PASSWORD)
    assert (tokens.user, tokens.must_change_password) == (officer.user, False)


def test_with_a_password_no_welcome_letter_is_sent(mailoutbox: list[Any]) -> None:
    officer = found_company(**WISH, password=PASSWORD)
    deliver(officer.user.welcome_letter_id or 0)
    officer.user.refresh_from_db()
    assert Letter.objects.get().state == LetterState.CANCELLED
    assert officer.user.check_password(PASSWORD)
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("name", "ACME ", {"name": ["unique"]}),
        ("name", "", {"name": ["blank"]}),
        ("time_zone", "Berlin", {"time_zone": ["invalid"]}),
        ("first_name", "7", {"first_name": ["invalid"]}),
        ("work_email", "olga", {"work_email": ["invalid"]}),
        ("username", "GUS", {"username": ["unique"]}),
        ("password", "short", {"new_password": ["password_too_weak"]}),
    ],
)
def test_a_fault_is_named_and_nothing_is_made(
    field: str, value: str, expected: dict[str, list[str]], letters: Letters
) -> None:
    Company.objects.create(name="Acme")
    User.objects.create(username="gus", date_joined=timezone.now())
    assert refusal(Wish(**{**WISH, "name": "Other"}), **{field: value}) == expected
    assert (Company.objects.count(), User.objects.count(), Employee.objects.count()) == (1, 1, 0)
    assert letters() == []
