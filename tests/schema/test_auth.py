"""Signing in and out and choosing passwords, as a client meets them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from notifications.jobs import send_letter
from notifications.models import Letter
from organization.models import RefreshToken, Session, User
from tests.conftest import Cast
from tests.schema.conftest import Api

TOKENS = "token refreshToken expiresIn refreshExpiresIn mustChangePassword user { username } errors { code field }"
NEW = "a better horse, a stapled battery"
NOTHING = {
    "token": None,
    "refreshToken": None,
    "expiresIn": None,
    "refreshExpiresIn": None,
    "mustChangePassword": None,
    "user": None,
}


def answer(caller: Api, operation: str, selection: str, **arguments: str) -> dict[str, Any]:
    """Call a mutation whose arguments are texts; return its payload."""
    declared = ", ".join(f"${name}: String!" for name in arguments)
    passed = ", ".join(f"{name}: ${name}" for name in arguments)
    query = f"mutation ({declared}) {{ {operation}({passed}) {{ {selection} }} }}"
    payload: dict[str, Any] = caller.data(query, **arguments)[operation]
    return payload


def answer_to(caller: Api, operation: str, selection: str, **fields: str) -> dict[str, Any]:
    """Call a mutation with an input; return its payload."""
    given = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {given}!) {{ {operation}(input: $input) {{ {selection} }} }}"
    payload: dict[str, Any] = caller.data(query, input=fields)[operation]
    return payload


def sign_in(api: Api, username: str, password: str) -> dict[str, Any]:
    """Sign in."""
    return answer(api, "tokenAuth", TOKENS, username=username, password=password)


def refresh(api: Api, token: str) -> dict[str, Any]:
    """Exchange a refresh token."""
    return answer(api, "refreshToken", TOKENS, refreshToken=token)


def with_token(tokens: dict[str, Any]) -> Api:
    """Return a caller with the access token of a payload."""
    caller = Api()
    caller.token = tokens["token"]
    return caller


def who(tokens: dict[str, Any]) -> str | list[str]:
    """Return whom the API takes the holder of an access token for, or the codes of its refusal."""
    caller = with_token(tokens)
    codes = caller.codes("{ me { username } }")
    return codes or caller.data("{ me { username } }")["me"]["username"]


def refused(code: str, field: list[str] | None = None) -> dict[str, Any]:
    """Return the payload of a refused sign-in."""
    return NOTHING | {"errors": [{"code": code, "field": field}]}


def make_temporary(user: User, *, expires_in: timedelta = timedelta(hours=72)) -> None:
    """Make the user's password a temporary one."""
    user.password_expires_at = timezone.now() + expires_in
    user.save(update_fields=["password_expires_at"])


@pytest.mark.parametrize("name", ["emil", "EMIL", "emil@acme.example", "Emil@Acme.Example"])
def test_one_signs_in_with_the_username_or_the_work_mail(cast: Cast, api: Api, name: str) -> None:
    tokens = sign_in(api, name, cast.password)
    assert tokens["errors"] == []
    assert (tokens["expiresIn"], tokens["mustChangePassword"], tokens["user"]) == (300, False, {"username": "emil"})
    assert tokens["refreshExpiresIn"] == pytest.approx(14 * 86400, abs=5)
    assert who(tokens) == "emil"


@pytest.mark.parametrize("name", ["emil", "nobody", "ina", "", "a" * 5000, "\x00"])
def test_a_wrong_password_an_unknown_name_and_an_inactive_account_answer_the_same(
    cast: Cast, api: Api, name: str
) -> None:
    assert sign_in(api, name, "the wrong password") == refused("INVALID_CREDENTIALS")
    assert Session.objects.count() == 0


def test_only_the_right_password_learns_that_the_account_is_inactive(cast: Cast, api: Api) -> None:
    assert sign_in(api, "ina", cast.password) == refused("ACCOUNT_INACTIVE")
    assert Session.objects.count() == 0


def test_the_message_of_a_failed_sign_in_does_not_tell_what_was_wrong(cast: Cast, api: Api) -> None:
    texts = {
        str(answer(api, "tokenAuth", "errors { message }", username=name, password="the wrong password"))
        for name in ("emil", "nobody", "ina")
    }
    assert len(texts) == 1


def test_a_temporary_password_opens_nothing_but_choosing_another(cast: Cast, api: Api) -> None:
    make_temporary(cast.emil.user)
    tokens = sign_in(api, "emil", cast.password)
    caller = with_token(tokens)
    assert tokens["mustChangePassword"] is True
    for query in (
        "{ me { username } }",
        "{ mySessions { totalCount } }",
        "mutation { revokeAllTokens { revoked } }",
        "{ tasks { totalCount } }",
        "{ company { name } }",
        "{ serverInfo { version } }",
        "{ node(id: 1) { id } }",
    ):
        assert caller.codes(query) == ["PASSWORD_CHANGE_REQUIRED"]


def test_with_a_temporary_password_nothing_is_changed(cast: Cast, api: Api) -> None:
    make_temporary(cast.emil.user)
    caller = with_token(sign_in(api, "emil", cast.password))
    mutation = 'mutation { updateProfile(input: { phone: "1" }) { errors { code } } }'
    assert caller.codes(mutation) == ["PASSWORD_CHANGE_REQUIRED"]
    cast.emil.refresh_from_db()
    assert cast.emil.phone == "+49 30 1234567"


def test_a_temporary_password_that_has_expired_lets_nobody_in(cast: Cast, api: Api) -> None:
    make_temporary(cast.emil.user, expires_in=timedelta(seconds=-1))
    assert sign_in(api, "emil", cast.password) == refused("PASSWORD_EXPIRED")
    assert sign_in(api, "emil", "the wrong password") == refused("INVALID_CREDENTIALS")
    assert Session.objects.count() == 0


def change_password(caller: Api, current: str, new: str) -> dict[str, Any]:
    """Choose another password."""
    return answer_to(caller, "changePassword", TOKENS, currentPassword=current, newPassword=new)


def test_whoever_chose_a_password_goes_on_with_it(cast: Cast, api: Api) -> None:
    make_temporary(cast.emil.user)
    first = sign_in(api, "emil", cast.password)
    chosen = change_password(with_token(first), cast.password, NEW)
    assert (chosen["errors"], chosen["mustChangePassword"], who(chosen)) == ([], False, "emil")
    assert with_token(chosen).codes("{ tasks { totalCount } }") == []
    assert sign_in(api, "emil", cast.password) == refused("INVALID_CREDENTIALS")
    assert sign_in(api, "emil", NEW)["errors"] == []
    assert list(Letter.objects.values_list("kind", flat=True)) == ["password_changed"]


def test_another_password_ends_every_other_sign_in(cast: Cast, api: Api) -> None:
    here, there = (sign_in(api, "emil", cast.password) for _ in range(2))
    change_password(with_token(here), cast.password, NEW)
    assert [who(tokens) for tokens in (here, there)] == [["UNAUTHENTICATED"]] * 2
    assert [refresh(api, tokens["refreshToken"])["errors"][0]["code"] for tokens in (here, there)] == [
        "TOKEN_INVALID"
    ] * 2


@pytest.mark.parametrize(
    ("current", "new", "error"),
    [
        ("the wrong password", NEW, ("INVALID_CREDENTIALS", "currentPassword")),
        ("correct horse battery staple", "short", ("PASSWORD_TOO_WEAK", "newPassword")),
        ("correct horse battery staple", "password12345", ("PASSWORD_TOO_WEAK", "newPassword")),
        ("correct horse battery staple", "correct horse battery staple", ("PASSWORD_TOO_WEAK", "newPassword")),
        ("correct horse battery staple", "x" * 1000, ("TOO_LONG", "newPassword")),
    ],
)
def test_a_password_is_not_changed_to_a_bad_one_or_without_the_present_one(
    cast: Cast, api: Api, current: str, new: str, error: tuple[str, str]
) -> None:
    tokens = sign_in(api, "emil", cast.password)
    payload = change_password(with_token(tokens), current, new)
    assert {(each["code"], *each["field"]) for each in payload["errors"]} == {error}
    assert who(tokens) == "emil"
    assert sign_in(api, "emil", cast.password)["errors"] == []
    assert Letter.objects.count() == 0


def test_nobody_changes_a_password_without_a_sign_in(cast: Cast, api: Api) -> None:
    mutation = 'mutation { changePassword(input: { currentPassword: "a", newPassword: "b" }) { errors { code } } }'
    assert api.codes(mutation) == ["UNAUTHENTICATED"]


def test_a_refresh_token_gets_the_next_pair(cast: Cast, api: Api) -> None:
    first = sign_in(api, "emil", cast.password)
    second = refresh(api, first["refreshToken"])
    assert (second["errors"], who(second), second["user"]) == ([], "emil", {"username": "emil"})
    assert second["refreshToken"] != first["refreshToken"]
    assert Session.objects.count() == 1


def test_a_refresh_token_shown_again_at_once_gets_a_sibling(cast: Cast, api: Api) -> None:
    first = sign_in(api, "emil", cast.password)
    pairs = [refresh(api, first["refreshToken"]) for _ in range(2)]
    assert [who(pair) for pair in pairs] == ["emil", "emil"]
    assert [refresh(api, pair["refreshToken"])["errors"] for pair in pairs] == [[], []]


def test_a_refresh_token_shown_again_later_ends_the_whole_sign_in(cast: Cast, api: Api) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC)) as clock:
        first, elsewhere = (sign_in(api, "emil", cast.password) for _ in range(2))
        second = refresh(api, first["refreshToken"])
        clock.shift(11)
        assert refresh(api, first["refreshToken"]) == refused("TOKEN_INVALID")
        assert refresh(api, second["refreshToken"]) == refused("TOKEN_INVALID")
        assert (who(second), who(elsewhere)) == (["UNAUTHENTICATED"], "emil")


@pytest.mark.parametrize("token", ["", "nonsense", "a" * 100_000, "\x00", "ä"])
def test_what_is_no_refresh_token_gets_nothing(cast: Cast, api: Api, token: str) -> None:
    assert refresh(api, token) == refused("TOKEN_INVALID")


def test_a_refresh_token_is_stored_only_as_its_digest(cast: Cast, api: Api) -> None:
    token = sign_in(api, "emil", cast.password)["refreshToken"]
    row = RefreshToken.objects.get()
    assert token not in f"{row} {row.__dict__}"


def test_signing_out_ends_one_sign_in_at_once(cast: Cast, api: Api) -> None:
    here, there = (sign_in(api, "emil", cast.password) for _ in range(2))
    payload = answer(api, "revokeToken", "revoked errors { code }", refreshToken=here["refreshToken"])
    assert payload == {"revoked": True, "errors": []}
    assert (who(here), who(there)) == (["UNAUTHENTICATED"], "emil")
    assert refresh(api, here["refreshToken"]) == refused("TOKEN_INVALID")


def test_signing_out_with_an_unknown_token_is_refused(cast: Cast, api: Api) -> None:
    payload = answer(api, "revokeToken", "revoked errors { code }", refreshToken="nonsense")
    assert payload == {"revoked": False, "errors": [{"code": "TOKEN_INVALID"}]}


def test_signing_out_everywhere_ends_all_of_ones_sign_ins(cast: Cast, api: Api) -> None:
    here, there = (sign_in(api, "emil", cast.password) for _ in range(2))
    ernas = sign_in(api, "erna", cast.password)
    assert with_token(here).data("mutation { revokeAllTokens { revoked } }") == {"revokeAllTokens": {"revoked": 2}}
    assert [who(tokens) for tokens in (here, there, ernas)] == [["UNAUTHENTICATED"], ["UNAUTHENTICATED"], "erna"]


def test_an_access_token_says_whose_it_is_and_until_when(cast: Cast, api: Api) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
        tokens = sign_in(api, "emil", cast.password)
        payload = answer(api, "verifyToken", "userId issuedAt expiresAt errors { code }", token=tokens["token"])
        mine = with_token(tokens).data("{ me { id } }")["me"]["id"]
    assert payload == {
        "userId": mine,
        "issuedAt": "2026-03-01T09:00:00+00:00",
        "expiresAt": "2026-03-01T09:05:00+00:00",
        "errors": [],
    }


NOBODY = {"userId": None, "errors": [{"code": "TOKEN_INVALID"}]}


def verify(api: Api, token: str) -> dict[str, Any]:
    """Ask about an access token."""
    return answer(api, "verifyToken", "userId errors { code }", token=token)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "ä", "\x00", "a" * 100_000])
def test_what_is_no_access_token_is_not_good(db: None, api: Api, token: str) -> None:
    assert verify(api, token) == NOBODY


def test_an_access_token_is_not_good_after_its_time_or_its_sign_in(cast: Cast, api: Api) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC)) as clock:
        ended, expired = (sign_in(api, "emil", cast.password) for _ in range(2))
        answer(api, "revokeToken", "revoked", refreshToken=ended["refreshToken"])
        assert verify(api, ended["token"]) == NOBODY
        clock.shift(306)
        assert (verify(api, expired["token"]), who(expired)) == (NOBODY, ["TOKEN_EXPIRED"])


def read_last_letter() -> str:
    """Have the last letter sent; return its text."""
    mail.outbox.clear()
    send_letter(Letter.objects.latest("pk").pk)
    (sent,) = mail.outbox
    return str(sent.body)


def ask_for_letter(api: Api, username: str) -> None:
    """Ask for a letter, and get the answer that everybody gets."""
    payload = answer_to(api, "requestPasswordReset", "requested errors { code }", username=username)
    assert payload == {"requested": True, "errors": []}


def reset(api: Api, token: str, new: str) -> dict[str, Any]:
    """Choose a password with the token of a letter."""
    return answer_to(api, "resetPassword", "reset errors { code }", token=token, newPassword=new)


def test_a_letter_leads_to_a_new_password_once(cast: Cast, api: Api) -> None:
    before = sign_in(api, "emil", cast.password)
    ask_for_letter(api, "emil@acme.example")
    token = re.findall(r"^\S+\.\S+-\S+$", read_last_letter(), re.MULTILINE)[-1]
    assert reset(api, token, NEW) == {"reset": True, "errors": []}
    assert reset(api, token, "yet another horse") == {"reset": False, "errors": [{"code": "TOKEN_INVALID"}]}
    assert who(before) == ["UNAUTHENTICATED"]
    assert sign_in(api, "emil", cast.password) == refused("INVALID_CREDENTIALS")
    assert sign_in(api, "emil", NEW)["errors"] == []
    assert "password" in read_last_letter()


def test_a_letter_for_a_weak_password_stays_good(cast: Cast, api: Api) -> None:
    ask_for_letter(api, "emil")
    token = re.findall(r"^\S+\.\S+-\S+$", read_last_letter(), re.MULTILINE)[-1]
    assert reset(api, token, "short") == {"reset": False, "errors": [{"code": "PASSWORD_TOO_WEAK"}]}
    assert reset(api, token, NEW) == {"reset": True, "errors": []}


@pytest.mark.parametrize("name", ["nobody", "ina", "", "nobody@acme.example"])
def test_asking_for_a_letter_tells_nothing_and_sends_nothing_to_nobody(cast: Cast, api: Api, name: str) -> None:
    ask_for_letter(api, name)
    send_letter(Letter.objects.get().pk)
    assert mail.outbox == []


@pytest.mark.parametrize("token", ["", "nonsense", "MQ.c-d", "\x00", "ä.ä", "." * 100, "9" * 50_000])
def test_what_is_no_token_of_a_letter_sets_no_password(cast: Cast, api: Api, token: str) -> None:
    assert reset(api, token, NEW) == {"reset": False, "errors": [{"code": "TOKEN_INVALID"}]}


def test_passwords_and_tokens_do_not_reach_the_log(
    cast: Cast, api: Api, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    with caplog.at_level("DEBUG"):
        tokens = sign_in(api, "emil", cast.password)
        sign_in(api, "emil", "the wrong password")
        api.codes('mutation { tokenAuth(username: "emil", password: "hush hush") { nothing } }')
        api.codes("mutation ($p: Int!) { tokenAuth(username: $p, password: $p) { token } }", p="hush hush")
        refresh(api, tokens["refreshToken"])
    for secret in (cast.password, "the wrong password", "hush hush", tokens["token"], tokens["refreshToken"]):
        assert secret not in caplog.text
