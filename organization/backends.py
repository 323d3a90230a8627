"""Signing in to Django's admin: the same names, passwords and count of wrong ones as in the API."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from organization import attempts
from organization.credentials import find_user
from organization.models import User


class PasswordBackend(ModelBackend):
    """Lets users in who have chosen a password; permissions are Django's."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return whose name and password these are, or None; raises TooManyAttemptsError, which the form shows."""
        if username is None or password is None:
            return None
        user = find_user(username)
        address = request.META.get("REMOTE_ADDR", "") if request else ""
        try:
            proven = attempts.is_proven(user, password, typed=username, address=address)
        except attempts.TooManyAttemptsError as error:
            if request is not None:
                request.retry_after = error.seconds  # type: ignore[attr-defined]
            raise
        # A temporary password is good only for choosing another, which is done in the API.
        welcome = proven and user is not None and self.user_can_authenticate(user) and not user.must_change_password
        return user if welcome else None
