"""Rates: who asks too often is told when to come back, and nobody else suffers for it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from pytest_django import Settings

from organization.authentication import open_session
from schema.caching.store import store
from schema.limits import rates
from settings import backends
from tasks.models import Task
from tests.acceptance.conftest import ON_SERVICES
from tests.acceptance.server import server
from tests.conftest import Cast
from tests.faults.conftest import RedisServer, redis_server, redis_servers
from tests.schema.conftest import Api
from tests.schema.test_front import Server as FrontedServer
from tests.tcp_proxy import Mode, proxy_before

__all__ = ("redis_server", "redis_servers")

ME = "{ me { username } }"
TASKS = "{ tasks { totalCount nodes { title } } }"
REFRESH = "mutation ($token: String!) { refreshToken(refreshToken: $token) { refreshToken errors { code } } }"


@pytest.fixture
def rated(settings: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Settings:
    """Count from nothing, with the breaker closed, in the figures of people."""
    settings.RATE_USER, settings.RATE_ANONYMOUS, settings.RATE_REFRESH = 120, 60, 6
    settings.RATES_PREFIX += f":{request.node.name}:{id(request)}"
    monkeypatch.setattr(rates, "rates", rates.Rates())
    return settings


def refusal(response: Any) -> tuple[int, list[str], bool]:
    """Return status and codes of an answer, and whether it says in whole seconds when to come back."""
    codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
    return response.status_code, codes, 1 <= int(response.headers.get("Retry-After", "0")) <= 60


REFUSED = (429, ["RATE_LIMITED"], True)


def test_c18_the_figures_are_those_that_are_promised() -> None:
    from settings.environment import Environment  # noqa: PLC0415 - of the file, not of the tests

    declared = Environment()
    assert (declared.rate_user, declared.rate_anonymous, declared.rate_refresh) == (120, 60, 6)


def test_c18_the_121st_operation_of_a_user_in_a_minute_is_refused_and_nobody_elses(
    cast: Cast, api: Api, rated: Settings
) -> None:
    emil, erna = api.as_(cast.emil), api.as_(cast.erna)
    assert emil.post(ME).status_code == 200
    # What is refused at once counts, too, and takes less time than an answer.
    assert {emil.post("{").status_code for _ in range(119)} == {400}
    create = 'mutation { createTask(input: { title: "Draw" }) { errors { code } } }'
    assert refusal(emil.post(create)) == REFUSED
    assert Task.objects.count() == 0
    # Another sign-in of the same person is the same user; another person is not, nor is a stranger.
    assert refusal(api.as_(cast.emil).post(ME)) == REFUSED
    assert erna.post(ME).status_code == 200
    assert refusal(api.post(ME))[1] == ["UNAUTHENTICATED"]


def test_c18_faulty_and_refused_requests_count_too(cast: Cast, api: Api, rated: Settings) -> None:
    rated.RATE_USER = 3
    emil = api.as_(cast.emil)
    for query in ("{", "{ nothing }", "{ " + "me { username } " * 200 + "}"):
        assert refusal(emil.post(query))[0] == 400
    assert refusal(emil.post(ME)) == REFUSED


def test_c18_the_61st_operation_of_an_address_without_a_token_is_refused(cast: Cast, api: Api, rated: Settings) -> None:
    assert {tuple(api.codes(query)) for query in ["{"] * 59 + [ME]} == {("GRAPHQL_PARSE_FAILED",), ("UNAUTHENTICATED",)}
    assert refusal(api.post(ME)) == REFUSED
    # A token that nobody signed buys nothing.
    api.token = "a.b.c"
    assert refusal(api.post(ME)) == REFUSED
    elsewhere = json.dumps({"query": ME})
    response = api.client.post("/graphql/", elsewhere, content_type="application/json", REMOTE_ADDR="192.0.2.7")
    assert refusal(response)[1] == ["UNAUTHENTICATED"]
    assert api.as_(cast.emil).data(ME) == {"me": {"username": "emil"}}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
    ],
)
def test_c18_an_address_is_a_line_not_one_of_its_numbers(one: str, other: str, *, same: bool) -> None:
    from django.test import RequestFactory  # noqa: PLC0415

    lines = {rates.line(RequestFactory().post("/graphql/", REMOTE_ADDR=each)) for each in (one, other)}
    assert (len(lines) == 1) is same


def test_c18_a_sign_in_is_refreshed_six_times_a_minute_and_another_one_all_the_same(
    cast: Cast, api: Api, rated: Settings
) -> None:
    first, second = (open_session(cast.emil.user).refresh_token for _ in range(2))
    for _ in range(6):
        first = api.data(REFRESH, token=first)["refreshToken"]["refreshToken"]
    assert refusal(api.post(REFRESH, token=first)) == REFUSED
    assert api.data(REFRESH, token=second)["refreshToken"]["errors"] == []
    # The refused token was not used up.
    rated.RATE_REFRESH = 0
    assert api.data(REFRESH, token=first)["refreshToken"]["errors"] == []


def test_c18_the_window_moves_on(cast: Cast, api: Api, rated: Settings) -> None:
    import time_machine  # noqa: PLC0415

    rated.RATE_USER = 2
    with time_machine.travel("2030-01-01T12:00:00Z", tick=False) as clock:
        emil = api.as_(cast.emil)
        emil.post(ME)
        clock.shift(30)
        emil.post(ME)
        response = emil.post(ME)
        assert (response.status_code, response.headers["Retry-After"]) == (429, "30")
        clock.shift(31)
        assert emil.post(ME).status_code == 200
        assert refusal(emil.post(ME)) == REFUSED


def test_c18_health_is_not_counted(api: Api, rated: Settings, db: None) -> None:
    rated.RATE_ANONYMOUS = 1
    assert {api.client.get("/healthz").status_code for _ in range(5)} == {200}


@pytest.mark.django_db(transaction=True)
def test_c18_an_answer_from_the_cache_is_counted_like_any_other(cast: Cast, rated: Settings) -> None:
    caches["responses"].clear()
    store._away_until = 0.0
    fronted, token = FrontedServer(), open_session(cast.emil.user).token
    rated.RATE_USER = 10
    answers = [fronted.post(token, TASKS) for _ in range(11)]
    assert [answer[0] for answer in answers] == ["200 OK"] * 10 + ["429 Too Many Requests"]
    assert "HIT" in {answer[1].get("X-Cache") for answer in answers}
    assert 1 <= int(answers[-1][1]["Retry-After"]) <= 60
    assert json.loads(answers[-1][2])["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


@pytest.fixture
def away(rated: Settings, redis_server: RedisServer) -> Iterator[Callable[[Mode], None]]:
    """Return what harms the Redis in which operations are counted, and answers kept."""
    with proxy_before(redis_server.port) as door:
        rated.RATES_URL = door.url
        kept = backends.redis_caches(door.url)["responses"]
        rated.CACHES = rated.CACHES | {"responses": kept}

        def harm(mode: Mode) -> None:
            door.mode = mode

        yield harm
        caches["responses"].close()
    rates.limiter_at.cache_clear()


@pytest.mark.parametrize("mode", [Mode.DOWN, Mode.FREEZE])
def test_c18_while_the_cache_is_away_everything_goes_on_unmetered(
    cast: Cast,
    api: Api,
    rated: Settings,
    away: Callable[[Mode], None],
    caplog: pytest.LogCaptureFixture,
    mode: Mode,
) -> None:
    rated.RATE_USER = 2
    emil = api.as_(cast.emil)
    assert [emil.post(ME).status_code for _ in range(3)] == [200, 200, 429]
    away(mode)
    create = 'mutation { createTask(input: { title: "Draw" }) { errors { code } } }'
    assert {emil.post(query).status_code for query in (ME, create) * 5} == {200}
    assert Task.objects.count() == 5
    lines = [record.getMessage() for record in caplog.records if record.name == "schema.limits"]
    assert len(lines) == 1
    assert lines[0].startswith("The cache is away, and operations are not counted: ")
    away(Mode.PASS)
    rates.rates._away_until = 0.0
    assert refusal(emil.post(ME)) == REFUSED


@pytest.mark.skipif(not ON_SERVICES, reason="Two servers count together in Redis: set DATABASE_URL and REDIS_URL.")
def test_c18_two_servers_count_together(transactional_db: None, cast: Cast, tmp_path: Any, settings: Settings) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    token = open_session(cast.emil.user).token
    headers = {"Authorization": f"Bearer {token}"}
    with server(folders[0], RATE_USER="4") as one, server(folders[1], RATE_USER="4") as two:
        statuses = [each.post({"query": ME}, headers=headers).status_code for each in (one, two, one, two)]
        assert statuses == [200] * 4
        assert refusal(one.post({"query": ME}, headers=headers)) == REFUSED
        assert refusal(two.post({"query": TASKS}, headers=headers)) == REFUSED


def test_c18_over_http_the_refusal_is_one_of_the_api(transactional_db: None, tmp_path: Any) -> None:
    with server(tmp_path, RATE_ANONYMOUS="2") as running:
        accept = {"Accept": "application/graphql-response+json"}
        responses = [running.post({"query": ME}, headers=accept) for _ in range(3)]
        assert [response.status_code for response in responses] == [200, 200, 429]
        assert refusal(responses[-1]) == REFUSED
        assert responses[-1].headers["Content-Type"] == "application/graphql-response+json; charset=utf-8"
