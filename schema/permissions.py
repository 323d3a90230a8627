"""Doors and windows: who may ask a field at all, and which rows an id may lead to."""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

import strawberry
from django.db import models
from strawberry.permission import BasePermission

from schema.context import Context, Info, bearer, viewer
from schema.errors import ErrorCode, HiddenError, RequestError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from organization.models import User

Row = TypeVar("Row", bound=models.Model)
LARGEST_KEY = 2**63 - 1
LONGEST_KEY = len(str(LARGEST_KEY))


class Anyone(BasePermission):
    """A door that stands open: signing in, and what goes with it."""

    def has_permission(self, source: Any, info: strawberry.Info[Context, None], **kwargs: Any) -> bool:
        """Let everybody pass."""
        return True


class IsAuthenticated(BasePermission):
    """A door for everybody who works in a company and has chosen a password."""

    message = "You may not ask this."

    def has_permission(self, source: Any, info: strawberry.Info[Context, None], **kwargs: Any) -> bool:
        """Refuse who is not signed in, or only with a temporary password; ask `admits` of the others."""
        if refusal := self.refusal(signed_in(info)):
            raise refusal
        return True

    def refusal(self, user: "User") -> RequestError | None:
        """Return why the door stays shut for the user, or None. Asks no database."""
        if user.must_change_password:
            return RequestError(ErrorCode.PASSWORD_CHANGE_REQUIRED, "Choose a password of your own first.")
        if user.person is None or not self.admits(user):
            return RequestError(ErrorCode.FORBIDDEN, self.message or "")
        return None

    def admits(self, user: "User") -> bool:
        """Whether the user's role opens the door."""
        return True


class IsManager(IsAuthenticated):
    """A door for those who lead a team."""

    message = "Only managers and officers may do this."

    def admits(self, user: "User") -> bool:
        """Whether the user leads a team."""
        return user.manages


class KeepsPeople(IsAuthenticated):
    """A door for those who look after the company's people."""

    message = "Only HR and officers may do this."

    def admits(self, user: "User") -> bool:
        """Whether the user looks after people."""
        return user.keeps_people


class KeepsDepartments(IsAuthenticated):
    """A door for those who may change a department: managers may rename their own."""

    message = "Only managers, HR and officers may do this."

    def admits(self, user: "User") -> bool:
        """Whether the user has departments to change."""
        return user.keeps_people or user.manages


class IsOfficer(IsAuthenticated):
    """A door for officers."""

    message = "Only officers may do this."

    def admits(self, user: "User") -> bool:
        """Whether the user is an officer."""
        return user.is_officer


class HasChosenPassword(IsAuthenticated):
    """A door for everybody whose password is of his own choice, users of the admin only included."""

    def refusal(self, user: "User") -> RequestError | None:
        """Return why the door stays shut, or None: whom the user works for does not count."""
        return super().refusal(user) if user.must_change_password else None


class MayChoosePassword(IsAuthenticated):
    """A door for everybody who is signed in, with a temporary password, too."""

    def refusal(self, user: "User") -> RequestError | None:
        """Return None: whoever is signed in may pass."""
        return None


def signed_in(info: Info) -> "User":
    """Return the user whose token the request carries.

    Raises TOKEN_EXPIRED if it is too old, UNAUTHENTICATED if there is none or it is not valid.
    """
    user = viewer(info)
    if not user.is_authenticated:
        raise not_signed_in(info.context.request)
    return user


def not_signed_in(request: "HttpRequest") -> RequestError:
    """Return why the request counts as anonymous: its token is too old, or there is none that is valid."""
    if bearer(request).error == ErrorCode.TOKEN_EXPIRED.value:
        return RequestError(ErrorCode.TOKEN_EXPIRED, "The access token has expired. Refresh it.")
    return RequestError(ErrorCode.UNAUTHENTICATED, "Sign in first.")


class Seen:
    """A window: a type whose rows are those that the viewer may see, wherever they are met."""

    @classmethod
    def get_queryset(cls, queryset: models.QuerySet[Any], info: Info, **_: Any) -> models.QuerySet[Any]:
        """Return the rows that the viewer may see."""
        rows: models.QuerySet[Any] = queryset.visible_to(viewer(info))  # type: ignore[attr-defined]
        return rows

    @classmethod
    def get_list(cls, queryset: models.QuerySet[Any], _info: Info) -> models.QuerySet[Any]:
        """Return those of them that a list shows."""
        return queryset


def key_of(global_id: str, type_name: str) -> int | None:
    """Return the primary key in a global id of this type, or None if it is not one."""
    key = _key_in(global_id, type_name)
    if not key.isdigit() or len(key) > LONGEST_KEY or str(int(key)) != key:
        return None
    return int(key) if int(key) <= LARGEST_KEY else None


def uuid_of(global_id: str, type_name: str) -> UUID | None:
    """Return the primary key in a global id of this type, whose rows are numbered at random; None if it is not one."""
    key = _key_in(global_id, type_name)
    try:
        found = UUID(key)
    except ValueError:
        return None
    return found if str(found) == key else None


def _key_in(global_id: str, type_name: str) -> str:
    try:
        name, _, key = b64decode(global_id, validate=True).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        return ""
    return key if name == type_name else ""


def primary_key(model: type[models.Model], global_id: str) -> int | UUID | None:
    """Return the primary key in a global id of the model's type, or None if it is not one."""
    read = uuid_of if isinstance(model._meta.pk, models.UUIDField) else key_of
    return read(global_id, model.__name__)


def rows_of(model: type[models.Model], info: Info) -> Any:
    """Return the rows of a model that the viewer may see."""
    return cast("Any", model._default_manager).visible_to(viewer(info))


def visible(model: type[Row], global_id: str, info: Info, *, field: str = "id") -> Row:
    """Return the row that a global id of an input leads to.

    Raises HiddenError, which blames `field`, for a wrong id, a missing row and one that the viewer may not see alike.
    """
    key = primary_key(model, global_id)
    row = None if key is None else rows_of(model, info).filter(pk=key).first()
    if row is None:
        raise HiddenError(field)
    found: Row = row
    return found


def all_visible(model: type[Row], global_ids: Sequence[str], info: Info, *, field: str) -> list[Row]:
    """Return the rows that the ids of an input lead to, read at once.

    Raises HiddenError, which blames `field`, if one of them leads to nothing that the viewer may see.
    """
    rows = visible_rows(model, global_ids, info)
    found = [row for row in rows if row is not None]
    if len(found) < len(rows):
        raise HiddenError(field)
    return found


def visible_rows(model: type[Row], global_ids: Sequence[str], info: Info) -> list[Row | None]:
    """Return, in the order of the ids, the rows that they lead to, and None where there is nothing to see."""
    keys = [primary_key(model, global_id) for global_id in global_ids]
    rows = rows_of(model, info).in_bulk([key for key in keys if key is not None])
    return [rows.get(key) for key in keys]
