"""No value that anybody can send breaks the API, whatever takes it: made from the schema, so that new fields are in."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from notifications.models import Letter, LetterState
from notifications.services import deliver_due
from organization.models import Employee
from tests.acceptance.values.places import OMITTED, Place, places, takes_lists
from tests.acceptance.values.poison import poison_of
from tests.acceptance.values.reading import Stored, read_everything
from tests.acceptance.values.sending import ALIASES, Item, Sender, base_of, batches, check, check_fitting
from tests.conftest import Cast
from tests.schema.conftest import Api
from tests.schema.operations import Scene
from tests.waiting import HANGS

PLACES = places()
QUERIES, MUTATIONS = (
    sorted({place.operation for place in PLACES if place.kind == kind}) for kind in ("query", "mutation")
)
ACCOUNTS = {
    "tokenAuth",
    "verifyToken",
    "refreshToken",
    "revokeToken",
    "changePassword",
    "requestPasswordReset",
    "resetPassword",
}
"""Operations with a secret: one in a document, and by somebody whose sign-ins may end."""

STORING = ("create", "update", "set", "upload")
"""What the mutations are called that store what they are given."""

REFUSED = {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}
BLAMED = re.compile(r"Variable '\$[A-Za-z]+(\d+)'")


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Hash passwords quickly, and let a document ask for everything: neither is looked at here."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
    settings.GRAPHQL_LIMITS = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**6)


def sender(operation: str, cast: Cast, api: Api) -> Sender:
    """Return who sends values to an operation: an officer, or an employee to those of his own account."""
    me = cast.emil if operation in ACCOUNTS else cast.olga
    return Sender(api.as_(Employee.objects.get(pk=me.pk)), base_of(operation, Scene(cast, me)))


def items(operation: str, values: Callable[[Place], list[Any]], every: int) -> list[Item]:
    """Return the values for each place of an operation: all of them, or only every second, others in each place.

    What fits an id is tried in test_ids.py.
    """
    return [
        Item(place, value)
        for number, place in enumerate(PLACES)
        if place.operation == operation and not (values is fitting and place.type.name == "ID")
        for value in values(place)[number % every :: every]
    ]


def fitting(place: Place) -> list[Any]:
    """Return everything that fits a place."""
    return [*poison_of(place.type).fitting, *([None, OMITTED] if place.may_be_null else [])]


def wrong(place: Place) -> list[Any]:
    """Return what does not fit a place."""
    values = [*poison_of(place.type).wrong, *([] if place.may_be_null else [None])]
    return [value for value in values if not (isinstance(value, list) and takes_lists(place.steps[-1][1]))]


def fits_a_document(item: Item) -> bool:
    """Whether the value can stand in a document."""
    return (
        len(str(item.value)) < 6_000 and item.place.operation != "uploadTaskFiles" and item.place.type.name != "Upload"
    )


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.long), 6])
@pytest.mark.parametrize("operation", QUERIES)
def test_e7_no_value_that_fits_its_type_breaks_a_query(cast: Cast, api: Api, operation: str, every: int) -> None:
    caller = sender(operation, cast, api)
    for batch in batches(items(operation, fitting, every), ALIASES):
        check_fitting(caller.by_variable(batch), batch)
    for batch in batches([each for each in items(operation, fitting, every + 1) if fits_a_document(each)], ALIASES):
        check_fitting(caller.in_the_document(batch), batch)


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.long), 3])
@pytest.mark.parametrize("operation", MUTATIONS)
def test_e7_no_value_that_fits_its_type_breaks_an_answer_or_a_later_one(
    cast: Cast, api: Api, operation: str, every: int
) -> None:
    stored, caller = Stored(), sender(operation, cast, api)
    runs = [(batch, "by_variable") for batch in batches(items(operation, fitting, every), size(operation))]
    short = [each for each in items(operation, fitting, 3 * every) if fits_a_document(each)]
    runs += [(batch, "in_the_document") for batch in batches(short, size(operation))]
    for batch, way in runs:
        if operation in ACCOUNTS:
            caller = sender(operation, cast, api)
        data = check_fitting(getattr(caller, way)(batch), batch)
        for index, item in enumerate(batch):
            stored.note(item, data.get(f"a{index}"))
    officer = api.as_(cast.olga)
    stored.read_back(officer)
    if not operation.startswith(STORING):
        return
    assert read_everything(officer) > 0
    deliver_due(seconds=HANGS)
    assert not Letter.objects.exclude(state__in=(LetterState.SENT, LetterState.CANCELLED)).exists()


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.long), 4])
@pytest.mark.parametrize("operation", QUERIES + MUTATIONS)
def test_e10_no_value_of_another_type_is_taken(cast: Cast, api: Api, operation: str, every: int) -> None:
    caller = sender(operation, cast, api)
    for batch in batches(items(operation, wrong, every), size(operation)):
        answer = check(caller.by_variable(batch), batch)
        assert answer.get("data") is None
        blamed = {BLAMED.match(error["message"])[1] for error in answer["errors"]}  # type: ignore[index]
        assert blamed == {str(index) for index in range(len(batch))}, [str(item) for item in batch]
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}
    for item in items(operation, wrong, 3 * every):
        if fits_a_document(item):
            answer = check(caller.in_the_document([item]), [item])
            assert answer.get("data") is None, str(item)
            assert {error["extensions"]["code"] for error in answer["errors"]} <= REFUSED, str(item)


def size(operation: str) -> int:
    """Return how many values a request holds: one secret or file at a time."""
    return 1 if operation in ACCOUNTS | {"uploadTaskFiles"} else ALIASES
