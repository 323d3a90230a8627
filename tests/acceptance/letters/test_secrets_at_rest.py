"""What lies about afterwards: in tables, queue, files, cache and logs stands no secret of a letter."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.db import connection
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_django import Settings

from notifications import jobs
from notifications.models import Letter
from organization.models import Employee
from tests.acceptance.concurrency.crowd import change, codes
from tests.acceptance.letters.test_welcome import CHOSEN, NORA, link, sign_in, temporary
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.smtp_sink import MailServer

PEOPLE = "{ employees(first: 50) { nodes { name username welcomeLetter { state to error } } } }"


def tables() -> Iterator[str]:
    """Yield every row of every table as text."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{name}"')
            yield from map(str, cursor.fetchall())


def jobs_unpacked() -> Iterator[str]:
    """Yield every job as the worker reads it."""
    yield from (str(SignedPackage.loads(payload)) for payload in OrmQ.objects.values_list("payload", flat=True))


def cache() -> Iterator[str]:
    """Yield everything in the cache."""
    backend: Any = caches["responses"]
    if hasattr(backend, "_dir"):
        yield from (path.read_bytes().decode("latin-1") for path in Path(backend._dir).rglob("*") if path.is_file())
    else:
        client = backend.client.get_client()
        for key in client.scan_iter(f"*{configured.CACHES['responses']['KEY_PREFIX']}*"):
            yield str(key) + (client.get(key) or b"").decode("latin-1")


def everything(caplog: pytest.LogCaptureFixture, *folders: Path) -> str:
    """Return all that was written down anywhere."""
    files = (path.read_bytes().decode("latin-1") for folder in folders for path in folder.rglob("*") if path.is_file())
    # The mail server of the test writes down what it hears; it is none of ours.
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    return "\n".join([*tables(), *jobs_unpacked(), *cache(), *files, *lines])


def test_w8_no_password_or_token_of_a_letter_lies_anywhere_afterwards(
    cast: Cast, api: Api, mail_server: MailServer, media: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    clerk = api.as_(cast.hanna)
    with caplog.at_level(logging.DEBUG):
        assert codes(change(clerk, "createEmployee", **NORA)) == []
        person = global_id(Employee.objects.get(first_name="Nora"))
        jobs.send_due_letters()
        assert codes(change(clerk, "resendWelcomeLetter", id=person)) == []
        jobs.send_due_letters()
        settings.WELCOME_LETTER = "link"
        assert codes(change(clerk, "resendWelcomeLetter", id=person)) == []
        jobs.send_due_letters()
        assert codes(change(api, "requestPasswordReset", username="emil")) == []
        jobs.send_due_letters()
        for _ in range(2):
            clerk.data(PEOPLE)
        first, second, third, fourth = mail_server.arrivals
        secrets = [temporary(first), temporary(second), link(third), link(fourth)]
        for password in secrets[:2]:
            assert codes(sign_in(api, password)) == ["INVALID_CREDENTIALS"]
        assert codes(change(api, "resetPassword", token=secrets[2], newPassword=CHOSEN)) == []
        entered = sign_in(api, CHOSEN)
    # Of a link, also the part alone that nobody could guess.
    unguessable = [token.rpartition("-")[2] for token in secrets[2:4]]
    secrets += [CHOSEN, entered["token"], entered["refreshToken"]]
    written = everything(caplog, media)
    assert "nora.neu" in written
    assert Letter.objects.filter(state="sent").count() == 4
    places = [line[:40] for secret in {*secrets, *unguessable} for line in written.splitlines() if secret in line]
    assert places == []
