"""Every error a caller can meet: the closed list of codes, and how the domain's errors become them."""

import logging
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, cast

import strawberry
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.utils.str_converters import to_camel_case

from organization.models import StaleVersionError
from schema.collisions import CollisionError
from schema.faults import MESSAGES, code_of_database
from schema.wording import without_value

logger = logging.getLogger("schema")


def _code(name: str, description: str) -> str:
    value: str = strawberry.enum_value(name, description=description)  # type: ignore[assignment]
    return value


@strawberry.enum(description="What went wrong: the code of a payload's error, or `extensions.code` of a top-level one.")
class ErrorCode(Enum):
    """The closed list of codes; README.md has the same table."""

    UNAUTHENTICATED = _code("UNAUTHENTICATED", "Nobody is signed in, or the token is not valid. Sign in.")
    TOKEN_EXPIRED = _code("TOKEN_EXPIRED", "The access token has expired. Refresh it, then repeat the request.")
    PASSWORD_CHANGE_REQUIRED = _code(
        "PASSWORD_CHANGE_REQUIRED", "The password is a temporary one, good only for `changePassword`."
    )
    FORBIDDEN = _code("FORBIDDEN", "The viewer's role does not allow this, or not to this object.")
    BAD_REQUEST = _code("BAD_REQUEST", "The HTTP request is not a GraphQL request.")
    BAD_USER_INPUT = _code("BAD_USER_INPUT", "A variable, an argument or a cursor has a value that cannot be right.")
    GRAPHQL_PARSE_FAILED = _code("GRAPHQL_PARSE_FAILED", "The document is not GraphQL.")
    GRAPHQL_VALIDATION_FAILED = _code("GRAPHQL_VALIDATION_FAILED", "The document does not fit the schema.")
    QUERY_TOO_COMPLEX = _code(
        "QUERY_TOO_COMPLEX", "The operation is too deep, too wide or too expensive. Ask for less at a time."
    )
    RATE_LIMITED = _code("RATE_LIMITED", "Too many requests. Wait as long as `Retry-After` says.")
    PAYLOAD_TOO_LARGE = _code("PAYLOAD_TOO_LARGE", "The body of the request is too large.")
    CSRF_PREFLIGHT_REQUIRED = _code(
        "CSRF_PREFLIGHT_REQUIRED", "A multipart request needs the header `GraphQL-Require-Preflight`."
    )
    TIMEOUT = _code("TIMEOUT", "The operation took too long and was given up.")
    SERVICE_UNAVAILABLE = _code("SERVICE_UNAVAILABLE", "The database is away. Try again later.")
    INTERNAL_SERVER_ERROR = _code("INTERNAL_SERVER_ERROR", "A fault of the server; the request id finds it in the log.")
    NOT_FOUND = _code("NOT_FOUND", "There is no such object, or the viewer may not see it.")
    REQUIRED = _code("REQUIRED", "The field must have a value.")
    INVALID = _code("INVALID", "The value is not valid, or the object is not in a state for this.")
    TOO_LONG = _code("TOO_LONG", "The text is too long.")
    UNIQUE = _code("UNIQUE", "Another object has this value already.")
    IN_USE = _code("IN_USE", "Other objects refer to this one.")
    CONFLICT = _code("CONFLICT", "Somebody changed the object meanwhile; `current` is how it stands.")
    LAST_OFFICER = _code("LAST_OFFICER", "The company's last active officer can neither be demoted nor deactivated.")
    ASSIGNEE_INACTIVE = _code("ASSIGNEE_INACTIVE", "The person has left; choose another.")
    INVALID_CREDENTIALS = _code("INVALID_CREDENTIALS", "The username or the password is wrong.")
    ACCOUNT_INACTIVE = _code("ACCOUNT_INACTIVE", "The account is deactivated.")
    TOO_MANY_ATTEMPTS = _code(
        "TOO_MANY_ATTEMPTS", "Too many wrong passwords, or too many letters. Wait before the next try."
    )
    TOKEN_INVALID = _code("TOKEN_INVALID", "The refresh or reset token is wrong, used or expired.")
    PASSWORD_EXPIRED = _code("PASSWORD_EXPIRED", "The temporary password has expired; ask for another letter.")
    PASSWORD_TOO_WEAK = _code("PASSWORD_TOO_WEAK", "The password is too short, too common or too much like the name.")
    FILE_EMPTY = _code("FILE_EMPTY", "The file has no content.")
    FILE_TOO_LARGE = _code("FILE_TOO_LARGE", "The file is larger than allowed.")
    FILE_TYPE_NOT_ALLOWED = _code(
        "FILE_TYPE_NOT_ALLOWED", "Files of this kind are not accepted, or the content is not what the name says."
    )
    FILE_MISSING = _code("FILE_MISSING", "The stored file is missing.")
    QUOTA_EXCEEDED = _code("QUOTA_EXCEEDED", "The task or the person has no room for more files.")
    STORAGE_FULL = _code("STORAGE_FULL", "The server has no room for more files.")


REQUEST_CODES = frozenset(
    {
        ErrorCode.UNAUTHENTICATED,
        ErrorCode.TOKEN_EXPIRED,
        ErrorCode.PASSWORD_CHANGE_REQUIRED,
        ErrorCode.FORBIDDEN,
        ErrorCode.BAD_REQUEST,
        ErrorCode.BAD_USER_INPUT,
        ErrorCode.GRAPHQL_PARSE_FAILED,
        ErrorCode.GRAPHQL_VALIDATION_FAILED,
        ErrorCode.QUERY_TOO_COMPLEX,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PAYLOAD_TOO_LARGE,
        ErrorCode.CSRF_PREFLIGHT_REQUIRED,
        ErrorCode.TIMEOUT,
        ErrorCode.SERVICE_UNAVAILABLE,
        ErrorCode.INTERNAL_SERVER_ERROR,
    }
)
"""The codes of top-level errors: what is wrong with the request or the server."""

PAYLOAD_CODES = frozenset(ErrorCode) - REQUEST_CODES | {ErrorCode.FORBIDDEN}
"""The codes of a payload's errors: the rules that the input breaks."""

_DJANGO_CODES = {
    "blank": ErrorCode.REQUIRED,
    "null": ErrorCode.REQUIRED,
    "max_length": ErrorCode.TOO_LONG,
    "unique_together": ErrorCode.UNIQUE,
    "password_too_short": ErrorCode.PASSWORD_TOO_WEAK,
    "password_too_common": ErrorCode.PASSWORD_TOO_WEAK,
    "password_too_similar": ErrorCode.PASSWORD_TOO_WEAK,
    "password_entirely_numeric": ErrorCode.PASSWORD_TOO_WEAK,
}
_INPUT_NAMES = {
    "assignee": "assignee_id",
    "departments": "department_ids",
    "employee_type": "employee_type_id",
    "job_role": "job_role_id",
    "members": "member_ids",
    "position": "position_id",
    "tasks": "ids",
}
"""What inputs call what the domain refers to."""

_BAD_VALUE = re.compile(
    r"Variable '\$\w+' (got invalid value|of required type|of non-null type)|Argument |Value cannot represent"
    r"|Too many errors processing variables|Variable values are nested"
)
MISSING_ROW = {"model", "pk", "field"}
"""What Django tells of a row that another refers to and that is gone; its words name tables and keys."""
DOMAIN_ERRORS = (ValidationError, PermissionDenied, ObjectDoesNotExist, StaleVersionError, CollisionError)
"""What the services raise when a rule is broken."""


class RequestError(GraphQLError):
    """A top-level error: what is wrong with the request."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        """Say it in a sentence, with one of `REQUEST_CODES`."""
        super().__init__(message, extensions={"code": code.value})


class HiddenError(ObjectDoesNotExist):
    """An id in an input leads to nothing that the viewer may see."""

    def __init__(self, field: str | None = None) -> None:
        """Name the input field to blame, as the model calls it."""
        super().__init__("There is no such object.")
        self.field = field


@strawberry.type(description="A rule that the input breaks.")
class UserError:
    """A broken rule, as data."""

    code: ErrorCode = strawberry.field(description="What is wrong, for programs.")
    message: str = strawberry.field(description="What is wrong and what to do, for people.")
    field: list[str] | None = strawberry.field(
        default=None, description='The path of the input field to blame, such as ["dueDate"]; null for none.'
    )


def user_errors(error: Exception) -> list[UserError]:
    """Translate what the domain raises into the errors of a payload."""
    match error:
        case ValidationError():
            return list(_of_validation(error))
        case PermissionDenied():
            return [user_error(ErrorCode.FORBIDDEN, str(error) or "You may not do this.")]
        case StaleVersionError() | CollisionError():
            return [user_error(ErrorCode.CONFLICT, str(error))]
        case _:
            return [user_error(ErrorCode.NOT_FOUND, "There is no such object.", getattr(error, "field", None))]


def user_error(code: ErrorCode, message: str, field: str | None = None) -> UserError:
    """Return an error of a payload; `field` is a path of Python names with dots."""
    path = [to_camel_case(_INPUT_NAMES.get(part, part)) for part in field.split(".")] if field else None
    return UserError(code=code, message=message, field=path)


def _of_validation(error: ValidationError) -> Iterator[UserError]:
    fields = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for field, messages in fields.items():
        for message in messages:
            place = None if field == NON_FIELD_ERRORS else field
            if (message.params or {}).keys() >= MISSING_ROW:
                yield user_error(ErrorCode.NOT_FOUND, "There is no such object.", place)
            else:
                yield user_error(payload_code(str(message.code or "invalid")), " ".join(message.messages), place)


def payload_code(code: str) -> ErrorCode:
    """Return the code of the API for a code of a ValidationError."""
    known = _DJANGO_CODES.get(code) or ErrorCode.__members__.get(code.upper())
    return known if known in PAYLOAD_CODES else ErrorCode.INVALID


def code_of(error: GraphQLError) -> ErrorCode | None:
    """Return the code of a top-level error, or None for a fault of the server."""
    given = ErrorCode.__members__.get(str((error.extensions or {}).get("code")))
    if given in REQUEST_CODES:
        return given
    match error.original_error:
        case None | GraphQLError():
            return _code_of_library(error)
        case PermissionDenied():
            return ErrorCode.FORBIDDEN
        case ValidationError():
            return ErrorCode.BAD_USER_INPUT
        case ValueError() if error.path is None and error.message.startswith("Expected value of type"):
            # Python refuses to read a number of thousands of digits.
            return ErrorCode.GRAPHQL_VALIDATION_FAILED
        case fault:
            return _code_of_fault(fault)


def _code_of_fault(fault: BaseException) -> ErrorCode | None:
    if isinstance(fault, RecursionError):
        return ErrorCode.QUERY_TOO_COMPLEX
    code = code_of_database(fault)
    return ErrorCode[code] if code else None


def _code_of_library(error: GraphQLError) -> ErrorCode | None:
    if isinstance(error, GraphQLSyntaxError):
        too_large = "tokens. Parsing aborted" in error.message or "nested too deeply" in error.message
        return ErrorCode.QUERY_TOO_COMPLEX if too_large else ErrorCode.GRAPHQL_PARSE_FAILED
    if _BAD_VALUE.match(error.message):
        return ErrorCode.BAD_USER_INPUT
    return None if error.path else ErrorCode.GRAPHQL_VALIDATION_FAILED


def present(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return a top-level error as it is shown: with a code, and a fault of the server masked."""
    code = code_of(error)
    formatted = cast("dict[str, Any]", error.formatted)
    place: dict[str, Any] = {key: formatted[key] for key in ("locations", "path") if key in formatted}
    if code is None:
        extensions = {"code": ErrorCode.INTERNAL_SERVER_ERROR.value, "requestId": request_id}
        return {"message": "Unexpected error.", **place, "extensions": extensions}
    extensions = {**(error.extensions or {}), "code": code.value}
    return {"message": _message(error, code), **place, "extensions": extensions}


def _message(error: GraphQLError, code: ErrorCode) -> str:
    if isinstance(error.original_error, ValidationError):
        return " ".join(error.original_error.messages)
    if isinstance(error.original_error, RecursionError):
        return "The operation nests too deeply."
    return MESSAGES.get(code.value) or without_value(error)


def log(error: GraphQLError) -> None:
    """Log a fault of the server with its traceback, and an expected refusal in one line without values."""
    code = code_of(error)
    if code is None:
        logger.error("Fault at %s", error.path, exc_info=_without_document(error))
    elif code.value in MESSAGES:
        logger.warning("%s at %s: %s", code.value, error.path, type(error.original_error).__name__)
    else:
        logger.info("Refused with %s at %s", code.value, error.path)


def _without_document(error: GraphQLError) -> Exception:
    """Return what happened; an error of the library would show its line of the document, and what stands in it."""
    fault = error.original_error
    if fault is None or isinstance(fault, GraphQLError):
        return RuntimeError(error.message).with_traceback((fault or error).__traceback__)
    return fault
