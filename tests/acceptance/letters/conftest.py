"""What the tests of letters share: a mail server, and the address of the project."""

import pytest
from pytest_django import Settings

from tests.smtp_sink import mail_server

__all__ = ("mail_server",)


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    """Give the project an address, and its letters a sender."""
    settings.PUBLIC_URL = "https://tasks.example"
    settings.DEFAULT_FROM_EMAIL = "Acme <post@tasks.example>"
