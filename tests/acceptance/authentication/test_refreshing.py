"""Refresh tokens: good once, and dead with whatever ends a sign-in, also at the same moment."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from organization.authentication import TokenInvalidError, Tokens, open_session, rotate, user_of_token
from organization.credentials import make_reset_token
from organization.models import RefreshToken, Role, Session, User
from organization.services import accounts, people
from tests.acceptance.authentication.conftest import (
    NEW,
    REFRESH,
    SIGN_IN,
    ask,
    at_once,
    refreshed,
    refused_with,
)
from tests.acceptance.server import Server
from tests.conftest import Cast


def age(tokens: Tokens, by: timedelta) -> None:
    """Let what was used be used longer ago: the clock of the server cannot be set."""
    rows = RefreshToken.objects.filter(session=tokens.session, used_at__isnull=False)
    rows.update(used_at=F("used_at") - by)


def test_a10_reuse_after_the_grace_ends_the_whole_family(web: Server, cast: Cast) -> None:
    first, elsewhere = (open_session(cast.emil.user) for _ in range(2))
    second = ask(web, REFRESH, refreshToken=first.refresh_token)["data"]["refreshToken"]
    sibling = ask(web, REFRESH, refreshToken=first.refresh_token)["data"]["refreshToken"]
    assert (second["errors"], sibling["errors"], refused_with(web, sibling["token"])) == ([], [], [])
    newest = ask(web, REFRESH, refreshToken=second["refreshToken"])["data"]["refreshToken"]
    age(first, by=timedelta(seconds=11))
    assert refreshed(web, first.refresh_token) == "TOKEN_INVALID"
    for pair in (second, sibling, newest):
        assert refused_with(web, pair["token"]) == ["UNAUTHENTICATED"]
        assert refreshed(web, pair["refreshToken"]) == "TOKEN_INVALID"
    assert refused_with(web, elsewhere.token) == []
    assert refreshed(web, elsewhere.refresh_token) is None


def test_a10_one_token_shown_many_times_at_once_makes_siblings_of_one_sign_in(
    transactional_db: None, cast: Cast
) -> None:
    first = open_session(cast.emil.user)
    siblings = at_once(*[lambda: rotate(first.refresh_token)] * 6)
    assert [user_of_token(pair.token) for pair in siblings] == [cast.emil.user] * 6
    assert len({pair.refresh_token for pair in siblings}) == 6
    assert Session.objects.get().ended_at is None
    assert RefreshToken.objects.filter(used_at__isnull=False).count() == 1


def test_a10_a_copy_shown_at_once_with_the_newest_token_ends_the_sign_in(transactional_db: None, cast: Cast) -> None:
    first = open_session(cast.emil.user)
    newest = rotate(first.refresh_token)
    age(first, by=timedelta(seconds=11))
    copies = [lambda: rotate(first.refresh_token)] * 3
    *refused, last = at_once(*copies, lambda: rotate(newest.refresh_token))
    assert [type(each) for each in refused] == [TokenInvalidError] * 3
    assert Session.objects.get().ended_at is not None
    for pair in (newest, *([last] if isinstance(last, Tokens) else [])):
        with pytest.raises(TokenInvalidError):
            user_of_token(pair.token)
        with pytest.raises(TokenInvalidError):
            rotate(pair.refresh_token)


def by_hand(cast: Cast) -> None:
    """Set a password as Django's own form and command do."""
    user = User.objects.get(pk=cast.emil.user_id)
    user.set_password(NEW)
    user.save()


def in_the_admin(cast: Cast) -> None:
    """Change one's password in the admin."""
    User.objects.filter(pk=cast.emil.user_id).update(is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=cast.emil.user_id))
    fields = {"old_password": cast.password, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", fields).status_code == 302


ENDS: dict[str, Callable[[Cast], object]] = {
    "signing out everywhere": lambda cast: accounts.sign_out_everywhere(by=cast.emil.user),
    "deactivation": lambda cast: people.deactivate_employee(employee=cast.emil, by=cast.olga.user),
    "return after a deactivation": lambda cast: [
        act(employee=cast.emil, by=cast.olga.user) for act in (people.deactivate_employee, people.reactivate_employee)
    ],
    "another password": lambda cast: accounts.change_password(
        current_password=cast.password, new_password=NEW, by=cast.emil.user
    ),
    "a reset": lambda cast: accounts.reset_password(token=make_reset_token(cast.emil.user), new_password=NEW),
    "a password by hand": by_hand,
    "a password in the admin": in_the_admin,
    "deletion": lambda cast: (cast.emil.delete(), cast.emil.user.delete()),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a12_a14_a15_it_ends_every_token_at_the_next_request(
    web: Server, cast: Cast, end: Callable[[Cast], object]
) -> None:
    used, fresh = (open_session(cast.emil.user) for _ in range(2))
    later = rotate(used.refresh_token)
    assert refused_with(web, fresh.token, "{ tasks { totalCount } }") == []
    end(cast)
    for pair in (used, later, fresh):
        assert refused_with(web, pair.token, "{ tasks { totalCount } }") == ["UNAUTHENTICATED"]
        assert refreshed(web, pair.refresh_token) == "TOKEN_INVALID"
    assert RefreshToken.objects.filter(session__in=[used.session, fresh.session]).count() in {0, 3}


def test_a12_signing_out_ends_this_sign_in_and_no_other(web: Server, cast: Cast) -> None:
    here, there = (open_session(cast.emil.user) for _ in range(2))
    query = "mutation ($t: String!) { revokeToken(refreshToken: $t) { revoked } }"
    assert ask(web, query, t=here.refresh_token) == {"data": {"revokeToken": {"revoked": True}}}
    assert (refreshed(web, here.refresh_token), refused_with(web, here.token)) == ("TOKEN_INVALID", ["UNAUTHENTICATED"])
    assert (refreshed(web, there.refresh_token), refused_with(web, there.token)) == (None, [])


def test_a12_another_role_goes_with_the_next_tokens(web: Server, cast: Cast) -> None:
    tokens = open_session(cast.max.user)
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)
    pair = ask(web, REFRESH, refreshToken=tokens.refresh_token)["data"]["refreshToken"]
    assert (pair["errors"], pair["user"]) == ([], {"role": "EMPLOYEE"})
    for token in (tokens.token, pair["token"]):
        assert refused_with(web, token, "{ myTeam { totalCount } }") == ["FORBIDDEN"]


def test_a12_a_sign_in_that_is_too_old_or_idle_is_over(cast: Cast) -> None:
    tokens = open_session(cast.emil.user)
    for days in (14, 30):
        with time_machine.travel(timezone.now() + timedelta(days=days)), pytest.raises(TokenInvalidError):
            rotate(tokens.refresh_token)


def test_a13_no_token_is_stored_shown_or_logged(web: Server, cast: Cast) -> None:
    pair = ask(web, SIGN_IN, username="emil", password=cast.password)["data"]["tokenAuth"]
    following = ask(web, REFRESH, refreshToken=pair["refreshToken"])["data"]["refreshToken"]
    refreshed(web, "nonsense-that-was-tried")
    User.objects.filter(pk=cast.olga.user_id).update(is_staff=True, is_superuser=True)
    admin = Client()
    admin.force_login(User.objects.get(pk=cast.olga.user_id))
    [session] = Session.objects.all()
    pages = [admin.get(f"/admin/organization/session/{place}") for place in ("", f"{session.pk}/change/")]
    assert [page.status_code for page in pages] == [200, 200]
    shown = web.log.read_text() + "".join(page.content.decode() for page in pages)
    shown += str([*RefreshToken.objects.all(), *Session.objects.all(), *LogEntry.objects.values()]) + everything()
    secrets = [pair["token"], pair["refreshToken"], following["token"], following["refreshToken"], cast.password]
    assert not [secret for secret in (*secrets, "nonsense-that-was-tried") if secret in shown]
    assert re.fullmatch("[0-9a-f]{64}", RefreshToken.objects.latest("id").digest)


def everything() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names()
        return str([cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in names])


def test_a15_f11_whoever_changes_the_password_is_the_only_one_who_stays(transactional_db: None, cast: Cast) -> None:
    others = [open_session(cast.emil.user) for _ in range(2)]
    by = User.objects.get(pk=cast.emil.user_id)
    change = lambda: accounts.change_password(current_password=cast.password, new_password=NEW, by=by)  # noqa: E731
    enter = lambda: accounts.sign_in(username="emil", password=cast.password)  # noqa: E731
    refresh = [lambda token=other.refresh_token: rotate(token) for other in others]
    kept, *rest = at_once(change, enter, enter, *refresh)
    assert user_of_token(kept.token) == by
    assert rotate(kept.refresh_token).session == kept.session
    for pair in (*others, *(each for each in rest if isinstance(each, Tokens))):
        with pytest.raises(TokenInvalidError):
            user_of_token(pair.token)
        with pytest.raises(TokenInvalidError):
            rotate(pair.refresh_token)
    assert Session.objects.going_on_for(User.objects.get(pk=by.pk)).get() == kept.session
    assert Session.objects.filter(ended_at__isnull=True).get() == kept.session
