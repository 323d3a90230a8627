"""System checks: what Django would start with and should not."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

JWT_BACKEND = "graphql_jwt.backends.JSONWebTokenBackend"
SHORTEST_KEY = 32
REAL_MAIL = "Set EMAIL_HOST, or a mail back end that delivers."
SECRETS = "Set DJANGO_SECRET_KEY, JWT_SECRET_KEY and QUEUE_SECRET_KEY to three long secrets."
MAIL_TO_NOBODY = (
    *(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "filebased", "locmem", "dummy")),
    "notifications.outbox.OutboxBackend",
)

Faults = Iterator[tuple[str, str]]


def caches() -> Faults:
    """Refuse answers cached in each process for itself: an invalidation reaches only the process that makes it."""
    backend = settings.CACHES["responses"]["BACKEND"]
    if settings.WEB_WORKERS > 1 and backend.endswith(("LocMemCache", "DummyCache")):
        yield "The cache of answers is not shared by the web processes.", "Set REDIS_URL, or WEB_WORKERS to 1."


def authentication() -> Faults:
    """Refuse the token library's back end: with it, a wrong password and a valid token make a session."""
    if JWT_BACKEND in settings.AUTHENTICATION_BACKENDS:
        yield "JSONWebTokenBackend must not authenticate anybody.", "Remove it from AUTHENTICATION_BACKENDS."


def keys() -> Faults:
    """Refuse a short or shared key."""
    used: list[str] = [settings.SECRET_KEY, settings.GRAPHQL_JWT.get("JWT_SECRET_KEY", ""), settings.QUEUE_SECRET_KEY]
    if any(len(key.encode()) < SHORTEST_KEY for key in used):
        yield f"A secret key is shorter than {SHORTEST_KEY} bytes.", SECRETS
    if len(set(used)) < len(used):
        yield "Two secret keys are the same.", SECRETS


def queue() -> Faults:
    """Refuse a queue that gives a job to a second worker while the first still runs it, or again and again."""
    chosen = settings.Q_CLUSTER
    if chosen["retry"] <= (chosen.get("timeout") or float("inf")):
        yield "Jobs are retried before they time out.", 'Raise Q_CLUSTER["retry"] above Q_CLUSTER["timeout"].'
    if not chosen.get("max_attempts"):
        yield "Jobs that fail are tried without end.", 'Set Q_CLUSTER["max_attempts"].'


def database() -> Faults:
    """Refuse a transaction around each request: it keeps the cache from working, and what failed inside it stays."""
    if any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values()):
        yield "ATOMIC_REQUESTS is on.", "Remove it: services are atomic by themselves."


def mail() -> Faults:
    """Refuse a mail back end that shows letters to whoever reads the server's files, and whatever is made of one."""
    if settings.DEVELOPMENT:
        return
    try:
        chosen = import_string(settings.EMAIL_BACKEND)
    except ImportError:
        yield "The mail back end does not exist.", REAL_MAIL
        return
    if issubclass(chosen, tuple(import_string(backend) for backend in MAIL_TO_NOBODY)):
        yield "Letters would not be delivered.", REAL_MAIL


def letters() -> Faults:
    """Refuse a kind of letter that nobody writes."""
    for kind, path in settings.LETTER_WRITERS.items():
        try:
            import_string(path)
        except ImportError:
            yield f"Nobody writes letters of the kind {kind}.", f"Define {path}."


CHECKS: dict[str, Callable[[], Faults]] = {
    "settings.E001": caches,
    "settings.E002": authentication,
    "settings.E003": keys,
    "settings.E004": queue,
    "settings.E005": database,
    "settings.E006": mail,
    "settings.E007": letters,
}


def check_settings(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Return an error for each setting that must not stand as it is."""
    del app_configs
    return [Error(text, hint=hint, id=name) for name, check in CHECKS.items() for text, hint in check()]
