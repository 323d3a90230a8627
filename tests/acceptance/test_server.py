"""The servers of the acceptance tests see what the tests write."""

from collections.abc import Callable

from organization.models import Employee
from tasks import services
from tests.acceptance.conftest import signed_in
from tests.acceptance.server import Server
from tests.conftest import Cast
from tests.story.person import Person

TASKS = "{ tasks { nodes { title } } }"


def test_the_server_knows_the_cast_and_what_becomes_of_it(cast: Cast, caller: Callable[[Employee], Person]) -> None:
    emil = caller(cast.emil)
    assert emil.ask(TASKS) == {"tasks": {"nodes": []}}
    services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    assert emil.ask(TASKS) == {"tasks": {"nodes": [{"title": "Draw a logo"}]}}


def test_the_server_in_production_does_not_show_its_schema(production: Server, cast: Cast) -> None:
    query = "{ __schema { queryType { name } } }"
    assert signed_in(production, None).codes(query) == ["UNAUTHENTICATED"]
    assert signed_in(production, cast.emil).ask(query) == {"__schema": {"queryType": {"name": "Query"}}}
