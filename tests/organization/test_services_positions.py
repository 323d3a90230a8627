"""Job roles and positions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from organization.models import EmployeePosition, EmployeeType, JobRole, StaleVersionError
from organization.services import positions
from tests.conftest import Cast

Refused = Callable[[], Any]


def test_the_four_kinds_of_employment_are_there(db: None) -> None:
    assert [row.name for row in EmployeeType.objects.all()] == ["Officer", "Manager", "White collar", "Blue collar"]


@pytest.mark.parametrize("name", ["hanna", "olga"])
def test_hr_and_officers_add_change_and_delete_both(cast: Cast, name: str) -> None:
    by = getattr(cast, name).user
    first, second = EmployeeType.objects.all()[:2]
    role = positions.create_job_role(name=" Accountant ", by=by)
    row = positions.create_position(employee_type=first, job_role=role, by=by)
    row = positions.update_position(position=row, by=by, version=1, employee_type=second)
    role = positions.update_job_role(job_role=role, by=by, version=1, name="Controller")
    assert (str(row), row.version, role.version, role.company) == ("Accountant (Manager)", 2, 2, cast.acme)
    positions.delete_position(position=row, by=by)
    positions.delete_job_role(job_role=role, by=by)
    assert (JobRole.objects.count(), EmployeePosition.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["max", "emil"])
def test_others_do_nothing_of_this(cast: Cast, name: str) -> None:
    by, position = getattr(cast, name).user, cast.position
    for act in (
        lambda: positions.create_job_role(name="Mine", by=by),
        lambda: positions.update_job_role(job_role=position.job_role, by=by, name="Mine"),
        lambda: positions.delete_job_role(job_role=position.job_role, by=by),
        lambda: positions.create_position(
            employee_type=EmployeeType.objects.all()[0], job_role=position.job_role, by=by
        ),
        lambda: positions.update_position(position=position, by=by, employee_type=EmployeeType.objects.all()[0]),
        lambda: positions.delete_position(position=position, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert [str(row) for row in EmployeePosition.objects.all()] == ["Designer (White collar)"]
    assert [str(row) for row in JobRole.objects.all()] == ["Designer"]


def test_b1_those_of_another_company_do_not_exist(cast: Cast, refused: Refused) -> None:
    by = cast.gus.user
    with pytest.raises(JobRole.DoesNotExist):
        positions.update_job_role(job_role=cast.position.job_role, by=by, name="Mine")
    with pytest.raises(EmployeePosition.DoesNotExist):
        positions.delete_position(position=cast.position, by=by)
    with refused() as refusal:
        positions.create_position(employee_type=EmployeeType.objects.all()[0], job_role=cast.position.job_role, by=by)
    assert refusal.codes == {"job_role": ["invalid"]}
    assert [str(row) for row in EmployeePosition.objects.all()] == ["Designer (White collar)"]


def test_what_is_in_use_is_not_deleted(cast: Cast, refused: Refused) -> None:
    cast.emil.position = cast.position
    cast.emil.save()
    with refused() as refusal:
        positions.delete_position(position=cast.position, by=cast.olga.user)
    assert refusal.codes == {"__all__": ["in_use"]}
    with refused() as refusal:
        positions.delete_job_role(job_role=cast.position.job_role, by=cast.olga.user)
    assert refusal.codes == {"__all__": ["in_use"]}
    assert EmployeePosition.objects.filter(pk=cast.position.pk).exists()


def test_names_and_pairs_are_given_once_in_a_company(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        positions.create_job_role(name="DESIGNER", by=cast.olga.user)
    assert refusal.codes == {"name": ["unique"]}
    with refused() as refusal:
        positions.create_position(
            employee_type=cast.position.employee_type, job_role=cast.position.job_role, by=cast.olga.user
        )
    assert refusal.codes == {"job_role": ["unique"]}
    assert positions.create_job_role(name="Designer", by=cast.gus.user).company == cast.globex


def test_a_stale_version_is_a_conflict(cast: Cast) -> None:
    role = positions.update_job_role(job_role=cast.position.job_role, by=cast.olga.user, name="First")
    with pytest.raises(StaleVersionError):
        positions.update_job_role(job_role=role, by=cast.olga.user, version=1, name="Second")
    assert JobRole.objects.get(pk=role.pk).name == "First"
