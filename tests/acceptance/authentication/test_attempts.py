"""Wrong passwords: five for a name from an address, fifty from an address, whatever is sent along."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.conf import settings as default
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.models import Letter
from organization.attempts import TooManyAttemptsError
from organization.models import Session
from organization.services import accounts
from tests.acceptance.authentication.conftest import (
    CHANGE,
    ELSEWHERE,
    NEW,
    SIGN_IN,
    ask,
    at_once,
    code,
    last_letter,
    post,
    sign_in,
)
from tests.acceptance.server import Server
from tests.conftest import Cast, hire
from tests.schema.conftest import Api

LOGIN = "/admin/login/"
WRONG = "the wrong password"
WAIT = 15 * 60


def fail(client: Client, *names: str, address: str = "127.0.0.1") -> list[str | None]:
    """Try a wrong password for each name; return what the answers say."""
    return [code(sign_in(client, name, WRONG, address)) for name in names]


def kept() -> str:
    """Return everything that the tables of attempts hold."""
    models = (AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog)
    return str([list(model.objects.values()) for model in models])


def test_the_figures_are_those_that_were_agreed_on() -> None:
    assert (5, timedelta(minutes=15)) == (default.AXES_FAILURE_LIMIT, default.AXES_COOLOFF_TIME)
    assert (50, timedelta(minutes=10)) == (default.ATTEMPTS_PER_ADDRESS, default.ATTEMPTS_PER_ADDRESS_TIME)


def test_a17_after_five_wrong_passwords_the_server_says_when_to_come_back(web: Server, cast: Cast) -> None:
    wrong = {"query": SIGN_IN, "variables": {"username": "emil", "password": WRONG}}
    for number in range(5):
        response = web.post(wrong, headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert code(response.json()["data"]["tokenAuth"]) == "INVALID_CREDENTIALS"
        assert "Retry-After" not in response.headers
    right = {"query": SIGN_IN, "variables": {"username": "emil", "password": cast.password}}
    forged = [{"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"} for number in range(5, 10)]
    for headers in ({}, *forged):
        response = web.post(right, headers=headers)
        payload = response.json()["data"]["tokenAuth"]
        assert (response.status_code, code(payload), payload["token"]) == (200, "TOO_MANY_ATTEMPTS", None)
        assert 0 < int(response.headers["Retry-After"]) <= WAIT
    assert Session.objects.count() == 0
    assert sign_in(Client(), "emil", cast.password, ELSEWHERE)["errors"] == []


def test_a17_the_sixth_is_refused_without_hashing_and_does_not_prolong_the_pause(
    cast: Cast, hashings: list[str]
) -> None:
    client, start = Client(), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        assert fail(client, *["emil"] * 5) == ["INVALID_CREDENTIALS"] * 5
        assert len(hashings) == 5
        before = kept()
        clock.shift(timedelta(minutes=14))
        assert fail(client, *["emil"] * 100) == ["TOO_MANY_ATTEMPTS"] * 100
        assert code(sign_in(client, "emil", cast.password)) == "TOO_MANY_ATTEMPTS"
        assert (len(hashings), kept(), Session.objects.count()) == (5, before, 0)
        clock.shift(timedelta(minutes=1))
        assert sign_in(client, "emil", cast.password)["errors"] == []


def test_a17_another_user_and_another_address_are_not_shut_out(cast: Cast) -> None:
    client = Client()
    fail(client, *["emil"] * 6)
    assert sign_in(client, "erna", cast.password)["errors"] == []
    assert sign_in(client, "emil", cast.password, ELSEWHERE)["errors"] == []
    assert code(sign_in(client, "emil", cast.password)) == "TOO_MANY_ATTEMPTS"


def test_a17_the_right_password_begins_the_count_anew_but_not_that_of_the_address(
    cast: Cast, settings: Settings
) -> None:
    settings.ATTEMPTS_PER_ADDRESS = 6
    client = Client()
    assert fail(client, *["emil"] * 4) == ["INVALID_CREDENTIALS"] * 4
    assert sign_in(client, "emil", cast.password)["errors"] == []
    assert fail(client, *["emil"] * 2) == ["INVALID_CREDENTIALS"] * 2
    assert code(sign_in(client, "erna", cast.password)) == "TOO_MANY_ATTEMPTS"
    assert sign_in(client, "erna", cast.password, ELSEWHERE)["errors"] == []


@pytest.mark.parametrize("name", ["emil", "nobody", "ina"])
def test_a17_a_shut_door_does_not_tell_whether_anybody_lives_there(cast: Cast, name: str) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False):
        answers = [post(client, SIGN_IN, username=name, password=WRONG) for _ in range(6)]
    assert [code(answer.json()["data"]["tokenAuth"]) for answer in answers] == [
        *["INVALID_CREDENTIALS"] * 5,
        "TOO_MANY_ATTEMPTS",
    ]
    [error] = answers[-1].json()["data"]["tokenAuth"]["errors"]
    assert error["message"] == "Too many wrong passwords. Try again in 15 minutes."
    assert (error["field"], answers[-1]["Retry-After"]) == (None, str(WAIT))


def test_a17_all_that_one_user_signs_in_with_counts_together(cast: Cast) -> None:
    client = Client()
    names = ["emil", " EMIL ", "emil@acme.example", "Emil@ACME.example", "Emil"]
    assert fail(client, *names) == ["INVALID_CREDENTIALS"] * 5
    assert fail(client, "emil@acme.example", "emil", "nobody", " NOBODY ", "nobody") == [
        *["TOO_MANY_ATTEMPTS"] * 2,
        *["INVALID_CREDENTIALS"] * 3,
    ]
    assert fail(client, *["Nobody"] * 3) == [*["INVALID_CREDENTIALS"] * 2, "TOO_MANY_ATTEMPTS"]


def test_a17_fifty_wrong_passwords_from_an_address_shut_it_for_ten_minutes(cast: Cast, hashings: list[str]) -> None:
    client, start = Client(), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        names = [f"nobody{number}" for number in range(50)]
        assert set(fail(client, *names[:25])) == {"INVALID_CREDENTIALS"}
        clock.shift(timedelta(minutes=5))
        assert set(fail(client, *names[25:])) == {"INVALID_CREDENTIALS"}
        response = post(client, SIGN_IN, username="emil", password=cast.password)
        assert code(response.json()["data"]["tokenAuth"]) == "TOO_MANY_ATTEMPTS"
        assert (response["Retry-After"], len(hashings), Session.objects.count()) == (str(5 * 60), 50, 0)
        clock.shift(timedelta(minutes=5))
        assert sign_in(client, "emil", cast.password)["errors"] == []


def test_a17_an_address_of_ipv6_is_the_network_of_one_customer(cast: Cast) -> None:
    client = Client()
    for number in range(5):
        fail(client, "emil", address=f"2001:db8:0:1::{number:x}")
    assert fail(client, "emil", address="2001:db8:0:1:ffff::1") == ["TOO_MANY_ATTEMPTS"]
    assert fail(client, "emil", address="2001:db8:0:2::1") == ["INVALID_CREDENTIALS"]
    assert fail(client, *["erna"] * 5, address="::ffff:192.0.2.1") == ["INVALID_CREDENTIALS"] * 5
    assert fail(client, "erna", address="192.0.2.1") == ["TOO_MANY_ATTEMPTS"]


def test_a17_what_is_tried_at_the_same_time_is_hashed_five_times(
    transactional_db: None, cast: Cast, hashings: list[str]
) -> None:
    def attempt() -> None:
        accounts.sign_in(username="emil", password=WRONG, address=ELSEWHERE)

    results = at_once(*[attempt] * 30)
    assert sum(isinstance(result, TooManyAttemptsError) for result in results) == 25
    assert len(hashings) == 5
    assert AccessAttempt.objects.get(username="emil").failures_since_start == 5


def test_a17_who_knows_the_password_is_not_shut_out_by_his_own_requests(transactional_db: None, cast: Cast) -> None:
    def attempt() -> Any:
        return accounts.sign_in(username="emil", password=cast.password, address=ELSEWHERE).user

    assert at_once(*[attempt] * 3) == [cast.emil.user] * 3
    assert AccessAttempt.objects.get(username="emil").failures_since_start == 0
    assert AccessFailureLog.objects.count() == 0


def test_a17_the_present_password_counts_as_in_a_sign_in(cast: Cast, api: Api, hashings: list[str]) -> None:
    token = str(api.as_(cast.emil).token)
    client = Client()
    answers = [post(client, CHANGE, token=token, current=WRONG, new=NEW) for _ in range(6)]
    codes = [answer.json()["data"]["changePassword"]["errors"][0]["code"] for answer in answers]
    assert codes == [*["INVALID_CREDENTIALS"] * 5, "TOO_MANY_ATTEMPTS"]
    assert 0 < int(answers[-1]["Retry-After"]) <= WAIT
    assert len(hashings) == 5
    refused = post(client, CHANGE, token=token, current=cast.password, new=NEW).json()["data"]["changePassword"]
    assert (refused["token"], refused["errors"][0]["code"]) == (None, "TOO_MANY_ATTEMPTS")
    assert code(sign_in(client, "emil", cast.password)) == "TOO_MANY_ATTEMPTS"
    assert sign_in(client, "emil", cast.password, ELSEWHERE)["errors"] == []
    assert Letter.objects.count() == 0


def test_a17_the_admin_counts_with_the_api(cast: Cast, hashings: list[str]) -> None:
    cast.olga.user.is_staff = True
    cast.olga.user.save()
    client = Client()
    assert fail(client, *["olga"] * 3) == ["INVALID_CREDENTIALS"] * 3
    statuses = [client.post(LOGIN, {"username": "Olga", "password": WRONG}).status_code for _ in range(2)]
    assert (statuses, len(hashings)) == ([200, 200], 5)
    shut = client.post(LOGIN, {"username": "olga", "password": cast.password})
    assert (shut.status_code, shut["Retry-After"].isdigit(), len(hashings)) == (429, True, 5)
    assert "Too many wrong passwords" in shut.content.decode()
    assert "_auth_user_id" not in client.session
    there = {"username": "olga", "password": cast.password}
    assert client.post(LOGIN, there, REMOTE_ADDR=ELSEWHERE).status_code == 302
    assert "_auth_user_id" in client.session


def test_a20_a_temporary_password_does_not_open_the_admin(cast: Cast) -> None:
    user = cast.olga.user
    user.is_staff, user.password_expires_at = True, timezone.now() + timedelta(hours=1)
    user.save()
    client = Client()
    assert client.post(LOGIN, {"username": "olga", "password": cast.password}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_c18_attempts_stay_counted_when_the_cache_forgets(cast: Cast) -> None:
    client = Client()
    fail(client, *["emil"] * 5)
    for cache in ("default", "responses"):
        caches[cache].clear()
    assert fail(client, "emil") == ["TOO_MANY_ATTEMPTS"]


def test_neither_passwords_nor_what_was_sent_along_is_kept(web: Server, cast: Cast) -> None:
    ask(web, SIGN_IN, username="a secret in the wrong field", password="hush hush")
    ask(web, SIGN_IN, username="emil", password="hush hush")
    Client().post(f"{LOGIN}?next=/hidden-place/", {"username": "emil", "password": "hush hush"})
    rows = kept()
    assert AccessFailureLog.objects.count() == 3
    for secret in ("hush", "secret", "hidden-place", cast.password):
        assert secret not in rows
    log = web.log.read_text()
    assert not [secret for secret in ("hush hush", "a secret in the wrong field") if secret in log]


def test_what_no_longer_counts_is_forgotten_after_a_while(cast: Cast) -> None:
    fail(Client(), "emil", "nobody")
    call_command("clear_expired", "--days=0", verbosity=0)
    assert (AccessAttempt.objects.count(), AccessFailureLog.objects.count()) == (3, 2)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        call_command("clear_expired", "--days=0", verbosity=0)
    assert (AccessAttempt.objects.count(), AccessFailureLog.objects.count()) == (0, 0)


def test_whoever_runs_the_server_opens_a_shut_door_by_command(cast: Cast) -> None:
    client = Client()
    fail(client, *["emil"] * 5)
    call_command("axes_reset_username", "emil", stdout=StringIO())
    assert sign_in(client, "emil", cast.password)["errors"] == []


@pytest.mark.parametrize("minutes", [-10, 10])
def test_g17_a_clock_that_is_set_anew_makes_no_endless_or_negative_pause(cast: Cast, minutes: int) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(client, *["emil"] * 5)
        clock.shift(timedelta(minutes=minutes))
        response = post(client, SIGN_IN, username="emil", password=cast.password)
        assert code(response.json()["data"]["tokenAuth"]) == "TOO_MANY_ATTEMPTS"
        assert 0 < int(response["Retry-After"]) <= WAIT


@pytest.mark.parametrize("kind", ["wrong password", "unknown", "inactive", "never activated", "by mail", "unreadable"])
def test_a19_all_failures_look_alike_and_cost_one_hashing(cast: Cast, hashings: list[str], kind: str) -> None:
    new = hire(cast.acme, "nora", "employee")  # type: ignore[arg-type]
    new.user.set_unusable_password()
    new.user.password_expires_at = timezone.now() + timedelta(hours=72)
    new.user.save()
    names = {"unknown": "nobody", "inactive": "ina", "never activated": "nora", "by mail": "emil@acme.example"}
    hashings.clear()
    password = "\0" if kind == "unreadable" else WRONG
    response = post(Client(), SIGN_IN, username=names.get(kind, "emil"), password=password)
    nothing = dict.fromkeys(["token", "refreshToken", "expiresIn", "refreshExpiresIn", "mustChangePassword", "user"])
    error = {"code": "INVALID_CREDENTIALS", "message": "Wrong username or password.", "field": None}
    assert response.json() == {"data": {"tokenAuth": {**nothing, "errors": [error]}}}
    assert len(hashings) == 1
    assert (Session.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["emil", "emil@acme.example", "nobody", "ina", "", "\0", "a" * 1000])
def test_a19_asking_for_a_letter_writes_one_row_and_one_job_whoever_asks(
    cast: Cast, name: str, django_assert_num_queries: Any
) -> None:
    from django_q.models import OrmQ  # noqa: PLC0415

    query = "mutation ($n: String!) { requestPasswordReset(input: { username: $n }) { requested errors { code } } }"
    with django_assert_num_queries(4):
        response = post(Client(), query, n=name)
    assert json.loads(response.content) == {"data": {"requestPasswordReset": {"requested": True, "errors": []}}}
    assert (Letter.objects.count(), OrmQ.objects.count()) == (1, 1)


def test_a19_nobody_is_sent_more_than_three_letters_an_hour(cast: Cast) -> None:
    query = "mutation ($n: String!) { requestPasswordReset(input: { username: $n }) { requested } }"
    with time_machine.travel(timezone.now()) as clock:
        sent = []
        for name in ("emil", "emil@acme.example", "EMIL", "emil", "Emil@acme.example"):
            assert post(Client(), query, n=name).json() == {"data": {"requestPasswordReset": {"requested": True}}}
            sent.append(bool(last_letter()))
        assert sent == [True, True, True, False, False]
        post(Client(), query, n="erna")
        assert last_letter()
        clock.shift(timedelta(hours=1, minutes=1))
        post(Client(), query, n="emil")
        assert last_letter()
