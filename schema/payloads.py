"""What a mutation answers: the changed objects, or the rules that the input breaks."""

import dataclasses
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeGuard

import strawberry
from django.db import DataError, IntegrityError
from strawberry.extensions.field_extension import FieldExtension, SyncExtensionResolver
from strawberry.permission import BasePermission
from strawberry.types.field import StrawberryField

from organization.models import StaleVersionError
from schema.collisions import persistently
from schema.context import Info
from schema.errors import DOMAIN_ERRORS, ErrorCode, UserError, user_error, user_errors
from schema.faults import broken_rule

logger = logging.getLogger(__name__)


@strawberry.interface(description="What every mutation answers.")
class Payload:
    """The errors of a mutation; empty if it was done."""

    errors: list[UserError] = strawberry.field(
        default_factory=list, description="The rules that the input breaks; empty if the mutation was done."
    )


class PayloadErrors(FieldExtension):
    """Answers what the services raise as the payload's errors."""

    payload: type[Payload]

    def apply(self, field: StrawberryField) -> None:
        """Note which payload the field answers."""
        self.payload = field.type  # type: ignore[assignment]

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Run the mutation, again if another got in its way; nothing of it is kept if a rule is broken."""
        try:
            return persistently(partial(next_, source, info, **kwargs))
        except StaleVersionError as error:
            return self._refusal(error, **self._current(error))
        except DOMAIN_ERRORS as error:
            return self._refusal(error)
        except (IntegrityError, DataError) as error:
            rule = broken_rule(error)
            if rule is None:
                raise
            # The caller can mend it, and so should whoever runs the server: a service has missed it.
            logger.warning("Only the database noticed %s at %s", rule[0], info.path.key)
            return self.payload(errors=[user_error(ErrorCode[rule[0]], rule[1])])

    def _refusal(self, error: Exception, **shown: Any) -> Payload:
        return self.payload(errors=user_errors(error), **shown)

    def _current(self, error: StaleVersionError) -> dict[str, Any]:
        names = {field.name for field in dataclasses.fields(self.payload)}
        return {"current": error.current} if "current" in names else {}


def mutation(
    *, permission_classes: list[type[BasePermission]], description: str
) -> Callable[[Callable[..., Any]], Any]:
    """Make a mutation of a resolver: a door, a description, and broken rules answered as data."""

    def decorate(resolver: Callable[..., Any]) -> Any:
        return strawberry.mutation(
            resolver, permission_classes=permission_classes, description=description, extensions=[PayloadErrors()]
        )

    return decorate


def changed(description: str) -> Any:
    """Return a payload's field for an object; null if the mutation was refused."""
    return strawberry.field(default=None, description=description)


def optional(description: str) -> Any:
    """Return an input's field that may be left out: absent means unchanged."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def shown(row: Any) -> Any:
    """Return a row of the domain, or a queryset of them, where its GraphQL type is declared."""
    return row


def names_a_row(id_: strawberry.ID | None) -> TypeGuard[strawberry.ID]:
    """Whether an optional id was given: neither left out nor null. A wrong one counts, and be it an empty text."""
    return id_ is not None and id_ is not strawberry.UNSET


VERSION = "The version that the change was made from; a stale one is a CONFLICT."


def given(data: Any, *leave_out: str) -> dict[str, Any]:
    """Return the fields of an input that the caller gave, but for those that a resolver handles itself."""
    values = {field.name: getattr(data, field.name) for field in dataclasses.fields(data)}
    return {name: value for name, value in values.items() if value is not strawberry.UNSET and name not in leave_out}
