"""What the letters to people say: each function returns the address and the template's context."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from notifications.models import Letter, LetterState
from notifications.services import Draft
from organization.credentials import find_user, make_reset_token, temporary_password
from organization.models import Employee, User


def welcome(letter: Letter) -> Draft | None:
    """Tell the person a way in, made now, of which no more than a hash is stored; each attempt ends the earlier one's.

    Nobody is told who left, signed in, chose a password, or was sent a later letter.
    """
    user = User.objects.select_for_update().filter(pk=letter.about["user"], is_active=True).first()
    person = user.person if user else None
    if user is None or person is None or user.last_login or not user.must_change_password:
        return None
    if user.welcome_letter_id != letter.pk:
        return None
    way_in = activation_link(user) if settings.WELCOME_LETTER == "link" else password_of(user)
    return draft(person, username=user.username, expires_at=user.password_expires_at, **way_in)


def password_of(user: User) -> dict[str, str]:
    """Give the user a temporary password, and return it."""
    password = temporary_password()
    enter_until(user, make_password(password), settings.TEMPORARY_PASSWORD_LIFETIME)
    return {"password": password}


def activation_link(user: User) -> dict[str, str]:
    """Return a link, good once, under which the user chooses a password; nobody can sign in before."""
    # Another hash of no password ends the links of earlier attempts.
    enter_until(user, make_password(None), timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    return {"link": link_of(make_reset_token(user))}


def enter_until(user: User, hashed: str, lifetime: timedelta) -> None:
    """Store the hash of a way in and when it ends."""
    user.password = hashed
    user.password_expires_at = timezone.now() + lifetime
    user.save(update_fields=["password", "password_expires_at"])


def link_of(token: str) -> str:
    """Return the address under which a password is chosen with the token."""
    return f"{settings.PUBLIC_URL}/reset-password?token={token}"


def password_reset(letter: Letter) -> Draft | None:
    """Send the way to a new password to the person of this id, or of this sign-in name, if there is one.

    Whoever knows a name can ask, so that nobody gets more than a few of these letters in an hour.
    """
    about = letter.about
    user = User.objects.filter(pk=about["user"]).first() if "user" in about else find_user(about["sign_in_name"])
    if user is None or not user.is_active or user.person is None:
        return None
    if "user" not in about and had_enough(letter, user):
        return None
    token = make_reset_token(user)
    return draft(
        user.person,
        username=user.username,
        token=token,
        link=link_of(token),
        expires_at=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


def had_enough(letter: Letter, user: User) -> bool:
    """Whether the user was sent, or is being sent, as many other letters of the kind as an hour allows."""
    to = User.objects.select_for_update(of=("self",)).select_related("employee").get(pk=user.pk).employee.work_email
    an_hour_ago = timezone.now() - timedelta(hours=1)
    others = Letter.objects.filter(kind=letter.kind, to=to).exclude(pk=letter.pk)
    recent = others.filter(Q(sent_at__gt=an_hour_ago) | Q(state=LetterState.WAITING))
    return recent.count() >= settings.PASSWORD_RESETS_AN_HOUR


def password_changed(letter: Letter) -> Draft | None:
    """Tell the person that the password is a new one."""
    user = User.objects.filter(pk=letter.about["user"], is_active=True).first()
    if user is None or user.person is None:
        return None
    return draft(user.person, username=user.username, changed_at=letter.created_at)


def draft(person: Employee, **context: Any) -> Draft:
    """Return a letter to the person, with what every letter shows."""
    company = person.company
    common = {"name": person.first_name, "company": company.name, "time_zone": company.time_zone}
    return Draft(to=person.work_email, context={**common, **context})
