"""Forged, changed and odd tokens over HTTP, and clocks that are set anew."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
import time_machine
from django.conf import settings as default
from django.utils import timezone
from graphql_jwt.settings import jwt_settings

from organization.authentication import (
    TokenExpiredError,
    TokenInvalidError,
    open_session,
    read_claims,
    rotate,
    user_of_token,
)
from organization.models import Session
from tests.acceptance.authentication.conftest import ME, ask, refused_with
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.organization.test_authentication import CHANGES, forge
from tests.waiting import HANGS

BROKEN = ["UNAUTHENTICATED"]


def with_header(web: Server, *values: bytes) -> httpx.Response:
    """Ask who one is, with these Authorization headers."""
    headers = [(b"Content-Type", b"application/json"), *((b"Authorization", value) for value in values)]
    return httpx.post(web.graphql, content=json.dumps({"query": ME}), headers=headers, timeout=HANGS)


def part(value: dict[str, Any]) -> str:
    """Return a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def flipped(token: str) -> list[str]:
    """Return the token with one bit changed at the start, in the middle and at the end of each part."""
    parts, found = token.split("."), []
    for index, text in enumerate(parts):
        raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        for position in (0, len(raw) // 2, len(raw) - 1):
            changed = raw.copy()
            changed[position] ^= 1
            coded = base64.urlsafe_b64encode(changed).decode().rstrip("=")
            found.append(".".join([*parts[:index], coded, *parts[index + 1 :]]))
    return found


def test_a1_a2_a3_a_token_that_this_server_did_not_sign_is_nobodys(web: Server, cast: Cast) -> None:
    good = open_session(cast.olga.user).token
    claims = read_claims(good)
    unsigned = [f"{part({'alg': name, 'typ': 'JWT'})}.{good.split('.')[1]}." for name in ("none", "NoNe", "NONE")]
    foreign = [
        jwt.encode(claims, "x" * 64, "HS256"),
        jwt.encode(claims, default.SECRET_KEY, "HS256"),
        jwt.encode(claims, jwt_settings.JWT_SECRET_KEY, "HS384"),
        f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{good.split('.', 1)[1]}",
    ]
    bad = [*unsigned, *foreign, *flipped(good)]
    assert [refused_with(web, token) for token in bad] == [BROKEN] * len(bad)
    assert ask(web, ME, token=good) == {"data": {"me": {"username": "olga"}}}


def test_a4_a6_a_claim_that_is_not_as_it_should_be_is_refused_without_a_fault(web: Server, cast: Cast) -> None:
    tokens = open_session(cast.olga.user)
    answers = [refused_with(web, forge(tokens, **changes)) for changes in CHANGES.values()]
    assert {code for codes in answers for code in codes} <= {"UNAUTHENTICATED", "TOKEN_EXPIRED"}
    assert all(answers)


def test_a7_a_header_that_is_not_one_bearer_token_is_refused_without_a_fault(web: Server, cast: Cast) -> None:
    token = open_session(cast.olga.user).token.encode()
    headers = [
        [b"Bearer"],
        [b"garbage"],
        [b"Basic b2xnYTpwYXNz"],
        [b"Bearer " + token + b" " + token],
        [b"Bearer " + token, b"Bearer " + token],
        [b"Bearer \xc3\xa4\xff"],
        [b"Bearer " + b"a" * 5000],
        [b"Bearer, " + token],
    ]
    for values in headers:
        response = with_header(web, *values)
        assert [error["extensions"]["code"] for error in response.json()["errors"]] == BROKEN
    # A web server may give up on a header of this length by itself.
    assert 200 <= with_header(web, b"Bearer " + b"a" * 100_000).status_code < 500
    for scheme in (b"bearer ", b"BEARER ", b"Bearer  "):
        assert with_header(web, scheme + token).json() == {"data": {"me": {"username": "olga"}}}


def test_a8_keys_and_addresses_in_the_header_are_ignored_and_extensions_refused(web: Server, cast: Cast) -> None:
    tokens = open_session(cast.olga.user)
    named = {"kid": "../../etc/passwd", "jku": f"{web.address}/keys", "x5u": f"{web.address}/certificate"}
    assert ask(web, ME, token=forge(tokens, headers=named)) == {"data": {"me": {"username": "olga"}}}
    assert refused_with(web, forge(tokens, headers={"crit": ["exp"], "exp": 1})) == BROKEN
    assert not [line for line in web.log.read_text().splitlines() if "/keys" in line or "/certificate" in line]


@pytest.mark.parametrize(("seconds", "good"), [(299, True), (304, True), (306, False), (600, False), (-4, True)])
def test_a4_g17_a_clock_leaves_a_token_five_seconds(cast: Cast, seconds: int, good: bool) -> None:
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        token = open_session(cast.emil.user).token
    with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
        if good:
            assert user_of_token(token) == cast.emil.user
        else:
            with pytest.raises(TokenExpiredError):
                user_of_token(token)


def test_g17_a_clock_that_is_set_back_leaves_nobody_signed_in_for_longer(cast: Cast) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        tokens = open_session(cast.emil.user)
        clock.shift(timedelta(minutes=-10))
        with pytest.raises(TokenInvalidError):
            user_of_token(tokens.token)
        following = rotate(tokens.refresh_token)
        assert user_of_token(following.token) == cast.emil.user
        assert following.expires_in == default.ACCESS_TOKEN_LIFETIME.total_seconds()
        assert 0 < following.refresh_expires_in <= default.SIGN_IN_IDLE.total_seconds()
        assert read_claims(following.token)["exp"] - read_claims(following.token)["iat"] == 300


def test_g17_the_grace_of_a_used_token_is_as_short_when_the_clock_is_set_back(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tokens = open_session(cast.emil.user)
        rotate(tokens.refresh_token)
        clock.shift(timedelta(minutes=-10))
        with pytest.raises(TokenInvalidError):
            rotate(tokens.refresh_token)
    assert Session.objects.get().ended_at is not None


def test_g17_today_follows_the_clock_where_the_company_is(cast: Cast) -> None:
    start = datetime(2026, 3, 1, 22, 55, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        days = [cast.acme.today().day]
        for minutes in (10, -20):
            clock.shift(timedelta(minutes=minutes))
            days.append(cast.acme.today().day)
    assert days == [1, 2, 1]
