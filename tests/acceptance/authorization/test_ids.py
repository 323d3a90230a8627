"""Every id-taking argument of the schema, tried by every role with ids of what it may not see."""

import json

import pytest

from organization.models import Employee
from tests.acceptance.authorization.ids import SEEN, answers, base, hidden, missing, wrong
from tests.acceptance.authorization.places import Place, known, places
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import Scene, viewer
from tests.schema.selections import GRAPHQL
from tests.schema.table import ROLES
from tests.schema.test_permissions import stored

NOTHING = "There is no such object."


def is_query(place: Place) -> bool:
    """Whether the place belongs to a query."""
    assert GRAPHQL.query_type is not None
    return place.operation in GRAPHQL.query_type.fields


QUERIES = [place for place in places() if is_query(place)]
MUTATIONS = [place for place in places() if not is_query(place)]


def as_(cast: Cast, api: Api, role: str) -> tuple[Api, Scene]:
    """Return a caller in the role, and the objects among which he stands."""
    me = viewer(cast, role)
    furnish(cast, me)
    return (api if role == "nobody" else api.as_(me)), Scene(cast, me)


def furnish(cast: Cast, me: Employee) -> None:
    """Let every filter by an id find something: of the viewer, and of those whom he may not see."""
    scene = Scene(cast, me)
    for whose in ("own", "received", "team", "other", "foreign"):
        scene.file(whose)
    for person in (me, cast.gina):
        person.position = cast.position if person == me else scene.position("foreign")
        person.save()
    if not me.departments.exists():
        me.departments.add(cast.design)


def tell_apart(caller: Api, scene: Scene, role: str, tried: list[Place]) -> list[str]:
    """Return the places and ids whose answers tell more than that of an id that leads nowhere; nothing may change."""
    calls = [(place, base(scene, place.operation), ids(scene, role, place)) for place in tried]
    before, found = stored(), []
    for place, arguments, hidden_ids in calls:
        nothing, *told = answers(caller, place, arguments, [missing(place.leads_to), *hidden_ids])
        found += [f"{place} {id_}: {each}" for id_, each in zip(hidden_ids, told, strict=True) if each != nothing]
    assert stored() == before
    return found


def ids(scene: Scene, role: str, place: Place) -> list[str]:
    """Return what to try in the place."""
    return [*hidden(scene, role, place.leads_to), *wrong(scene, place)]


def test_b1_b2_every_place_that_takes_an_id_is_known() -> None:
    assert {place.plain for place in places()} == set(known())


@pytest.mark.parametrize("role", ROLES)
def test_b1_an_id_of_what_may_not_be_seen_is_answered_like_a_missing_one_in_every_query(
    cast: Cast, api: Api, role: str
) -> None:
    caller, scene = as_(cast, api, role)
    assert tell_apart(caller, scene, role, QUERIES) == []


@pytest.mark.parametrize("role", ROLES)
def test_b2_an_id_of_what_may_not_be_seen_is_answered_like_a_missing_one_in_every_mutation(
    cast: Cast, api: Api, role: str
) -> None:
    caller, scene = as_(cast, api, role)
    assert tell_apart(caller, scene, role, MUTATIONS) == []


def test_b1_b2_every_place_answers_differently_to_an_id_that_may_be_seen(cast: Cast, api: Api) -> None:
    caller, scene = as_(cast, api, "officer")
    for place in places():
        # People are hired by the calls, too, and each has a number of his own.
        cast.acme.refresh_from_db()
        seen = SEEN["Task" if place.leads_to == "Node" else place.leads_to](scene)
        arguments = base(scene, place.operation)
        nothing, told = answers(caller, place, arguments, [missing(place.leads_to), global_id(seen)])
        assert told != nothing, place


@pytest.mark.parametrize("place", MUTATIONS, ids=str)
def test_b2_an_officer_is_told_not_found_in_the_words_of_every_mutation(cast: Cast, api: Api, place: Place) -> None:
    caller, scene = as_(cast, api, "officer")
    [answer] = answers(caller, place, base(scene, place.operation), [missing(place.leads_to)])
    told, errors = json.loads(answer)
    [error] = told["errors"] or told["results"][0]["errors"]
    name = place.steps[-1][0]
    assert (error, errors) == ({"code": "NOT_FOUND", "message": NOTHING, "field": [name]}, [])
