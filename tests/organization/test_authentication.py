"""Access tokens, refresh tokens and the sign-ins behind them."""

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from graphql_jwt.settings import jwt_settings

from organization.authentication import (
    TokenExpiredError,
    TokenInvalidError,
    Tokens,
    digest,
    end_session,
    end_sessions,
    open_session,
    read_bearer,
    read_claims,
    rotate,
    user_of_token,
)
from organization.models import RefreshToken, Session, User
from tests.conftest import Cast

CHANGES: dict[str, Any] = {
    "exp is absent": {"exp": None},
    "iat is absent": {"iat": None},
    "sub is absent": {"sub": None},
    "jti is absent": {"jti": None},
    "typ is absent": {"typ": None},
    "sid is absent": {"sid": None},
    "aud is absent": {"aud": None},
    "exp is text": {"exp": "4102444800"},
    "exp is a fraction": {"exp": time.time() + 100.5},
    "exp is far away": {"exp": 10**20},
    "exp is negative": {"exp": -1},
    "exp is infinite": {"exp": float("inf")},
    "exp is a truth": {"exp": True},
    "iat is in the future": {"iat": int(time.time()) + 3600},
    "sub is a list": {"sub": ["1"]},
    "sub is a number": {"sub": 1},
    "sub is SQL": {"sub": "1 OR 1"},
    "sub is too large": {"sub": str(2**63)},
    "sub is in other digits": {"sub": "\u0661"},
    "sub holds NUL": {"sub": "1\0"},
    "sub is empty": {"sub": ""},
    "typ is another": {"typ": "refresh"},
    "sid is no id": {"sid": "x"},
    "sid is another": {"sid": "00000000-0000-4000-8000-000000000000"},
    "fpr is another": {"fpr": "x" * 22},
    "fpr is not ASCII": {"fpr": "ä"},
    "aud is another": {"aud": "web"},
    "iss is another": {"iss": "else"},
}


@pytest.fixture
def tokens(cast: Cast) -> Tokens:
    """Return the tokens of a fresh sign-in of emil."""
    return open_session(cast.emil.user, "Firefox")


def forge(tokens: Tokens, *, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return the token with other claims, None dropping one, signed with the right key."""
    claims = {**read_claims(tokens.token), **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    key = jwt_settings.JWT_SECRET_KEY
    body = base64.urlsafe_b64encode(json.dumps(kept).encode())
    return jwt.api_jws.encode(base64.urlsafe_b64decode(body), key, algorithm, headers)


def test_a_token_gives_its_user(cast: Cast, tokens: Tokens) -> None:
    assert user_of_token(tokens.token) == cast.emil.user


def test_a_forged_token_with_nothing_changed_is_good(cast: Cast, tokens: Tokens) -> None:
    assert user_of_token(forge(tokens)) == cast.emil.user


def test_the_viewer_his_company_and_his_position_cost_one_query(cast: Cast, tokens: Tokens) -> None:
    cast.emil.position = cast.position
    cast.emil.save()
    with CaptureQueriesContext(connection) as queries:
        person = user_of_token(tokens.token).person
        assert person is not None
        assert (person.company, person.position, person.user.username) == (cast.acme, cast.position, "emil")
    assert len(queries) == 1


def test_a_user_without_a_person_costs_one_query(db: None) -> None:
    root = User.objects.create_superuser("root", "a long password")
    token = open_session(root).token
    with CaptureQueriesContext(connection) as queries:
        assert user_of_token(token).person is None
    assert len(queries) == 1


@pytest.mark.parametrize("name", ["none", "NoNe", "NONE"])
def test_a1_a_token_without_a_signature_is_refused(tokens: Tokens, name: str) -> None:
    _, body, _ = tokens.token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": name, "typ": "JWT"}).encode()).decode().rstrip("=")
    for token in (f"{head}.{body}.", f"{head}.{body}.x"):
        with pytest.raises(TokenInvalidError):
            user_of_token(token)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a2_another_algorithm_with_the_right_key_is_refused(tokens: Tokens, algorithm: str) -> None:
    with pytest.raises(TokenInvalidError):
        user_of_token(forge(tokens, algorithm=algorithm))


def test_a3_one_changed_bit_anywhere_is_refused(tokens: Tokens) -> None:
    parts = tokens.token.split(".")
    for index, part in enumerate(parts):
        raw = bytearray(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        for position in (0, len(raw) // 2, len(raw) - 1):
            changed = raw.copy()
            changed[position] ^= 1
            text = base64.urlsafe_b64encode(changed).decode().rstrip("=")
            with pytest.raises(TokenInvalidError):
                user_of_token(".".join([*parts[:index], text, *parts[index + 1 :]]))


def test_a4_a_token_expires_after_its_lifetime_and_the_leeway(cast: Cast) -> None:
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        token = open_session(cast.emil.user).token
    ends = start + settings.ACCESS_TOKEN_LIFETIME
    with time_machine.travel(ends + timedelta(seconds=4), tick=False):
        assert user_of_token(token) == cast.emil.user
    with time_machine.travel(ends + timedelta(seconds=6), tick=False), pytest.raises(TokenExpiredError):
        user_of_token(token)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_a4_a6_a_claim_that_is_not_as_it_should_be_is_refused(tokens: Tokens, changes: dict[str, Any]) -> None:
    with pytest.raises((TokenInvalidError, TokenExpiredError)):
        user_of_token(forge(tokens, **changes))


def test_a8_keys_and_addresses_in_the_header_are_ignored(cast: Cast, tokens: Tokens) -> None:
    headers = {"kid": "../../etc/passwd", "jku": "https://evil.example/", "x5u": "https://evil.example/"}
    assert user_of_token(forge(tokens, headers=headers)) == cast.emil.user


def test_a8_a_critical_extension_is_refused(tokens: Tokens) -> None:
    with pytest.raises(TokenInvalidError):
        user_of_token(forge(tokens, headers={"crit": ["exp"], "exp": 1}))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,Bearer b c",
        "Basic a",
        "x",
        "Bearer ä",
        f"Bearer {'a' * 100_000}",
    ],
)
def test_a7_a_header_that_is_not_one_bearer_token_gives_none(header: str) -> None:
    assert read_bearer(header) is None


@pytest.mark.parametrize("header", ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c "])
def test_a7_the_scheme_is_read_without_regard_to_case(header: str) -> None:
    assert read_bearer(header) == "a.b.c"


def test_a10_the_next_tokens_belong_to_the_same_sign_in(cast: Cast, tokens: Tokens) -> None:
    following = rotate(tokens.refresh_token)
    assert following.session == tokens.session
    assert user_of_token(following.token) == cast.emil.user
    assert following.refresh_token != tokens.refresh_token


def test_a10_a_token_shown_again_at_once_gets_a_sibling(cast: Cast, tokens: Tokens) -> None:
    siblings = [rotate(tokens.refresh_token) for _ in range(2)]
    assert [user_of_token(sibling.token) for sibling in siblings] == [cast.emil.user] * 2
    assert rotate(rotate(siblings[0].refresh_token).refresh_token).session == tokens.session


def test_a10_a_token_shown_again_later_ends_its_sign_in_with_the_newest_tokens(tokens: Tokens) -> None:
    newest = rotate(tokens.refresh_token)
    with time_machine.travel(timezone.now() + settings.SIGN_IN_GRACE + timedelta(seconds=1)):
        for refresh_token in (tokens.refresh_token, newest.refresh_token):
            with pytest.raises(TokenInvalidError):
                rotate(refresh_token)
        with pytest.raises(TokenInvalidError):
            user_of_token(newest.token)
    tokens.session.refresh_from_db()
    assert tokens.session.ended_at is not None


def test_reuse_leaves_other_sign_ins_alone(cast: Cast, tokens: Tokens) -> None:
    other = open_session(cast.emil.user)
    rotate(tokens.refresh_token)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        with pytest.raises(TokenInvalidError):
            rotate(tokens.refresh_token)
        assert rotate(other.refresh_token).session == other.session


@pytest.mark.parametrize("token", ["", "x", "\ud800", "\0", "a" * 100_000])
def test_an_unknown_refresh_token_is_refused(db: None, token: str) -> None:
    with pytest.raises(TokenInvalidError):
        rotate(token)


def test_a_sign_in_that_is_not_used_for_two_weeks_ends(tokens: Tokens) -> None:
    with time_machine.travel(timezone.now() + settings.SIGN_IN_IDLE), pytest.raises(TokenInvalidError):
        rotate(tokens.refresh_token)


def test_a_sign_in_ends_after_thirty_days_even_if_it_is_used(cast: Cast, tokens: Tokens) -> None:
    start = timezone.now()
    for days in (10, 20, 29):
        with time_machine.travel(start + timedelta(days=days)):
            tokens = rotate(tokens.refresh_token)
    assert tokens.refresh_expires_in <= timedelta(days=1).total_seconds()
    with time_machine.travel(start + timedelta(days=30, minutes=1)), pytest.raises(TokenInvalidError):
        rotate(tokens.refresh_token)


def deactivate(user: User) -> None:
    """Switch the account off."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def change_the_password(user: User) -> None:
    """Store another password."""
    user.set_password("something else entirely")
    user.save()


def count_the_version(user: User) -> None:
    """Count the token version."""
    User.objects.filter(pk=user.pk).update(token_version=user.token_version + 1)


def delete(user: User) -> None:
    """Delete the account."""
    user.delete()


@pytest.mark.parametrize("act", [deactivate, change_the_password, count_the_version, delete, end_sessions])
def test_a12_a14_a15_it_ends_the_access_token_at_once(
    cast: Cast, tokens: Tokens, act: Callable[[User], object]
) -> None:
    act(cast.emil.user)
    with pytest.raises(TokenInvalidError):
        user_of_token(tokens.token)


@pytest.mark.parametrize("act", [deactivate, delete, end_sessions])
def test_a12_it_ends_the_refresh_token_at_once(cast: Cast, tokens: Tokens, act: Callable[[User], object]) -> None:
    act(cast.emil.user)
    with pytest.raises(TokenInvalidError):
        rotate(tokens.refresh_token)


def test_a12_signing_out_ends_this_sign_in_only(cast: Cast, tokens: Tokens) -> None:
    other = open_session(cast.emil.user)
    end_session(tokens.session)
    with pytest.raises(TokenInvalidError):
        user_of_token(tokens.token)
    assert user_of_token(other.token) == cast.emil.user


def test_an_expired_temporary_password_ends_refreshing(cast: Cast, tokens: Tokens) -> None:
    User.objects.filter(pk=cast.emil.user_id).update(password_expires_at=timezone.now())
    with pytest.raises(TokenInvalidError):
        rotate(tokens.refresh_token)


def test_f11_no_sign_in_opens_with_a_password_that_was_changed_meanwhile(cast: Cast) -> None:
    proven = User.objects.get(pk=cast.emil.user_id)
    change_the_password(cast.emil.user)
    with pytest.raises(TokenInvalidError):
        open_session(proven)
    assert Session.objects.count() == 0


def test_a13_only_the_hash_of_a_refresh_token_is_stored(tokens: Tokens) -> None:
    row = RefreshToken.objects.get()
    assert row.digest == digest(tokens.refresh_token)
    assert tokens.refresh_token not in f"{row} {row!r} {tokens!r} {vars(row)} {tokens.session}"
    assert tokens.token not in repr(tokens)
    assert LogEntry.objects.count() == 0


def test_refresh_tokens_have_256_bits(tokens: Tokens) -> None:
    assert len(base64.urlsafe_b64decode(tokens.refresh_token + "=")) == 32


def test_the_tokens_say_how_long_they_are_good(tokens: Tokens) -> None:
    assert tokens.expires_in == settings.ACCESS_TOKEN_LIFETIME.total_seconds()
    assert abs(tokens.refresh_expires_in - settings.SIGN_IN_IDLE.total_seconds()) <= 1


def test_a_token_holds_neither_role_nor_name(tokens: Tokens) -> None:
    assert sorted(read_claims(tokens.token)) == ["aud", "exp", "fpr", "iat", "iss", "jti", "sid", "sub", "typ"]


def test_what_a_device_calls_itself_is_cut_and_cleaned(cast: Cast) -> None:
    assert open_session(cast.emil.user, "Fire\nfox\0" + "x" * 300).session.device == "Firefox" + "x" * 193
