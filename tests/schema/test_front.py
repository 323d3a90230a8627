"""The front: what is kept is answered before Django, and nothing else is."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.authentication import end_sessions, open_session
from organization.models import Employee, Role
from organization.services import accounts, companies, people
from schema.caching import front
from schema.caching.front import Front
from schema.caching.store import CacheAwayError, store
from settings.middleware import name_request
from tasks import services
from tests.conftest import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)

TASKS = "{ tasks { totalCount nodes { title overdue } } }"
TEAM = "{ myTeam { nodes { openCount } } }"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Begin with an empty cache that answers."""
    caches["responses"].clear()
    store._away_until = 0.0


class Server:
    """The front and Django behind it, in this process."""

    def __init__(self) -> None:
        self.application = Front(WSGIHandler(), name_request)

    def post(self, token: str, query: str, **environ: str) -> tuple[str, dict[str, str], bytes]:
        """Send an operation; return status, headers and body."""
        body = json.dumps({"query": query}).encode()
        started: list[Any] = []
        response = self.application(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": "/graphql/",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "HTTP_HOST": "localhost",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_AUTHORIZATION": f"Bearer {token}",
                "wsgi.input": io.BytesIO(body),
                "wsgi.url_scheme": "http",
                **environ,
            },
            lambda status, headers, *_: started.extend((status, dict(headers))),
        )
        content = b"".join(response)
        getattr(response, "close", lambda: None)()
        return started[0], started[1], content

    def data(self, token: str, query: str) -> Any:
        """Return the data of an answer, or the codes of its errors."""
        answer = json.loads(self.post(token, query)[2])
        return [error["extensions"]["code"] for error in answer["errors"]] if "errors" in answer else answer["data"]

    def warm(self, token: str, query: str) -> Any:
        """Ask until the front answers; return the data."""
        for _ in range(3):
            data = self.data(token, query)
        assert self.is_hit(token, query)
        return data

    def is_hit(self, token: str, query: str) -> bool:
        """Whether the front answers, without a statement."""
        with CaptureQueriesContext(connection) as captured:
            headers = self.post(token, query)[1]
        return headers["X-Cache"] == "HIT" and len(captured) == 0


@pytest.fixture
def server() -> Server:
    """Return a server that knows nothing yet."""
    return Server()


def token_of(person: Employee) -> str:
    """Return an access token of a person."""
    return open_session(person.user).token


def make_task(cast: Cast) -> None:
    """Give the employee a task of his manager."""
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)


def test_what_the_front_answers_is_what_django_answered(cast: Cast, server: Server) -> None:
    make_task(cast)
    token = token_of(cast.max)
    status, headers, body = server.post(token, TASKS)
    server.warm(token, TASKS)
    again = server.post(token, TASKS)
    own = {"X-Request-ID", "X-Cache"}
    assert (again[0], again[2]) == (status, body)
    assert {name: again[1][name] for name in headers if name not in own} == {
        name: value for name, value in headers.items() if name not in own
    }
    assert again[1]["X-Request-ID"] != headers["X-Request-ID"]


def test_viewers_share_a_recipe_but_no_answer(cast: Cast, server: Server) -> None:
    make_task(cast)
    assert server.warm(token_of(cast.max), TASKS)["tasks"]["totalCount"] == 1
    assert server.warm(token_of(cast.mona), TASKS)["tasks"]["totalCount"] == 0


def test_a_door_stays_shut_for_whom_it_is_shut(cast: Cast, server: Server) -> None:
    server.warm(token_of(cast.max), TEAM)
    token = token_of(cast.emil)
    server.warm(token, TASKS)
    assert server.data(token, TEAM) == ["FORBIDDEN"]


def demote(cast: Cast) -> None:
    people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)


def deactivate(cast: Cast) -> None:
    people.deactivate_employee(employee=cast.max, by=cast.olga.user)


def sign_out(cast: Cast) -> None:
    end_sessions(cast.max.user)


def change_password(cast: Cast) -> None:
    accounts.change_password(current_password=PASSWORD, new_password="another horse entirely", by=cast.max.user)


def delete(cast: Cast) -> None:
    cast.max.user.delete()


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (demote, ["FORBIDDEN"]),
        (deactivate, ["UNAUTHENTICATED"]),
        (sign_out, ["UNAUTHENTICATED"]),
        (change_password, ["UNAUTHENTICATED"]),
        (delete, ["UNAUTHENTICATED"]),
    ],
)
def test_a_right_that_ends_ends_at_the_next_request(
    cast: Cast, server: Server, change: Callable[[Cast], None], codes: list[str]
) -> None:
    token = token_of(cast.max)
    server.warm(token, TEAM)
    change(cast)
    assert server.data(token, TEAM) == codes


def test_a_token_that_expired_is_refused(cast: Cast, server: Server) -> None:
    token = token_of(cast.max)
    server.warm(token, TASKS)
    with time_machine.travel(time.time() + 310, tick=False):
        assert server.data(token, TASKS) == ["TOKEN_EXPIRED"]


def test_a_change_is_seen_in_the_very_next_answer(cast: Cast, server: Server) -> None:
    token = token_of(cast.max)
    assert server.warm(token, TASKS)["tasks"]["totalCount"] == 0
    make_task(cast)
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 1


def test_another_department_changes_what_a_manager_sees_at_once(cast: Cast, server: Server) -> None:
    make_task(cast)
    token = token_of(cast.mona)
    assert server.warm(token, TASKS)["tasks"]["totalCount"] == 0
    cast.mona.departments.add(cast.design)
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 1


def test_another_time_zone_changes_the_day_at_once(cast: Cast, server: Server) -> None:
    token = token_of(cast.max)
    server.warm(token, TASKS)
    companies.update_company(company=cast.acme, time_zone="Pacific/Auckland", by=cast.olga.user)
    assert not server.is_hit(token, TASKS)


def test_a_mutation_goes_to_django(cast: Cast, server: Server) -> None:
    mutation = 'mutation { createTask(input: {title: "Draw"}) { errors { code } } }'
    token = token_of(cast.max)
    for _ in range(3):
        assert server.data(token, mutation) == {"createTask": {"errors": []}}
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 3


def test_what_is_answered_with_an_error_is_not_learnt(cast: Cast, server: Server) -> None:
    token = token_of(cast.emil)
    for _ in range(3):
        assert server.data(token, f"{{ me {{ username }} {TEAM[2:]}") == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "environ", [{"HTTP_ACCEPT": "application/graphql-response+json"}, {"HTTP_ORIGIN": "https://app.example"}]
)
def test_another_head_is_another_kind_of_request(cast: Cast, server: Server, environ: dict[str, str]) -> None:
    token = token_of(cast.max)
    server.warm(token, TASKS)
    known = len(server.application.recipes)
    server.post(token, TASKS, **environ)
    assert len(server.application.recipes) == known + 1


def test_a_host_that_django_refuses_is_refused(cast: Cast, server: Server) -> None:
    token = token_of(cast.max)
    server.warm(token, TASKS)
    assert server.post(token, TASKS, HTTP_HOST="evil.example")[0] == "400 Bad Request"


def test_with_the_cache_away_django_answers(cast: Cast, server: Server, settings: Any) -> None:
    token = token_of(cast.max)
    server.warm(token, TASKS)
    settings.CACHES = settings.CACHES | {
        "responses": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    make_task(cast)
    assert server.data(token, TASKS)["tasks"]["totalCount"] == 1


def test_what_a_process_remembers_is_bounded(cast: Cast, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "KEPT", 3)
    token = token_of(cast.max)
    for number in range(1, 8):
        server.post(token, f"{{ tasks(first: {number}) {{ totalCount }} }}")
    assert len(server.application.recipes) <= 3


def test_an_answer_that_is_on_its_way_is_sent_once_though_nothing_can_be_kept(
    cast: Cast, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(*_: Any) -> None:
        raise CacheAwayError

    asked: list[Any] = []
    behind = server.application.application

    def count(*request: Any) -> Any:
        asked.append(request)
        return behind(*request)

    monkeypatch.setattr(server.application, "application", count)
    monkeypatch.setattr(store, "write", is_away)
    assert server.data(token_of(cast.max), TASKS) == {"tasks": {"totalCount": 0, "nodes": []}}
    assert len(asked) == 1
