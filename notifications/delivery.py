"""The round of the postman: claim a letter, write it, send it, note the outcome."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from notifications.emails import Draft, LetterMail, render
from notifications.failures import DeliveryError, Reason
from notifications.models import Letter, LetterState
from notifications.transport import hand_over

logger = logging.getLogger(__name__)

Writer = Callable[[Letter], Draft | None]

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 60))


def deliver(letter_id: int) -> None:
    """Send one letter if it is due, and note the outcome; its faults never reach the caller.

    Two workers never send the same letter at once; at least one attempt follows every crash.
    """
    try:
        letter = claim(letter_id)
        if letter is not None:
            attempt(letter)
    except Exception as error:  # noqa: BLE001 - one letter must not stop the others
        report(letter_id, error)


@transaction.atomic
def claim(letter_id: int) -> Letter | None:
    """Take the letter for this worker until its next attempt would be due; None if it is not to be sent now."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    due = Letter.objects.due().select_for_update(skip_locked=skip_locked)
    letter = due.filter(pk=letter_id).first()
    if letter is None:
        return None
    if letter.error == Reason.UNCONFIRMED_AGAIN:
        fail(letter, DeliveryError(Reason.UNCONFIRMED, final=True))
        return None
    if letter.attempts >= len(PAUSES):
        fail(letter, DeliveryError(Reason.INTERRUPTED, final=True))
        return None
    letter.next_attempt_at = timezone.now() + PAUSES[letter.attempts]
    letter.attempts += 1
    letter.save(update_fields=["attempts", "next_attempt_at"])
    return letter


def attempt(letter: Letter) -> None:
    """Write the letter, send it outside any transaction, and note the outcome."""
    try:
        mail = write(letter)
        if mail is None:
            return
        hand_over(mail, before=partial(note_risk, letter))
    except SupersededError:
        return
    except DeliveryError as error:
        fail(letter, error)
    except Exception as error:  # noqa: BLE001 - whatever a writer raises counts as a failed attempt
        report(letter.pk, error)
        fail(letter, DeliveryError(Reason.UNWRITTEN))
    else:
        close(letter)


@transaction.atomic
def write(letter: Letter) -> LetterMail | None:
    """Return the mail as its writer wants it now; None, and the letter cancelled, if nobody needs it any more."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != LetterState.WAITING:
        return None
    writer: Writer = import_string(settings.LETTER_WRITERS[row.kind])
    draft = writer(row)
    if draft is None:
        row.state = LetterState.CANCELLED
        row.save(update_fields=["state"])
        return None
    return address(row, draft)


def address(row: Letter, draft: Draft) -> LetterMail:
    """Return the mail for the draft, proven to be sendable, and note the address on the letter."""
    try:
        validate_email(draft.to)
    except ValidationError:
        raise DeliveryError(Reason.ADDRESS, final=True) from None
    mail = render(row.kind, draft)
    mail.message().as_bytes()
    row.to = draft.to
    row.save(update_fields=["to"])
    return mail


class SupersededError(Exception):
    """The letter was cancelled, sent or claimed anew while this worker held it."""


@transaction.atomic
def note_risk(letter: Letter) -> None:
    """Note that from now on the letter may arrive, even if nobody lives to say so."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != LetterState.WAITING or row.attempts != letter.attempts:
        raise SupersededError
    row.error = Reason.UNCONFIRMED_AGAIN if letter.error == Reason.UNCONFIRMED else Reason.UNCONFIRMED
    row.save(update_fields=["error"])


@transaction.atomic
def close(letter: Letter) -> None:
    """Note that the letter was sent."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    row.state, row.sent_at, row.error = LetterState.SENT, timezone.now(), ""
    row.save(update_fields=["state", "sent_at", "error"])


@transaction.atomic
def fail(letter: Letter, error: DeliveryError) -> None:
    """Note why the attempt failed; give up after the last one, or when the server said its last word.

    A letter that may have arrived is tried once more only, so that nobody gets it more than twice. Whether it may
    have is known from before this attempt, which has noted its own risk meanwhile.
    """
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != LetterState.WAITING or row.attempts != letter.attempts:
        return
    may_have_arrived = letter.error == Reason.UNCONFIRMED
    twice = may_have_arrived and error.reason is Reason.UNCONFIRMED
    if error.final or twice or row.attempts >= len(PAUSES):
        row.state = LetterState.FAILED
    given_up = row.state == LetterState.FAILED
    row.error = Reason.UNCONFIRMED if may_have_arrived and not given_up else error.reason
    row.save(update_fields=["state", "error"])
    logger.warning("Letter %s (%s), attempt %s: %s", row.pk, row.kind, row.attempts, error.reason)


def report(letter_id: int, error: Exception) -> None:
    """Log a fault by its type and place: its words may quote addresses, and the letter's text."""
    place = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Letter %s stopped on %s at\n%s", letter_id, type(error).__name__, place)
