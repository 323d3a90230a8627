"""The letters to people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.utils import timezone

from notifications.emails import render
from notifications.models import Letter
from notifications.services import post
from organization import emails
from organization.credentials import temporary_password
from organization.models import Employee, User
from organization.services import accounts
from organization.services.people import create_employee, deactivate_employee
from tests.conftest import Cast

Written = Callable[[], Any]


@pytest.fixture
def nora(cast: Cast) -> Employee:
    """Return somebody hired a moment ago."""
    return create_employee(
        first_name="Nora <b>",
        last_name="Neu",
        work_email="nora@acme.example",
        username="nora.neu",
        by=cast.hanna.user,
    )


def test_h5_a_temporary_password_has_96_bits_and_is_never_the_same() -> None:
    made = {temporary_password() for _ in range(10_000)}
    assert (len(made), {len(password) for password in made}) == (10_000, {16})


def test_h5_the_welcome_letter_makes_a_password_and_keeps_its_hash_only(
    nora: Employee, written: Written, settings: Any
) -> None:
    draft = written()
    user = User.objects.get(pk=nora.user_id)
    assert (draft.to, draft.context["username"]) == ("nora@acme.example", "nora.neu")
    assert user.check_password(draft.context["password"])
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.password_expires_at is not None
    left = user.password_expires_at - timezone.now()
    assert settings.TEMPORARY_PASSWORD_LIFETIME - timedelta(minutes=1) < left <= settings.TEMPORARY_PASSWORD_LIFETIME
    assert draft.context["password"] not in str(list(Letter.objects.values()))
    assert draft.context["password"] not in repr(draft)


def test_h5_each_attempt_makes_a_new_password_and_kills_the_earlier_one(nora: Employee, written: Written) -> None:
    first, second = written().context["password"], written().context["password"]
    user = User.objects.get(pk=nora.user_id)
    assert (user.check_password(first), user.check_password(second)) == (False, True)


def test_an_earlier_welcome_letter_is_not_written_any_more(nora: Employee, cast: Cast) -> None:
    earlier = nora.user.welcome_letter
    assert earlier is not None
    User.objects.filter(pk=nora.user_id).update(welcome_letter=post("welcome", about={"user": nora.user_id}))
    assert emails.welcome(earlier) is None


def test_no_welcome_for_somebody_deactivated(nora: Employee, cast: Cast, written: Written) -> None:
    deactivate_employee(employee=nora, by=cast.olga.user)
    assert written() is None
    assert User.objects.get(pk=nora.user_id).has_usable_password() is False


def test_no_welcome_for_who_signed_in_or_chose_a_password(nora: Employee, written: Written) -> None:
    User.objects.filter(pk=nora.user_id).update(last_login=timezone.now())
    assert written() is None
    User.objects.filter(pk=nora.user_id).update(last_login=None, password_expires_at=None)
    assert written() is None


def test_no_welcome_for_somebody_deleted(nora: Employee, written: Written) -> None:
    nora.user.delete()
    assert written() is None


@pytest.mark.parametrize("name", ["nobody", "ina", "root", ""])
def test_a_reset_letter_to_nobody_is_not_written(cast: Cast, written: Written, name: str) -> None:
    User.objects.create_superuser("root", "a long password")
    accounts.request_password_reset(sign_in_name=name)
    assert written() is None


def test_a_reset_letter_goes_to_the_work_mail_with_a_link_to_this_server(
    cast: Cast, written: Written, settings: Any
) -> None:
    accounts.request_password_reset(sign_in_name="EMIL@acme.example")
    draft = written()
    assert draft.to == "emil@acme.example"
    assert draft.context["link"] == f"{settings.PUBLIC_URL}/reset-password?token={draft.context['token']}"


def test_a_changed_password_is_told_to_its_owner_unless_he_left(cast: Cast) -> None:
    letter = post("password_changed", about={"user": cast.emil.user_id})
    draft = emails.password_changed(letter)
    assert draft is not None
    assert (draft.to, draft.context["username"]) == ("emil@acme.example", "emil")
    assert emails.password_changed(post("password_changed", about={"user": cast.ina.user_id})) is None


def test_h2_the_welcome_mail_shows_names_as_they_are_in_text_and_escaped_in_html(
    nora: Employee, cast: Cast, written: Written, settings: Any
) -> None:
    draft = written()
    mail = render("welcome", draft)
    text, (html, _kind) = str(mail.body), mail.alternatives[0]
    assert mail.subject == "Welcome to Acme: your account"
    assert "Hello Nora <b>," in text
    assert "Hello Nora &lt;b&gt;," in str(html)
    for part in (text, str(html)):
        assert draft.context["password"] in part
        assert "nora.neu" in part
        assert "(Europe/Berlin)" in part
        assert f"{settings.PUBLIC_URL}/" in part


@pytest.mark.parametrize("kind", ["welcome", "password_changed"])
def test_a_letter_about_an_account_leads_to_the_start_page(nora: Employee, settings: Any, kind: str) -> None:
    letter = Letter.objects.filter(kind=kind).first() or post(kind, about={"user": nora.user_id})
    mail = render(kind, getattr(emails, kind)(letter))
    assert f"\n{settings.PUBLIC_URL}/\n" in str(mail.body)
    assert f'<a href="{settings.PUBLIC_URL}/" style="display:inline-block' in str(mail.alternatives[0][0])


@pytest.mark.parametrize("kind", ["password_reset", "password_changed"])
def test_the_other_mails_render_in_text_and_html(cast: Cast, kind: str) -> None:
    letter = post(kind, about={"user": cast.emil.user_id})
    draft = getattr(emails, kind)(letter)
    mail = render(kind, draft)
    assert "Acme" in str(mail.subject)
    for part in (str(mail.body), str(mail.alternatives[0][0])):
        assert "emil" in part
        assert "{{" not in part
        assert draft.context.get("token", "") in part
