"""What the tests of the post office share: a mail server, letters of two kinds, and who writes them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from notifications.models import Letter
from tests.smtp_sink import mail_server

__all__ = ("mail_server",)

MakeLetter = Callable[..., Letter]


@pytest.fixture(autouse=True)
def house(settings: Settings) -> None:
    """Give the post office an address, templates of its own for the tests, and the writers of its two kinds."""
    settings.PUBLIC_URL = "https://tasks.example"
    settings.DEFAULT_FROM_EMAIL = "Acme <post@tasks.example>"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    settings.LETTER_WRITERS = {
        "hello": "tests.notifications.writers.hello",
        "poison": "tests.notifications.writers.poison",
    }


@pytest.fixture
def make_letter(db: None) -> MakeLetter:
    """Return a function that makes a letter without a job; it is due at once, and `age` minutes old."""

    def make(to: str = "emil@acme.example", *, kind: str = "hello", age: int = 0, **fields: Any) -> Letter:
        about = {"to": to, "name": "Emil"} | fields.pop("about", {})
        letter = Letter.objects.create(kind=kind, about=about, **fields)
        if age:
            Letter.objects.filter(pk=letter.pk).update(created_at=timezone.now() - timedelta(minutes=age))
        return letter

    return make
