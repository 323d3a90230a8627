"""Founds a company with its first account."""

import os
import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organization.models import Employee
from organization.services.founding import found_company

VARIABLE = "OFFICER_PASSWORD"
QUESTIONS = {
    "company": "Name of the company",
    "time_zone": "Time zone, such as Europe/Berlin",
    "first_name": "First name",
    "last_name": "Last name",
    "work_email": "Work mail",
}
BLAMED = {"name": "--company", "new_password": "Password", "__all__": "Together"}
"""What a fault is about, where it is not the option of the same name."""


class Command(BaseCommand):
    """The first officer of a new company."""

    help = (
        "Make a new company and the account of its first officer, who hires everybody else. "
        "At a terminal, what is not given as an option is asked for. The password is asked for twice; leave it empty, "
        "and a welcome letter with a temporary password goes to the work mail instead. With --no-input nothing is "
        f"asked: the password comes from the environment variable {VARIABLE}, and without it the letter is sent. "
        "Either everything is made or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the company and the person."""
        parser.add_argument("--company", help="name of the new company")
        parser.add_argument("--time-zone", help="says when its days end, such as Europe/Berlin")
        parser.add_argument("--first-name", help="first name of the officer")
        parser.add_argument("--last-name", help="last name of the officer")
        parser.add_argument("--work-email", help="where letters to the officer go")
        parser.add_argument("--username", default="", help="for signing in; made of the name unless given")
        parser.add_argument(
            "--no-input", "--noinput", action="store_true", help="ask nothing, as when no terminal is there"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the company and the officer, and say how to sign in."""
        asking = not options["no_input"] and sys.stdin.isatty()
        answers = {name: options[name] or "" for name in QUESTIONS}
        if asking:
            answers = {name: answer or input(f"{QUESTIONS[name]}: ") for name, answer in answers.items()}
        refuse_gaps(answers)
        password = ask_password() if asking else os.environ.get(VARIABLE, "")
        try:
            officer = found_company(
                name=answers.pop("company"), username=options["username"], password=password or None, **answers
            )
        except ValidationError as error:
            raise CommandError("\n".join(explain(error))) from error
        self.stdout.write(self.welcome(officer, has_password=bool(password)))

    def welcome(self, officer: Employee, *, has_password: bool) -> str:
        """Return what was made and what comes next."""
        made = f"{officer.company} has its first officer: {officer}, username {officer.user.username}."
        if has_password:
            return f"{made} Sign in with the password you chose."
        return f"{made} A welcome letter with a temporary password goes to {officer.work_email}."


def refuse_gaps(answers: dict[str, str]) -> None:
    """Raise CommandError that lists every option that is missing."""
    missing = [flag(name) for name, answer in answers.items() if not answer.strip()]
    if missing:
        raise CommandError(f"These options are missing: {', '.join(missing)}.")


def ask_password() -> str:
    """Ask twice for the password; empty means none. Raises CommandError if the answers differ."""
    password = getpass("Password (empty: send a welcome letter): ")
    if password and getpass("The same again: ") != password:
        raise CommandError("The two passwords differ. Nothing was made.")
    return password


def explain(error: ValidationError) -> list[str]:
    """Return a line for each fault, with the option that is to blame."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{flag(name)}: {' '.join(messages)}" for name, messages in error.message_dict.items()]


def flag(name: str) -> str:
    """Return how somebody at the command line calls a field."""
    return BLAMED.get(name) or "--" + name.replace("_", "-")
