"""Attempts: passwords that are tried, counted in the database before they are looked at.

The rows are those of django-axes, so that its admin pages and commands show and forgive them.
A password that was right is given back; what is tried at the same time is counted one by one.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organization.credentials import password_is_right
from organization.models import User

NOWHERE = "::"
OF_ADDRESS = ""
"""The name in the row of an address, which everything tried from there locks."""


class TooManyAttemptsError(ValidationError):
    """Too many wrong passwords: nothing is looked at before the pause is over."""

    def __init__(self, pause: timedelta) -> None:
        """Say how long it takes."""
        self.seconds = -(-pause // timedelta(seconds=1))
        minutes = -(-self.seconds // 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many wrong passwords. Try again in {wait}.", code="too_many_attempts")


@dataclass(frozen=True)
class Attempt:
    """A password that is about to be looked at, and counts as a wrong one until it proves right."""

    count: AccessAttempt
    log: AccessFailureLog

    @transaction.atomic
    def forgive(self) -> None:
        """Take it back, with the earlier ones of the name at this address; others of the address stay counted."""
        AccessAttempt.objects.filter(pk=self.count.pk).update(failures_since_start=0)
        AccessFailureLog.objects.filter(pk=self.log.pk).delete()


def is_proven(user: User | None, password: str, *, typed: str, address: str) -> bool:
    """Whether it is the user's password, counted for the name that was typed; raises TooManyAttemptsError.

    Nobody's counts and takes as long as somebody's, so that neither a refusal nor its time tells who exists.
    """
    attempt = reserve(user, typed=typed, address=address)
    proven = password_is_right(user, password)
    if proven:
        attempt.forgive()
    return proven


@transaction.atomic(durable=True)
def reserve(user: User | None, *, typed: str, address: str) -> Attempt:
    """Count a password before it is looked at; raises TooManyAttemptsError if there were too many wrong ones."""
    name, place, pause = name_of(user, typed), place_of(address), settings.AXES_COOLOFF_TIME
    locked_row(OF_ADDRESS, place)
    refuse_many_of_address(place)
    row, now = locked_row(name, place), timezone.now()
    # Clocks of several machines differ, and one may be set back: what lies a little ahead counts, too.
    if abs(now - row.attempt_time) >= pause:
        row.failures_since_start = 0
    if row.failures_since_start >= settings.AXES_FAILURE_LIMIT:
        raise TooManyAttemptsError(min(row.attempt_time + pause - now, pause))
    row.failures_since_start += 1
    row.attempt_time = now
    row.save(update_fields=["failures_since_start", "attempt_time"])
    return Attempt(row, AccessFailureLog.objects.create(username=name, ip_address=place))


def name_of(user: User | None, typed: str) -> str:
    """Return under what a password counts: one name for all that a user signs in with.

    What is nobody's name may be a password in the wrong field, so only its digest is kept.
    """
    if user is not None:
        return user.username
    wanted = typed.strip().casefold().encode(errors="surrogatepass")
    return f"?{salted_hmac('organization.attempts', wanted, algorithm='sha256').hexdigest()}"


def place_of(address: str) -> str:
    """Return the address that counts; of IPv6 the network that one customer gets."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return NOWHERE
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False).network_address)


def locked_row(name: str, place: str) -> AccessAttempt:
    """Return the row that counts for a name at an address, locked until the transaction ends."""
    row: AccessAttempt = AccessAttempt.objects.select_for_update().get_or_create(
        username=name, ip_address=place, user_agent="", defaults={"failures_since_start": 0}
    )[0]
    return row


def refuse_many_of_address(place: str) -> None:
    """Refuse if the address tried as many wrong passwords as are allowed in the time."""
    allowed, time, now = settings.ATTEMPTS_PER_ADDRESS, settings.ATTEMPTS_PER_ADDRESS_TIME, timezone.now()
    recent = AccessFailureLog.objects.filter(ip_address=place, attempt_time__gt=now - time, attempt_time__lt=now + time)
    times = recent.order_by("-attempt_time").values_list("attempt_time", flat=True)[:allowed]
    if len(times) == allowed:
        raise TooManyAttemptsError(min(times[allowed - 1] + time - now, time))


def clear_attempts(older_than: timedelta) -> int:
    """Forget the attempts that are older than this, and no longer count; return how many."""
    kept = max(older_than, settings.AXES_COOLOFF_TIME, settings.ATTEMPTS_PER_ADDRESS_TIME)
    before = timezone.now() - kept
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
    count: int = AccessFailureLog.objects.filter(attempt_time__lt=before).delete()[0]
    return count
