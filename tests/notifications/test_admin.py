"""The post office in Django's admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from notifications.models import Letter, LetterState
from notifications.services import beat
from organization.models import User
from tests.notifications.conftest import MakeLetter

LETTERS = "admin:notifications_letter_changelist"


@pytest.fixture
def clerk(db: None, client: Client) -> Client:
    """Return a browser in which a superuser is signed in."""
    client.force_login(User.objects.create_superuser("clerk", "a long enough password"))
    return client


def resend(browser: Client, *letters: Letter) -> str:
    """Choose the letters, press the button, and return the page that follows."""
    form = {"action": "send_again_now", "_selected_action": [letter.pk for letter in letters]}
    return browser.post(reverse(LETTERS), form, follow=True).content.decode()


def test_letters_are_found_by_state_and_by_address(make_letter: MakeLetter, clerk: Client) -> None:
    make_letter(to="", kind="hello")
    Letter.objects.create(kind="hello", to="emil@acme.example", state=LetterState.SENT)
    Letter.objects.create(kind="hello", to="erna@acme.example", state=LetterState.FAILED, error="Why.")
    failed = clerk.get(reverse(LETTERS), {"state": "failed"}).content.decode()
    assert "erna@acme.example" in failed
    assert "Why." in failed
    assert "emil@acme.example" not in failed
    assert "1 letter" in clerk.get(reverse(LETTERS), {"q": "emil@acme"}).content.decode()


def test_letters_that_failed_are_sent_again_and_others_left_alone(make_letter: MakeLetter, clerk: Client) -> None:
    failed = make_letter(state=LetterState.FAILED, attempts=5, error="Why.")
    sent = make_letter(state=LetterState.SENT, attempts=1)
    html = resend(clerk, failed, sent)
    assert "On their way again: 1." in html
    assert "Left alone, because they have not failed: 1." in html
    assert list(Letter.objects.order_by("id").values_list("state", "attempts")) == [("waiting", 0), ("sent", 1)]
    assert OrmQ.objects.count() == 1
    assert LogEntry.objects.get().object_id == str(failed.pk)


@pytest.mark.django_db
def test_whoever_may_only_look_sends_nothing_again(make_letter: MakeLetter, client: Client) -> None:
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_letter"))
    client.force_login(guest)
    failed = make_letter(state=LetterState.FAILED, attempts=5)
    assert client.get(reverse(LETTERS)).status_code == 200
    assert "On their way again" not in resend(client, failed)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (LetterState.FAILED, 5)
    assert OrmQ.objects.count() == 0


def test_nobody_adds_changes_or_deletes_a_letter_by_hand(make_letter: MakeLetter, clerk: Client) -> None:
    letter = make_letter()
    change = reverse("admin:notifications_letter_change", args=[letter.pk])
    assert clerk.get(change).status_code == 200
    assert clerk.post(change, {"state": "sent"}).status_code == 403
    assert clerk.post(reverse("admin:notifications_letter_delete", args=[letter.pk])).status_code == 403
    assert clerk.post(reverse("admin:notifications_letter_add"), {"kind": "hello"}).status_code == 403
    assert list(Letter.objects.values_list("pk", "state")) == [(letter.pk, "waiting")]


def test_the_heartbeat_is_only_looked_at(clerk: Client) -> None:
    beat()
    assert clerk.get(reverse("admin:notifications_heartbeat_changelist")).status_code == 200
    assert clerk.post(reverse("admin:notifications_heartbeat_change", args=["worker"]), {}).status_code == 403
