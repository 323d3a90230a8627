"""Departments: what they are called, and who is in them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from organization.models import Department, StaleVersionError
from organization.services.departments import create_department, delete_department, update_department
from tests.conftest import Cast

Refused = Callable[[], Any]


@pytest.mark.parametrize("name", ["hanna", "olga"])
def test_hr_and_officers_add_rename_and_delete_a_department(cast: Cast, name: str) -> None:
    by = getattr(cast, name).user
    row = create_department(name=" Finance ", description="Money", by=by)
    assert (row.name, row.company, row.version) == ("Finance", cast.acme, 1)
    row = update_department(department=row, by=by, version=1, name="Money", description=None)
    assert (row.name, row.description, row.version) == ("Money", "", 2)
    delete_department(department=row, by=by, version=2)
    assert not Department.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["max", "emil"])
def test_others_neither_add_nor_delete_one(cast: Cast, name: str) -> None:
    by = getattr(cast, name).user
    with pytest.raises(PermissionDenied):
        create_department(name="Finance", by=by)
    with pytest.raises(PermissionDenied):
        delete_department(department=cast.design, by=by)
    assert list(Department.objects.filter(company=cast.acme)) == [cast.design, cast.sales]


def test_a_manager_renames_his_own_department(cast: Cast) -> None:
    row = update_department(department=cast.design, by=cast.max.user, name="Drawing", description="We draw.")
    assert (row.name, row.description) == ("Drawing", "We draw.")


@pytest.mark.parametrize("name", ["mona", "emil"])
def test_b3_others_do_not_rename_it(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        update_department(department=cast.design, by=getattr(cast, name).user, name="Mine")
    cast.design.refresh_from_db()
    assert (cast.design.name, cast.design.version) == ("Design", 1)


def test_b3_a_manager_does_not_say_who_is_in_his_department(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        update_department(department=cast.design, by=cast.max.user, name="Mine", members=[cast.max, cast.egon])
    cast.design.refresh_from_db()
    assert (cast.design.name, cast.design.members.count()) == ("Design", 4)


def test_hr_says_who_is_in_a_department(cast: Cast) -> None:
    update_department(department=cast.design, by=cast.hanna.user, members=[cast.egon, cast.max])
    assert set(cast.design.members.all()) == {cast.egon, cast.max}


def test_nobody_adds_or_removes_himself(cast: Cast) -> None:
    for department, members in ((cast.design, [cast.hanna]), (cast.sales, [cast.mona])):
        with pytest.raises(PermissionDenied):
            update_department(department=department, by=cast.hanna.user, members=members)
    assert (cast.design.members.count(), cast.sales.members.count()) == (4, 3)


def test_people_of_another_company_are_refused(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        update_department(department=cast.design, by=cast.hanna.user, members=[cast.gina])
    assert refusal.codes == {"members": ["invalid"]}
    assert cast.design.members.count() == 4


def test_b1_a_department_of_another_company_does_not_exist(cast: Cast) -> None:
    with pytest.raises(Department.DoesNotExist):
        update_department(department=cast.labs, by=cast.olga.user, name="Mine")
    with pytest.raises(Department.DoesNotExist):
        delete_department(department=cast.labs, by=cast.olga.user)
    assert Department.objects.get(pk=cast.labs.pk).name == "Labs"


def test_a_department_with_members_is_not_deleted(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        delete_department(department=cast.design, by=cast.olga.user)
    assert refusal.codes == {"__all__": ["in_use"]}
    assert Department.objects.filter(pk=cast.design.pk).exists()


def test_a_name_is_given_once_in_a_company(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        create_department(name="DESIGN", by=cast.olga.user)
    assert refusal.codes == {"name": ["unique"]}
    with refused() as refusal:
        update_department(department=cast.sales, by=cast.olga.user, name="design")
    assert refusal.codes == {"name": ["unique"]}
    assert create_department(name="Labs", by=cast.olga.user).company == cast.acme
    assert update_department(department=cast.design, by=cast.olga.user, name="DESIGN").name == "DESIGN"


def test_a_stale_version_is_a_conflict(cast: Cast) -> None:
    update_department(department=cast.design, by=cast.olga.user, version=1, name="First")
    with pytest.raises(StaleVersionError):
        update_department(department=cast.design, by=cast.olga.user, version=1, name="Second")
    with pytest.raises(StaleVersionError):
        delete_department(department=cast.design, by=cast.olga.user, version=1)
    assert Department.objects.get(pk=cast.design.pk).name == "First"
