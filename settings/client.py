"""The web client: its page, at every address that it knows, and whether it is built."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

SOURCES = ("src/**/*", "public/*", "*.json", "*.ts", "index.html")


@require_safe
def page(request: HttpRequest, **_place: str) -> HttpResponse:
    """Return the client's page, which finds out by itself what its address shows; or how to build it."""
    try:
        text = (built() / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        how = render_to_string("client/unbuilt.html", request=request)
        return HttpResponse(how, status=503, headers={"Retry-After": "10"})
    return HttpResponse(text, headers={"Cache-Control": "no-cache"})


urlpatterns: list[URLPattern] = [
    path(route, page, name=f"client-{route.partition('/')[0] or 'home'}")
    for route in (
        "",
        "sign-in",
        "forgotten-password",
        "reset-password",
        "tasks/<str:place>",
        "team",
        "people",
        "people/<str:place>",
        "company",
        "me",
    )
]


def folder() -> Path:
    """Return the folder of the sources."""
    return Path(settings.BASE_DIR, "client")


def built() -> Path:
    """Return the folder of the build."""
    return Path(settings.CLIENT_ROOT)


def stamp() -> Path:
    """Return the file that holds what was built, in a folder that nobody serves."""
    return folder() / "node_modules" / ".built"


def fingerprint() -> str:
    """Return what sets the sources apart from those of another build, the schema among them."""
    digest = hashlib.sha256()
    files = {file for pattern in SOURCES for file in folder().glob(pattern) if file.is_file()}
    for file in (*sorted(files), Path(settings.BASE_DIR, "schema", "schema.graphql")):
        if ".generated." not in file.name:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_built() -> bool:
    """Whether the build is there, and made of these sources."""
    return (built() / "index.html").exists() and stamp().exists() and stamp().read_text() == fingerprint()
