"""What the project stands on: database, caches, mail and files, as the environment names them."""

from pathlib import Path
from typing import Any

import dj_database_url
from redis.backoff import NoBackoff
from redis.retry import Retry

from settings.environment import Environment

Options = dict[str, Any]

SQLITE = {
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
CACHE_ENTRIES = 5000
REDIS_TIMEOUT = 0.25


def sqlite(folder: Path) -> Options:
    """Return a database in one file, which several processes may write to in turn."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3", **SQLITE}


def database(environment: Environment) -> Options:
    """Return the database of DATABASE_URL."""
    chosen: Options = dict(dj_database_url.parse(environment.database_url))
    if chosen["ENGINE"].endswith("sqlite3"):
        return {**chosen, **SQLITE}
    milliseconds = int(environment.database_statement_timeout.total_seconds() * 1000)
    limits = f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=30000"
    # Parameters stay on the client's side: with server-side binding PostgreSQL cannot group by an expression
    # that holds one, and nothing here repeats a statement often enough to gain from it.
    options = {**chosen.get("OPTIONS", {}), "options": limits, "connect_timeout": 5}
    return {**chosen, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def own_memory() -> Options:
    """Return a cache that each process has for itself: for the queue's statistics, which are pickles."""
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "queue"}


def file_caches(folder: Path) -> dict[str, Options]:
    """Return caches that all processes of one machine share."""
    return {
        alias: {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": folder / "cache" / alias,
            "OPTIONS": {"MAX_ENTRIES": CACHE_ENTRIES},
        }
        for alias in ("default", "responses")
    } | {"queue": own_memory()}


SERIALIZERS = {
    "default": "django_redis.serializers.json.JSONSerializer",
    "responses": "schema.caching.store.PlainSerializer",
}
"""How values rest in Redis: never as pickles, because whoever could write to Redis would run code."""


def redis_caches(url: str) -> dict[str, Options]:
    """Return caches that all processes of all machines share.

    Connections are pooled by address, so the aliases must agree in all that concerns a connection. A failure is
    raised, never hidden: a lost invalidation must be noticed.
    """
    options = {
        "CLIENT_CLASS": "django_redis.client.DefaultClient",
        "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT,
        "SOCKET_TIMEOUT": REDIS_TIMEOUT,
        # By default the client tries three more times, with pauses: seconds, while somebody waits for an answer.
        "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
    }
    return {
        alias: {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": f"rakmedia:{alias}",
            "OPTIONS": {**options, "SERIALIZER": serializer},
        }
        for alias, serializer in SERIALIZERS.items()
    } | {"queue": own_memory()}


def mail(environment: Environment) -> Options:
    """Return Django's mail settings."""
    return {
        "EMAIL_BACKEND": environment.email_backend or "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": environment.email_host,
        "EMAIL_PORT": environment.email_port,
        "EMAIL_HOST_USER": environment.email_user,
        "EMAIL_HOST_PASSWORD": environment.email_password,
        "EMAIL_USE_TLS": environment.email_security == "starttls",
        "EMAIL_USE_SSL": environment.email_security == "tls",
        "EMAIL_TIMEOUT": 10,
    }


def files(environment: Environment) -> Options:
    """Return the storage of uploaded files: a bucket, or a folder."""
    if environment.s3_bucket:
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": environment.s3_bucket,
                "endpoint_url": environment.s3_endpoint_url or None,
                "region_name": environment.s3_region or None,
                "access_key": environment.s3_access_key_id or None,
                "secret_key": environment.s3_secret_access_key or None,
                "default_acl": "private",
                "file_overwrite": False,
            },
        }
    return {"BACKEND": "organization.storage.FolderStorage"}
