"""Pictures of people: shown to whoever knows the name, which nobody can guess and which changes with the picture."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.models import Employee

if TYPE_CHECKING:
    from django.core.files import File

FOLDER = "pictures"
NAME = re.compile(r"[0-9a-f]{32}\.(?P<extension>png|jpe?g|webp|gif)", re.ASCII)
TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def picture_url(person: Employee) -> str | None:
    """Return the address of a person's picture; None where there is none."""
    if not person.picture:
        return None
    return settings.PUBLIC_URL + reverse("picture", args=((person.picture.name or "").rsplit("/", 1)[-1],))


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a picture that any browser may keep for ever, since another picture has another name."""
    known = NAME.fullmatch(name)
    content = stored(name) if known else None
    if known is None or content is None:
        raise Http404
    headers = {**HEADERS, "Content-Length": str(content.size)}
    content_type = TYPES[known["extension"]]
    if request.method == "HEAD":
        content.close()
        return HttpResponse(content_type=content_type, headers=headers)
    return FileResponse(content, content_type=content_type, headers=headers)


def stored(name: str) -> "File[bytes] | None":
    """Return the stored picture, open; None if there is none of this name any more."""
    try:
        return Employee.picture.field.storage.open(f"{FOLDER}/{name}")
    except OSError:
        return None
