"""What happens to every request and answer before and after the views."""

import logging
import re
import uuid
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from settings.logs import request_id
from settings.refusals import database_fault, of_admin, refuse

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def name_request(environ: dict[str, Any]) -> str:
    """Return the id of a request: the one that a trusted proxy gave, else a new one."""
    given: str = environ.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
    return given if ACCEPTABLE_ID.fullmatch(given) else uuid.uuid4().hex


class RequestIdMiddleware:
    """Names every request, in its log lines and in its answer; a name that a trusted proxy gave is kept."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with an X-Request-ID; views find it as `request.request_id`."""
        name = name_request(request.META)
        request.request_id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


class DatabaseFaultMiddleware:
    """Answers for views whose database is away, with a line in the log instead of a traceback."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer with 503 what the database's absence raised, and leave every other exception to Django."""
        response = database_fault(request, exception)
        if response is not None:
            logger.warning("The database does not serve this request: %s", type(exception).__name__)
        return response


class SecurityHeadersMiddleware:
    """Puts the headers of settings.SECURITY_HEADERS on every answer that does not set its own, and names a charset."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with all security headers."""
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.setdefault(name, value)
        if response.get("Content-Type") == "application/json":
            response["Content-Type"] = "application/json; charset=utf-8"
        return response


class RefusalMiddleware:
    """Gives a refusal without a body one in JSON: a wrong method, and whatever else libraries refuse without a word."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the shape of a GraphQL error."""
        response = self.get_response(request)
        silent = "Content-Type" not in response or getattr(response, "content", None) == b""
        if response.status_code < HTTPStatus.BAD_REQUEST or not silent or of_admin(request) or request.method == "HEAD":
            return response
        phrase = HTTPStatus(response.status_code).phrase
        spoken = refuse(request, status=response.status_code, code="BAD_REQUEST", message=f"{phrase}.")
        for name, value in response.items():
            if name not in {"Content-Type", "Content-Length"}:
                spoken[name] = value
        return spoken


class HostMiddleware:
    """Refuses a request to a host that is not this server, also where nothing asks for the host's name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the host, and those that a proxy says were asked for, though nothing else reads them."""
        request.get_host()
        for host in request.headers.get("X-Forwarded-Host", "").split(","):
            if host.strip() and not validate_host(split_domain_port(host.strip())[0], settings.ALLOWED_HOSTS):
                raise DisallowedHost("The forwarded host is not this server.")
        return self.get_response(request)


class ClientAddressMiddleware:
    """Makes REMOTE_ADDR the address of the client, as seen by the outermost of the trusted proxies."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count back from the end of X-Forwarded-For: what stands further left, anybody may have written."""
        proxies: int = settings.TRUSTED_PROXIES
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if proxies and hops:
            request.META["REMOTE_ADDR"] = hops[-min(proxies, len(hops))]
        return self.get_response(request)


class AdminOnly(MiddlewareMixin):
    """Keeps a middleware away from every address but those of Django's admin: nothing else knows a session."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Run the middleware under the admin's address."""
        if request.path_info.startswith(settings.ADMIN_PATH):
            return super().__call__(request)
        return self.get_response(request)


class AdminSessionMiddleware(AdminOnly, SessionMiddleware):
    """Sessions, for the admin."""


class AdminAuthenticationMiddleware(AdminOnly, AuthenticationMiddleware):
    """`request.user` from the session, for the admin."""


class AdminMessageMiddleware(AdminOnly, MessageMiddleware):
    """Messages, for the admin."""


class AdminAttemptsMiddleware(AdminOnly):
    """Says with the status, too, when the admin's door is shut after too many wrong passwords."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Answer 429, and when to try again, if `organization.backends` noted it."""
        if seconds := getattr(request, "retry_after", None):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response
