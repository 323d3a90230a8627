"""Every path of fields, asked by every role, in a world where whatever must not be shown can be told."""

import json
import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from graphql import get_named_type

from tests.acceptance.authorization.fields import (
    ANSWERS,
    RESULTS,
    audience,
    audiences,
    is_payload,
    of,
    of_objects,
    types,
)
from tests.acceptance.authorization.paths import documents, root_fields
from tests.acceptance.authorization.world import World, build
from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.schema.table import ROLES

SIGNED_IN = ROLES[2:]
DEPTH = 6
DEEPER = 8
SAMPLE = 10
"""How many documents of the full depth each role sends in every run."""


def answered(world: World, api: Api, asked: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every document and the whole answer to it, in which no door but a shut one is an error."""
    caller = api.as_(world.me)
    for document in asked:
        answer = caller.answer(document)
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert codes <= {"FORBIDDEN"}, (document, answer["errors"])
        yield document, answer


def every(world: World, depth: int, *, but: str = "") -> list[str]:
    """Return the documents that ask every path of this depth, but for those that begin with one of the fields."""
    return [each for name in root_fields() if name != but for each in documents(world, name, depth)]


def objects(shown: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in an answer, wherever it stands."""
    inner = shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ()
    for value in inner:
        yield from objects(value)
    if isinstance(shown, dict) and "__typename" in shown:
        yield shown


def leaks(world: World, document: str, answer: dict[str, Any]) -> list[str]:
    """Return what the answer shows and must not: values of hidden rows and fields, and ids of hidden rows."""
    told = json.dumps(answer)
    ids = [id_ for id_ in world.all_ids() if id_ not in world.seen and id_ in told]
    return [f"{what}: {document}" for what in (*world.leaks(told), *ids)]


@pytest.mark.parametrize("role", SIGNED_IN)
def test_b1_b6_b15_every_field_is_shown_to_just_those_of_whom_the_table_of_fields_says_so(
    cast: Cast, api: Api, role: str
) -> None:
    world = build(cast, role)
    told: list[dict[str, Any]] = []
    leaked: list[str] = []
    # What `node` gives is what `nodes` gives, for every type.
    for document, answer in answered(world, api, every(world, 4, but="node")):
        told += objects(answer.get("data"))
        leaked += leaks(world, document, answer)
    assert leaked == []
    assert audience(world, told) == {name: each[role] for name, each in audiences().items()}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_b1_b6_no_path_of_six_fields_of_a_sample_shows_what_may_not_be_seen(cast: Cast, api: Api, role: str) -> None:
    world, seed = build(cast, role), random.randrange(2**32)
    print(f"Sampled with the seed {seed}.")  # noqa: T201 - pytest shows it when the test fails
    sample = random.Random(seed).sample(every(world, DEPTH), SAMPLE)
    assert [leak for pair in answered(world, api, sample) for leak in leaks(world, *pair)] == []


@pytest.mark.long
@pytest.mark.parametrize("depth", [DEPTH, DEEPER])
@pytest.mark.parametrize("role", SIGNED_IN)
def test_b1_b6_no_path_at_all_shows_what_may_not_be_seen(cast: Cast, api: Api, role: str, depth: int) -> None:
    world = build(cast, role)
    assert [leak for pair in answered(world, api, every(world, depth)) for leak in leaks(world, *pair)] == []


def test_b15_b24_every_field_of_every_object_stands_in_the_table_of_fields() -> None:
    assert set(audiences()) == of_objects()


def test_b15_b24_an_answer_of_a_mutation_shows_objects_and_what_goes_with_it_alone() -> None:
    shown = {
        (name, get_named_type(field.type))
        for each in types()
        if is_payload(each)
        for name, field in each.fields.items()
    }
    objects_ = {each for each in types() if not is_payload(each)}
    assert {name for name, type_ in shown if type_ not in objects_} | {"errors", "results"} == ANSWERS
    assert {name: set(of(name).fields) for name in RESULTS} == RESULTS
