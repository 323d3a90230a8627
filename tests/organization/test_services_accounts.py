"""Signing in and out, and choosing passwords."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_q.models import OrmQ

from notifications.models import Letter
from organization.authentication import TokenInvalidError, rotate, user_of_token
from organization.models import Employee, Session, User
from organization.services import accounts
from settings.hashers import PasswordHasher
from tests.conftest import Cast

NEW = "a better horse, a stapled battery"
ALL = "__all__"
Refused = Callable[[], Any]
Letters = Callable[[], list[tuple[str, dict[str, Any]]]]


def fresh(person: Employee) -> User:
    """Return the person's account as stored."""
    user: User = User.objects.get(pk=person.user_id)
    return user


def test_one_signs_in_with_the_username_in_any_case(cast: Cast) -> None:
    tokens = accounts.sign_in(username=" EMIL ", password=cast.password, device="Firefox")
    assert (user_of_token(tokens.token), tokens.session.device) == (cast.emil.user, "Firefox")
    assert tokens.must_change_password is False


def test_one_signs_in_with_a_work_mail(cast: Cast) -> None:
    assert accounts.sign_in(username="Emil@Acme.example", password=cast.password).user == cast.emil.user


def test_a_work_mail_of_two_people_is_nobodys(cast: Cast, refused: Refused) -> None:
    Employee.objects.filter(pk=cast.gina.pk).update(work_email="EMIL@acme.example")
    with refused() as refusal:
        accounts.sign_in(username="emil@acme.example", password=cast.password)
    assert refusal.codes == {ALL: ["invalid_credentials"]}


def test_a_username_goes_before_a_work_mail(cast: Cast) -> None:
    User.objects.filter(pk=cast.gina.user_id).update(username="emil@acme.example")
    assert accounts.sign_in(username="emil@acme.example", password=cast.password).user == cast.gina.user


def test_signing_in_notes_when_and_keeps_the_rest(cast: Cast) -> None:
    accounts.sign_in(username="emil", password=cast.password)
    user = fresh(cast.emil)
    assert user.last_login is not None
    assert user.password == cast.emil.user.password


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("emil", "wrong"),
        ("nobody", "wrong"),
        ("ina", "wrong"),
        ("new", "wrong"),
        ("emil\0", "wrong"),
        ("\ud800", "wrong"),
        ("e" * 100_000, "wrong"),
        ("emil", "\ud800"),
        ("", ""),
    ],
)
def test_a19_every_failure_looks_the_same_and_takes_one_hashing(
    cast: Cast, refused: Refused, username: str, password: str
) -> None:
    User.objects.create_user("new")
    encode, count = PasswordHasher.encode, []
    with patch.object(PasswordHasher, "encode", lambda *args: (count.append(1), encode(*args))[1]):  # type: ignore[func-returns-value]
        verify = PasswordHasher.verify
        with (
            patch.object(PasswordHasher, "verify", lambda *args: (count.append(1), verify(*args))[1]),  # type: ignore[func-returns-value]
            refused() as refusal,
        ):
            accounts.sign_in(username=username, password=password)
    assert (refusal.codes, len(count)) == ({ALL: ["invalid_credentials"]}, 1)
    assert Session.objects.count() == 0


def test_somebody_deactivated_learns_it_after_the_right_password_only(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        accounts.sign_in(username="ina", password=cast.password)
    assert refusal.codes == {ALL: ["account_inactive"]}
    assert Session.objects.count() == 0


def test_a_temporary_password_is_good_for_its_time_and_marks_the_tokens(cast: Cast, refused: Refused) -> None:
    User.objects.filter(username="emil").update(password_expires_at=timezone.now() + timedelta(hours=1))
    assert accounts.sign_in(username="emil", password=cast.password).must_change_password is True
    with time_machine.travel(timezone.now() + timedelta(hours=2)), refused() as refusal:
        accounts.sign_in(username="emil", password=cast.password)
    assert refusal.codes == {ALL: ["password_expired"]}


def test_refreshing_gives_new_tokens_and_an_unknown_token_none(cast: Cast, refused: Refused) -> None:
    tokens = accounts.sign_in(username="emil", password=cast.password)
    assert accounts.refresh(refresh_token=tokens.refresh_token).session == tokens.session
    with refused() as refusal:
        accounts.refresh(refresh_token="unknown")
    assert refusal.codes == {ALL: ["token_invalid"]}


def test_signing_out_ends_the_sign_in_also_by_a_used_token(cast: Cast, refused: Refused) -> None:
    tokens = accounts.sign_in(username="emil", password=cast.password)
    newest = accounts.refresh(refresh_token=tokens.refresh_token)
    accounts.sign_out(refresh_token=tokens.refresh_token)
    with refused() as refusal:
        accounts.refresh(refresh_token=newest.refresh_token)
    assert refusal.codes == {ALL: ["token_invalid"]}


def test_signing_out_with_an_unknown_token_is_refused(cast: Cast, refused: Refused) -> None:
    with refused() as refusal:
        accounts.sign_out(refresh_token="unknown")
    assert refusal.codes == {ALL: ["token_invalid"]}


def test_signing_out_everywhere_ends_ones_own_sign_ins_only(cast: Cast) -> None:
    mine = [accounts.sign_in(username="emil", password=cast.password) for _ in range(2)]
    other = accounts.sign_in(username="erna", password=cast.password)
    assert accounts.sign_out_everywhere(by=cast.emil.user) == 2
    for tokens in mine:
        with pytest.raises(TokenInvalidError):
            user_of_token(tokens.token)
    assert user_of_token(other.token) == cast.erna.user


def test_a15_choosing_a_password_ends_every_sign_in_and_opens_one(cast: Cast, letters: Letters) -> None:
    old = accounts.sign_in(username="emil", password=cast.password)
    new = accounts.change_password(current_password=cast.password, new_password=NEW, by=old.user)
    with pytest.raises(TokenInvalidError):
        user_of_token(old.token)
    with pytest.raises(TokenInvalidError):
        rotate(old.refresh_token)
    assert user_of_token(new.token) == cast.emil.user
    assert accounts.sign_in(username="emil", password=NEW).user == cast.emil.user
    assert letters() == [("password_changed", {"user": cast.emil.user_id})]


def test_choosing_a_password_ends_what_the_temporary_one_could_do(cast: Cast, refused: Refused) -> None:
    User.objects.filter(username="emil").update(password_expires_at=timezone.now() + timedelta(hours=1))
    old = accounts.sign_in(username="emil", password=cast.password)
    new = accounts.change_password(current_password=cast.password, new_password=NEW, by=old.user)
    assert (new.must_change_password, fresh(cast.emil).password_expires_at) == (False, None)
    with refused() as refusal:
        accounts.sign_in(username="emil", password=cast.password)
    assert refusal.codes == {ALL: ["invalid_credentials"]}


@pytest.mark.parametrize(
    ("current", "new", "expected"),
    [
        ("wrong", NEW, {"current_password": ["invalid_credentials"]}),
        ("correct horse battery staple", "short", {"new_password": ["password_too_weak"]}),
        ("correct horse battery staple", "q1w2e3r4t5y6", {"new_password": ["password_too_weak"]}),
        ("correct horse battery staple", "correct horse battery staple", {"new_password": ["password_too_weak"]}),
        ("correct horse battery staple", "x\0" + NEW, {"new_password": ["invalid"]}),
        ("correct horse battery staple", "\ud800" + NEW, {"new_password": ["invalid"]}),
        ("correct horse battery staple", "ab" * 200, {"new_password": ["too_long"]}),
    ],
)
def test_a_password_that_cannot_be_chosen_changes_nothing(
    cast: Cast, refused: Refused, current: str, new: str, expected: dict[str, list[str]]
) -> None:
    tokens = accounts.sign_in(username="emil", password=cast.password)
    with refused() as refusal:
        accounts.change_password(current_password=current, new_password=new, by=tokens.user)
    assert refusal.codes == expected
    assert fresh(cast.emil).password == cast.emil.user.password
    assert user_of_token(tokens.token) == cast.emil.user


def test_an_expired_temporary_password_does_not_choose_another(cast: Cast, refused: Refused) -> None:
    User.objects.filter(username="emil").update(password_expires_at=timezone.now())
    with refused() as refusal:
        accounts.change_password(current_password=cast.password, new_password=NEW, by=cast.emil.user)
    assert refusal.codes == {ALL: ["password_expired"]}


@pytest.mark.parametrize("name", ["emil", "emil@acme.example", "nobody", "ina", "", "\0", "\ud800", "x" * 5000])
def test_a19_asking_for_a_reset_leaves_one_letter_and_one_job_whoever_asks(
    cast: Cast, name: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(4):
        accounts.request_password_reset(sign_in_name=name)
    assert list(Letter.objects.values_list("kind", flat=True)) == ["password_reset"]
    assert OrmQ.objects.count() == 1


def reset_token(written: Callable[[], Any]) -> str:
    """Ask for a reset of emil's password, and return the token in the letter."""
    accounts.request_password_reset(sign_in_name="emil")
    return str(written().context["token"])


def test_a15_a_reset_gives_a_new_password_and_ends_every_sign_in(
    cast: Cast, letters: Letters, written: Callable[[], Any]
) -> None:
    old = accounts.sign_in(username="emil", password=cast.password)
    accounts.reset_password(token=reset_token(written), new_password=NEW)
    with pytest.raises(TokenInvalidError):
        user_of_token(old.token)
    assert accounts.sign_in(username="emil", password=NEW).user == cast.emil.user
    assert letters()[1:] == [("password_changed", {"user": cast.emil.user_id})]


def test_a_reset_ends_a_temporary_password(cast: Cast, written: Callable[[], Any]) -> None:
    User.objects.filter(username="emil").update(password_expires_at=timezone.now())
    accounts.reset_password(token=reset_token(written), new_password=NEW)
    assert fresh(cast.emil).must_change_password is False


def test_a_reset_token_is_good_once(cast: Cast, refused: Refused, written: Callable[[], Any]) -> None:
    token = reset_token(written)
    accounts.reset_password(token=token, new_password=NEW)
    with refused() as refusal:
        accounts.reset_password(token=token, new_password=NEW + "!")
    assert refusal.codes == {ALL: ["token_invalid"]}


def test_a_weak_password_leaves_the_reset_token_good(cast: Cast, refused: Refused, written: Callable[[], Any]) -> None:
    token = reset_token(written)
    with refused() as refusal:
        accounts.reset_password(token=token, new_password="short")
    assert refusal.codes == {"new_password": ["password_too_weak"]}
    assert accounts.reset_password(token=token, new_password=NEW) == cast.emil.user


@pytest.mark.parametrize("token", ["", ".", "x", "MQ.x-y", "MQ", "\ud800.x", "\0", "MQ" * 50_000, "LTE.a-b", "2aM.a-b"])
def test_a_token_that_is_none_is_refused(cast: Cast, refused: Refused, token: str) -> None:
    with refused() as refusal:
        accounts.reset_password(token=token, new_password=NEW)
    assert refusal.codes == {ALL: ["token_invalid"]}


def test_a_reset_token_ends_with_a_sign_in_a_deactivation_and_time(
    cast: Cast, settings: Any, written: Callable[[], Any]
) -> None:
    token = reset_token(written)
    later = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)
    with time_machine.travel(later), pytest.raises(ValidationError):
        accounts.reset_password(token=token, new_password=NEW)
    User.objects.filter(username="emil").update(is_active=False)
    with pytest.raises(ValidationError):
        accounts.reset_password(token=token, new_password=NEW)
    User.objects.filter(username="emil").update(is_active=True, token_version=2)
    with pytest.raises(ValidationError):
        accounts.reset_password(token=token, new_password=NEW)
    User.objects.filter(username="emil").update(token_version=0)
    accounts.sign_in(username="emil", password=cast.password)
    with pytest.raises(ValidationError):
        accounts.reset_password(token=token, new_password=NEW)
    assert fresh(cast.emil).password == cast.emil.user.password
