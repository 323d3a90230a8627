"""How many operations a minute: per user, per address for strangers, and per sign-in for refreshing it.

They are counted in Redis, where every process sees them, or in one process without it. While Redis is away nothing
is counted: a caller too many does less harm than everybody shut out.
"""

import logging
import math
import time
from functools import cache
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from organization.authentication import find_refresh_token
from schema.context import bearer
from schema.errors import ErrorCode, RequestError

logger = logging.getLogger("schema.limits")

PAUSE_SECONDS = 2.0
HOUSEHOLD = 64
"""Of an IPv6 address only so many bits are counted: one line has all that share them."""


class RateLimitedError(RequestError):
    """The caller asks too often; he is told when to come back."""

    def __init__(self, seconds: int) -> None:
        """Tell it in whole seconds."""
        super().__init__(ErrorCode.RATE_LIMITED, f"Too many requests. Wait {seconds} s.")
        assert self.extensions is not None  # noqa: S101 - the line above gave them
        self.extensions["retryAfter"] = seconds


class Rates:
    """Counts in a window that moves, with a breaker: after a failure Redis is left alone for two seconds."""

    def __init__(self) -> None:
        """Start with the breaker closed."""
        self._away_until = 0.0
        self._is_away = False

    def seconds_to_wait(self, a_minute: int, *who: str) -> int:
        """Count one operation; return 0, or the seconds after which the next one is allowed if it is one too many."""
        if not a_minute or time.monotonic() < self._away_until:
            return 0
        limiter = limiter_at(settings.RATES_URL, settings.RATES_PREFIX)
        try:
            seconds = _count(limiter, RateLimitItemPerMinute(a_minute), who)
        except Exception as error:  # noqa: BLE001 - whatever it is, operations go on uncounted
            self._give_up(error)
            return 0
        self._is_away = False
        return seconds

    def _give_up(self, error: Exception) -> None:
        self._away_until = time.monotonic() + PAUSE_SECONDS
        if not self._is_away:
            logger.warning("The cache is away, and operations are not counted: %s", type(error).__name__)
        self._is_away = True


def _count(limiter: MovingWindowRateLimiter, item: RateLimitItem, who: tuple[str, ...]) -> int:
    if limiter.hit(item, *who):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(item, *who).reset_time - time.time()))


@cache
def limiter_at(url: str, prefix: str) -> MovingWindowRateLimiter:
    """Return what counts in the Redis at the address, or in this process if there is none."""
    if not url:
        return MovingWindowRateLimiter(MemoryStorage())
    options = {
        "socket_timeout": settings.RATES_TIMEOUT,
        "socket_connect_timeout": settings.RATES_TIMEOUT,
        "retry": Retry(NoBackoff(), 0),
    }
    return MovingWindowRateLimiter(RedisStorage(url, key_prefix=prefix, **options))  # type: ignore[arg-type] # the client's own


rates = Rates()


def count_operation(request: HttpRequest) -> None:
    """Count an operation of the user whose token the request carries, else of its address.

    Raises RateLimitedError. The user is not looked up: a token that is signed names him.
    """
    user = bearer(request).key
    seconds = count_user(user) if user else rates.seconds_to_wait(settings.RATE_ANONYMOUS, "address", line(request))
    if seconds:
        raise RateLimitedError(seconds)


def count_user(key: str) -> int:
    """Count an operation of a user; return the seconds to wait, 0 if it is allowed."""
    return rates.seconds_to_wait(settings.RATE_USER, "user", key)


def count_refresh(refresh_token: str) -> None:
    """Count a refreshing of the sign-in that the token belongs to. Raises RateLimitedError."""
    row = find_refresh_token(refresh_token) if settings.RATE_REFRESH else None
    seconds = rates.seconds_to_wait(settings.RATE_REFRESH, "session", str(row.session_id)) if row else 0
    if seconds:
        raise RateLimitedError(seconds)


def line(request: HttpRequest) -> str:
    """Return what stands for whoever sends the request: an address, or the network of one household."""
    text: str = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> (address.max_prefixlen - HOUSEHOLD))
    return text
