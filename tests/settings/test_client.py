"""The web client's page and files, as a browser asks for them."""

import gzip
import re
from collections.abc import Callable
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from settings import client as web_client
from settings.management.commands.build_client import is_installed
from tests.settings.test_middleware import HEADERS

PAGE = "<!doctype html><title>Tasks</title>"
SCRIPT = "/assets/index-DRg6_-XT.js"
# The end of a request looks after the connections of its process, whoever opened them.
pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/",
    "/sign-in?next=%2Fteam",
    "/forgotten-password",
    "/reset-password?token=secret",
    "/tasks/VGFzazoxMg==",
    "/tasks/VGFzazoxMg%3D%3D",
    "/team",
    "/people",
    "/people/EMP-001",
    "/company",
    "/me",
]
BUILD = Path(project.BASE_DIR, "client")


def in_development(settings: Settings, dist: Path) -> None:
    """Serve files as a developer's server does."""
    settings.WHITENOISE_ROOT = dist


def in_production(settings: Settings, dist: Path) -> None:
    """Serve files as production's servers do, which look for them once."""
    settings.WHITENOISE_ROOT = dist
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = dist.parent / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.fixture
def dist(settings: Settings, tmp_path: Path) -> Path:
    """Return an empty folder for a build."""
    settings.CLIENT_ROOT = settings.WHITENOISE_ROOT = tmp_path / "dist"
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    return tmp_path / "dist"


@pytest.fixture
def build(dist: Path) -> Path:
    """Return the folder of a small build."""
    (dist / "index.html").write_text(PAGE)
    (dist / SCRIPT[1:]).write_text("greet()\n" * 99)
    (dist / f"{SCRIPT[1:]}.gz").write_bytes(gzip.compress(b"greet()\n" * 99))
    return dist


def read(answer: Any) -> bytes:
    """Return the bytes of a file that is sent, and close it."""
    with closing(answer):
        return b"".join(answer)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_the_client_shows_its_page(client: Client, build: Path, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content.decode()) == (HTTPStatus.OK, PAGE)
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert {name: answer[name] for name in HEADERS} == HEADERS | {"Cache-Control": "no-cache"}


def test_the_server_knows_the_addresses_that_the_client_knows() -> None:
    routes = re.findall(r'<Route path="/([^"]*)"', (BUILD / "src/app/App.tsx").read_text())
    served = [str(pattern.pattern) for pattern in web_client.urlpatterns]
    assert {re.sub(r":\w+", "*", route) for route in routes} == {re.sub(r"<[^>]+>", "*", route) for route in served}


def test_the_headers_of_the_page_come_without_it(client: Client, build: Path) -> None:
    answer = client.head("/team")
    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"")


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_the_page_is_only_read(client: Client, build: Path, method: str) -> None:
    answer = getattr(client, method)("/team")
    assert (answer.status_code, answer["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    "address", ["/nowhere", "/tasks/", "/tasks/a/b", "/people/a/b", "/team/", "/assets/index-12345678.js", "/../x"]
)
def test_nothing_at_other_addresses_is_told_in_json(client: Client, build: Path, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_an_unbuilt_client_says_how_it_is_built(client: Client, dist: Path) -> None:
    answer = client.get("/team")
    assert (answer.status_code, answer["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "10")
    assert "python3 manage.py build_client" in answer.text
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert client.get("/healthz").status_code == HTTPStatus.OK


def test_the_page_is_there_as_soon_as_it_is_built(client: Client, dist: Path) -> None:
    assert client.get("/").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    (dist / "index.html").write_text(PAGE)
    (dist / SCRIPT[1:]).write_text("greet()")
    assert client.get("/").status_code == HTTPStatus.OK
    assert read(client.get(SCRIPT)) == b"greet()"


@pytest.mark.parametrize("served", [in_development, in_production])
def test_files_are_kept_for_ever_and_sent_compressed(
    client: Client, build: Path, settings: Settings, served: Callable[[Settings, Path], None]
) -> None:
    served(settings, build)
    answer = client.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
    content = read(answer)
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(content) == b"greet()\n" * 99
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"].endswith(", public, immutable")
    assert {name: answer[name] for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }
    plain = client.get(SCRIPT)
    assert ("Content-Encoding" in plain, read(plain)) == (False, b"greet()\n" * 99)


@pytest.mark.skipif(not is_installed(), reason="The client's packages are not installed here.")
def test_the_real_build_names_files_that_are_served_compressed(client: Client) -> None:
    call_command("build_client", verbosity=0)
    files = re.findall(r'(?:src|href)="(/[^"]+)"', client.get("/tasks/VGFzazoxMg==").text)
    assert any(file.endswith(".js") for file in files)
    assert all(read(client.get(file)) for file in files)
    assert all((BUILD / "dist" / f"{file[1:]}.gz").exists() for file in files if file.startswith("/assets/"))
    assert web_client.is_built()
