"""A letter looks again before it leaves, whether its receiver is still here, and whether it is still true."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import LetterState
from notifications.services import post
from organization.models import Employee, User
from tasks.models import Task
from tests.acceptance.letters.kinds import KINDS, sent
from tests.conftest import Cast
from tests.smtp_sink import MailServer
from uploads.models import TaskFile

GONE_OR_UNTRUE: list[tuple[str, Callable[[Cast], Any]]] = [
    ("welcome", lambda cast: User.objects.update(last_login=timezone.now())),
    ("welcome", lambda cast: User.objects.update(password_expires_at=None)),
    ("welcome", lambda cast: User.objects.update(welcome_letter=post("welcome", about={"user": cast.emil.user_id}))),
    ("task_assigned", lambda cast: Task.objects.update(assignee=cast.erna)),
    ("task_assigned", lambda _: Task.objects.all().delete()),
    ("task_reassigned", lambda cast: Task.objects.update(assignee=cast.emil)),
    ("task_reassigned", lambda _: Task.objects.all().delete()),
    ("task_completed", lambda _: Task.objects.update(completed_at=None, completed_by=None)),
    ("task_completed", lambda cast: Task.objects.update(assignee=cast.erna)),
    ("task_completed", lambda _: Task.objects.all().delete()),
    ("task_reopened", lambda cast: Task.objects.update(completed_at=timezone.now(), completed_by=cast.max)),
    ("task_reopened", lambda cast: Task.objects.update(assignee=cast.erna)),
    ("file_added", lambda cast: Task.objects.update(assignee=cast.erna)),
    ("file_added", lambda _: TaskFile.objects.all().delete()),
    ("file_added", lambda _: Task.objects.all().delete()),
]


@pytest.mark.parametrize("kind", KINDS)
def test_h8_a_letter_reaches_its_receiver_alone(cast: Cast, mail_server: MailServer, kind: str) -> None:
    assert sent(KINDS[kind](cast)).state == LetterState.SENT
    assert mail_server.receivers == ["emil@acme.example"]


@pytest.mark.parametrize("kind", KINDS)
def test_h8_no_letter_of_any_kind_reaches_who_was_deactivated(cast: Cast, mail_server: MailServer, kind: str) -> None:
    letter = KINDS[kind](cast)
    User.objects.filter(pk=cast.emil.user_id).update(is_active=False)
    assert sent(letter).state == LetterState.CANCELLED
    assert mail_server.connections == 0


@pytest.mark.parametrize("kind", KINDS)
def test_h8_no_letter_of_any_kind_goes_to_an_address_of_the_past(
    cast: Cast, mail_server: MailServer, kind: str
) -> None:
    letter = KINDS[kind](cast)
    Employee.objects.filter(pk=cast.emil.pk).update(work_email="emil.neu@acme.example")
    assert sent(letter).state == LetterState.SENT
    assert mail_server.receivers == ["emil.neu@acme.example"]


@pytest.mark.parametrize(("kind", "change"), GONE_OR_UNTRUE)
def test_h8_no_letter_tells_what_is_not_true_any_more(
    cast: Cast, mail_server: MailServer, kind: str, change: Callable[[Cast], Any]
) -> None:
    letter = KINDS[kind](cast)
    change(cast)
    assert sent(letter).state == LetterState.CANCELLED
    assert mail_server.connections == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("task_")])
def test_h8_what_happens_again_before_the_letter_leaves_is_told_once(
    cast: Cast, mail_server: MailServer, kind: str
) -> None:
    earlier = KINDS[kind](cast)
    later = post(kind, about=earlier.about)
    assert sent(earlier).state == LetterState.CANCELLED
    assert sent(later).state == LetterState.SENT
    assert mail_server.receivers == ["emil@acme.example"]
