"""The production settings, as a server would start with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.management import call_command
from django.core.signing import BadSignature
from django_q.core_signing import dumps as sign
from django_q.signing import PickleSerializer, SignedPackage
from pytest_django import Settings

from settings.backends import database, redis_caches
from settings.environment import Environment
from tests.settings.test_environment import GOOD

ROOT = Path(__file__).parent.parent.parent


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py under the production settings, with nothing but this environment."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "settings.prod", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_production_settings_pass_the_deployment_checks() -> None:
    done = start("check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_environment_stops_the_start_with_one_message() -> None:
    done = start("check")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if " is missing. " in line]) == len(GOOD)


def test_debugging_pages_are_impossible_in_production() -> None:
    done = start("check", **GOOD, DEBUG="1")
    assert done.returncode == 1
    assert "- DEBUG must not be on in production: remove it." in done.stderr


def test_letters_into_files_are_refused_in_production() -> None:
    done = start("check", **GOOD, EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend")
    assert done.returncode == 1
    assert "(settings.E006) Letters would not be delivered." in done.stderr


def test_every_static_file_passes_the_production_storage(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "settings.static.StaticStorage"}}
    call_command("collectstatic", "--noinput", verbosity=0)
    assert list(tmp_path.rglob("graphiql.min.*.js.gz"))


def test_a_job_signed_with_another_key_is_not_unpacked() -> None:
    foreign = sign({"func": "os.system"}, key=settings.SECRET_KEY, salt="rakmedia", serializer=PickleSerializer)
    with pytest.raises(BadSignature):
        SignedPackage.loads(foreign)
    assert SignedPackage.loads(SignedPackage.dumps({"id": 1})) == {"id": 1}


def test_passwords_are_hashed_with_the_agreed_cost() -> None:
    hashed = make_password("correct horse battery staple")
    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert not identify_hasher(hashed).must_update(hashed)


def test_nothing_in_redis_is_a_pickle_and_no_call_waits_long() -> None:
    for alias in ("default", "responses"):
        options = redis_caches("redis://cache/0")[alias]["OPTIONS"]
        assert "pickle" not in options["SERIALIZER"]
        assert (options["SOCKET_CONNECT_TIMEOUT"], options["SOCKET_TIMEOUT"]) == (0.25, 0.25)


def test_postgresql_cancels_a_statement_after_five_seconds() -> None:
    options = database(Environment.read(GOOD))["OPTIONS"]["options"]
    assert "-c statement_timeout=5000" in options
