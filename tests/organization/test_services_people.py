"""People: changed, given a role, deactivated and reactivated."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organization.authentication import TokenInvalidError, open_session, user_of_token
from organization.models import Employee, EmployeePosition, JobRole, Role, StaleVersionError, User
from organization.services import accounts, people
from organization.services.companies import lock_company
from tasks.models import Task
from tests.conftest import Cast

ALL = "__all__"
Act = Callable[[], object]
Refused = Callable[[], Any]
Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


def fresh(person: Employee) -> Employee:
    """Return the person as stored."""
    return Employee.objects.select_related("user").get(pk=person.pk)


def named(cast: Cast, name: str) -> Employee:
    """Return the person of the cast with this name."""
    person: Employee = getattr(cast, name)
    return person


def test_hr_changes_an_employee(cast: Cast) -> None:
    row = people.update_employee(
        employee=cast.emil,
        by=cast.hanna.user,
        last_name="  Neumann ",
        phone=None,
        salary=Decimal(60000),
        hire_date=date(2025, 1, 1),
        position=cast.position,
        departments=[cast.sales],
    )
    row = fresh(row)
    assert (row.first_name, row.last_name, row.phone, row.version) == ("Emil", "Neumann", "", 2)
    assert (row.salary, row.hire_date, row.position) == (Decimal(60000), date(2025, 1, 1), cast.position)
    assert list(row.departments.all()) == [cast.sales]


def test_f2_what_is_not_named_stays(cast: Cast) -> None:
    people.update_employee(employee=cast.emil, by=cast.hanna.user, phone="+49 40 1234")
    row = fresh(cast.emil)
    assert (row.first_name, row.salary, row.departments.get()) == ("Emil", Decimal(52000), cast.design)


def test_f2_a_stale_version_is_a_conflict_and_changes_nothing(cast: Cast) -> None:
    people.update_employee(employee=cast.emil, by=cast.hanna.user, version=1, phone="+49 40 1234")
    with pytest.raises(StaleVersionError) as caught:
        people.update_employee(employee=cast.emil, by=cast.hanna.user, version=1, phone="+49 40 9999")
    assert (caught.value.current, fresh(cast.emil).phone) == (cast.emil, "+49 40 1234")


@pytest.mark.parametrize(
    ("by", "whom"),
    [("emil", "emil"), ("emil", "erna"), ("max", "emil"), ("max", "max"), ("hanna", "hanna"), ("hanna", "olga")],
)
def test_b15_who_may_not_change_a_person_changes_nothing(cast: Cast, letters: Letters, by: str, whom: str) -> None:
    user, target = named(cast, by).user, named(cast, whom)
    acts: tuple[Act, ...] = (
        lambda: people.update_employee(employee=target, by=user, phone="+49 40 1234"),
        lambda: people.deactivate_employee(employee=target, by=user),
        lambda: people.reactivate_employee(employee=target, by=user),
        lambda: people.set_employee_role(employee=target, role=Role.MANAGER, by=user),
        lambda: people.resend_welcome_letter(employee=target, by=user),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    row = fresh(target)
    assert (row.phone, row.user.is_active, row.user.role, row.version) == (target.phone, True, target.user.role, 1)
    assert letters() == []


def test_b1_people_of_another_company_do_not_exist(cast: Cast, letters: Letters) -> None:
    acts: tuple[Act, ...] = (
        lambda: people.update_employee(employee=cast.gina, by=cast.olga.user, phone="+49 40 1234"),
        lambda: people.deactivate_employee(employee=cast.gina, by=cast.olga.user),
        lambda: people.set_employee_role(employee=cast.gina, role=Role.MANAGER, by=cast.olga.user),
        lambda: people.resend_welcome_letter(employee=cast.gina, by=cast.olga.user),
    )
    for act in acts:
        with pytest.raises(Employee.DoesNotExist):
            act()
    assert (fresh(cast.gina).version, letters()) == (1, [])


def test_an_officer_changes_his_name_but_not_his_salary_position_or_departments(cast: Cast) -> None:
    people.update_employee(employee=cast.olga, by=cast.olga.user, first_name="Olga Maria")
    for changes in ({"salary": Decimal(1)}, {"position": cast.position}, {"departments": [cast.design]}):
        with pytest.raises(PermissionDenied):
            people.update_employee(employee=cast.olga, by=cast.olga.user, **changes)
    row = fresh(cast.olga)
    assert (row.first_name, row.salary, row.position) == ("Olga Maria", Decimal(52000), None)
    assert row.departments.count() == 0


def test_what_stays_as_it_is_is_no_change_of_ones_own(cast: Cast) -> None:
    people.update_employee(
        employee=cast.olga,
        by=cast.olga.user,
        salary=Decimal("52000.00"),
        departments=[],
        position=None,
        phone="+49 1234",
    )
    assert fresh(cast.olga).phone == "+49 1234"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("first_name", "", "blank"),
        ("first_name", None, "blank"),
        ("first_name", " \t ", "blank"),
        ("first_name", "123", "invalid"),
        ("first_name", "Em\0il", "invalid"),
        ("first_name", "Em\nil", "invalid"),
        ("first_name", "\ud800", "invalid"),
        ("first_name", "E" * 81, "max_length"),
        ("work_email", "a@b@c.example", "invalid"),
        ("work_email", "Emil <emil@acme.example>", "invalid"),
        ("work_email", "emil@acme.example\nBcc: x@evil.example", "invalid"),
        ("work_email", "ERNA@ACME.example", "unique"),
        ("code", "emp-001", "unique"),
        ("phone", "call me", "invalid"),
        ("phone", "1234\n", None),
        ("salary", Decimal(-1), "invalid"),
        ("salary", Decimal("NaN"), "invalid"),
        ("salary", Decimal("1e999999"), "max_digits"),
        ("salary", Decimal("Infinity"), "invalid"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_field(
    cast: Cast, refused: Refused, field: str, value: Any, code: str | None
) -> None:
    changes: dict[str, Any] = {field: value}
    if code is None:
        people.update_employee(employee=cast.emil, by=cast.hanna.user, **changes)
        assert getattr(fresh(cast.emil), field) == value.strip()
        return
    with refused() as refusal:
        people.update_employee(employee=cast.emil, by=cast.hanna.user, **changes)
    assert {name: errors[0] for name, errors in refusal.codes.items()} == {field: code}
    assert fresh(cast.emil).version == 1


def test_b12_what_another_company_has_is_free_here(cast: Cast) -> None:
    people.update_employee(employee=cast.emil, by=cast.hanna.user, work_email=cast.gina.work_email)
    assert fresh(cast.emil).work_email == cast.gina.work_email


def test_departments_and_positions_of_another_company_are_refused(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        people.update_employee(employee=cast.emil, by=cast.hanna.user, departments=[cast.labs])
    assert refusal.codes == {"departments": ["invalid"]}
    role = JobRole.objects.create(company=cast.globex, name="Chemist")
    position = EmployeePosition.objects.create(job_role=role, employee_type=cast.position.employee_type)
    with refused() as refusal:
        people.update_employee(employee=cast.emil, by=cast.hanna.user, position=position)
    assert refusal.codes == {"position": ["invalid"]}
    assert fresh(cast.emil).departments.get() == cast.design


def test_b13_a_role_changes_at_once_and_the_token_lives(cast: Cast) -> None:
    token = open_session(cast.emil.user).token
    people.set_employee_role(employee=cast.emil, role=Role.MANAGER, by=cast.hanna.user, version=1)
    assert (user_of_token(token).role, fresh(cast.emil).version) == (Role.MANAGER, 2)


@pytest.mark.parametrize("role", [Role.HR, Role.OFFICER])
def test_hr_gives_no_role_above_manager(cast: Cast, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        people.set_employee_role(employee=cast.emil, role=role, by=cast.hanna.user)
    assert fresh(cast.emil).user.role == Role.EMPLOYEE


def test_an_officer_gives_any_role(cast: Cast) -> None:
    for role in (Role.OFFICER, Role.HR, Role.MANAGER, Role.EMPLOYEE):
        people.set_employee_role(employee=cast.emil, role=role, by=cast.olga.user)
        assert fresh(cast.emil).user.role == role


def test_b5_nobody_changes_his_own_role(cast: Cast) -> None:
    people.set_employee_role(employee=cast.max, role=Role.OFFICER, by=cast.olga.user)
    with pytest.raises(PermissionDenied):
        people.set_employee_role(employee=cast.olga, role=Role.EMPLOYEE, by=cast.olga.user)
    assert fresh(cast.olga).user.role == Role.OFFICER


def test_the_last_officer_is_neither_demoted_nor_deactivated(cast: Cast, refused: Refused) -> None:
    second = people.set_employee_role(employee=cast.max, role=Role.OFFICER, by=cast.olga.user)
    second_user = User.objects.get(pk=second.user_id)
    people.set_employee_role(employee=cast.olga, role=Role.EMPLOYEE, by=second_user)
    with refused() as refusal:
        people.set_employee_role(employee=cast.max, role=Role.EMPLOYEE, by=cast.olga.user)
    assert refusal.codes == {ALL: ["last_officer"]}
    with refused() as refusal:
        people.deactivate_employee(employee=cast.max, by=cast.olga.user)
    assert refusal.codes == {ALL: ["last_officer"]}
    assert (fresh(cast.max).user.role, fresh(cast.max).user.is_active) == (Role.OFFICER, True)


def test_an_inactive_officer_does_not_count(cast: Cast, refused: Refused) -> None:
    people.set_employee_role(employee=cast.ina, role=Role.OFFICER, by=cast.olga.user)
    with refused() as refusal:
        people.deactivate_employee(employee=cast.olga, by=cast.olga.user)
    assert refusal.codes == {ALL: ["last_officer"]}


def test_a14_deactivating_ends_every_sign_in_and_leaves_the_tasks(cast: Cast, letters: Letters) -> None:
    tokens = open_session(cast.emil.user)
    task = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.max)
    people.deactivate_employee(employee=cast.emil, by=cast.hanna.user)
    with pytest.raises(TokenInvalidError):
        user_of_token(tokens.token)
    tokens.session.refresh_from_db()
    assert (fresh(cast.emil).is_active, tokens.session.ended_at is None) == (False, False)
    assert (list(Task.objects.all()), letters()) == ([task], [])


def test_reactivating_sends_a_reset_letter_and_wakes_no_old_sign_in(
    cast: Cast, letters: Letters, written: Callable[[], Any]
) -> None:
    token = open_session(cast.emil.user).token
    people.deactivate_employee(employee=cast.emil, by=cast.hanna.user)
    people.reactivate_employee(employee=cast.emil, by=cast.hanna.user)
    with pytest.raises(TokenInvalidError):
        user_of_token(token)
    assert (fresh(cast.emil).is_active, fresh(cast.emil).version) == (True, 3)
    assert letters() == [("password_reset", {"user": cast.emil.user_id})]
    token = written().context["token"]
    assert accounts.reset_password(token=token, new_password="a horse, again a horse") == cast.emil.user


def test_deactivating_and_reactivating_twice_changes_nothing_more(cast: Cast, letters: Letters) -> None:
    people.reactivate_employee(employee=cast.emil, by=cast.hanna.user)
    people.deactivate_employee(employee=cast.ina, by=cast.hanna.user)
    assert (fresh(cast.emil).version, fresh(cast.ina).version, letters()) == (1, 1, [])


def hired(cast: Cast) -> Employee:
    """Hire nora."""
    return people.create_employee(
        first_name="Nora", last_name="Neu", work_email="nora@acme.example", by=cast.hanna.user
    )


def test_h7_a_welcome_letter_is_sent_again_and_replaces_the_earlier_one(
    cast: Cast, letters: Letters, written: Callable[[], Any], refused: Refused
) -> None:
    row, first = hired(cast), written().context["password"]
    people.resend_welcome_letter(employee=row, by=cast.hanna.user)
    with refused() as refusal:
        accounts.sign_in(username="nora.neu", password=first)
    assert refusal.codes == {ALL: ["invalid_credentials"]}
    assert accounts.sign_in(username="nora.neu", password=written().context["password"]).must_change_password
    assert letters() == [("welcome", {"user": row.user_id}), ("welcome", {"user": row.user_id, "resent": True})]


def test_h7_a_welcome_letter_is_sent_again_three_times_an_hour(cast: Cast, refused: Refused) -> None:
    row = hired(cast)
    for _ in range(3):
        people.resend_welcome_letter(employee=row, by=cast.hanna.user)
    with refused() as refusal:
        people.resend_welcome_letter(employee=row, by=cast.olga.user)
    assert refusal.codes == {ALL: ["too_many_attempts"]}
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        people.resend_welcome_letter(employee=row, by=cast.hanna.user)


def test_h7_no_welcome_letter_for_who_signed_in_left_or_chose_a_password(
    cast: Cast, refused: Refused, written: Callable[[], Any]
) -> None:
    row = hired(cast)
    accounts.sign_in(username="nora.neu", password=written().context["password"])
    for person in (row, cast.emil, cast.ina):
        with refused() as refusal:
            people.resend_welcome_letter(employee=person, by=cast.hanna.user)
        assert refusal.codes == {ALL: ["invalid"]}


def test_everybody_changes_his_own_profile(cast: Cast) -> None:
    row = people.update_profile(by=cast.emil.user, version=1, first_name="Émile", phone="+49 40 1234")
    assert (row.first_name, row.phone, fresh(cast.emil).version) == ("Émile", "+49 40 1234", 2)


def test_an_admin_without_a_person_has_no_profile_and_hires_nobody(db: None) -> None:
    root = User.objects.create_superuser("root", role=Role.OFFICER)
    with pytest.raises(PermissionDenied):
        people.update_profile(by=root, first_name="Root")
    with pytest.raises(PermissionDenied):
        lock_company(root)


def test_a_person_is_not_deleted_while_tasks_refer_to_him(cast: Cast, refused: Refused) -> None:
    task = Task.objects.create(title="Draw", assignee=cast.emil, assigner=cast.max)
    for person in (cast.emil, cast.max):
        with refused() as refusal:
            people.delete_employee(employee=person)
        assert refusal.codes == {ALL: ["in_use"]}
    task.delete()
    people.delete_employee(employee=cast.emil)
    assert not User.objects.filter(username="emil").exists()


def test_the_last_officer_is_not_deleted(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        people.delete_employee(employee=cast.olga)
    assert refusal.codes == {ALL: ["last_officer"]}
    assert fresh(cast.olga).is_active
