"""Taking letters in, sending them again, and clearing them away."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from notifications.models import Heartbeat, Letter, LetterState
from notifications.services import beat, clear_letters, post, send_again
from tests.notifications.conftest import MakeLetter


@pytest.mark.django_db(transaction=True)
def test_g12_a_committed_letter_has_exactly_one_job() -> None:
    with transaction.atomic():
        letter = post("hello", about={"to": 1})
    assert list(Letter.objects.values_list("pk", "state", "attempts")) == [(letter.pk, LetterState.WAITING, 0)]
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_g12_a_rolled_back_letter_has_neither_row_nor_job() -> None:
    with transaction.atomic():
        post("hello", about={"to": 1})
        assert OrmQ.objects.count() == 1
        transaction.set_rollback(True)
    assert Letter.objects.count() == 0
    assert OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_a_job_carries_the_letters_id_alone() -> None:
    letter = post("hello", about={"to": 1}, to="emil@acme.example")
    job = SignedPackage.loads(OrmQ.objects.get().payload)
    assert (job["func"], job["args"], job["kwargs"]) == ("notifications.jobs.send_letter", (letter.pk,), {})
    assert set(job) == {"id", "name", "func", "args", "kwargs", "started"}


def test_a_letter_that_failed_can_be_sent_again(make_letter: MakeLetter) -> None:
    later = timezone.now() + timedelta(hours=1)
    letter = make_letter(state=LetterState.FAILED, attempts=5, error="Why.", next_attempt_at=later)
    row = send_again(letter=letter)
    assert (row.state, row.attempts, row.error) == (LetterState.WAITING, 0, "")
    assert list(Letter.objects.due()) == [letter]
    assert OrmQ.objects.count() == 1


@pytest.mark.parametrize("state", [LetterState.WAITING, LetterState.SENT, LetterState.CANCELLED])
def test_no_other_letter_can_be_sent_again(make_letter: MakeLetter, state: LetterState) -> None:
    letter = make_letter(state=state, attempts=2)
    with pytest.raises(ValidationError, match="Only a letter that failed"):
        send_again(letter=letter)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (state, 2)
    assert OrmQ.objects.count() == 0


def test_old_letters_are_cleared_unless_they_wait(make_letter: MakeLetter) -> None:
    waiting = make_letter(age=60)
    recent = make_letter(state=LetterState.SENT, age=29)
    for state in (LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED):
        make_letter(state=state, age=31)
    assert clear_letters(timedelta(minutes=30)) == 3
    assert set(Letter.objects.all()) == {waiting, recent}


@pytest.mark.django_db
def test_a_beat_moves_the_one_heartbeat_on() -> None:
    Heartbeat.objects.create(name="worker", beat_at=timezone.now() - timedelta(hours=1))
    beat()
    assert Heartbeat.objects.get().beat_at > timezone.now() - timedelta(seconds=5)
