"""Signing in and out, and passwords, under the names of django-graphql-jwt."""

from datetime import UTC, datetime
from typing import Any

import strawberry
from django.http import HttpRequest

from organization import authentication
from organization.services import accounts
from schema.context import Info, viewer
from schema.limits.rates import count_refresh
from schema.organization.types import User
from schema.payloads import Payload, changed, mutation, shown
from schema.permissions import Anyone, MayChoosePassword

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


@strawberry.type
class AuthMutation:
    """Signing in and out."""

    @mutation(
        permission_classes=[Anyone],
        description="Sign in with the username, or with a work mail that only one person has. Requires: nothing.",
    )
    def token_auth(self, info: Info, username: str, password: str) -> TokenAuthPayload:
        """Sign in."""
        device = _device(info.context.request)
        return TokenAuthPayload(**_shown(accounts.sign_in(username=username, password=password, device=device)))

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

    @mutation(permission_classes=[MayChoosePassword], description="End all of one's sign-ins. Requires: signed in.")
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
        tokens = accounts.change_password(
            current_password=input.current_password,
            new_password=input.new_password,
            device=_device(info.context.request),
            by=viewer(info),
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


def _device(request: HttpRequest) -> str:
    """Return what the browser or program calls itself."""
    return request.headers.get("User-Agent", "")[:LONGEST_DEVICE]


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
