"""The demo's data, loaded once for all tests of a module."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from settings.demo.loading import load
from settings.management.commands.load_demo import FIRMS


@pytest.fixture(scope="module")
def demo_data(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load the demo, and forget it after the last test."""
    request.getfixturevalue("django_db_setup")
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder), django_db_blocker.unblock(), transaction.atomic():
        load(FIRMS, report=str)
        yield
        transaction.set_rollback(True)
