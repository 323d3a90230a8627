"""What is answered where no view answers: JSON, as from the API; under the admin's address Django's own pages."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views import csrf as defaults_csrf
from django.views import defaults

from schema.faults import MESSAGES, SECONDS_TO_WAIT, code_of_database


def refuse(request: HttpRequest, *, status: int, code: str, message: str) -> JsonResponse:
    """Return an answer in the shape of a GraphQL error, with the id under which the logs know the request."""
    extensions = {"code": code, "requestId": getattr(request, "request_id", "")}
    return JsonResponse({"errors": [{"message": message, "extensions": extensions}]}, status=status)


def of_admin(request: HttpRequest) -> bool:
    """Whether a person with a browser is in the admin."""
    return request.path_info.startswith(settings.ADMIN_PATH)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that cannot be read, or is too large."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, status=413, code="PAYLOAD_TOO_LARGE", message="The request is too large.")
    return refuse(request, status=400, code="BAD_REQUEST", message="The request cannot be understood.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer who may not."""
    if of_admin(request):
        return defaults.permission_denied(request, exception)
    return refuse(request, status=403, code="FORBIDDEN", message="You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a request that another site may have forged."""
    if of_admin(request):
        return defaults_csrf.csrf_failure(request, reason)
    return refuse(request, status=403, code="FORBIDDEN", message="This address takes no such request.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that leads nowhere."""
    if of_admin(request):
        return defaults.page_not_found(request, exception)
    return refuse(request, status=404, code="NOT_FOUND", message="There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer when the server failed; what happened stands in the logs only."""
    return database_fault(request, sys.exc_info()[1]) or refuse(
        request, status=500, code="INTERNAL_SERVER_ERROR", message="Unexpected error."
    )


def database_fault(request: HttpRequest, exception: BaseException | None) -> JsonResponse | None:
    """Answer where the database is away or gave up; None for every other exception."""
    code = code_of_database(exception)
    if code is None:
        return None
    response = refuse(request, status=503, code=code, message=MESSAGES[code])
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
