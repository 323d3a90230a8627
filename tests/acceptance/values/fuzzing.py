"""Operations made from the schema by schemathesis, with values that nobody would think of, and ids that exist."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import schemathesis
from django.conf import settings
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as rules
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from tests.acceptance.values.poison import SCALARS

Operations = st.SearchStrategy[schemathesis.Case[Any]]

EXAMPLES = 20
"""How many operations are tried before the clock is looked at."""

ROUND = rules(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def teach(ids: list[str]) -> None:
    """Say what the schema's own scalars look like: mostly what is right, now and then what is not."""
    ways: dict[str, st.SearchStrategy[str]] = {
        "ID": st.sampled_from(ids),
        "Date": st.dates().map(str),
        "DateTime": st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
        "Decimal": st.one_of(st.decimals(min_value=0, max_value=10**10, places=2), st.decimals()).map(str),
    }
    for name, way in ways.items():
        odd = [str(value) for value in SCALARS[name].fitting if len(str(value)) < 100]
        schemathesis.graphql.scalar(name, st.one_of(way, way, st.sampled_from(odd)).map(nodes.String))
    schemathesis.graphql.scalar("Upload", st.just(nodes.Null))


def right_operations() -> Operations:
    """Return operations that the schema allows."""
    allowed: Operations = sdl().as_strategy()
    return allowed


def wrong_operations() -> Operations:
    """Return operations with one thing in each that the schema does not allow."""
    forbidden: Operations = sdl().as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return forbidden


def sdl() -> Any:
    """Return the schema as schemathesis reads it."""
    path = Path(settings.BASE_DIR, "schema/schema.graphql")
    return schemathesis.graphql.from_file(path.read_text(encoding="utf-8"))


def try_operations(operations: Operations, send: Callable[[str], Any], number: int) -> None:
    """Send some of the operations, others for each number."""

    @seed(number)
    @ROUND
    @given(case=operations)
    def attempt(case: schemathesis.Case[Any]) -> None:
        send(str(case.body))

    attempt()
