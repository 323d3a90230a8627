"""Downloads: the permission is looked up again each time a file is opened."""

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from organization.models import User
from uploads.links import BadLinkError, viewer_of_link
from uploads.models import TaskFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.core.files import File

    from organization.middleware import Bearer

logger = logging.getLogger(__name__)

HEADERS = {
    "Accept-Ranges": "none",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
GUARDED = {
    "UNAUTHENTICATED": "Sign in to download files.",
    "TOKEN_EXPIRED": "The access token has expired.",
}


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than the file: its status, code and sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Say why there is no file."""
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def response(self) -> JsonResponse:
        """Return the answer in the shape of the API's errors."""
        body = {"errors": [{"message": self.message, "extensions": {"code": self.code}}]}
        headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
        if self.status == 401:  # noqa: PLR2004 - HTTP's own number
            headers["WWW-Authenticate"] = "Bearer"
        return JsonResponse(body, status=self.status, headers=headers)


class Attachment(FileResponse):
    """A file, streamed in pieces that are few and yet small."""

    block_size = 64 * 1024

    def set_headers(self, filelike: Any) -> None:
        """Leave the headers as they were given, which Django would guess from the stored name."""


@csrf_exempt  # It only reads, and knows nobody by a cookie.
def download(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Send a file to who may see its task: by Bearer token, or by a link good for one viewer, file and minute."""
    try:
        check_method(request)
        file = visible_file(viewer_of(request, file_id), file_id)
        return attachment(request, file, content_of(file))
    except Refusal as refusal:
        return refusal.response()


def check_method(request: HttpRequest) -> None:
    """Refuse to do anything but read; a link is good for nothing else."""
    if request.method not in {"GET", "HEAD"}:
        raise Refusal(403, "FORBIDDEN", "A file can only be read here.")


def viewer_of(request: HttpRequest, file_id: int) -> User:
    """Return who asks, by the link if there is one, otherwise by the token."""
    sender: Bearer = request.bearer  # type: ignore[attr-defined]
    viewer = viewer_by_link(request.GET["link"], file_id, sender.user) if "link" in request.GET else sender.user
    if not isinstance(viewer, User) or not viewer.is_active:
        code = sender.error or "UNAUTHENTICATED"
        raise Refusal(401, code, GUARDED[code])
    if viewer.must_change_password:
        raise Refusal(403, "PASSWORD_CHANGE_REQUIRED", "Choose a password first; the temporary one opens nothing else.")
    return viewer


def viewer_by_link(link: str, file_id: int, sender: "User | AnonymousUser") -> User:
    """Return whom the link was made for, unless somebody else sends it."""
    try:
        viewer = viewer_of_link(link, file_id)
    except BadLinkError:
        viewer = None
    if viewer is None or sender.pk not in {None, viewer.pk}:
        raise Refusal(403, "FORBIDDEN", "This link has expired or is not for you. Ask for another one.")
    return viewer


def visible_file(viewer: User, file_id: int) -> TaskFile:
    """Return the file's row, if there is one and the viewer may see it."""
    file = TaskFile.objects.visible_to(viewer).filter(pk=file_id).first()
    if file is None:
        raise Refusal(404, "NOT_FOUND", "There is no such file.")
    return file


def content_of(file: TaskFile) -> "File[bytes]":
    """Return the stored file, open; its absence is somebody's mistake, and logged."""
    try:
        return file.file.storage.open(file.file.name or "")
    except OSError as error:
        logger.error("The content of file %s cannot be read: %s", file.pk, type(error).__name__)  # noqa: TRY400 - the traceback shows paths
        raise Refusal(404, "FILE_MISSING", "The stored file is missing. Tell who runs the server.") from error


def attachment(request: HttpRequest, file: TaskFile, content: "File[bytes]") -> HttpResponseBase:
    """Return the whole file whatever range was asked for, or for HEAD what would be said about it."""
    headers = {**HEADERS, "Content-Disposition": disposition(file.name), "Content-Length": str(content.size)}
    if request.method == "HEAD":
        content.close()
        return HttpResponse(content_type=file.content_type, headers=headers)
    return Attachment(content, content_type=file.content_type, headers=headers)


def disposition(name: str) -> str:
    """Return the header that names an attachment: in ASCII for old programs, in full by RFC 6266."""
    plain = "".join(character if " " <= character <= "~" and character not in '"\\%;' else "_" for character in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
