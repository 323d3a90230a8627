"""The HTTP edge of GraphQL: what comes in as JSON or multipart, what goes out, and with which status."""

import json
import re
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn, cast

import orjson
from cross_web import HTTPException
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from strawberry.django.views import GraphQLView as StrawberryView
from strawberry.http import GraphQLRequestData
from strawberry.types import ExecutionResult

from schema import metrics
from schema.context import Context, bearer
from schema.errors import ErrorCode, RequestError, code_of, present
from schema.faults import MESSAGES, SECONDS_TO_WAIT, code_of_database
from schema.limits import ends_at, text_too_long
from schema.limits.rates import RateLimitedError, count_operation
from schema.multipart import put_files, read_away
from schema.permissions import not_signed_in

if TYPE_CHECKING:
    from graphql import GraphQLError

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
MALFORMED = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    MultiPartParserError,
    TooManyFieldsSent,
    TooManyFilesSent,
    UnreadablePostError,
    SuspiciousOperation,
)
INTROSPECTION = re.compile(r"__(schema|type)\b")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
ADVICE = {
    401: {"WWW-Authenticate": "Bearer"},
    405: {"Allow": "POST"},
    503: {"Retry-After": str(SECONDS_TO_WAIT)},
}
"""The headers that HTTP wants with a status."""
STATUSES = {ErrorCode.SERVICE_UNAVAILABLE: 503, ErrorCode.RATE_LIMITED: 429}
"""What a caller, or whatever stands between, can act upon without reading the body."""
OUTCOME = "schema.outcome"
"""Where in the request's environment the code of the answer stands, for the metrics."""
PREFLIGHT_HEADERS = ("Authorization", "GraphQL-Require-Preflight", "Apollo-Require-Preflight")


class RefusedError(Exception):
    """The request is refused before anything is executed."""

    def __init__(self, error: RequestError, status: int = 200) -> None:
        """Answer the error with the status."""
        super().__init__(error.message)
        self.error = error
        self.status = status


def refused(code: ErrorCode, message: str, status: int) -> RefusedError:
    """Return what refuses a request with a sentence."""
    return RefusedError(RequestError(code, message), status)


class GraphQLView(StrawberryView):
    """POST runs an operation; GET shows the explorer to a browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the explorer, or answer the request and count it."""
        if request.method == "GET" and self._wants_explorer(request):
            return self.render_graphql_ide(request)
        began = perf_counter()
        response = self._respond(request)
        metrics.operation(request.META.get(metrics.NAMED, ""), request.META[OUTCOME], perf_counter() - began)
        return response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; whatever is wrong with it becomes JSON with a code."""
        try:
            check(request)
            # Only a Bearer token counts: a session's cookie never drives this endpoint.
            request.user = request.jwt_user  # type: ignore[attr-defined]
            return self.run(request=request)
        except RefusedError as refusal:
            return answer(request, {"errors": [refusal.error]}, refusal.status)
        except HTTPException as error:
            return answer(request, {"errors": [RequestError(ErrorCode.BAD_REQUEST, error.reason)]}, 400)
        except DatabaseFault as fault:
            code = code_of_database(fault)
            if code is None:
                raise
            return answer(request, {"errors": [RequestError(ErrorCode[code], MESSAGES[code])]}, 503)

    def _wants_explorer(self, request: HttpRequest) -> bool:
        return settings.GRAPHIQL and "query" not in request.GET and request.accepts("text/html")

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Any:
        """Return what resolvers know of the request."""
        return Context(request=request, response=response, ends_at=ends_at())

    def parse_http_body(self, request: Any) -> GraphQLRequestData:
        """Return the operation in the body. Raises RefusedError for whatever is not one."""
        try:
            check_whole(self.request)
            data = super().parse_http_body(request)
        except RequestDataTooBig:
            raise refused(ErrorCode.PAYLOAD_TOO_LARGE, "The body of the request is too large.", 413) from None
        except MALFORMED:
            raise refused(ErrorCode.BAD_REQUEST, "The body is not a GraphQL request.", 400) from None
        if isinstance(data, list):
            raise refused(ErrorCode.BAD_REQUEST, "Send one operation at a time.", 400)
        if not isinstance(data.operation_name, str | None):
            raise refused(ErrorCode.BAD_REQUEST, "`operationName` must be a text or null.", 400)
        return data

    def parse_multipart(self, request: Any) -> dict[str, Any]:
        """Return the operation of a form, with the files in its variables."""
        try:
            operation, places = (self.parse_json(request.post_data[part]) for part in ("operations", "map"))
            return put_files(operation, places, request.files)
        except BaseException:
            for handler in self.request.upload_handlers:
                handler.upload_interrupted()
            raise

    def decode_json(self, data: str | bytes) -> object:
        """Return the JSON value; only UTF-8 is JSON, and neither NaN, Infinity nor half a character is."""
        text = data.decode() if isinstance(data, bytes) else data
        value = json.loads(text, parse_constant=refuse_constant)
        if SURROGATE.search(text):
            check_characters(value)
        return value

    def execute_single(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Run the operation; a subscription is refused."""
        data: GraphQLRequestData = kwargs["request_data"]
        if not data.query:
            raise refused(ErrorCode.BAD_REQUEST, "The request has no `query`.", 400)
        if text_too_long(data.query):
            raise refused(ErrorCode.QUERY_TOO_COMPLEX, "The text of the document is too long.", 400)
        if INTROSPECTION.search(data.query):
            self.check_introspection()
        # A stranger's names are not told: he could use up the places of the others.
        self.request.META[metrics.NAMED] = (bearer(self.request).key and data.operation_name) or ""
        try:
            return super().execute_single(*args, **kwargs)
        except HTTPException:
            raise refused(ErrorCode.BAD_REQUEST, "The document has no operation of this name.", 400) from None

    def check_introspection(self) -> None:
        """Refuse to show the schema to a stranger, but in development."""
        if not settings.DEVELOPMENT and not bearer(self.request).user.is_authenticated:
            raise RefusedError(not_signed_in(self.request))

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> Any:
        """Return the body of the response; the errors are presented later."""
        body: dict[str, Any] = {"errors": result.errors} if result.errors else {}
        executed = result.data is not None or any(error.path for error in result.errors or [])
        return (
            body
            | ({"data": result.data} if executed else {})
            | ({"extensions": result.extensions} if result.extensions else {})
        )

    def create_response(self, response_data: Any, sub_response: HttpResponse) -> HttpResponse:
        """Return the response with the media type that the caller accepts."""
        request: HttpRequest = self.request
        executed = "data" in response_data
        if not executed and not accepts_graphql_json(request):
            response_data = response_data | {"data": None}
        status = 200 if executed or not accepts_graphql_json(request) else 400
        codes = {code_of(error) for error in response_data.get("errors", ())}
        status = next((number for code, number in STATUSES.items() if code in codes), status)
        response = answer(request, response_data, status)
        for name, value in sub_response.items():
            response.headers.setdefault(name, value)
        return response

    def render_graphql_ide(self, request: HttpRequest) -> HttpResponse:
        """Return the explorer's page."""
        return HttpResponse(render_to_string("graphql/graphiql.html", {"demo_logins": settings.DEMO_LOGINS}, request))


def refuse_constant(name: str) -> NoReturn:
    """Refuse what Python takes for JSON and nobody else does."""
    raise ValueError(f"{name} is not JSON.")


def check_characters(value: object) -> None:
    """Refuse a value with half of a character, which can neither be stored nor sent back."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise refused(ErrorCode.BAD_USER_INPUT, "The request holds half of a character.", 400) from None


def check(request: HttpRequest) -> None:
    """Refuse a request that cannot be right before its body is read."""
    if request.method != "POST":
        raise refused(ErrorCode.BAD_REQUEST, "Send the operation by POST.", 405)
    count(request)
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise refused(ErrorCode.BAD_REQUEST, "Send the body as it is, without a Content-Encoding.", 415)
    multipart = request.content_type == "multipart/form-data"
    if request.content_type != JSON and not multipart:
        raise refused(ErrorCode.BAD_REQUEST, f"Send the operation as {JSON} or multipart/form-data.", 415)
    if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"} and not multipart:
        raise refused(ErrorCode.BAD_REQUEST, "Send the operation in UTF-8.", 415)
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise refused(ErrorCode.BAD_REQUEST, "Send the operation without a Content-Encoding.", 415)
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + (
        settings.UPLOAD_MAX_FILES * settings.UPLOAD_MAX_FILE_BYTES if multipart else 0
    )
    if _length(request) > largest:
        raise refused(ErrorCode.PAYLOAD_TOO_LARGE, f"A request may have at most {largest:,} bytes.", 413)
    if multipart:
        check_multipart(request)


def count(request: HttpRequest) -> None:
    """Refuse who asks too often."""
    try:
        count_operation(request)
    except RateLimitedError as error:
        raise RefusedError(error, 429) from None


def _length(request: HttpRequest) -> float:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and "Transfer-Encoding" not in request.headers:
        return 0
    # Without a length nobody knows how much is coming.
    return int(length) if length.isascii() and length.isdigit() else float("inf")


def check_whole(request: HttpRequest) -> None:
    """Refuse the first half of a request whose sender has gone, even if it happens to be an operation."""
    if request.content_type == JSON and len(request.body) < _length(request):
        raise refused(ErrorCode.BAD_REQUEST, "The body is shorter than it says.", 400)


def check_multipart(request: HttpRequest) -> None:
    """Refuse what another site's form could send, and whoever is not signed in: files are not read for strangers."""
    if not any(name in request.headers for name in PREFLIGHT_HEADERS):
        raise refused(ErrorCode.CSRF_PREFLIGHT_REQUIRED, "Add the header `GraphQL-Require-Preflight: 1`.", 403)
    if not bearer(request).user.is_authenticated:
        refusal = not_signed_in(request)
        if code_of(refusal) == ErrorCode.TOKEN_EXPIRED:
            read_away(request)
        raise RefusedError(refusal)


def accepts_graphql_json(request: HttpRequest) -> bool:
    """Whether the caller reads the media type of GraphQL over HTTP."""
    return GRAPHQL_JSON in request.headers.get("Accept", "")


def answer(request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
    """Return the body as JSON, its errors as callers see them."""
    if "errors" in body:
        request_id = str(getattr(request, "request_id", ""))
        body = body | {"errors": [present(cast("GraphQLError", error), request_id) for error in body["errors"]]}
    request.META[OUTCOME] = body["errors"][0]["extensions"]["code"] if body.get("errors") else "OK"
    media_type = GRAPHQL_JSON if accepts_graphql_json(request) else JSON
    waits = [
        error["extensions"]["retryAfter"] for error in body.get("errors", ()) if "retryAfter" in error["extensions"]
    ]
    headers = ADVICE.get(status, {}) | ({"Retry-After": str(max(waits))} if waits else {})
    return HttpResponse(orjson.dumps(body), status=status, content_type=f"{media_type}; charset=utf-8", headers=headers)


@csrf_exempt  # It only reads, and knows nobody by a cookie.
def sdl(request: HttpRequest) -> HttpResponse:
    """Return the schema's text: to everybody in development, to whoever is signed in elsewhere."""
    if request.method not in {"GET", "HEAD"}:
        refusal = answer(
            request, {"errors": [RequestError(ErrorCode.BAD_REQUEST, "The schema can only be read.")]}, 405
        )
        refusal["Allow"] = "GET, HEAD"
        return refusal
    if not settings.DEVELOPMENT and not bearer(request).user.is_authenticated:
        return answer(request, {"errors": [not_signed_in(request)]}, 401)
    text = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="application/graphql; charset=utf-8")
