"""Log lines: as JSON, with the id of their request and without its secrets."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings as project
from django.test import Client

from settings.logs import logging_settings


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what is written while the logs are those of production."""
    written = io.StringIO()
    chosen = logging_settings(level="INFO", as_json=True)
    chosen["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(chosen)
    yield written
    logging.config.dictConfig(project.LOGGING)


def test_djangos_own_line_about_an_answer_has_the_id_of_the_request_and_not_its_query(
    client: Client, lines: io.StringIO
) -> None:
    answer = client.get("/nowhere?signature=a-secret")
    (line,) = [json.loads(each) for each in lines.getvalue().splitlines()]
    assert (line["logger"], line["message"]) == ("django.request", "Not Found: /nowhere")
    assert line["request_id"] == answer["X-Request-ID"] == answer.json()["errors"][0]["extensions"]["requestId"]
    assert "a-secret" not in lines.getvalue()


def test_a_line_outside_any_request_has_no_id(lines: io.StringIO) -> None:
    logging.getLogger("settings").warning("Something happened.")
    assert json.loads(lines.getvalue())["request_id"] == "-"
