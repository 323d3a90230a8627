"""What the acceptance tests share: real servers over the database of the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from organization.authentication import open_session
from organization.models import Employee
from tests.acceptance.server import Server, server
from tests.conftest import Cast
from tests.schema.conftest import api, media
from tests.story.person import Person

__all__ = ("api", "media")

ON_SERVICES = os.environ.get("DATABASE_URL", "").startswith("postgres") and bool(os.environ.get("REDIS_URL"))


@pytest.fixture(scope="session")
def shared_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a web server with the settings of the tests; it is shared, so no test harms it."""
    folder = tmp_path_factory.mktemp("web")
    # Tokens made in the test are good at the server: it finds the same keys in the same data folder.
    with server(folder, MEDIA_ROOT=str(folder / "media")) as running:
        yield running


@pytest.fixture
def web(transactional_db: None, shared_server: Server) -> Server:
    """Return a web server that sees what the test writes."""
    return shared_server


@pytest.fixture(scope="session")
def shared_production(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a web server with the settings of production; it is shared, so no test harms it."""
    if not ON_SERVICES:
        pytest.skip("Production stands on PostgreSQL and Redis: set DATABASE_URL and REDIS_URL.")
    folder = tmp_path_factory.mktemp("production")
    with server(folder, "tests.acceptance.production", **production_environment(folder)) as running:
        yield running


@pytest.fixture
def production(transactional_db: None, shared_production: Server) -> Server:
    """Return a web server with the settings of production, which sees what the test writes."""
    return shared_production


def production_environment(folder: Path) -> dict[str, str]:
    """Return what a server in production wants to know; its keys are those of the tests, so that tokens are good."""
    return {
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,
        "JWT_SECRET_KEY": settings.GRAPHQL_JWT["JWT_SECRET_KEY"],
        "QUEUE_SECRET_KEY": settings.QUEUE_SECRET_KEY,
        "PUBLIC_URL": "http://127.0.0.1",
        "TRUSTED_PROXIES": "0",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_SECURITY": "none",
        "DEFAULT_FROM_EMAIL": "tasks@acme.example",
        "MEDIA_ROOT": str(folder / "media"),
        "TEST_PREFIX": f"{folder.parent.name}:{folder.name}",
    }


@pytest.fixture
def caller(web: Server, cast: Cast) -> Callable[[Employee | None], Person]:
    """Return what makes callers of the web server, signed in as a person or as nobody."""
    return lambda person: signed_in(web, person)


def signed_in(running: Server, person: Employee | None) -> Person:
    """Return a caller of this server."""
    found = Person([running.address])
    if person is not None:
        found.headers["Authorization"] = f"Bearer {open_session(person.user).token}"
    return found
