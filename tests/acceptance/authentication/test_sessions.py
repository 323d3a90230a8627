"""Where one is signed in: seen and ended one by one, and nobody else's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from organization.authentication import end_session, open_session
from organization.models import Session, User
from tests.acceptance.authentication.conftest import ask, refreshed, refused_with
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

LIST = "{ mySessions { totalCount nodes { id device createdAt lastUsedAt expiresAt current } } }"
REVOKE = "mutation ($id: ID!) { revokeSession(input: { id: $id }) { revoked errors { code message field } } }"
NOT_FOUND = {
    "revoked": False,
    "errors": [{"code": "NOT_FOUND", "message": "There is no such object.", "field": ["id"]}],
}


def with_token(token: str) -> Api:
    """Return a caller with this token."""
    caller = Api()
    caller.token = token
    return caller


def devices(caller: Api) -> list[tuple[str, bool]]:
    """Return the devices that the caller sees, and which is his."""
    return [(row["device"], row["current"]) for row in caller.data(LIST)["mySessions"]["nodes"]]


def test_one_sees_where_one_is_signed_in_the_newest_first(cast: Cast) -> None:
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        phone = open_session(cast.emil.user, "Phone")
        clock.shift(timedelta(minutes=1))
        desk = open_session(cast.emil.user, "Desk")
        open_session(cast.erna.user, "Erna's")
        end_session(open_session(cast.emil.user, "Ended").session)
        shown = with_token(phone.token).data(LIST)["mySessions"]

    def row(session: Session, at: Any, *, current: bool) -> dict[str, Any]:
        times = {"createdAt": at, "lastUsedAt": at, "expiresAt": at + timedelta(days=30)}
        said = {name: time.isoformat() for name, time in times.items()}
        return {"id": global_id(session), "device": session.device, **said, "current": current}

    later = start + timedelta(minutes=1)
    nodes = [row(desk.session, later, current=False), row(phone.session, start, current=True)]
    assert shown == {"totalCount": 2, "nodes": nodes}


def test_one_ends_a_sign_in_with_all_its_tokens_at_once(web: Server, cast: Cast) -> None:
    here, there = (open_session(cast.emil.user) for _ in range(2))
    query = "{ tasks { totalCount } }"
    assert [refused_with(web, there.token, query) for _ in range(2)] == [[], []]
    answer = ask(web, REVOKE, token=here.token, id=global_id(there.session))
    assert answer == {"data": {"revokeSession": {"revoked": True, "errors": []}}}
    assert refused_with(web, there.token, query) == ["UNAUTHENTICATED"]
    assert refreshed(web, there.refresh_token) == "TOKEN_INVALID"
    assert (refused_with(web, here.token, query), refreshed(web, here.refresh_token)) == ([], None)
    again = ask(web, REVOKE, token=here.token, id=global_id(there.session))
    assert again == {"data": {"revokeSession": NOT_FOUND}}


def test_one_may_end_the_sign_in_one_is_using(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.emil)
    [mine] = caller.data(LIST)["mySessions"]["nodes"]
    assert caller.data(REVOKE, id=mine["id"])["revokeSession"] == {"revoked": True, "errors": []}
    assert caller.codes(LIST) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("whose", ["erna", "gina", "nobody"])
def test_nobody_ends_or_sees_the_sign_in_of_another(cast: Cast, api: Api, whose: str) -> None:
    session = Session(pk=uuid4()) if whose == "nobody" else open_session(getattr(cast, whose).user).session
    caller = api.as_(cast.olga)
    assert caller.data(REVOKE, id=global_id(session))["revokeSession"] == NOT_FOUND
    assert caller.data("query ($id: ID!) { node(id: $id) { id } }", id=global_id(session)) == {"node": None}
    assert not Session.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.parametrize("wrong", ["", "abc", "Session:1", "U2Vzc2lvbjox", "U2Vzc2lvbjo="])
def test_what_is_no_id_of_a_sign_in_is_not_found(cast: Cast, api: Api, wrong: str) -> None:
    assert api.as_(cast.emil).data(REVOKE, id=wrong)["revokeSession"] == NOT_FOUND


def test_a_sign_in_from_before_another_password_is_not_shown(cast: Cast, api: Api) -> None:
    open_session(cast.emil.user, "Old")
    user = User.objects.get(pk=cast.emil.user_id)
    user.set_password("something else entirely")
    user.save()
    assert devices(with_token(open_session(user, "New").token)) == [("New", True)]


def test_sign_ins_have_pages_that_are_read_in_few_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        tokens = open_session(cast.emil.user, f"Device {number}")
    caller, seen, after = with_token(tokens.token), [], None
    query = """query ($after: String) { mySessions(first: 2, after: $after) {
      nodes { device current } pageInfo { hasNextPage endCursor } } }"""
    while True:
        with django_assert_max_num_queries(3):
            page = caller.data(query, after=after)["mySessions"]
        seen += [(row["device"], row["current"]) for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [(f"Device {number}", number == 4) for number in (4, 3, 2, 1, 0)]
