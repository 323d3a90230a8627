"""The system checks: what must not start."""

from typing import Any

import pytest
from pytest_django import Settings

from settings.checks import check_settings
from settings.environment import make_secret

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
SHARED = make_secret()
STOCK_MAIL = "django.core.mail.backends"


def found() -> list[str | None]:
    """Return the ids of the errors that the settings cause, without those of letters."""
    return [message.id for message in check_settings() if message.id != "settings.E007"]


@pytest.fixture
def sound(settings: Settings) -> Settings:
    """Return settings that no check refuses."""
    settings.WEB_WORKERS = 2
    return settings


@pytest.mark.usefixtures("sound")
def test_sound_settings_pass() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CACHES", {"default": LOCMEM, "responses": LOCMEM}, "settings.E001"),
        ("AUTHENTICATION_BACKENDS", ["graphql_jwt.backends.JSONWebTokenBackend"], "settings.E002"),
        ("GRAPHQL_JWT", {"JWT_SECRET_KEY": "short"}, "settings.E003"),
        ("GRAPHQL_JWT", {}, "settings.E003"),
        ("QUEUE_SECRET_KEY", "short", "settings.E003"),
        ("Q_CLUSTER", {"retry": 60, "timeout": 60, "max_attempts": 5}, "settings.E004"),
        ("Q_CLUSTER", {"retry": 60, "timeout": None, "max_attempts": 5}, "settings.E004"),
        ("Q_CLUSTER", {"retry": 90, "timeout": 60, "max_attempts": 0}, "settings.E004"),
        ("Q_CLUSTER", {"retry": 90, "timeout": 60}, "settings.E004"),
    ],
)
def test_an_unsound_setting_is_refused(sound: Settings, name: str, value: Any, expected: str) -> None:
    setattr(sound, name, value)
    assert found() == [expected]


def test_a_transaction_around_each_request_is_refused(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sound.DATABASES["default"], "ATOMIC_REQUESTS", True)
    assert found() == ["settings.E005"]


def test_a_shared_key_is_refused(sound: Settings) -> None:
    sound.SECRET_KEY = sound.QUEUE_SECRET_KEY = SHARED
    assert found() == ["settings.E003"]


def test_a_cache_in_memory_will_do_for_one_process(sound: Settings) -> None:
    sound.CACHES = {"default": LOCMEM, "responses": LOCMEM}
    sound.WEB_WORKERS = 1
    assert found() == []


@pytest.mark.parametrize("kind", ["console", "filebased", "locmem", "dummy"])
def test_production_refuses_mail_that_nobody_gets(sound: Settings, kind: str) -> None:
    sound.EMAIL_BACKEND = f"{STOCK_MAIL}.{kind}.EmailBackend"
    sound.DEVELOPMENT = True
    assert found() == []
    sound.DEVELOPMENT = False
    assert found() == ["settings.E006"]


def test_every_kind_of_letter_has_its_writer() -> None:
    assert [message.id for message in check_settings()] == []


def test_a_kind_of_letter_without_a_writer_is_refused(sound: Settings) -> None:
    sound.LETTER_WRITERS = {"nobody": "notifications.models.nobody_writes_this"}
    (message,) = check_settings()
    assert (message.id, message.hint) == ("settings.E007", "Define notifications.models.nobody_writes_this.")
