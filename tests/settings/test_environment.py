"""The environment: every fault at once, no value shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.environment import PROJECT_DIR, Environment, example_file, make_secret

GOOD = {
    "DJANGO_SECRET_KEY": make_secret(),
    "JWT_SECRET_KEY": make_secret(),
    "QUEUE_SECRET_KEY": make_secret(),
    "PUBLIC_URL": "https://tasks.example.com",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgres://tasks@db/tasks",
    "REDIS_URL": "redis://cache/0",
    "EMAIL_HOST": "smtp.example.com",
    "DEFAULT_FROM_EMAIL": "tasks@example.com",
}


def faults(source: dict[str, str]) -> list[str]:
    """Return what production finds wrong with an environment, a line for each fault."""
    try:
        Environment.read(source).check(production=True)
    except ImproperlyConfigured as error:
        return str(error).splitlines()[1:]
    return []


def test_a_complete_environment_is_good_for_production() -> None:
    assert faults(GOOD) == []


def test_development_needs_no_environment() -> None:
    Environment.read({}).check(production=False)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_required_variable_is_named_when_it_is_missing(name: str) -> None:
    (fault,) = faults({**GOOD, name: " "})
    assert fault.startswith(f"- {name} is missing. ")


def test_every_fault_is_listed_at_once() -> None:
    found = faults({**GOOD, "WEB_WORKERS": "0", "EMAIL_SECURITY": "perhaps", "DEBUG": "yes", "REDIS_URL": ""})
    assert [fault.split()[1] for fault in found] == ["EMAIL_SECURITY", "WEB_WORKERS", "REDIS_URL", "DEBUG"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_WORKERS", "many"),
        ("WEB_WORKERS", "-1"),
        ("WEB_WORKERS", "٣"),
        ("WEB_WORKERS", "0"),
        ("GRAPHIQL", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("ACCESS_TOKEN_LIFETIME", "5m"),
        ("CORS_ALLOWED_ORIGINS", "https://app.example.com, app.example.com"),
        ("DATABASE_URL", "mysql://tasks@db/tasks"),
        ("DATABASE_URL", "postgres://tasks@db:port/tasks"),
        ("DATABASE_URL", "sqlite:///tasks.db"),
        ("PUBLIC_URL", "http://tasks.example.com"),
        ("PUBLIC_URL", "https://"),
    ],
)
def test_a_value_that_does_not_fit_is_told_without_showing_it(name: str, value: str) -> None:
    (fault,) = faults({**GOOD, name: value})
    assert fault.startswith(f"- {name} is wrong: ")
    assert value not in fault


@pytest.mark.parametrize("weak", ["change-me", "x" * 60, "abcdefgh" * 8])
def test_a_weak_secret_is_told_without_showing_it(weak: str) -> None:
    (fault,) = faults({**GOOD, "JWT_SECRET_KEY": weak})
    assert fault.startswith("- JWT_SECRET_KEY is too weak. ")
    assert weak not in fault


def test_secrets_must_differ() -> None:
    (fault,) = faults({**GOOD, "QUEUE_SECRET_KEY": GOOD["DJANGO_SECRET_KEY"]})
    assert fault == "- DJANGO_SECRET_KEY and QUEUE_SECRET_KEY must differ: make one for each."


def test_published_logins_are_refused_in_production() -> None:
    logins = "Manager/max/open sesame"
    (fault,) = faults({**GOOD, "DEMO_LOGINS": logins})
    assert fault == "- DEMO_LOGINS must not be set in production: remove it."


def test_production_on_ones_own_machine_may_do_without_tls() -> None:
    assert faults({**GOOD, "PUBLIC_URL": "http://127.0.0.1:8000"}) == []


def test_another_mail_back_end_needs_no_smtp_server() -> None:
    backend = "anymail.backends.mailjet.EmailBackend"
    assert faults({**GOOD, "EMAIL_HOST": "", "EMAIL_BACKEND": backend}) == []


def test_values_have_their_types() -> None:
    given = {"WEB_WORKERS": "3", "GRAPHIQL": "off", "SIGN_IN_IDLE": "7", "DATA_DIR": "/srv/data"}
    environment = Environment.read({**given, "ALLOWED_HOSTS": "a.example, b.example"})
    assert environment.web_workers == 3
    assert environment.graphiql is False
    assert environment.sign_in_idle == timedelta(days=7)
    assert environment.data_dir == Path("/srv/data")
    assert environment.allowed_hosts == ("a.example", "b.example")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("WEB_WORKERS=7\nWEB_THREADS=5\n")
    monkeypatch.setenv("WEB_WORKERS", "3")
    monkeypatch.delenv("WEB_THREADS", raising=False)
    environment = Environment.load(file)
    assert (environment.web_workers, environment.web_threads) == (3, 5)


def test_the_example_is_the_one_that_the_declarations_make() -> None:
    assert (PROJECT_DIR / ".env.example").read_text() == example_file()


def test_the_values_of_the_example_are_good_ones() -> None:
    lines = [line.removeprefix("#").split("=", 1) for line in example_file().splitlines() if line[1:2].isupper()]
    environment = Environment.read(dict(lines))
    assert environment.faults == ()
    assert environment.given == {name for name, value in lines if value}
