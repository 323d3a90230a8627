"""Who is asking: access tokens, refresh tokens and the sign-ins behind them."""

import hashlib
import re
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import jwt
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from graphql_jwt.exceptions import JSONWebTokenError, JSONWebTokenExpired
from graphql_jwt.settings import jwt_settings
from graphql_jwt.shortcuts import get_token
from graphql_jwt.utils import get_payload, get_user_by_payload

from organization.models import RefreshToken, Session, User

Claims = dict[str, Any]

CLAIM_TYPES = {"exp": int, "iat": int, "sub": str, "jti": str, "typ": str, "sid": str, "fpr": str}
PRIMARY_KEY = re.compile("[0-9]{1,18}")
LEEWAY = 5
LONGEST_HEADER = 4096


class AuthenticationError(Exception):
    """The caller is not who he says, or no longer."""


class TokenExpiredError(AuthenticationError):
    """The access token was good, and has expired."""

    def __init__(self) -> None:
        """Say it to the caller."""
        super().__init__("Your sign-in needs to be refreshed.")


class TokenInvalidError(AuthenticationError):
    """The token never was good, or its sign-in has ended."""

    def __init__(self) -> None:
        """Say it to the caller."""
        super().__init__("Your sign-in has ended. Sign in again.")


@dataclass(frozen=True)
class Tokens:
    """What a sign-in hands out; the refresh token is good once, for the next of these."""

    user: User
    session: Session
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    refresh_expires_in: int

    @property
    def must_change_password(self) -> bool:
        """Whether the tokens are good only for choosing a password."""
        return self.user.must_change_password


def jwt_payload(user: User, context: Session) -> Claims:
    """Return the claims of an access token of this sign-in."""
    now = int(time.time())
    return {
        "sub": str(user.pk),
        "iat": now,
        "exp": now + lifetime(),
        "aud": jwt_settings.JWT_AUDIENCE,
        "iss": jwt_settings.JWT_ISSUER,
        "jti": uuid.uuid4().hex,
        "typ": "access",
        "sid": str(context.pk),
        "fpr": user.token_fingerprint(),
    }


def jwt_decode(token: str, context: object = None) -> Claims:  # noqa: ARG001, the library hands it on
    """Return the claims of a token that this server signed, each of its exact type and the times plausible."""
    try:
        claims: Claims = jwt.decode(
            token,
            jwt_settings.JWT_SECRET_KEY,
            algorithms=["HS256"],
            audience=jwt_settings.JWT_AUDIENCE,
            issuer=jwt_settings.JWT_ISSUER,
            leeway=LEEWAY,
            options={"require": [*CLAIM_TYPES, "aud", "iss"]},
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise jwt.InvalidTokenError from error
    if any(type(claims[name]) is not kind for name, kind in CLAIM_TYPES.items()):
        raise jwt.InvalidTokenError
    if claims["typ"] != "access" or claims["exp"] > time.time() + lifetime() + LEEWAY:
        raise jwt.InvalidTokenError
    return claims


def lifetime() -> int:
    """Return for how many seconds an access token is good."""
    return int(jwt_settings.JWT_EXPIRATION_DELTA.total_seconds())


def claims(payload: Claims) -> Claims:
    """Hand the whole payload on to `user_from_claims`, where the library would hand on a username."""
    return payload


def user_from_claims(payload: Claims) -> User | None:
    """Return the user of a token whose sign-in goes on, with employee, company and position, in one query."""
    key, sid = payload["sub"], _uuid(payload["sid"])
    if sid is None or not PRIMARY_KEY.fullmatch(key):
        return None
    going_on = Session.objects.live().filter(pk=sid, user_id=OuterRef("pk"))
    users = User.objects.select_related("employee__company", "employee__position").filter(Exists(going_on))
    user: User | None = users.filter(pk=int(key)).first()
    if user is None or not constant_time_compare(user.token_fingerprint(), payload["fpr"]):
        return None
    return user


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def read_bearer(header: str) -> str | None:
    """Return the token of an Authorization header, or None if it is not exactly one Bearer token."""
    if len(header) > LONGEST_HEADER or not header.isascii():
        return None
    scheme, _, token = header.strip().partition(" ")
    token = token.strip()
    is_one = scheme.lower() == jwt_settings.JWT_AUTH_HEADER_PREFIX.lower() and len(token.split()) == 1
    return token if is_one else None


def read_claims(token: str) -> Claims:
    """Return what an access token says; raises TokenExpiredError or TokenInvalidError."""
    try:
        payload: Claims = get_payload(token)
    except JSONWebTokenExpired as error:
        raise TokenExpiredError from error
    except JSONWebTokenError as error:
        raise TokenInvalidError from error
    return payload


def user_of_token(token: str) -> User:
    """Return the active user whose access token this is; raises TokenExpiredError or TokenInvalidError."""
    payload = read_claims(token)
    try:
        user: User | None = get_user_by_payload(payload)
    except JSONWebTokenError as error:
        raise TokenInvalidError from error
    if user is None:
        raise TokenInvalidError
    return user


@transaction.atomic
def open_session(user: User, device: str = "") -> Tokens:
    """Sign the user in; raises TokenInvalidError if he was changed since he proved who he is."""
    row = User.objects.select_for_update().filter(pk=user.pk, is_active=True).first()
    if row is None or row.token_fingerprint() != user.token_fingerprint():
        raise TokenInvalidError
    known_as = "".join(character for character in device if character.isprintable())
    session = Session.objects.create(user=row, fingerprint=row.token_fingerprint(), device=known_as[:200])
    return _hand_out(session, row)


def rotate(refresh_token: str) -> Tokens:
    """Return the next tokens of a sign-in; raises TokenInvalidError.

    A token shown again within SIGN_IN_GRACE gets a sibling, since the answer may have been lost.
    Shown later, somebody has a copy: the sign-in ends, which must outlast the refusal.
    """
    with transaction.atomic():
        row = find_refresh_token(refresh_token, lock=True)
        now = timezone.now()
        if row is None:
            raise TokenInvalidError
        # A clock may have been set back: the grace is as short in that direction.
        copied = row.used_at is not None and abs(now - row.used_at) > settings.SIGN_IN_GRACE
        if not copied:
            return _follow(row)
    end_session(row.session)
    raise TokenInvalidError


def _follow(row: RefreshToken) -> Tokens:
    session = Session.objects.live().select_related("user").filter(pk=row.session_id, user__is_active=True).first()
    if session is None or session.user.password_expired:
        raise TokenInvalidError
    if session.fingerprint != session.user.token_fingerprint():
        raise TokenInvalidError
    now = timezone.now()
    if row.used_at is None:
        row.used_at = now
        row.save(update_fields=["used_at"])
    session.last_used_at = now
    session.save(update_fields=["last_used_at"])
    return _hand_out(session, session.user)


def _hand_out(session: Session, user: User) -> Tokens:
    refresh_token = secrets.token_urlsafe(32)
    RefreshToken.objects.create(session=session, digest=digest(refresh_token))
    good_for = min(session.expires_at - timezone.now(), settings.SIGN_IN_IDLE)
    return Tokens(
        user=user,
        session=session,
        token=get_token(user, session),
        refresh_token=refresh_token,
        expires_in=lifetime(),
        refresh_expires_in=int(good_for.total_seconds()),
    )


def find_refresh_token(refresh_token: str, *, lock: bool = False) -> RefreshToken | None:
    """Return the row of a refresh token with its session, or None; locked if asked for."""
    rows = RefreshToken.objects.select_related("session")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(digest=digest(refresh_token)).first()


def digest(refresh_token: str) -> str:
    """Return under what a refresh token is stored: 256 random bits need neither salt nor stretching."""
    return hashlib.sha256(refresh_token.encode(errors="surrogatepass")).hexdigest()


def end_session(session: Session) -> None:
    """End a sign-in: its refresh and access tokens are refused from now on."""
    Session.objects.filter(pk=session.pk).end()


def end_sessions(user: User) -> int:
    """End every sign-in of the user, and return how many there were."""
    return Session.objects.filter(user=user).end()
