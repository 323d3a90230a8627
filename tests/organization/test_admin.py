"""People, accounts and companies in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from organization.authentication import open_session
from organization.models import Employee, Session, User
from tests.conftest import Cast
from tests.organization.test_services_pictures import image

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


@pytest.fixture
def admin_site(cast: Cast, client: Client) -> Client:
    """Return a browser in which a superuser is signed in."""
    client.force_login(User.objects.create_superuser("root", "a long password"))
    return client


def address(model: Any, page: str, *args: Any) -> str:
    """Return the address of an admin page."""
    return reverse(f"admin:organization_{model._meta.model_name}_{page}", args=args)


MODELS = [model for model in site._registry if model._meta.app_label == "organization"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_search_and_page_opens(admin_site: Client, cast: Cast, model: Any) -> None:
    open_session(cast.emil.user)
    assert admin_site.get(address(model, "changelist"), {"q": "e"}).status_code == 200
    for row in model.objects.all()[:1]:
        assert admin_site.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Employee, User])
def test_a_list_costs_the_same_for_many_rows(
    admin_site: Client, cast: Cast, model: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(14):
        admin_site.get(address(model, "changelist"))


def test_neither_hash_nor_token_is_shown(admin_site: Client, cast: Cast) -> None:
    tokens = open_session(cast.emil.user)
    for page in (address(User, "change", cast.emil.user_id), address(Session, "change", tokens.session.pk)):
        shown = admin_site.get(page).content.decode()
        assert "argon2" not in shown
        assert cast.emil.user.password[-20:] not in shown
        assert tokens.refresh_token not in shown


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    """Return the fields of somebody to be hired."""
    said = {"company": cast.acme.pk, "first_name": "Nora", "last_name": "Neu", "work_email": "nora@acme.example"}
    return {**said, "role": "manager", "departments": [cast.design.pk], **more}


def test_adding_a_person_hires_him(admin_site: Client, cast: Cast, letters: Letters) -> None:
    answer = admin_site.post(address(Employee, "add"), form(cast))
    row = Employee.objects.get(first_name="Nora")
    assert answer.status_code == 302
    assert (row.code, row.user.username, row.user.role, row.version) == ("EMP-009", "nora.neu", "manager", 1)
    assert (row.departments.get(), letters()) == (cast.design, [("welcome", {"user": row.user_id})])


@pytest.mark.parametrize(
    "wrong",
    [
        {"departments": ["labs"]},
        {"work_email": "EMIL@acme.example"},
        {"salary": "-1"},
        {"first_name": "123"},
        {"code": "emp-001"},
        {"company": ""},
    ],
)
def test_the_rules_of_hiring_hold(admin_site: Client, cast: Cast, letters: Letters, wrong: dict[str, Any]) -> None:
    said = {name: [cast.labs.pk] if value == ["labs"] else value for name, value in wrong.items()}
    assert admin_site.post(address(Employee, "add"), form(cast, **said)).status_code == 200
    assert (Employee.objects.count(), User.objects.count(), letters()) == (11, 12, [])


def test_a_person_is_changed_with_a_picture_and_counts_a_version(admin_site: Client, cast: Cast) -> None:
    said = form(cast, code="EMP-005", picture=image())
    assert admin_site.post(address(Employee, "change", cast.emil.pk), said).status_code == 302
    row = Employee.objects.get(pk=cast.emil.pk)
    assert (row.first_name, row.version, row.user.role, str(row.picture)[-4:]) == ("Nora", 2, "employee", ".png")


def test_the_last_officer_stays_one(admin_site: Client, cast: Cast) -> None:
    for said in ({"username": "olga", "role": "officer"}, {"username": "olga", "role": "hr", "is_active": "on"}):
        assert admin_site.post(address(User, "change", cast.olga.user_id), said).status_code == 200
    user = User.objects.get(username="olga")
    assert (user.role, user.is_active) == ("officer", True)


def test_switching_an_account_off_ends_its_sign_ins(admin_site: Client, cast: Cast) -> None:
    tokens = open_session(cast.emil.user)
    said = {"username": "emil", "role": "employee"}
    assert admin_site.post(address(User, "change", cast.emil.user_id), said).status_code == 302
    user = User.objects.get(username="emil")
    tokens.session.refresh_from_db()
    assert (user.is_active, user.token_version, tokens.session.ended_at is None) == (False, 1, False)


def test_a_password_set_by_hand_ends_the_sign_ins_and_is_told(admin_site: Client, cast: Cast, letters: Letters) -> None:
    tokens = open_session(cast.emil.user)
    said = {"password1": "a horse by hand", "password2": "a horse by hand", "usable_password": "true"}
    page = reverse("admin:auth_user_password_change", args=[cast.emil.user_id])
    assert admin_site.post(page, said).status_code == 302
    tokens.session.refresh_from_db()
    assert (tokens.session.ended_at is None, User.objects.get(username="emil").check_password("a horse by hand")) == (
        False,
        True,
    )
    assert letters() == [("password_changed", {"user": cast.emil.user_id})]


def test_an_account_without_a_person_can_be_added_and_a_persons_cannot_be_deleted(
    admin_site: Client, cast: Cast
) -> None:
    said = {
        "username": "second",
        "password1": "a horse by hand",
        "password2": "a horse by hand",
        "usable_password": "true",
    }
    assert admin_site.post(address(User, "add"), said).status_code == 302
    assert User.objects.get(username="second").person is None
    assert admin_site.post(address(User, "delete", cast.emil.user_id), {"post": "yes"}).status_code == 403
    assert User.objects.filter(username="emil").exists()


def test_sign_ins_can_be_ended_and_not_edited(admin_site: Client, cast: Cast) -> None:
    session = open_session(cast.emil.user).session
    admin_site.post(address(Session, "changelist"), {"action": "end", "_selected_action": [session.pk]})
    session.refresh_from_db()
    assert session.ended_at is not None
    assert admin_site.get(address(Session, "add")).status_code == 403
    assert admin_site.post(address(Session, "delete", session.pk), {"post": "yes"}).status_code == 403
