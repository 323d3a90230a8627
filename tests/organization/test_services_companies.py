"""The company itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from organization.models import Company, StaleVersionError
from organization.services.companies import update_company
from tests.conftest import Cast

Refused = Callable[[], Any]


def test_an_officer_changes_the_company(cast: Cast) -> None:
    update_company(company=cast.acme, by=cast.olga.user, name=" Acme 2 ", description="We\nmake\tall.", time_zone="UTC")
    cast.acme.refresh_from_db()
    row = cast.acme
    assert (row.name, row.description, row.time_zone, row.version) == ("Acme 2", "We\nmake\tall.", "UTC", 2)


def test_the_name_of_another_company_is_free(cast: Cast) -> None:
    assert update_company(company=cast.acme, by=cast.olga.user, name="GLOBEX").name == "GLOBEX"


def test_null_clears_the_description(cast: Cast) -> None:
    update_company(company=cast.acme, by=cast.olga.user, description="x")
    assert update_company(company=cast.acme, by=cast.olga.user, description=None).description == ""


@pytest.mark.parametrize("name", ["hanna", "max", "emil"])
def test_nobody_else_does(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        update_company(company=cast.acme, by=getattr(cast, name).user, name="Mine")
    assert Company.objects.get(pk=cast.acme.pk).name == "Acme"


def test_another_company_does_not_exist(cast: Cast) -> None:
    with pytest.raises(Company.DoesNotExist):
        update_company(company=cast.globex, by=cast.olga.user, name="Mine")
    assert Company.objects.get(pk=cast.globex.pk).name == "Globex"


def test_a_stale_version_is_a_conflict(cast: Cast) -> None:
    update_company(company=cast.acme, by=cast.olga.user, version=1, name="First")
    with pytest.raises(StaleVersionError):
        update_company(company=cast.acme, by=cast.olga.user, version=1, name="Second")
    assert Company.objects.get(pk=cast.acme.pk).name == "First"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "blank"),
        ("name", "a\0b", "invalid"),
        ("name", "x" * 121, "max_length"),
        ("time_zone", "Mars/Olympus", "invalid"),
        ("time_zone", "", "blank"),
        ("description", "x" * 4001, "too_long"),
        ("description", "a\0b", "invalid"),
        ("description", "\udfff", "invalid"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(cast: Cast, refused: Refused, field: str, value: str, code: str) -> None:
    changes: dict[str, Any] = {field: value}
    with refused() as refusal:
        update_company(company=cast.acme, by=cast.olga.user, **changes)
    assert {name: errors[0] for name, errors in refusal.codes.items()} == {field: code}
    assert Company.objects.get(pk=cast.acme.pk).version == 1
