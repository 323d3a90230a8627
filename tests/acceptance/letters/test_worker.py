"""Letters as a real worker sends them: to the right persons, past foreign jobs and addresses that nobody knows."""

import pickle
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.core_signing import dumps as sign
from django_q.models import OrmQ
from django_q.signing import PickleSerializer

from notifications.failures import Reason
from notifications.models import Letter, LetterState
from organization.models import User
from organization.services.people import create_employee, deactivate_employee
from tasks import services
from tasks.models import Task
from tests.acceptance.letters.worker import worker
from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.smtp_sink import Arrival, MailServer, Mode

pytestmark = pytest.mark.django_db(transaction=True)


def told(mail_server: MailServer) -> Counter[tuple[str, str]]:
    """Return who was told what, and how often."""
    return Counter((arrival.to[0].partition("@")[0], str(arrival.mail["Subject"])) for arrival in mail_server.arrivals)


def given(cast: Cast, title: str, *, by: Any = None) -> Task:
    """Return a task that Emil was given."""
    return services.create_task(title=title, assignee=cast.emil, by=(by or cast.olga).user)


def hand(task: Task, cast: Cast, *people: Any) -> None:
    """Hand a task from one to the other, faster than any letter."""
    for person in people:
        services.assign_task(task=task, to=person, by=cast.olga.user)


def test_h8_each_assignment_is_told_once_and_to_the_right_persons(
    cast: Cast, mail_server: MailServer, tmp_path: Path
) -> None:
    given(cast, "Plain")
    hand(given(cast, "Twice"), cast, cast.erna, cast.egon)
    hand(given(cast, "Back"), cast, cast.erna, cast.emil)
    hand(given(cast, "Left"), cast, cast.mona)
    deactivate_employee(employee=cast.mona, by=cast.olga.user)
    by_max = given(cast, "By Max", by=cast.max)
    hand(by_max, cast, cast.erna)
    with pytest.raises(ValidationError):
        services.assign_task(task=by_max, to=cast.mona, by=cast.olga.user)
    with transaction.atomic():
        hand(given(cast, "Never"), cast, cast.erna)
        transaction.set_rollback(True)
    with worker(tmp_path, mail_server) as running:
        running.finish()
        first = told(mail_server)
        given(cast, "Later")
        running.finish()
    assert first == {
        ("emil", "New task: Plain"): 1,
        ("egon", "New task: Twice"): 1,
        ("emil", "Task handed to Egon Acmeer: Twice"): 1,
        ("erna", "Task handed to Egon Acmeer: Twice"): 1,
        ("emil", "New task: Back"): 1,
        ("erna", "Task handed to Emil Acmeer: Back"): 1,
        ("emil", "Task handed to Mona Acmeer: Left"): 1,
        ("erna", "New task: By Max"): 1,
        ("emil", "Task handed to Erna Acmeer: By Max"): 1,
        ("max", "Task handed to Erna Acmeer: By Max"): 1,
    }
    assert told(mail_server) - first == {("emil", "New task: Later"): 1}
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT, LetterState.CANCELLED}


class Bomb:
    """What runs code where it is unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def foreign_jobs(trap: Path) -> list[str]:
    """Return jobs that this queue did not sign: by the other keys, unsigned, and tampered with."""
    job = {"id": "1", "name": "bomb", "func": Bomb(trap), "args": (), "kwargs": {}}
    keys = (settings.SECRET_KEY, settings.GRAPHQL_JWT["JWT_SECRET_KEY"], "a key of somebody else's")
    signed = [sign(job, key=key, salt="rakmedia", serializer=PickleSerializer) for key in keys]
    return [*signed, pickle.dumps(job).hex(), f"{signed[0][:-1]}x"]


def test_h12_h13_foreign_jobs_are_dropped_and_a_permanent_refusal_ends_the_matter(
    cast: Cast, api: Api, mail_server: MailServer, tmp_path: Path
) -> None:
    mail_server.mode = Mode.REFUSE_SOME
    trap = tmp_path / "trap"
    foreign = foreign_jobs(trap)
    for payload in foreign:
        OrmQ.objects.create(key="rakmedia", payload=payload, lock=timezone.now() - timedelta(hours=1))
    hired = create_employee(first_name="Nora", last_name="Neu", work_email="bad.nora@acme.example", by=cast.hanna.user)
    given(cast, "Plain")
    with worker(tmp_path, mail_server) as running:
        running.finish()
    log = running.log.read_text()
    assert told(mail_server) == {("emil", "New task: Plain"): 1}
    assert log.count("Failed to push task to queue") == log.count("BadSignature: ") == len(foreign)
    assert not trap.exists()
    query = "query ($code: String!) { employee(code: $code) { welcomeLetter { state attempts error } } }"
    shown = api.as_(cast.hanna).data(query, code=hired.code)["employee"]["welcomeLetter"]
    assert shown == {"state": "FAILED", "attempts": 1, "error": Reason.REFUSED_RECEIVER}
    assert "attempt 1: The mail server does not know the receiver's address." in log
    assert "nora" not in log.lower()
    assert User.objects.get(pk=hired.user_id).password not in log


def test_w7_a_worker_that_sends_links_makes_one_that_works(
    cast: Cast, api: Api, mail_server: MailServer, tmp_path: Path
) -> None:
    create_employee(first_name="Nora", last_name="Neu", work_email="nora@acme.example", by=cast.hanna.user)
    with worker(tmp_path, mail_server, WELCOME_LETTER="link") as running:
        running.finish()
    [arrival] = mail_server.arrivals
    token = link_in(arrival)
    assert token not in running.log.read_text()
    query = "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { reset errors { code } } }"
    asked = {"token": token, "newPassword": "a tin of green paint"}
    assert api.data(query, input=asked)["resetPassword"] == {"reset": True, "errors": []}


def link_in(arrival: Arrival) -> str:
    """Return the token of the link in a letter."""
    return arrival.part("plain").partition("/reset-password?token=")[2].split()[0]
