"""What the tests of faults share: a whole site, whose parts they take away."""

from collections.abc import Callable, Iterator

import pytest

from organization.models import Employee
from tests.acceptance.conftest import ON_SERVICES, signed_in
from tests.acceptance.faults.site import Site, site_over_the_tests_database
from tests.conftest import Cast
from tests.faults.conftest import kept_in, manager, proxy, redis_server, redis_servers
from tests.schema.conftest import api, media
from tests.story.person import Person

__all__ = ("api", "kept_in", "manager", "media", "proxy", "redis_server", "redis_servers")

As = Callable[[Employee], Person]


@pytest.fixture(scope="session")
def shared_site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run a site for all tests; what one of them breaks is mended before the next."""
    if not ON_SERVICES:
        pytest.skip("The doors stand before a PostgreSQL and a Redis: set DATABASE_URL and REDIS_URL.")
    with site_over_the_tests_database(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def site(transactional_db: None, shared_site: Site) -> Iterator[Site]:
    """Return a site in order, over the database of the test; its worker runs once the test starts it."""
    shared_site.mend()
    yield shared_site
    shared_site.mend()
    shared_site.worker.stop()


@pytest.fixture
def as_(site: Site, cast: Cast) -> As:
    """Return what makes callers of the site's web server."""
    return lambda person: signed_in(site.web, person)
