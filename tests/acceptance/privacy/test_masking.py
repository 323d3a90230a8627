"""No secret in a log line, whatever wrote it, and nothing in an error tracker's event but what happened."""

import io
import json
import logging
import logging.config
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project

from settings.logs import logging_settings
from settings.masking import LONGEST, before_send, mask

SECRET = "hunter2-the-secret"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2VjcmV0"
TEXTS = {
    "document": f'mutation {{ tokenAuth(username: "emil", password: "{SECRET}") {{ token }} }}',
    "half a document": f'mutation {{ tokenAuth(username: "emil", password: "{SECRET}',
    "document in JSON": f'{{"query": "mutation {{ tokenAuth(password: \\"{SECRET}\\") }}"}}',
    "variables": f'{{"newPassword": "{SECRET}", "currentPassword": "{SECRET}"}}',
    "repr": f"{{'refreshToken': '{SECRET}', 'resetToken': '{SECRET}'}}",
    "keyword": f"password='{SECRET}', refresh_token='{SECRET}'",
    "connection": f"host=db password={SECRET} user=rakmedia",
    "address of the database": f"postgres://rakmedia:{SECRET}@db:5432/rakmedia",
    "header": f"Authorization: Bearer {SECRET}",
    "header in lower case": f"{{'authorization': 'bearer {SECRET}'}}",
    "token alone": f"cannot read {JWT} here",
    "cookie": f"Cookie: csrftoken={SECRET}; sessionid={SECRET}",
    "link": f"GET /files/1/?link={SECRET}:1abc&download=1",
    "address with a token": f"https://tasks.example.com/reset?token={SECRET}",
    "address after a hash": f"https://tasks.example.com/#reset-token={SECRET}",
    "mail address": f"{SECRET}@acme.example has left",
    "row of PostgreSQL": f"DETAIL: Failing row contains (1, EMP-001, {SECRET}, 52000.00, t).",
    "key of PostgreSQL": f"DETAIL: Key (lower(username))=({SECRET}) already exists.\nDETAIL: Key (name)=({SECRET}) is",
    "line of a document": f'GraphQL request:1:14\n1 | mutation {{ x(title: "{SECRET}") }}\n  | ^',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_i4_a_secret_is_masked_wherever_it_stands(text: str) -> None:
    assert SECRET not in mask(text)
    assert JWT not in mask(text)
    assert "***" in mask(text)


@pytest.mark.parametrize(
    "text", ["salary=Decimal('52000.00')", '"salary": 52000.5', "salary: 52000", "'salary': '52000'"]
)
def test_i4_a_salary_is_masked(text: str) -> None:
    assert "52" not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "Refused with UNAUTHENTICATED at ['tokenAuth']",
        "    token = read_bearer(header)",
        '  File "/srv/organization/authentication.py", line 5, in read_claims',
        "Fault at ['tasks', 'nodes', 0, 'overdue']",
        "The letter 17 could not be sent: SMTPConnectError (attempt 2)",
        "Not Found: /nowhere",
    ],
)
def test_i4_what_is_no_secret_can_be_read(text: str) -> None:
    assert mask(text) == text


def test_i4_a_line_ends_somewhere() -> None:
    assert mask("x" * (LONGEST + 7)) == "x" * LONGEST + " (7 characters more)"


@pytest.fixture(params=[True, False], ids=["JSON", "plain"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Return what is written while the logs are those of production, or of a developer, at DEBUG."""
    stream = io.StringIO()
    chosen = logging_settings(level="DEBUG", as_json=request.param)
    chosen["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(chosen)
    yield stream
    logging.config.dictConfig(project.LOGGING)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_i4_a_message_an_argument_an_extra_and_a_traceback_are_masked(written: io.StringIO, text: str) -> None:
    def fail(password: str) -> None:
        raise ValueError(text)

    log = logging.getLogger("anybody")
    log.info(text.replace("%", "%%"))
    log.debug("It is %s", text, extra={"detail": text})
    try:
        fail(SECRET)
    except ValueError:
        log.exception("It failed")
    assert SECRET not in written.getvalue()
    assert "ValueError" in written.getvalue()


def test_i4_the_web_servers_own_lines_are_masked(written: io.StringIO) -> None:
    logging.getLogger("_granian").error("Application callable raised: %s", TEXTS["link"])
    assert SECRET not in written.getvalue()
    assert "Application callable raised" in written.getvalue()


def test_i4_a_refused_host_costs_one_line(written: io.StringIO) -> None:
    logging.getLogger("django.security.DisallowedHost").error("Invalid", exc_info=ValueError("x"))
    assert len(written.getvalue().splitlines()) == 1


def test_i10_an_event_of_an_error_tracker_keeps_what_happened_and_no_value() -> None:
    def fail(password: str) -> None:
        raise ValueError(TEXTS["document"])

    try:
        fail(SECRET)
    except ValueError:
        frame = sys.exc_info()[2]
        assert frame is not None
        found = {name: repr(value) for name, value in (frame.tb_next or frame).tb_frame.f_locals.items()}
    event: dict[str, Any] = {
        "message": TEXTS["header"],
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": TEXTS["document"],
                    "stacktrace": {"frames": [{"vars": found, "lineno": 3}]},
                }
            ]
        },
        "request": {
            "url": "https://tasks.example.com/files/1/?link=" + SECRET,
            "data": {"query": TEXTS["document"]},
            "cookies": {"sessionid": SECRET},
            "headers": {"Authorization": f"Bearer {SECRET}", "X": SECRET},
            "query_string": f"link={SECRET}",
            "env": {"REMOTE_ADDR": SECRET},
        },
        "user": {"id": 1, "email": SECRET},
        "breadcrumbs": {"values": [{"message": TEXTS["cookie"], "data": {"password": SECRET}}]},
        "tags": ["a", 5, None],
    }
    assert SECRET in json.dumps(event)
    sent = before_send(event)
    assert SECRET not in json.dumps(sent)
    assert sent["exception"]["values"][0]["type"] == "ValueError"
    assert sent["exception"]["values"][0]["stacktrace"]["frames"] == [{"lineno": 3}]
    assert sent["tags"] == ["a", 5, None]
