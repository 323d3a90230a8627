"""Who sends a request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from organization.authentication import open_session
from organization.middleware import BearerMiddleware
from tests.conftest import Cast

Pass = Callable[..., Any]


@pytest.fixture
def passed(rf: RequestFactory) -> Pass:
    """Return what sends a request with headers and cookies through the middleware, and gives it back."""

    def send(header: str | None = None, **cookies: str) -> HttpRequest:
        request = rf.get("/", headers=None if header is None else {"authorization": header})
        request.COOKIES.update(cookies)
        request.user = AnonymousUser()
        BearerMiddleware(lambda _request: HttpResponse())(request)
        return request

    return send


def test_a_bearer_token_names_the_sender(cast: Cast, passed: Pass) -> None:
    request = passed(f"Bearer {open_session(cast.emil.user).token}")
    assert (request.jwt_user, request.user, request.bearer.error) == (cast.emil.user, cast.emil.user, None)


def test_nothing_is_looked_up_before_it_is_asked(
    cast: Cast, passed: Pass, django_assert_num_queries: Callable[[int], Any]
) -> None:
    token = open_session(cast.emil.user).token
    with django_assert_num_queries(0):
        request = passed(f"Bearer {token}")
    with django_assert_num_queries(1):
        assert (str(request.jwt_user), str(request.user), request.bearer.error) == ("emil", "emil", None)


def test_without_a_header_the_sender_is_nobody_and_the_session_user_stays(cast: Cast, passed: Pass) -> None:
    request = passed()
    assert request.jwt_user.is_authenticated is False
    assert request.bearer.error is None
    assert not request.jwt_error
    assert isinstance(request.user, AnonymousUser)


def test_a20_cookies_are_ignored(cast: Cast, passed: Pass) -> None:
    request = passed(JWT=open_session(cast.emil.user).token)
    assert (request.jwt_user.is_authenticated, request.bearer.error) == (False, None)


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "bearer x",
        "Bearer a b",
        "Bearer a.b.c, Bearer d.e.f",
        "Bearer \x00",
        "Bearer ä.ö.ü",
        "Bearer \ud800",
        "Basic dXNlcjpwYXNz",
        "garbage",
        f"Bearer {'a' * 100_000}",
        f"Bearer {'.' * 3000}",
        "Bearer e30.e30.e30",
        "Bearer W10.W10.W10",
    ],
)
def test_a7_a_malformed_header_is_unauthenticated(passed: Pass, header: str) -> None:
    request = passed(header)
    assert (request.jwt_user.is_authenticated, request.bearer.error) == (False, "UNAUTHENTICATED")
    assert request.jwt_error == "UNAUTHENTICATED"


def test_an_expired_token_says_so(cast: Cast, passed: Pass) -> None:
    token = open_session(cast.emil.user).token
    with time_machine.travel(timezone.now() + settings.ACCESS_TOKEN_LIFETIME + timedelta(seconds=10)):
        request = passed(f"Bearer {token}")
        assert (request.jwt_user.is_authenticated, request.bearer.error) == (False, "TOKEN_EXPIRED")


def test_a14_somebody_deactivated_is_nobody_in_the_next_request(cast: Cast, passed: Pass) -> None:
    token = open_session(cast.emil.user).token
    cast.emil.user.is_active = False
    cast.emil.user.save()
    request = passed(f"Bearer {token}")
    assert (request.jwt_user.is_authenticated, request.bearer.error) == (False, "UNAUTHENTICATED")
