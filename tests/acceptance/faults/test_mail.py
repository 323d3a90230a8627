"""The mail server refuses, is away, is slow or is overwhelmed: nobody waits for it, and every letter has an end."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.models import Task as Job
from django_q.tasks import async_task
from pytest_django import Settings

from notifications import jobs
from notifications.failures import Reason
from notifications.models import Letter, LetterState
from tasks import services
from tests.acceptance.faults.checker import check
from tests.acceptance.faults.conftest import As
from tests.acceptance.faults.site import Site
from tests.conftest import Cast
from tests.production.machines import below, wait_for
from tests.schema.conftest import Api
from tests.smtp_sink import MailServer, Mode, mail_server

__all__ = ("mail_server",)

HIRE = """mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) {
    employee { welcomeLetter { state } } errors { code } } }"""
LETTERS = "{ employees(first: 50) { nodes { firstName welcomeLetter { state attempts error nextAttemptAt } } } }"
NORA = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}
PAUSES = [1, 5, 15, 60]

Trouble = Callable[[MailServer, Settings], None]


def mode(wanted: Mode) -> Trouble:
    """Return what makes the mail server behave so."""
    return lambda server, settings: setattr(server, "mode", wanted)


def nobody_there(server: MailServer, settings: Settings) -> None:
    """Let nobody listen at the mail server's address."""
    settings.EMAIL_PORT = 9


def no_tls(server: MailServer, settings: Settings) -> None:
    """Want an encryption from the first byte on, of which the server knows nothing."""
    settings.EMAIL_USE_SSL = True


def no_starttls(server: MailServer, settings: Settings) -> None:
    """Want an encryption that the server does not offer."""
    settings.EMAIL_USE_TLS = True


TROUBLES: dict[str, tuple[Trouble, Reason, int]] = {
    "refused": (nobody_there, Reason.UNREACHABLE, 5),
    "421": (mode(Mode.DIE), Reason.UNREACHABLE, 5),
    "451": (mode(Mode.TEMP), Reason.BUSY, 5),
    "no TLS": (no_tls, Reason.UNREACHABLE, 5),
    "no STARTTLS": (no_starttls, Reason.UNREACHABLE, 5),
    "silent after the letter": (mode(Mode.DROP_AFTER_ACCEPT), Reason.UNCONFIRMED, 2),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_g6_a_letter_waits_with_growing_pauses_and_is_shown_as_failed_in_the_end(
    cast: Cast, api: Api, mail_server: MailServer, settings: Settings, trouble: str
) -> None:
    cause, reason, most = TROUBLES[trouble]
    cause(mail_server, settings)
    hanna = api.as_(cast.hanna)
    hired = hanna.data(HIRE, input=NORA)["createEmployee"]
    assert hired == {"employee": {"welcomeLetter": {"state": "WAITING"}}, "errors": []}
    for attempt in range(1, most + 1):
        Letter.objects.update(next_attempt_at=timezone.now())
        jobs.send_due_letters()
        letter = Letter.objects.get()
        assert letter.attempts == attempt
        pause = round((letter.next_attempt_at - timezone.now()) / timedelta(minutes=1))
        assert attempt > len(PAUSES) or pause == PAUSES[attempt - 1]
    (shown,) = [each for each in hanna.data(LETTERS)["employees"]["nodes"] if each["firstName"] == "Nora"]
    shown["welcomeLetter"].pop("nextAttemptAt")
    assert shown["welcomeLetter"] == {"state": "FAILED", "attempts": most, "error": str(reason)}
    connections = mail_server.connections
    Letter.objects.update(next_attempt_at=timezone.now())
    jobs.send_due_letters()
    assert mail_server.connections == connections


def test_g6_a_mutation_is_answered_while_the_mail_server_is_silent(site: Site, cast: Cast, as_: As) -> None:
    site.mail.mode = Mode.HOLD
    site.worker.start()
    hanna = as_(cast.hanna)
    assert hanna.ask(HIRE, input=NORA)["createEmployee"]["errors"] == []
    site.wait_for_letters(1)
    # The mail server holds the first letter for as long as this test wants, so the next answer did not wait for it.
    other = NORA | {"firstName": "Nele", "workEmail": "nele@acme.example"}
    assert hanna.ask(HIRE, input=other)["createEmployee"]["errors"] == []
    assert Letter.objects.filter(state=LetterState.WAITING).count() == 2
    site.mail.mode = Mode.OK
    site.wait_until_settled()
    assert sorted(site.mail.receivers) == ["nele@acme.example", "nora@acme.example"]
    check(site, secrets={cast.password})


def send_what_has_piled_up(site: Site, cast: Cast, letters: int) -> tuple[int, int]:
    """Let letters wait for a worker, and let it send them; return its memory after a tenth of them and at the end."""
    titles = [f"Task {number:05}" for number in range(letters)]
    for title in titles:
        services.create_task(title=title, assignee=cast.emil, by=cast.max.user)
    site.worker.start(QUEUE_WORKERS="1")
    site.wait_for_letters(letters // 10)
    early = memory(site)
    site.wait_until_settled()
    late = memory(site)
    order = [str(arrival.mail["Subject"]) for arrival in site.mail.arrivals]
    assert [title for subject in order for title in titles if title in subject] == titles
    check(site)
    return early, late


def memory(site: Site) -> int:
    """Return how many kilobytes all processes of the worker take."""
    assert site.worker.process is not None
    status = [Path(f"/proc/{each}/status").read_text() for each in below(site.worker.process.pid)]
    return sum(int(text.split("VmRSS:")[1].split()[0]) for text in status if "VmRSS:" in text)


def test_g13_letters_that_waited_for_a_worker_leave_oldest_first_and_once(site: Site, cast: Cast) -> None:
    send_what_has_piled_up(site, cast, 40)


@pytest.mark.long
def test_g13_a_thousand_letters_that_waited_for_a_worker_leave_in_flat_memory(site: Site, cast: Cast) -> None:
    early, late = send_what_has_piled_up(site, cast, 1000)
    assert late < early + 20_000


@pytest.fixture
def poison(transactional_db: None) -> list[int]:
    """Put two jobs into the queue that can never be done: one raises, one nobody wrote; return their rows."""
    # `post` without a kind raises whenever it is called.
    async_task("notifications.services.post")
    async_task("notifications.jobs.no_such_job", 1)
    return list(OrmQ.objects.order_by("pk").values_list("pk", flat=True))


def test_g14_poisoned_jobs_are_given_up_and_hold_up_nobody(site: Site, cast: Cast, poison: list[int]) -> None:
    foreign = [
        OrmQ.objects.create(key="rakmedia", payload=payload, lock=timezone.now())
        for payload in ("signed by nobody", f"{OrmQ.objects.get(pk=poison[0]).payload[:-4]}AAAA")
    ]
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    site.worker.start()
    site.wait_for_letters(1)
    wait_for(lambda: not OrmQ.objects.filter(pk__in=[each.pk for each in foreign]).exists())
    for attempt in range(1, 6):
        wait_for(partial(were_tried, attempt))
        # The queue gives a job that failed to a worker again when its claim is over.
        OrmQ.objects.filter(pk__in=poison).update(lock=timezone.now())
    wait_for(lambda: not OrmQ.objects.filter(pk__in=poison).exists())
    assert attempts() == [5, 5]
    assert site.worker.log.read_text().count("Failed to push task to queue") >= 2
    check(site)


def were_tried(times: int) -> bool:
    """Whether both jobs that fail were tried so often."""
    return attempts() >= [times, times]


def attempts() -> list[int]:
    """Return how often each job that failed was tried."""
    return sorted(Job.objects.filter(success=False).values_list("attempt_count", flat=True))


def test_g15_a_job_that_takes_longer_than_its_claim_is_not_done_twice(site: Site, cast: Cast) -> None:
    site.mail.mode = Mode.HOLD
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    site.worker.start(QUEUE_WORKERS="2")
    site.wait_for_letters(1)
    claimed = OrmQ.objects.get(payload__isnull=False, lock__gt=timezone.now())
    OrmQ.objects.filter(pk=claimed.pk).update(lock=timezone.now())
    # The second worker has taken the job, has found the letter in other hands and is done.
    wait_for(lambda: Job.objects.filter(func="notifications.jobs.send_letter", success=True).exists())
    assert len(site.mail.arrivals) == 1
    site.mail.mode = Mode.OK
    site.wait_until_settled()
    assert len(site.mail.arrivals) == 1
    check(site)
