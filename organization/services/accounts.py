"""Signing in and out, and choosing passwords."""

from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from notifications.services import post
from organization import attempts, authentication, credentials
from organization.authentication import AuthenticationError, Claims, TokenInvalidError, Tokens
from organization.models import Session, User
from organization.validators import can_be_stored


def sign_in(*, username: str, password: str, address: str = "", device: str = "") -> Tokens:
    """Sign in with a username, or a work mail that is only one person's.

    Raises invalid_credentials, the same whatever is wrong, and TooManyAttemptsError after too many wrong
    passwords from the address; after the right password also account_inactive, and password_expired for a
    temporary one that was not replaced in time.
    """
    user = credentials.find_user(username)
    if not attempts.is_proven(user, password, typed=username, address=address) or user is None:
        refuse("Wrong username or password.", code="invalid_credentials")
    if not user.is_active:
        refuse("This account was deactivated. Ask whoever keeps the people of your company.", code="account_inactive")
    refuse_expired_password(user)
    return enter(user, device)


@transaction.atomic
def enter(user: User, device: str) -> Tokens:
    """Open a session for whoever proved to be the user; invalid_credentials if the account changed meanwhile."""
    try:
        tokens = authentication.open_session(user, device)
    except TokenInvalidError:
        refuse("Wrong username or password.", code="invalid_credentials")
    tokens.user.last_login = timezone.now()
    tokens.user.save(update_fields=["last_login"])
    return tokens


def verify(*, token: str) -> Claims:
    """Return what an access token says that is good now; raises token_invalid for every other."""
    try:
        authentication.user_of_token(token)
        return authentication.read_claims(token)
    except AuthenticationError as error:
        raise ValidationError(str(error), code="token_invalid") from error


def refresh(*, refresh_token: str) -> Tokens:
    """Return the next tokens for a refresh token; raises token_invalid."""
    try:
        return authentication.rotate(refresh_token)
    except TokenInvalidError as error:
        raise ValidationError(str(error), code="token_invalid") from error


@transaction.atomic
def sign_out(*, refresh_token: str) -> Session:
    """End the sign-in of a refresh token, used or not; raises token_invalid if there is none."""
    row = authentication.find_refresh_token(refresh_token)
    if row is None:
        refuse("This refresh token is not known.", code="token_invalid")
    authentication.end_session(row.session)
    return row.session


@transaction.atomic
def revoke_session(*, session: Session, by: User) -> Session:
    """End one of the actor's own sign-ins; raises Session.DoesNotExist for others' and for one that has ended."""
    row = Session.objects.going_on_for(by).select_for_update(of=("self",)).get(pk=session.pk)
    authentication.end_session(row)
    return row


@transaction.atomic
def sign_out_everywhere(*, by: User) -> int:
    """End every sign-in of the actor, and return how many there were."""
    return authentication.end_sessions(by)


def change_password(
    *, current_password: str, new_password: str, address: str = "", device: str = "", by: User
) -> Tokens:
    """Choose a password, knowing the present one; every sign-in ends, and the actor is signed in anew.

    Raises invalid_credentials on `current_password`, which counts as in a sign-in, TooManyAttemptsError,
    password_too_weak on `new_password`, and password_expired for a temporary one that was not replaced in time.
    """
    user = User.objects.get(pk=by.pk)
    if not attempts.is_proven(user, current_password, typed=user.username, address=address):
        refuse_current_password()
    refuse_expired_password(user)
    credentials.check_new_password(new_password, user)
    hashed = credentials.hash_password(new_password)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.token_fingerprint() != user.token_fingerprint() or not row.is_active:
            refuse_current_password()
        set_password(row, hashed)
        return authentication.open_session(row, device)


def request_password_reset(*, sign_in_name: str) -> None:
    """Send the way to a new password to whoever signs in with this name; the same work is done if nobody does."""
    known = len(sign_in_name) <= credentials.LONGEST_NAME and can_be_stored(sign_in_name)
    post("password_reset", about={"sign_in_name": sign_in_name if known else ""})


def reset_password(*, token: str, new_password: str) -> User:
    """Choose a password with the token of a letter, good once; every sign-in ends.

    Raises token_invalid, and password_too_weak on `new_password`.
    """
    user = credentials.user_of_reset_token(token)
    if user is None:
        refuse_reset_token()
    credentials.check_new_password(new_password, user)
    hashed = credentials.hash_password(new_password)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        row = credentials.user_of_reset_token(token)
        if row is None:
            refuse_reset_token()
        set_password(row, hashed)
    return row


def set_password(user: User, hashed: str) -> None:
    """Give the user the password he chose, end every sign-in, and tell him by letter."""
    user.password = hashed
    user.password_expires_at = None
    user.token_version += 1
    user.save(update_fields=["password", "password_expires_at", "token_version"])
    authentication.end_sessions(user)
    post("password_changed", about={"user": user.pk})


def refuse(message: str, *, code: str) -> NoReturn:
    """Raise the error of this code."""
    raise ValidationError(message, code=code)


def refuse_expired_password(user: User) -> None:
    """Raise password_expired if the temporary password was not replaced in time."""
    if user.password_expired:
        refuse("Your temporary password has expired. Ask for a new letter.", code="password_expired")


def refuse_current_password() -> NoReturn:
    """Raise the error that names the current password."""
    raise ValidationError(
        {"current_password": ValidationError("This is not your present password.", code="invalid_credentials")}
    )


def refuse_reset_token() -> NoReturn:
    """Raise the error of a token that is not good, or no longer."""
    refuse("This link was used already, or has expired. Ask for a new one.", code="token_invalid")
