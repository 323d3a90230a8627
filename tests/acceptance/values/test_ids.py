"""Every id that leads nowhere is answered like one that could have led somewhere, whatever takes it."""

from typing import Any

import pytest

from tasks.models import Task
from tests.acceptance.values.places import places
from tests.acceptance.values.poison import IDS
from tests.acceptance.values.sending import ALIASES, Item, Sender, base_of, batches, check
from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.schema.operations import Scene

MISSING = "VGFzazo5OTk5OTk5"
PLACES = [place for place in places() if place.type.name == "ID"]
OPERATIONS = sorted({place.operation for place in PLACES})
QUIET = {"uploadTaskFiles"}
"""What needs a form, and is tried in the tests of files."""


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in QUIET])
def test_e5_every_id_that_leads_nowhere_is_answered_alike(cast: Cast, api: Api, operation: str, settings: Any) -> None:
    settings.GRAPHQL_LIMITS = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**6)
    caller = Sender(api.as_(cast.olga), base_of(operation, Scene(cast, cast.olga)))
    before = list(Task.objects.values())
    for place in (place for place in PLACES if place.operation == operation):
        wanted = without_ids(check(caller.by_variable([Item(place, MISSING)]), [])["data"]["a0"])
        for batch in batches([Item(place, id_) for id_ in IDS], ALIASES):
            answer = check(caller.by_variable(batch), batch)
            assert "errors" not in answer, (str(place), answer["errors"])
            for alias, found in answer["data"].items():
                assert without_ids(found) == wanted, str(batch[int(alias[1:])])
    assert list(Task.objects.values()) == before


def without_ids(found: Any) -> Any:
    """Return the answer without the ids that it repeats."""
    if isinstance(found, list):
        return [without_ids(each) for each in found]
    if isinstance(found, dict):
        return {name: without_ids(value) for name, value in found.items() if name != "id"}
    return found
