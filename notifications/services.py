"""The post office: takes letters in, and keeps the book of what became of them."""

import time
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from notifications.delivery import deliver
from notifications.emails import Draft
from notifications.models import Heartbeat, Letter, LetterState

__all__ = ("Draft", "beat", "clear_letters", "deliver", "deliver_due", "post", "send_again", "told_later")

ROUND = 10_000


@transaction.atomic
def post(kind: str, *, about: dict[str, Any], to: str = "") -> Letter:
    """Take in a letter: it leaves if, and only if, the caller's transaction commits.

    `about` holds ids only; the writer of the kind looks the rows up when the letter is sent.
    """
    letter = Letter.objects.create(kind=kind, about=about, to=to)
    async_task("notifications.jobs.send_letter", letter.pk)
    return letter


@transaction.atomic
def send_again(*, letter: Letter) -> Letter:
    """Give a letter that failed another five attempts, the first one now."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != LetterState.FAILED:
        raise ValidationError("Only a letter that failed can be sent again.", code="invalid")
    row.state, row.attempts, row.error, row.next_attempt_at = LetterState.WAITING, 0, "", timezone.now()
    row.save()
    async_task("notifications.jobs.send_letter", row.pk)
    return row


def deliver_due(*, seconds: float, before: int | None = None) -> None:
    """Send what is due, the oldest first, for at most so many seconds; `before` limits it to smaller ids."""
    ends_at = time.monotonic() + seconds
    due = Letter.objects.due() if before is None else Letter.objects.due().filter(pk__lt=before)
    for letter_id in list(due.values_list("pk", flat=True)[:ROUND]):
        if time.monotonic() > ends_at:
            return
        deliver(letter_id)


def told_later(letter: Letter, *, of: str) -> set[int]:
    """Return the ids that the receiver is told of by a later letter of the same kind: once is enough."""
    alike = Letter.objects.filter(pk__gt=letter.pk, kind=letter.kind, about__to=letter.about["to"])
    coming = alike.filter(state__in=(LetterState.WAITING, LetterState.SENT))
    return {pk for about in coming.values_list("about", flat=True) for pk in about[of]}


def clear_letters(older_than: timedelta) -> int:
    """Delete the letters that were finished with and are older than this; return how many."""
    finished = Letter.objects.exclude(state=LetterState.WAITING)
    _, rows = finished.filter(created_at__lt=timezone.now() - older_than).delete()
    return rows.get("notifications.Letter", 0)


def beat() -> None:
    """Note that a background worker is alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
