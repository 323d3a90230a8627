"""Loads the demo's companies."""

from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organization.models import Company, Employee, Role, User
from settings.demo.loading import load
from settings.demo.nordlicht import NORDLICHT
from settings.demo.rakmedia import RAKMEDIA
from settings.demo.shapes import PASSWORD

FIRMS = (RAKMEDIA, NORDLICHT)
LOGINS = (
    ("Officer", "olivia"),
    ("HR", "hannah"),
    ("Manager", "martin"),
    ("Employee", "emma"),
    ("Officer of another company", "olaf"),
    ("Django admin", "admin"),
)


class Command(BaseCommand):
    """Two companies with people, tasks and files, once."""

    help = (
        "Load the demo: Rakmedia, with forty people, three hundred tasks and their files, and Nordlicht, a small "
        "second company. The data are the same at every load, but for the dates, which count from today. All or "
        "nothing is loaded; what is loaded already stays as it is. No letter is sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller insist."""
        parser.add_argument(
            "--allow-production",
            action="store_true",
            help="load outside development too, although everybody knows the password of the demo's accounts",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the demo unless it is there, and say how far it is."""
        if not settings.DEVELOPMENT and not options["allow_production"]:
            raise CommandError(
                "This is not a development machine, and everybody knows the password of the demo's accounts. "
                "Add --allow-production if that is what you want."
            )
        if is_loaded():
            self.say(options, "The demo data are loaded already.")
            return
        refuse_what_is_taken()
        started = monotonic()
        self.say(options, "Loading the demo data …")
        load(FIRMS, report=lambda line: self.say(options, f"  {line}"))
        self.say(options, f"Loaded the demo data in {monotonic() - started:.1f} seconds.")
        self.say(options, f"Sign in as {', '.join(name for _, name in LOGINS)}, all with the password {PASSWORD}")

    def say(self, options: dict[str, Any], line: str) -> None:
        """Print a line at once, unless told to be quiet."""
        if options["verbosity"]:
            self.stdout.write(line)
            self.stdout.flush()


def demo_logins() -> list[tuple[str, str, str]]:
    """Return a login for each role: what it is, the username and the password."""
    return [(label, username, PASSWORD) for label, username in LOGINS]


def is_loaded() -> bool:
    """Whether the demo's own people are there, all those of a firm in one company, whatever it is called by now."""
    leading = [
        [person.username for person in firm.people if person.role in {Role.OFFICER, Role.MANAGER}] for firm in FIRMS
    ]
    return all(
        people.count() == len(names) and people.values("company").distinct().count() == 1
        for names in leading
        for people in [Employee.objects.order_by().filter(user__username__in=names)]
    )


def refuse_what_is_taken() -> None:
    """Raise CommandError if the demo's usernames or companies belong to somebody else."""
    names = [person.username for firm in FIRMS for person in firm.people]
    taken = sorted(User.objects.filter(username__in=names).values_list("username", flat=True))
    taken += sorted(Company.objects.filter(name__in=[firm.name for firm in FIRMS]).values_list("name", flat=True))
    if taken:
        raise CommandError(
            f"These names of the demo are taken already: {', '.join(taken)}. "
            "Rename them, or load the demo into an empty database."
        )
