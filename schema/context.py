"""What a resolver knows about the request: who asks, and when."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import strawberry
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from datetime import date

    from organization.middleware import Bearer
    from organization.models import Company, Employee, User


@dataclass
class Context:
    """The request and the response under way, and when the answer has to be done."""

    request: HttpRequest
    response: HttpResponse
    ends_at: float


Info = strawberry.Info[Context, None]


def viewer(info: Info) -> "User":
    """Return who asks. Only for fields behind a door: anonymous callers have no employee."""
    return cast("User", bearer(info.context.request).user)


def bearer(request: HttpRequest) -> "Bearer":
    """Return what the request's token says, as the middleware noted it."""
    return cast("Bearer", request.bearer)  # type: ignore[attr-defined]


def person(info: Info) -> "Employee":
    """Return the employee who asks. Only for fields behind a door."""
    return cast("Employee", viewer(info).person)


def company(info: Info) -> "Company":
    """Return the company of who asks. Only for fields behind a door."""
    return person(info).company


def today(info: Info) -> "date":
    """Return today's date where the viewer's company is."""
    return company(info).today()
