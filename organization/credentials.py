"""Credentials: the names and passwords with which people sign in."""

import secrets

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from organization.models import Employee, User
from organization.validators import can_be_stored

LONGEST_NAME = 254
LONGEST_PASSWORD = 256


def find_user(sign_in_name: str) -> User | None:
    """Return whose username this is, or else whose work mail, if it is only one person's."""
    if len(sign_in_name) > LONGEST_NAME or not can_be_stored(sign_in_name):
        return None
    wanted = Lower(Value(sign_in_name.strip()))
    user: User | None = User.objects.alias(key=Lower("username")).filter(key=wanted).first()
    if user:
        return user
    people = Employee.objects.alias(key=Lower("work_email")).filter(key=wanted).select_related("user")[:2]
    return people[0].user if len(people) == 1 else None


def password_is_right(user: User | None, password: str) -> bool:
    """Whether it is the user's password; takes one hashing for nobody's too, so that the time tells nothing."""
    if user is None or not can_be_stored(password):
        user = User(password=UNUSABLE_PASSWORD_PREFIX)
    return user.check_password(password)


def hash_password(password: str) -> str:
    """Return the password's hash."""
    return make_password(password)


def temporary_password() -> str:
    """Return a new password of 96 random bits."""
    return secrets.token_urlsafe(12)


def check_new_password(password: str, user: User) -> None:
    """Refuse, as `new_password`, one that is too weak or is the user's already."""
    if not can_be_stored(password):
        refuse_new_password("This password holds characters that cannot be used.", code="invalid")
    if len(password) > LONGEST_PASSWORD:
        refuse_new_password(f"A password has at most {LONGEST_PASSWORD} characters.", code="too_long")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError(
            {"new_password": [ValidationError(message, code="password_too_weak") for message in error.messages]}
        ) from error
    if password_is_right(user, password):
        refuse_new_password("Choose a password that differs from the present one.", code="password_too_weak")


def refuse_new_password(message: str, *, code: str) -> None:
    """Raise the error that names the new password."""
    raise ValidationError({"new_password": ValidationError(message, code=code)})


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens for choosing a password: they die with a sign-in, a new password and a deactivation."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.token_version}"


reset_tokens = ResetTokens()


def make_reset_token(user: User) -> str:
    """Return a token, good once, with which the user may choose a password."""
    return f"{urlsafe_base64_encode(str(user.pk).encode())}.{reset_tokens.make_token(user)}"


def user_of_reset_token(token: str) -> User | None:
    """Return the active user who may choose a password with this token, or None."""
    key, _, secret = token.partition(".")
    try:
        pk = int(urlsafe_base64_decode(key)[:18])
    except ValueError:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and reset_tokens.check_token(user, secret) else None
