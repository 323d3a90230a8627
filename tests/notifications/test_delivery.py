"""The postman's round against a real mail server, in good and in bad order."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from notifications.delivery import PAUSES, attempt, claim, fail
from notifications.failures import DeliveryError, Reason
from notifications.models import Letter, LetterState
from notifications.services import deliver
from tests.notifications.conftest import MakeLetter
from tests.smtp_sink import MailServer, Mode


def tried_again(letter: Letter) -> Letter:
    """Return the letter after another attempt, as if the pause were over."""
    Letter.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
    deliver(letter.pk)
    letter.refresh_from_db()
    return letter


def test_a_letter_is_sent_once_however_often_it_is_delivered(make_letter: MakeLetter, mail_server: MailServer) -> None:
    letter = make_letter()
    for _ in range(3):
        deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (LetterState.SENT, 1, "")
    assert letter.to == "emil@acme.example"
    assert letter.sent_at is not None
    assert mail_server.receivers == ["emil@acme.example"]


def test_a_letter_that_nobody_needs_any_more_is_cancelled(make_letter: MakeLetter, mail_server: MailServer) -> None:
    letter = tried_again(make_letter(about={"gone": True}))
    assert (letter.state, letter.error) == (LetterState.CANCELLED, "")
    assert mail_server.connections == 0


@pytest.mark.django_db
def test_a_letter_that_does_not_exist_is_no_fault(mail_server: MailServer) -> None:
    deliver(4711)
    assert mail_server.connections == 0


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(Mode.REFUSE, Reason.REFUSED_RECEIVER), (Mode.REFUSE_CONTENT, Reason.REFUSED)],
)
def test_a_refusal_for_good_ends_the_matter_at_once(
    make_letter: MakeLetter, mail_server: MailServer, mode: Mode, reason: Reason
) -> None:
    mail_server.mode = mode
    letter = tried_again(make_letter())
    assert (letter.state, letter.attempts, letter.error) == (LetterState.FAILED, 1, reason)


@pytest.mark.parametrize(("mode", "reason"), [(Mode.TEMP, Reason.BUSY), (Mode.DIE, Reason.UNREACHABLE)])
def test_g6_a_server_in_trouble_is_tried_five_times_with_growing_pauses(
    make_letter: MakeLetter, mail_server: MailServer, mode: Mode, reason: Reason
) -> None:
    mail_server.mode = mode
    letter, pauses = make_letter(), []
    for _ in range(5):
        assert letter.state == LetterState.WAITING
        letter = tried_again(letter)
        pauses.append(round((letter.next_attempt_at - timezone.now()) / timedelta(minutes=1)))
    assert pauses[:4] == [1, 5, 15, 60]
    assert (letter.state, letter.attempts, letter.error) == (LetterState.FAILED, 5, reason)
    assert mail_server.arrivals == []


def test_g6_a_server_that_is_not_there_costs_one_attempt(make_letter: MakeLetter, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    letter = tried_again(make_letter())
    assert (letter.state, letter.attempts, letter.error) == (LetterState.WAITING, 1, Reason.UNREACHABLE)


def test_g6_a_server_without_the_encryption_asked_for_gets_nothing(
    make_letter: MakeLetter, mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_USE_TLS = True
    letter = tried_again(make_letter())
    assert (letter.state, letter.error) == (LetterState.WAITING, Reason.UNREACHABLE)
    assert mail_server.arrivals == []


def test_g6_a_server_that_does_not_let_us_sign_in_is_tried_again(
    make_letter: MakeLetter, mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "post", "hunter2"
    letter = tried_again(make_letter())
    assert (letter.state, letter.error) == (LetterState.WAITING, Reason.UNREACHABLE)
    assert mail_server.arrivals == []


def test_g7_one_refused_receiver_of_five_costs_the_others_nothing(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    mail_server.mode = Mode.REFUSE_SOME
    for name in ("ann", "ben", "bad", "cem", "dee"):
        deliver(make_letter(f"{name}@acme.example").pk)
    assert mail_server.receivers == [f"{name}@acme.example" for name in ("ann", "ben", "cem", "dee")]
    assert Letter.objects.get(state=LetterState.FAILED).about["to"] == "bad@acme.example"


def test_a_line_cut_after_acceptance_costs_one_duplicate_and_no_more(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    mail_server.mode = Mode.DROP_AFTER_ACCEPT
    letter = tried_again(make_letter())
    assert (letter.state, letter.error) == (LetterState.WAITING, Reason.UNCONFIRMED)
    mail_server.mode = Mode.TEMP
    letter = tried_again(letter)
    mail_server.mode = Mode.DROP_AFTER_ACCEPT
    letter = tried_again(letter)
    assert (letter.state, letter.attempts, letter.error) == (LetterState.FAILED, 3, Reason.UNCONFIRMED)
    assert len(mail_server.arrivals) == 2


def test_g11_a_worker_that_dies_after_acceptance_costs_one_duplicate_and_no_more(
    make_letter: MakeLetter, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        """Nothing in the program knows it."""

    def die(_letter: Letter) -> None:
        raise KilledError

    letter = make_letter()
    monkeypatch.setattr("notifications.delivery.close", die)
    for _ in range(2):
        with pytest.raises(KilledError):
            tried_again(letter)
    letter = tried_again(letter)
    assert (letter.state, letter.attempts, letter.error) == (LetterState.FAILED, 2, Reason.UNCONFIRMED)
    assert len(mail_server.arrivals) == 2


def test_g15_a_worker_that_wakes_too_late_sends_nothing(
    make_letter: MakeLetter, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = claim(make_letter().pk)
    assert letter is not None
    assert tried_again(Letter.objects.get()).state == LetterState.SENT
    attempt(letter)
    Letter.objects.update(state=LetterState.WAITING, error="")
    attempt(letter)
    assert mail_server.receivers == ["emil@acme.example"]


def test_both_copies_of_an_unconfirmed_letter_have_their_own_message_id(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    mail_server.mode = Mode.DROP_AFTER_ACCEPT
    letter = tried_again(make_letter())
    mail_server.mode = Mode.OK
    assert tried_again(letter).state == LetterState.SENT
    assert len({arrival.mail["Message-ID"] for arrival in mail_server.arrivals}) == 2


def test_g6_a_slow_server_is_waited_for_until_the_time_out(
    make_letter: MakeLetter, mail_server: MailServer, settings: Settings
) -> None:
    mail_server.mode, settings.EMAIL_TIMEOUT = Mode.HOLD, 0.5
    letter = tried_again(make_letter())
    assert len(mail_server.arrivals) == 1
    assert (letter.state, letter.attempts, letter.error) == (LetterState.WAITING, 1, Reason.UNCONFIRMED)


def test_g14_a_letter_that_cannot_be_written_is_given_up_after_five_attempts(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    letter = make_letter(kind="poison")
    for _ in range(6):
        letter = tried_again(letter)
    assert (letter.state, letter.attempts, letter.error) == (LetterState.FAILED, 5, Reason.UNWRITTEN)
    assert letter.to == ""
    assert mail_server.connections == 0


@pytest.mark.parametrize("kind", ["unknown", "poison"])
def test_what_a_writer_raises_is_logged_without_its_words(
    make_letter: MakeLetter, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        letter = tried_again(make_letter("emil@acme.example", kind=kind))
    assert (letter.state, letter.error) == (LetterState.WAITING, Reason.UNWRITTEN)
    assert f"Letter {letter.pk} stopped on" in caplog.text
    assert "secret password for emil" not in caplog.text
    assert "emil@acme.example" not in caplog.text


def test_what_a_mail_server_says_is_neither_kept_nor_logged(
    make_letter: MakeLetter, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.mode = Mode.REFUSE
    with caplog.at_level(logging.INFO, logger="notifications"):
        letter = tried_again(make_letter("emil@acme.example"))
    assert "emil" not in letter.error
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("notifications")]
    assert ours == [f"Letter {letter.pk} (hello), attempt 1: {Reason.REFUSED_RECEIVER}"]


@pytest.mark.parametrize("address", ["", "emil", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_gets_no_letter(make_letter: MakeLetter, mail_server: MailServer, address: str) -> None:
    letter = tried_again(make_letter(address))
    assert (letter.state, letter.error, letter.to) == (LetterState.FAILED, Reason.ADDRESS, "")
    assert mail_server.connections == 0


def test_a_letter_whose_worker_died_at_each_attempt_is_given_up(
    make_letter: MakeLetter, mail_server: MailServer
) -> None:
    letter = make_letter()
    for _ in PAUSES:
        assert claim(letter.pk) is not None
        Letter.objects.filter(pk=letter.pk).update(next_attempt_at=timezone.now())
    letter = tried_again(letter)
    assert (letter.state, letter.error) == (LetterState.FAILED, Reason.INTERRUPTED)
    assert mail_server.connections == 0


def test_g15_a_claimed_letter_is_nobody_elses(make_letter: MakeLetter, mail_server: MailServer) -> None:
    letter = make_letter()
    assert claim(letter.pk) is not None
    assert claim(letter.pk) is None
    deliver(letter.pk)
    assert mail_server.connections == 0


def test_a_letter_cancelled_while_it_is_claimed_is_not_sent(make_letter: MakeLetter, mail_server: MailServer) -> None:
    letter = claim(make_letter().pk)
    assert letter is not None
    Letter.objects.update(state=LetterState.CANCELLED)
    attempt(letter)
    assert Letter.objects.get().state == LetterState.CANCELLED
    assert mail_server.connections == 0


def test_a_worker_that_comes_too_late_with_a_failure_changes_nothing(make_letter: MakeLetter) -> None:
    letter = claim(make_letter().pk)
    assert letter is not None
    Letter.objects.update(state=LetterState.SENT)
    fail(letter, DeliveryError(Reason.REFUSED, final=True))
    row = Letter.objects.get()
    assert (row.state, row.error) == (LetterState.SENT, "")


@pytest.mark.django_db
def test_a_fault_of_the_post_office_itself_does_not_reach_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    deliver("nonsense")  # type: ignore[arg-type]
    assert "Letter nonsense stopped on ValueError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_g15_of_eight_workers_at_once_one_sends_the_letter(make_letter: MakeLetter, mail_server: MailServer) -> None:
    letter, start = make_letter(), threading.Barrier(8)

    def work() -> None:
        start.wait()
        deliver(letter.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert mail_server.receivers == ["emil@acme.example"]
    assert Letter.objects.get().attempts == 1
