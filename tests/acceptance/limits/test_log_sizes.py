"""Logs: whoever floods the API with rubbish gets less than a kilobyte a request into them."""

import json
import os

import pytest

from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.schema.conftest import Api

MARK = "rubbishrubbish"
RUBBISH = {
    "a large document": json.dumps({"query": "{ " + MARK * 70_000 + " }"}),
    "many unknown fields": json.dumps({"query": "{ " + f"{MARK} " * 500 + "}"}),
    "one unknown field": json.dumps({"query": "{ " + MARK * 600 + " }"}),
    "a wrong value": json.dumps(
        {"query": "query ($n: Int) { tasks(first: $n) { totalCount } }", "variables": {"n": MARK * 60_000}}
    ),
    "no JSON": MARK * 70_000,
    "a long operation name": json.dumps({"query": "{ me { username } }", "operationName": MARK * 60_000}),
    "too large": MARK * 100_000,
}


@pytest.mark.parametrize("body", RUBBISH.values(), ids=RUBBISH)
def test_c21_a_bad_request_leaves_less_than_a_kilobyte_in_the_log(
    cast: Cast, api: Api, caplog: pytest.LogCaptureFixture, body: str
) -> None:
    caller = api.as_(cast.emil)
    caplog.clear()
    response = caller.client.post("/graphql/", body, content_type="application/json", headers=caller.headers())
    assert 200 <= response.status_code < 500
    assert sum(len(record.getMessage()) + len(record.exc_text or "") for record in caplog.records) < 1024
    assert MARK not in caplog.text


def test_c21_a_flood_over_http_fills_no_log_and_a_log_that_is_moved_away_goes_on(web: Server) -> None:
    before = web.log.stat().st_size
    bodies = list(RUBBISH.values())
    for number in range(50):
        assert web.post(bodies[number % len(bodies)]).status_code < 500
    written = web.log.read_bytes()[before:]
    assert len(written) < 50 * 1024
    assert MARK.encode() not in written
    assert rotated(web)


def rotated(running: Server) -> bool:
    """Empty the log as a rotation by copying does, and tell whether the next line stands in it."""
    os.truncate(running.log, 0)
    running.post("rubbish")
    return 0 < len(running.log.read_bytes().strip(b"\0")) < 1024
