"""The welcome letter, point for point: no clear password anywhere but in the letter itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_django import Settings

from notifications.models import Letter, LetterState
from organization.models import Employee, User
from settings import backends
from settings.environment import Environment
from tests.acceptance.concurrency.crowd import change, codes
from tests.acceptance.letters.kinds import sent
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.smtp_sink import Arrival, MailServer, Mode

CHOSEN = "a tin of green paint"
Hire = Callable[[], Employee]
SIGN_IN = """mutation ($name: String!, $password: String!) { tokenAuth(username: $name, password: $password) {
  token refreshToken mustChangePassword errors { code } } }"""
NORA = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}


@pytest.fixture
def hire(cast: Cast, api: Api) -> Hire:
    """Return what hires Nora through the API."""

    def hired() -> Employee:
        assert codes(change(api.as_(cast.hanna), "createEmployee", **NORA)) == []
        return Employee.objects.select_related("user").get(first_name="Nora")

    return hired


def temporary(arrival: Arrival) -> str:
    """Return the temporary password in a letter."""
    return arrival.part("plain").partition("Temporary password: ")[2].split()[0]


def link(arrival: Arrival) -> str:
    """Return the token of the link in a letter."""
    return arrival.part("plain").partition("https://tasks.example/reset-password?token=")[2].split()[0]


def sign_in(api: Api, password: str) -> dict[str, Any]:
    """Try to sign in as Nora."""
    answer: dict[str, Any] = api.data(SIGN_IN, name="nora.neu", password=password)["tokenAuth"]
    return answer


def choose(api: Api, token: str, password: str = CHOSEN) -> list[str]:
    """Choose a password with the token of a letter; return the codes of the refusal."""
    return codes(change(api, "resetPassword", token=token, newPassword=password))


def test_w1_hiring_makes_an_account_that_nobody_can_enter_a_letter_and_a_job_with_its_id(hire: Hire) -> None:
    user = hire().user
    assert (user.has_usable_password(), user.must_change_password) == (False, True)
    letter = Letter.objects.get()
    assert (letter.kind, letter.about, user.welcome_letter) == ("welcome", {"user": user.pk}, letter)
    job = SignedPackage.loads(OrmQ.objects.get().payload)
    assert (job["func"], job["args"], job["kwargs"]) == ("notifications.jobs.send_letter", (letter.pk,), {})


def test_w1_a_hiring_that_is_refused_leaves_neither_account_nor_letter_nor_job(cast: Cast, api: Api) -> None:
    refused = change(api.as_(cast.hanna), "createEmployee", **NORA, role="OFFICER")
    assert codes(refused) == ["FORBIDDEN"]
    assert (User.objects.count(), Letter.objects.count(), OrmQ.objects.count()) == (len(cast.people()), 0, 0)


@pytest.mark.parametrize(
    "change_user", [{"last_login": timezone.now()}, {"password_expires_at": None}, {"is_active": False}]
)
def test_w2_nobody_is_welcomed_who_is_in_already_or_has_left(
    hire: Hire, mail_server: MailServer, change_user: dict[str, Any]
) -> None:
    user = hire().user
    User.objects.filter(pk=user.pk).update(**change_user)
    before = User.objects.values().get(pk=user.pk)
    assert sent(Letter.objects.get()).state == LetterState.CANCELLED
    assert (mail_server.connections, User.objects.values().get(pk=user.pk)) == (0, before)


def test_w2_a_letter_that_was_sent_makes_no_other_password(hire: Hire, mail_server: MailServer) -> None:
    user = hire().user
    sent(Letter.objects.get())
    before = User.objects.get(pk=user.pk).password
    sent(Letter.objects.get())
    assert len(mail_server.arrivals) == 1
    assert User.objects.get(pk=user.pk).password == before


def test_w3_the_mail_server_is_waited_for_ten_seconds() -> None:
    assert backends.mail(Environment.read({}))["EMAIL_TIMEOUT"] == 10


@pytest.mark.parametrize("mode", [Mode.DROP_AFTER_ACCEPT, Mode.TEMP])
def test_w4_the_hash_is_stored_before_the_letter_leaves_and_the_newest_password_works(
    hire: Hire, api: Api, mail_server: MailServer, mode: Mode
) -> None:
    user = hire().user
    mail_server.mode = mode
    assert sent(Letter.objects.get()).state == LetterState.WAITING
    earlier = [temporary(arrival) for arrival in mail_server.arrivals]
    assert [User.objects.get(pk=user.pk).check_password(password) for password in earlier] == [True] * len(earlier)
    mail_server.mode = Mode.OK
    assert sent(Letter.objects.get()).state == LetterState.SENT
    newest = temporary(mail_server.arrivals[-1])
    assert "This letter replaces earlier ones" in mail_server.arrivals[-1].part("plain")
    assert [codes(sign_in(api, password)) for password in earlier] == [["INVALID_CREDENTIALS"]] * len(earlier)
    assert codes(sign_in(api, newest)) == []


def test_w5_the_temporary_password_opens_one_door_and_dies_with_the_choice(
    hire: Hire, api: Api, mail_server: MailServer
) -> None:
    hire()
    sent(Letter.objects.get())
    password = temporary(mail_server.arrivals[0])
    entered = sign_in(api, password)
    assert (entered["errors"], entered["mustChangePassword"]) == ([], True)
    api.token = entered["token"]
    assert api.codes("{ tasks { totalCount } }") == ["PASSWORD_CHANGE_REQUIRED"]
    fields = {"currentPassword": password, "newPassword": CHOSEN}
    assert codes(change(api, "changePassword", **fields)) == []
    assert api.codes("{ tasks { totalCount } }") == ["UNAUTHENTICATED"]
    api.token = None
    refresh = "mutation ($token: String!) { refreshToken(refreshToken: $token) { errors { code } } }"
    assert codes(api.data(refresh, token=entered["refreshToken"])["refreshToken"]) == ["TOKEN_INVALID"]
    assert codes(sign_in(api, password)) == ["INVALID_CREDENTIALS"]
    assert sign_in(api, CHOSEN)["mustChangePassword"] is False


def test_w6_the_queue_gives_up_and_never_runs_a_job_twice_at_once() -> None:
    queue = configured.Q_CLUSTER
    assert queue["timeout"] < queue["retry"]
    assert (queue["max_attempts"], queue["ack_failures"], queue["orm"]) == (5, False, "default")
    assert 0 < queue["save_limit"] <= 250


@pytest.fixture
def by_link(settings: Settings) -> None:
    """Let welcome letters bring a link."""
    settings.WELCOME_LETTER = "link"


@pytest.mark.usefixtures("by_link")
def test_w7_a_link_works_once_and_stands_nowhere_but_in_the_letter(
    hire: Hire, api: Api, mail_server: MailServer
) -> None:
    user = hire().user
    assert sent(Letter.objects.get()).state == LetterState.SENT
    [arrival] = mail_server.arrivals
    assert "Temporary password" not in arrival.part("plain") + arrival.part("html")
    assert link(arrival) in arrival.part("html")
    stored = User.objects.get(pk=user.pk)
    assert (stored.has_usable_password(), stored.must_change_password) == (False, True)
    assert choose(api, link(arrival)) == []
    assert choose(api, link(arrival), "another tin of paint") == ["TOKEN_INVALID"]
    assert sign_in(api, CHOSEN)["mustChangePassword"] is False


@pytest.mark.usefixtures("by_link")
def test_w7_only_the_newest_link_works(hire: Hire, cast: Cast, api: Api, mail_server: MailServer) -> None:
    person = hire()
    mail_server.mode = Mode.DROP_AFTER_ACCEPT
    sent(Letter.objects.get())
    mail_server.mode = Mode.OK
    sent(Letter.objects.get())
    assert codes(change(api.as_(cast.hanna), "resendWelcomeLetter", id=global_id(person))) == []
    assert choose(api, link(mail_server.arrivals[-1])) == ["TOKEN_INVALID"]
    sent(Letter.objects.order_by("id").last() or Letter())
    first, second, third = (link(arrival) for arrival in mail_server.arrivals)
    assert [choose(api, token) for token in (first, second, third)] == [["TOKEN_INVALID"]] * 2 + [[]]


@pytest.mark.usefixtures("by_link")
def test_w7_a_link_ends_after_a_day_and_with_a_deactivation(
    hire: Hire, cast: Cast, api: Api, mail_server: MailServer, settings: Settings
) -> None:
    person = hire()
    sent(Letter.objects.get())
    token = link(mail_server.arrivals[0])
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert choose(api, token) == ["TOKEN_INVALID"]
    settings.PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
    assert codes(change(api.as_(cast.olga), "deactivateEmployee", id=global_id(person))) == []
    assert choose(api, token) == ["TOKEN_INVALID"]
    assert User.objects.get(pk=person.user_id).has_usable_password() is False
