"""Who sends a request: the user of its Bearer token, and of nothing else."""

from collections.abc import Callable
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from organization.authentication import AuthenticationError, TokenExpiredError, read_bearer, read_claims, user_of_token
from organization.models import User


class Bearer:
    """Whom a request's Authorization header stands for; nothing is looked up until it is asked."""

    def __init__(self, header: str) -> None:
        """Keep the header, empty where there is none."""
        self.header = header

    @property
    def user(self) -> User | AnonymousUser:
        """The user of the token; anonymous without a good one."""
        return self._found[0]

    @property
    def key(self) -> str | None:
        """The primary key that the token names, its user not being looked up; None without a good one."""
        return self._claim("sub")

    @property
    def session(self) -> str | None:
        """The id of the sign-in that the token belongs to, not being looked up; None without a good token."""
        return self._claim("sid")

    @property
    def error(self) -> str | None:
        """Why the header is not good, TOKEN_EXPIRED or UNAUTHENTICATED; None if it is good or absent."""
        return self._found[1]

    @property
    def is_bearer(self) -> bool:
        """Whether the header speaks of a Bearer token, good or not."""
        return self.header[:6].lower() == "bearer"

    def _claim(self, name: str) -> str | None:
        token = read_bearer(self.header)
        try:
            return str(read_claims(token)[name]) if token else None
        except AuthenticationError:
            return None

    @cached_property
    def _found(self) -> tuple[User | AnonymousUser, str | None]:
        if not self.header.strip():
            return AnonymousUser(), None
        token = read_bearer(self.header)
        if token is None:
            return AnonymousUser(), "UNAUTHENTICATED"
        try:
            return user_of_token(token), None
        except TokenExpiredError:
            return AnonymousUser(), "TOKEN_EXPIRED"
        except AuthenticationError:
            return AnonymousUser(), "UNAUTHENTICATED"


class BearerMiddleware:
    """Puts the sender on the request; cookies never count.

    `bearer` knows user and error; `jwt_user` and `jwt_error` are the same as lazy objects,
    to be compared by value: a lazy None is false, but not `is None`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the sender, then go on; `request.user` is his only where there is a Bearer header."""
        bearer = Bearer(request.META.get("HTTP_AUTHORIZATION", ""))
        request.bearer = bearer  # type: ignore[attr-defined]
        request.jwt_user = SimpleLazyObject(lambda: bearer.user)  # type: ignore[attr-defined]
        request.jwt_error = SimpleLazyObject(lambda: bearer.error)  # type: ignore[attr-defined]
        if bearer.is_bearer:
            request.user = request.jwt_user  # type: ignore[attr-defined]
        return self.get_response(request)
