"""Removes what nobody needs any more."""

from argparse import ArgumentTypeError
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.models import Session as AdminSession
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.services import clear_letters
from organization.attempts import clear_attempts
from organization.models import Employee, Session
from organization.storage import left_unfinished, orphans
from uploads.models import TaskFile

if TYPE_CHECKING:
    from organization.querysets import AnnouncingQuerySet

DAYS = 30


class Command(BaseCommand):
    """Housekeeping, once a day."""

    help = (
        "Remove what nobody needs any more: sign-ins that ended or ran out, with their refresh tokens, letters that "
        "were finished with, wrong passwords that count no longer, expired sessions of the admin, and stored files "
        "that have had no row for a day. Safe to run at any time; run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller look first, and choose how long things are kept."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
        parser.add_argument(
            "--days",
            type=number_of_days,
            default=DAYS,
            help=f"how long ended sign-ins, letters and wrong passwords are kept, in days; {DAYS} unless given",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove it and say how much it was; a dry run removes the rows too, and takes that back."""
        dry_run, kept = options["dry_run"], timedelta(days=options["days"])
        with transaction.atomic():
            removed = clear_rows(kept)
            transaction.set_rollback(dry_run)
        removed["stored files without a row"] = sweep(dry_run=dry_run)
        for name, count in removed.items() if options["verbosity"] else ():
            self.stdout.write(f"{'Would remove' if dry_run else 'Removed'} {name}: {count}")


def number_of_days(text: str) -> int:
    """Read a number of days; 0 to 36500."""
    if not text.isdecimal() or len(text) > len("36500") or int(text) > 36500:  # noqa: PLR2004 - a hundred years
        raise ArgumentTypeError("Give a number of days between 0 and 36500.")
    return int(text)


def sweep(*, dry_run: bool) -> int:
    """Remove the stored files that have no row, and what was never finished; return how many there are."""
    columns = {"files": TaskFile._meta.get_field("file"), "pictures": Employee._meta.get_field("picture")}
    lost = [(column.storage, name) for folder, column in columns.items() for name in orphans(column, folder)]
    storage = columns["files"].storage
    lost += [(storage, name) for name in left_unfinished(storage)]
    for storage, name in lost if not dry_run else ():
        storage.delete(name)
    return len(lost)


def clear_rows(kept: timedelta) -> dict[str, int]:
    """Delete the rows that ended longer ago than that; return how many of each kind."""
    now = timezone.now()
    counts = ended_sign_ins(now - kept).delete()[1]
    return {
        "sign-ins": counts.get("organization.Session", 0),
        "refresh tokens": counts.get("organization.RefreshToken", 0),
        "letters": clear_letters(kept),
        "wrong passwords": clear_attempts(kept),
        "sessions of the admin": AdminSession.objects.filter(expire_date__lt=now).delete()[0],
    }


def ended_sign_ins(before: datetime) -> "AnnouncingQuerySet[Session]":
    """Return the sign-ins that were ended, grew too old or were left idle for too long before that time."""
    too_old = Q(created_at__lt=before - settings.SIGN_IN_LIFETIME)
    too_idle = Q(last_used_at__lt=before - settings.SIGN_IN_IDLE)
    return Session.objects.filter(Q(ended_at__lt=before) | too_old | too_idle)
