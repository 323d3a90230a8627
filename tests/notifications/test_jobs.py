"""The worker's jobs: the order of letters, and that one cannot hold up the others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import jobs
from notifications.models import Heartbeat, Letter, LetterState
from tests.notifications.conftest import MakeLetter
from tests.smtp_sink import MailServer, Mode


def test_g13_older_letters_leave_before_the_one_whose_job_it_is(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    letters = [make_letter(f"{name}@acme.example") for name in ("ann", "ben", "cem", "dee")]
    jobs.send_letter(letters[2].pk)
    assert mail_server.receivers == ["ann@acme.example", "ben@acme.example", "cem@acme.example"]


def test_a_letter_leaves_even_if_the_time_for_older_ones_is_over(
    make_letter: MakeLetter, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "OLDER_SECONDS", -1)
    make_letter("ann@acme.example")
    jobs.send_letter(make_letter("ben@acme.example").pk)
    assert mail_server.receivers == ["ben@acme.example"]


def test_g14_a_poisoned_letter_does_not_hold_up_the_others(make_letter: MakeLetter, mail_server: MailServer) -> None:
    make_letter(kind="poison")
    make_letter(kind="unknown")
    make_letter("not an address")
    jobs.send_letter(make_letter("ben@acme.example").pk)
    assert mail_server.receivers == ["ben@acme.example"]


def test_the_round_sends_what_is_due_and_nothing_else(make_letter: MakeLetter, mail_server: MailServer) -> None:
    make_letter("late@acme.example", next_attempt_at=timezone.now() + timedelta(seconds=30))
    make_letter("done@acme.example", state=LetterState.SENT)
    make_letter("second@acme.example", age=1)
    make_letter("first@acme.example", age=2)
    jobs.send_due_letters()
    assert mail_server.receivers == ["first@acme.example", "second@acme.example"]


def test_g13_the_letters_of_an_idle_hour_leave_oldest_first_and_once(
    make_letter: MakeLetter, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "OLDER_SECONDS", 120)
    letters = [make_letter(f"{number}@acme.example") for number in range(200)]
    for letter in reversed(letters):
        if Letter.objects.due().exists():
            jobs.send_letter(letter.pk)
    assert mail_server.receivers == [f"{number}@acme.example" for number in range(200)]


def test_a_job_never_raises_and_returns_nothing(make_letter: MakeLetter, mail_server: MailServer) -> None:
    mail_server.mode = Mode.REFUSE
    assert jobs.send_letter(make_letter().pk) is None  # type: ignore[func-returns-value]
    assert jobs.send_letter(4711) is None  # type: ignore[func-returns-value]
    assert jobs.send_due_letters() is None  # type: ignore[func-returns-value]


def test_g6_a_letter_that_had_no_luck_leaves_with_a_later_round(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    mail_server.mode = Mode.TEMP
    letter = make_letter()
    jobs.send_letter(letter.pk)
    mail_server.mode = Mode.OK
    jobs.send_due_letters()
    assert mail_server.receivers == []
    Letter.objects.update(next_attempt_at=timezone.now())
    jobs.send_due_letters()
    assert mail_server.receivers == ["emil@acme.example"]


def test_every_job_shows_that_the_worker_lives(make_letter: MakeLetter) -> None:
    jobs.beat()
    first = Heartbeat.objects.get(name="worker").beat_at
    jobs.send_due_letters()
    second = Heartbeat.objects.get(name="worker").beat_at
    jobs.send_letter(make_letter().pk)
    assert first < second < Heartbeat.objects.get(name="worker").beat_at
