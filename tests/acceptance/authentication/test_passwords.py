"""Temporary passwords, those that people choose, and where tokens do not count."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.utils import timezone

from notifications.models import Letter
from organization.authentication import open_session
from organization.credentials import temporary_password
from organization.models import Employee, Session, User
from tests.acceptance.authentication.conftest import (
    CHANGE,
    ME,
    NEW,
    SIGN_IN,
    ask,
    code,
    last_letter,
    password_in,
    post,
    refused_with,
    sign_in,
)
from tests.acceptance.authentication.test_refreshing import everything
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.selections import GRAPHQL
from tests.schema.selections import everything as all_fields
from tests.schema.table import rows
from tests.waiting import HANGS

OPEN = {"tokenAuth", "verifyToken", "refreshToken", "revokeToken", "requestPasswordReset", "resetPassword"}
HIRE = """mutation { createEmployee(input: { firstName: "Nora", lastName: "Neu", workEmail: "nora@acme.example" }) {
  employee { id username welcomeLetter { kind to state error } } errors { code } } }"""
RESEND = "mutation ($id: ID!) { resendWelcomeLetter(input: { id: $id }) { errors { code } } }"


def hired(api: Api, cast: Cast) -> tuple[Employee, str]:
    """Have Nora hired by HR, and the letter sent; return her, and the password in it."""
    payload = api.as_(cast.hanna).data(HIRE)["createEmployee"]
    assert payload["errors"] == []
    return Employee.objects.get(user__username=payload["employee"]["username"]), password_in(last_letter())


def resend(api: Api, cast: Cast, person: Employee) -> str | None:
    """Have the welcome letter sent again by HR; return the code of the refusal."""
    return code(api.as_(cast.hanna).data(RESEND, id=global_id(person))["resendWelcomeLetter"])


def test_a20_a_temporary_password_opens_one_mutation_and_the_doors_without_a_key() -> None:
    found = {row.operation: row.outcomes["temporary"] for row in rows()}
    assert {name for name, outcome in found.items() if outcome != "password"} == {*OPEN, "changePassword"}


def test_a20_with_a_temporary_password_only_another_one_can_be_chosen(web: Server, cast: Cast) -> None:
    User.objects.filter(pk=cast.emil.user_id).update(password_expires_at=timezone.now() + timedelta(hours=1))
    tokens = ask(web, SIGN_IN, username="emil", password=cast.password)["data"]["tokenAuth"]
    assert (tokens["errors"], tokens["mustChangePassword"]) == ([], True)
    shut = (ME, "{ mySessions { totalCount } }", "{ tasks { totalCount } }", "mutation { revokeAllTokens { revoked } }")
    assert [refused_with(web, tokens["token"], query) for query in shut] == [["PASSWORD_CHANGE_REQUIRED"]] * 4
    chosen = ask(web, CHANGE, token=tokens["token"], current=cast.password, new=NEW)["data"]["changePassword"]
    assert (chosen["errors"], refused_with(web, chosen["token"])) == ([], [])
    assert refused_with(web, tokens["token"]) == ["UNAUTHENTICATED"]
    assert code(ask(web, SIGN_IN, username="emil", password=cast.password)["data"]["tokenAuth"]) == (
        "INVALID_CREDENTIALS"
    )


def test_a20_a_temporary_password_ends_after_72_hours_with_its_tokens(cast: Cast, api: Api) -> None:
    with time_machine.travel(timezone.now()) as clock:
        nora, password = hired(api, cast)
        tokens = sign_in(Client(), nora.user.username, password)
        clock.shift(timedelta(hours=72, seconds=1))
        assert code(sign_in(Client(), nora.user.username, password)) == "PASSWORD_EXPIRED"
        query = "mutation ($t: String!) { refreshToken(refreshToken: $t) { token errors { code } } }"
        refused = post(Client(), query, t=tokens["refreshToken"]).json()["data"]["refreshToken"]
        assert refused == {"token": None, "errors": [{"code": "TOKEN_INVALID"}]}


@pytest.mark.parametrize(
    "new",
    [
        "elevenchars",
        "password12345",
        "123456789012",
        "correct horse battery staple",
        "",
        " " * 5,
    ],
)
def test_a20_a_password_is_long_uncommon_and_another(cast: Cast, api: Api, new: str) -> None:
    caller = api.as_(cast.emil)
    payload = caller.data(CHANGE, current=cast.password, new=new)["changePassword"]
    assert {(error["code"], *error["field"]) for error in payload["errors"]} == {("PASSWORD_TOO_WEAK", "newPassword")}
    assert (payload["token"], caller.codes(ME), Letter.objects.count()) == (None, [], 0)
    assert sign_in(Client(), "emil", cast.password)["errors"] == []


def test_a20_a_token_counts_in_the_header_only(web: Server, cast: Cast) -> None:
    token = open_session(cast.olga.user).token
    body = {"query": ME}
    places: list[dict[str, Any]] = [
        {"params": {"token": token, "access_token": token, "jwt": token}},
        {"cookies": {"JWT": token, "token": token, "Authorization": f"Bearer {token}"}},
        {"headers": {"X-Authorization": f"Bearer {token}", "JWT": token, "Cookie": f"JWT={token}"}},
        {"headers": {"Authorization": f"JWT {token}"}},
        {"headers": {"Authorization": token}},
    ]
    for place in places:
        with httpx.Client(timeout=HANGS, cookies=place.pop("cookies", None)) as client:
            answer = client.post(web.graphql, json=body, **place).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    form = httpx.post(web.graphql, data={"query": ME, "token": token}, timeout=HANGS)
    assert form.status_code == 415
    argument = f'{{ me(token: "{token}") {{ username }} }}'
    assert refused_with(web, "", argument) == ["GRAPHQL_VALIDATION_FAILED"]
    assert token not in web.log.read_text()
    page = httpx.get(f"{web.graphql}?token={token}", headers={"Accept": "text/html"}, timeout=HANGS)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert token not in page.text
    assert token not in web.log.read_text()


def test_h5_temporary_passwords_have_96_bits_and_never_repeat() -> None:
    made = {temporary_password() for _ in range(10_000)}
    assert len(made) == 10_000
    assert {bool(re.fullmatch(r"[A-Za-z0-9_-]{16}", password)) for password in made} == {True}


def test_h5_a_temporary_password_is_stored_as_argon2_with_19_mib_and_72_hours(cast: Cast, api: Api) -> None:
    nora, password = hired(api, cast)
    assert re.match(r"argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$", nora.user.password)
    assert identify_hasher(nora.user.password).algorithm == "argon2"
    assert nora.user.password_expires_at is not None
    left = nora.user.password_expires_at - timezone.now()
    assert timedelta(hours=71) < left <= timedelta(hours=72)
    assert password not in everything()


def test_h5_h7_only_the_newest_letter_holds_a_password_that_works(cast: Cast, api: Api) -> None:
    nora, first = hired(api, cast)
    assert resend(api, cast, nora) is None
    assert code(sign_in(Client(), nora.user.username, first)) == "INVALID_CREDENTIALS"
    second = password_in(last_letter())
    assert second != first
    assert code(sign_in(Client(), nora.user.username, first)) == "INVALID_CREDENTIALS"
    assert sign_in(Client(), nora.user.username, second)["errors"] == []


def test_h5_a_temporary_password_works_until_another_is_chosen_and_then_never(cast: Cast, api: Api) -> None:
    nora, password = hired(api, cast)
    tokens = sign_in(Client(), nora.user.username, password)
    post(Client(), CHANGE, token=tokens["token"], current=password, new=NEW)
    assert code(sign_in(Client(), nora.user.username, password)) == "INVALID_CREDENTIALS"
    assert sign_in(Client(), nora.user.username, NEW)["mustChangePassword"] is False


def test_h6_whoever_hires_never_sees_the_password(cast: Cast, api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        answer = api.as_(cast.hanna).post(HIRE).content.decode()
        password = password_in(last_letter())
    nora = Employee.objects.get(last_name="Neu")
    User.objects.filter(pk=cast.olga.user_id).update(is_staff=True, is_superuser=True)
    admin = Client()
    admin.force_login(User.objects.get(pk=cast.olga.user_id))
    places = [
        f"organization/user/{nora.user_id}/change/",
        f"organization/user/{nora.user_id}/history/",
        f"organization/employee/{nora.pk}/change/",
        f"notifications/letter/{nora.user.welcome_letter_id}/change/",
    ]
    pages = [admin.get(f"/admin/{place}") for place in places]
    assert [page.status_code for page in pages] == [200] * 4
    query = f"query ($id: ID!) {{ employee(id: $id) {all_fields(GRAPHQL.type_map['Employee'], levels=2)} }}"
    shown = [api.as_(someone).post(query, id=global_id(nora)).content.decode() for someone in (cast.hanna, cast.olga)]
    texts = [answer, everything(), caplog.text, *shown, *(page.content.decode() for page in pages)]
    assert not [text for text in texts if password in text]
    assert LogEntry.objects.count() == 0


def test_h7_a_welcome_letter_is_sent_again_three_times_an_hour_before_the_first_sign_in(cast: Cast, api: Api) -> None:
    with time_machine.travel(timezone.now()) as clock:
        nora, _ = hired(api, cast)
        assert [resend(api, cast, nora) for _ in range(4)] == [None, None, None, "TOO_MANY_ATTEMPTS"]
        assert Letter.objects.filter(kind="welcome").count() == 4
        clock.shift(timedelta(hours=1, seconds=1))
        assert resend(api, cast, nora) is None
        assert sign_in(Client(), nora.user.username, password_in(last_letter()))["errors"] == []
        clock.shift(timedelta(hours=1, seconds=1))
        assert resend(api, cast, nora) == "INVALID"
        assert Letter.objects.filter(kind="welcome").count() == 5


@pytest.mark.parametrize("act", [sign_in, lambda client, name, password: post(client, ME)])
def test_a_request_leaves_no_cookie(cast: Cast, act: Callable[..., Any]) -> None:
    client = Client()
    act(client, "emil", cast.password)
    assert client.cookies == {}
    assert Session.objects.count() <= 1
