"""What a server in production refuses to start with: mails that nobody gets, and keys that somebody else may know."""

import math
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django_q.conf import Conf
from pytest_django import Settings

from settings.checks import check_settings
from settings.environment import SECRETS, Environment, make_secret
from tests.settings.test_environment import GOOD
from tests.settings.test_production import start

ROOT = Path(configured.BASE_DIR)
STOCK = "django.core.mail.backends"
KEYS = [name.upper() for name in SECRETS]
LOCKS = ("requirements.txt", "requirements-dev.txt", "package-lock.json")
ASSIGNED = re.compile(
    r"(?i)(?:secret|token|password|passwd|api_?key|access_?key)\w*[\"']?\s*[:=]\s*[\"']?([\w+/=.-]{16,})"
)
KNOWN_FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w+"
    r"|\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}|argon2\$argon2id\$\S+\$[\w+/]{20,}|\w+://\w+:(?!rakmedia|rak_|postgres|password)[\w-]{12,}@"
)


class LetterFiles(FileBackend):
    """A back end of somebody's own that writes letters into files."""


@pytest.mark.parametrize(
    "backend",
    [
        *(f"{STOCK}.{name}.EmailBackend" for name in ("console", "filebased", "locmem", "dummy")),
        "notifications.outbox.OutboxBackend",
        f"{__name__}.LetterFiles",
        "no.such.Backend",
    ],
)
def test_h10_production_refuses_a_back_end_that_delivers_to_nobody(settings: Settings, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    settings.DEVELOPMENT = False
    assert "settings.E006" in {message.id for message in check_settings()}
    settings.EMAIL_BACKEND = f"{STOCK}.smtp.EmailBackend"
    assert "settings.E006" not in {message.id for message in check_settings()}


@pytest.mark.parametrize("backend", [f"{STOCK}.console.EmailBackend", "notifications.outbox.OutboxBackend"])
def test_h10_a_server_does_not_start_with_one(backend: str) -> None:
    done = start("check", **GOOD, EMAIL_BACKEND=backend)
    assert done.returncode == 1
    assert "(settings.E006) Letters would not be delivered." in done.stderr


def faults(**changes: str) -> str:
    """Return what production finds wrong with a good environment after these changes."""
    try:
        Environment.read({**GOOD, **changes}).check(production=True)
    except ImproperlyConfigured as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize(
    ("weak", "sentence"),
    [
        ("", "{} is missing."),
        ("x" * 31, "{} is too weak."),
        (make_secret()[:49], "{} is too weak."),
        ("x" * 64, "{} is too weak."),
        (f"django-insecure-{make_secret()}", "{} is too weak."),
    ],
    # The values are other ones in each process.
    ids=["missing", "short", "short and random", "monotonous", "a template's"],
)
def test_h11_a_weak_key_is_refused_and_not_shown(name: str, weak: str, sentence: str) -> None:
    found = faults(**{name: weak})
    assert sentence.format(name) in found
    assert not weak or weak not in found


@pytest.mark.parametrize("first", [*KEYS, "METRICS_TOKEN"])
@pytest.mark.parametrize("second", KEYS)
def test_h11_h12_no_two_secrets_are_the_same(first: str, second: str) -> None:
    if first == second:
        assert faults() == ""
        return
    found = faults(**{first: GOOD[second]})
    assert "must differ" in found
    assert (first in found, second in found, GOOD[second] in found) == (True, True, False)


@pytest.mark.parametrize("changes", [{"DJANGO_SECRET_KEY": ""}, {"JWT_SECRET_KEY": "x" * 31}, {"shared": "yes"}])
def test_h11_no_process_starts_with_such_keys(changes: dict[str, str]) -> None:
    if changes.pop("shared", ""):
        changes = {"QUEUE_SECRET_KEY": GOOD["JWT_SECRET_KEY"]}
    done = start("check", **{**GOOD, **changes})
    assert (done.returncode, done.stdout) == (1, "")
    assert "The environment has faults:" in done.stderr
    assert not any(value in done.stderr for name, value in {**GOOD, **changes}.items() if name in KEYS and value)


def test_h11_the_web_server_reads_its_keys_from_the_environment_alone() -> None:
    text = (ROOT / "settings/prod.py").read_text()
    assert [line.partition(" = ")[2] for line in text.splitlines() if re.match(r"\w*SECRET_KEY =", line)] == [
        "environment.django_secret_key",
        "environment.queue_secret_key",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "import settings.wsgi"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "settings.prod", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "DJANGO_SECRET_KEY is missing." in done.stderr


def test_h12_the_queue_signs_with_a_key_of_its_own() -> None:
    keys = [configured.SECRET_KEY, configured.GRAPHQL_JWT["JWT_SECRET_KEY"], Conf.SECRET_KEY]
    assert Conf.SECRET_KEY == configured.QUEUE_SECRET_KEY
    assert len(set(keys)) == 3


def committed() -> list[Path]:
    """Return the files that are under version control, without lists of checksums."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("This is no checkout of git.")
    return [ROOT / name for name in done.stdout.split("\0") if name and not name.endswith(LOCKS)]


def entropy(text: str) -> float:
    """Return the bits of a character of the text, as its own letters tell."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def looks_random(value: str) -> bool:
    """Whether a value may be a key: long, of capitals, small letters and digits, and never twice the same."""
    mixed = all(re.search(kind, value) for kind in ("[A-Z]", "[a-z]", "[0-9]"))
    return mixed and entropy(value) > 3.7 and not re.search(r"[a-z]{7,}", value)


def test_h11_nothing_that_looks_like_a_secret_is_committed() -> None:
    found = []
    for path in committed():
        text = path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""
        values = [value for value in ASSIGNED.findall(text) if looks_random(value)]
        found += [f"{path.relative_to(ROOT)}: {value[:6]}…" for value in values + KNOWN_FORMS.findall(text)]
    assert found == []


def test_h11_the_search_would_find_a_secret() -> None:
    assert looks_random(make_secret())
    assert ASSIGNED.findall(f'JWT_SECRET_KEY = "{make_secret()}"')
    assert KNOWN_FORMS.search("-" * 5 + "BEGIN RSA PRIVATE KEY")


def test_h11_no_secret_gets_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert not {"!.env", "!.data", "!.git", "!."} & set(ignored)
    recipe = (ROOT / "Dockerfile").read_text()
    fixed = [line for line in recipe.splitlines() if re.match(r"\s*(ENV|ARG)\b", line)]
    assert not [line for line in fixed if re.search("SECRET|PASSWORD|TOKEN|KEY", line)]
    assert {".env", ".data/"} <= set((ROOT / ".gitignore").read_text().splitlines())
