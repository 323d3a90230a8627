"""The command founds a company with its first officer, and says what is missing or wrong."""

from collections.abc import Callable, Iterable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from organization.models import Company, Employee, Role, User
from organization.services.accounts import sign_in

PASSWORD = "a quiet harbour at noon"
COMPLETE = (
    "--company=Acme",
    "--time-zone=Europe/Berlin",
    "--first-name=Olga",
    "--last-name=Ek",
    "--work-email=olga@acme.example",
)
Letters = Callable[[], list[tuple[str, dict[str, Any]]]]

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    """Somebody's terminal."""

    def isatty(self) -> bool:
        """Be one."""
        return True


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what seats somebody at the terminal who gives these answers, the passwords last."""

    def sit_down(*lines: str, passwords: Iterable[str] = ("",)) -> None:
        typed = iter(passwords)
        monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr("settings.management.commands.create_officer.getpass", lambda _question: next(typed))

    return sit_down


def run(*arguments: str) -> str:
    """Return what the command prints."""
    output = StringIO()
    call_command("create_officer", *arguments, stdout=output)
    return output.getvalue()


def refusal(*arguments: str) -> str:
    """Return why the command made nothing."""
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert (Company.objects.count(), User.objects.count(), Employee.objects.count()) == (0, 0, 0)
    return str(caught.value)


def test_without_a_password_the_welcome_letter_is_sent(letters: Letters) -> None:
    said = run(*COMPLETE, "--no-input")
    officer = Employee.objects.get()
    assert said == (
        "Acme has its first officer: Olga Ek (EMP-001), username olga.ek. "
        "A welcome letter with a temporary password goes to olga@acme.example.\n"
    )
    assert officer.user.role == Role.OFFICER
    assert letters() == [("welcome", {"user": officer.user.pk})]


def test_the_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", PASSWORD)
    said = run(*COMPLETE, "--no-input", "--username=olga")
    assert said.endswith("username olga. Sign in with the password you chose.\n")
    assert sign_in(username="olga", password=PASSWORD).user == User.objects.get()


def test_at_a_terminal_what_is_missing_is_asked_for(answers: Callable[..., None]) -> None:
    answers("Acme", "Ek", "olga@acme.example", passwords=(PASSWORD, PASSWORD))
    run("--time-zone=Europe/Berlin", "--first-name=Olga")
    assert Employee.objects.get().company.name == "Acme"
    assert sign_in(username="olga@acme.example", password=PASSWORD).user == User.objects.get()


def test_at_a_terminal_an_empty_password_sends_the_letter(answers: Callable[..., None], letters: Letters) -> None:
    answers()
    assert run(*COMPLETE).endswith("goes to olga@acme.example.\n")
    assert len(letters()) == 1


def test_two_different_passwords_make_nothing(answers: Callable[..., None], letters: Letters) -> None:
    answers(passwords=(PASSWORD, "another quiet harbour"))
    assert refusal(*COMPLETE) == "The two passwords differ. Nothing was made."
    assert letters() == []


def test_what_is_missing_is_listed_at_once(letters: Letters) -> None:
    assert refusal("--no-input", "--company=Acme", "--first-name= ") == (
        "These options are missing: --time-zone, --first-name, --last-name, --work-email."
    )
    assert letters() == []


def test_a_wrong_value_names_its_option(letters: Letters) -> None:
    assert refusal(*COMPLETE, "--no-input", "--time-zone=Berlin") == (
        "--time-zone: This is not a time zone, such as Europe/Berlin."
    )
    assert letters() == []


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch, letters: Letters) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", "short")
    assert refusal(*COMPLETE, "--no-input") == (
        "Password: This password is too short. It must contain at least 12 characters."
    )
    assert letters() == []


def test_a_second_company_of_the_same_name_is_refused(letters: Letters) -> None:
    run(*COMPLETE, "--no-input")
    with pytest.raises(CommandError, match=r"^--company: A company has this name already\.$"):
        run(*COMPLETE, "--no-input")
    assert (Company.objects.count(), User.objects.count(), len(letters())) == (1, 1, 1)
