"""Signing in and out, and passwords, under the names of django-graphql-jwt."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import strawberry
import strawberry_django
from strawberry import relay

from organization import authentication, models
from organization.attempts import TooManyAttemptsError
from organization.services import accounts
from schema.context import Info, bearer, viewer
from schema.limits.rates import count_refresh
from schema.lists import Connection, connection
from schema.organization.types import User
from schema.payloads import Payload, changed, mutation, shown
from schema.permissions import Anyone, HasChosenPassword, MayChoosePassword, Seen, visible

LONGEST_DEVICE = 200


@strawberry.type
class TokensPayload(Payload):
    """What signing in answers."""

    token: str | None = changed("The access token, to be sent as `Authorization: Bearer …`; good for minutes.")
    refresh_token: str | None = changed("Good once, for the next pair of tokens. Keep it safe.")
    expires_in: int | None = changed("How many seconds the access token is good for.")
    refresh_expires_in: int | None = changed("How many seconds the refresh token is good for if it is not used.")
    must_change_password: bool | None = changed(
        "Whether the password is a temporary one: then the token opens only `changePassword`."
    )
    user: User | None = changed("The account.")


@strawberry.type(description="What `tokenAuth` answers.")
class TokenAuthPayload(TokensPayload):
    """A sign-in."""


@strawberry.type(description="What `refreshToken` answers.")
class RefreshTokenPayload(TokensPayload):
    """The next pair of tokens."""


@strawberry.type(description="What `verifyToken` answers.")
class VerifyTokenPayload(Payload):
    """What a token says."""

    user_id: strawberry.ID | None = changed("The account's id.")
    issued_at: datetime | None = changed("When the token was made.")
    expires_at: datetime | None = changed("When it ends at the latest.")


@strawberry.type(description="What `revokeToken` answers.")
class RevokeTokenPayload(Payload):
    """The end of a sign-in."""

    revoked: bool = strawberry.field(default=False, description="Whether the sign-in has ended.")


@strawberry.type(description="What `revokeAllTokens` answers.")
class RevokeAllTokensPayload(Payload):
    """The end of all sign-ins."""

    revoked: int | None = changed("How many sign-ins have ended.")


@strawberry.input(description="The old password and the new one.")
class ChangePasswordInput:
    """A new password."""

    current_password: str = strawberry.field(description="The password until now; it may be a temporary one.")
    new_password: str = strawberry.field(description="At least 12 characters, not a common password, another than now.")


@strawberry.type(description="What `changePassword` answers.")
class ChangePasswordPayload(TokensPayload):
    """The only sign-in that is left."""


@strawberry.input(description="Who forgot the password.")
class RequestPasswordResetInput:
    """A forgotten password."""

    username: str = strawberry.field(description="The username or the work mail.")


@strawberry.type(description="What `requestPasswordReset` answers: the same, whether or not there is such an account.")
class RequestPasswordResetPayload(Payload):
    """A letter, perhaps."""

    requested: bool = strawberry.field(default=False, description="True, whether or not there is such an account.")


@strawberry.input(description="The token of the letter and the new password.")
class ResetPasswordInput:
    """A new password for a forgotten one."""

    token: str = strawberry.field(description="The token in the letter.")
    new_password: str = strawberry.field(description="At least 12 characters, and not a common password.")


@strawberry.type(description="What `resetPassword` answers.")
class ResetPasswordPayload(Payload):
    """A password was set."""

    reset: bool = strawberry.field(default=False, description="Whether the password is set. Sign in with it.")


def is_current(root: strawberry.Parent[models.Session], info: Info) -> bool:
    """Whether the request's own token belongs to the sign-in."""
    return str(root.pk) == bearer(info.context.request).session


@strawberry_django.type(
    models.Session, only=["created_at"], description="A sign-in of the viewer that goes on, on one device."
)
class Session(Seen, relay.Node):
    """A sign-in."""

    device: str = strawberry_django.field(description="What the browser or program called itself; it may be empty.")
    created_at: datetime = strawberry_django.field(description="When it began.")
    last_used_at: datetime = strawberry_django.field(description="When it was last refreshed.")
    expires_at: datetime = strawberry_django.field(only=["created_at"], description="When it ends at the latest.")
    current: bool = strawberry_django.field(
        resolver=is_current, only=["id"], description="Whether it is the one that this request was sent with."
    )


@strawberry.type
class SessionQuery:
    """Where one is signed in."""

    # Not cached: a sign-in that others opened or refreshed shows at once.
    @connection(
        Connection[Session] | None,
        permission_classes=[HasChosenPassword],
        description="The viewer's sign-ins that go on, the newest first. Requires: signed in.",
    )
    def my_sessions(self) -> Iterable[Session]:
        """Return the sign-ins."""
        return shown(models.Session.objects.order_by("-created_at", "pk"))


@strawberry.input(description="Which sign-in ends.")
class RevokeSessionInput:
    """A sign-in to end."""

    id: strawberry.ID = strawberry.field(description="One of `mySessions`; the current one may be it.")


@strawberry.type(description="What `revokeSession` answers.")
class RevokeSessionPayload(Payload):
    """The end of a sign-in."""

    revoked: bool = strawberry.field(default=False, description="Whether the sign-in has ended.")


@strawberry.type
class AuthMutation:
    """Signing in and out."""

    @mutation(
        permission_classes=[Anyone],
        description="Sign in with the username, or with a work mail that only one person has."
        " Answers TOO_MANY_ATTEMPTS after 5 wrong passwords for a name from an address, until `Retry-After` is over."
        " Requires: nothing.",
    )
    def token_auth(self, info: Info, username: str, password: str) -> TokenAuthPayload:
        """Sign in."""
        with _retry_told(info):
            tokens = accounts.sign_in(username=username, password=password, **_sent_from(info))
        return TokenAuthPayload(**_shown(tokens))

    @mutation(
        permission_classes=[Anyone],
        description="Ask whether an access token is good now. Answers TOKEN_INVALID if it is not. Requires: nothing.",
    )
    def verify_token(self, token: str) -> VerifyTokenPayload:
        """Look into a token."""
        claims = accounts.verify(token=token)
        return VerifyTokenPayload(
            user_id=strawberry.ID(claims["sub"]),
            issued_at=datetime.fromtimestamp(claims["iat"], tz=UTC),
            expires_at=datetime.fromtimestamp(claims["exp"], tz=UTC),
        )

    @mutation(
        permission_classes=[Anyone],
        description="Exchange a refresh token for the next pair. A used one ends the sign-in. Requires: nothing.",
    )
    def refresh_token(self, refresh_token: str) -> RefreshTokenPayload:
        """Exchange a refresh token."""
        count_refresh(refresh_token)
        return RefreshTokenPayload(**_shown(accounts.refresh(refresh_token=refresh_token)))

    @mutation(permission_classes=[Anyone], description="End the sign-in of a refresh token. Requires: nothing.")
    def revoke_token(self, refresh_token: str) -> RevokeTokenPayload:
        """End a sign-in."""
        accounts.sign_out(refresh_token=refresh_token)
        return RevokeTokenPayload(revoked=True)

    @mutation(
        permission_classes=[HasChosenPassword],
        description="End one of one's own sign-ins: its tokens are refused from now on. Requires: signed in.",
    )
    def revoke_session(self, info: Info, input: RevokeSessionInput) -> RevokeSessionPayload:
        """End one sign-in."""
        accounts.revoke_session(session=visible(models.Session, input.id, info), by=viewer(info))
        return RevokeSessionPayload(revoked=True)

    @mutation(permission_classes=[HasChosenPassword], description="End all of one's sign-ins. Requires: signed in.")
    def revoke_all_tokens(self, info: Info) -> RevokeAllTokensPayload:
        """End all sign-ins."""
        return RevokeAllTokensPayload(revoked=accounts.sign_out_everywhere(by=viewer(info)))

    @mutation(
        permission_classes=[MayChoosePassword],
        description="Choose another password. Every sign-in ends; the answer is a new one."
        " Requires: signed in, also with a temporary password. Sends: a letter that says so.",
    )
    def change_password(self, info: Info, input: ChangePasswordInput) -> ChangePasswordPayload:
        """Choose another password."""
        with _retry_told(info):
            tokens = accounts.change_password(
                current_password=input.current_password,
                new_password=input.new_password,
                by=viewer(info),
                **_sent_from(info),
            )
        return ChangePasswordPayload(**_shown(tokens))

    @mutation(
        permission_classes=[Anyone],
        description="Ask for a letter with which to choose another password. Requires: nothing."
        " Sends: the letter, if there is such an account.",
    )
    def request_password_reset(self, input: RequestPasswordResetInput) -> RequestPasswordResetPayload:
        """Ask for a letter."""
        accounts.request_password_reset(sign_in_name=input.username)
        return RequestPasswordResetPayload(requested=True)

    @mutation(
        permission_classes=[Anyone],
        description="Choose a password with the token of a letter. Every sign-in ends. Requires: the token."
        " Sends: a letter that says so.",
    )
    def reset_password(self, input: ResetPasswordInput) -> ResetPasswordPayload:
        """Choose a password."""
        accounts.reset_password(token=input.token, new_password=input.new_password)
        return ResetPasswordPayload(reset=True)


def _sent_from(info: Info) -> dict[str, str]:
    """Return the address of the caller, and what his browser or program calls itself."""
    request = info.context.request
    return {
        "address": request.META.get("REMOTE_ADDR", ""),
        "device": request.headers.get("User-Agent", "")[:LONGEST_DEVICE],
    }


@contextmanager
def _retry_told(info: Info) -> Iterator[None]:
    """Say in the response's header, too, when passwords are looked at again."""
    try:
        yield
    except TooManyAttemptsError as error:
        info.context.response["Retry-After"] = str(error.seconds)
        raise


def _shown(tokens: authentication.Tokens) -> dict[str, Any]:
    """Return the fields of a payload with tokens."""
    return {
        "token": tokens.token,
        "refresh_token": tokens.refresh_token,
        "expires_in": tokens.expires_in,
        "refresh_expires_in": tokens.refresh_expires_in,
        "must_change_password": tokens.must_change_password,
        "user": shown(tokens.user),
    }
