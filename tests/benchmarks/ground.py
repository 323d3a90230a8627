"""Where the benchmark is run: a database of its own beside the project's, and its own keys in Redis."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from settings.environment import PROJECT_DIR, make_secret

KEY_PREFIX = "rakmedia-bench:"
TOKEN_MINUTES = 240


class GroundError(Exception):
    """The benchmark cannot be run here; the message says why."""


@dataclass(frozen=True)
class Ground:
    """The addresses and the secrets of one run."""

    database_url: str
    redis_url: str
    secrets: dict[str, str] = field(
        default_factory=lambda: {
            name: make_secret() for name in ("DJANGO_SECRET_KEY", "JWT_SECRET_KEY", "QUEUE_SECRET_KEY")
        }
    )

    @classmethod
    def beside(cls, database_url: str, redis_url: str) -> "Ground":
        """Return the ground beside a project's database. Raises GroundError without PostgreSQL and Redis."""
        if not database_url.startswith(("postgres://", "postgresql://")):
            raise GroundError("The benchmark wants PostgreSQL: set DATABASE_URL, postgres://user:password@host/name.")
        if not redis_url:
            raise GroundError("The benchmark wants Redis: set REDIS_URL, such as redis://127.0.0.1:6379/0.")
        ground = cls(database_url, redis_url)
        ground.reach()
        return ground

    def reach(self) -> None:
        """Raise GroundError if one of the two does not answer."""
        try:
            psycopg.connect(self.database_url, connect_timeout=5).close()
            redis.Redis.from_url(self.redis_url).ping()
        except (psycopg.Error, redis.RedisError) as error:
            raise GroundError(f"The benchmark needs what does not answer: {error}") from error

    def database(self, suffix: str) -> str:
        """Return the address of the database beside the project's; it is made if it is not there."""
        parts = urlsplit(self.database_url)
        name = f"{parts.path.lstrip('/')}_{suffix}"
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            # Helpers of a parallel plan end before anybody can look at what they spent.
            connection.execute(
                sql.SQL("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0").format(sql.Identifier(name))
            )
        return urlunsplit(parts._replace(path=f"/{name}"))

    def drop(self, url: str) -> None:
        """Drop a database that `database` made."""
        name = urlsplit(url).path.lstrip("/")
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def forget_answers(self) -> None:
        """Remove what the servers keep in Redis, and nothing else."""
        client = redis.Redis.from_url(self.redis_url)
        keys = cast("list[bytes]", list(client.scan_iter(match=f"{KEY_PREFIX}*", count=1000)))
        if keys:
            client.delete(*keys)
        client.close()

    def environment(self, database_url: str, settings_module: str) -> dict[str, str]:
        """Return the environment of a server: production's, on this machine, with long-lived tokens."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
        return {
            **inherited,
            **self.secrets,
            "PYTHONPATH": str(PROJECT_DIR),
            "DJANGO_SETTINGS_MODULE": settings_module,
            "DATABASE_URL": database_url,
            "DATABASE_STATEMENT_TIMEOUT": "600",
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": "http://127.0.0.1",
            "TRUSTED_PROXIES": "0",
            "DATA_DIR": str(Path(tempfile.gettempdir(), "rakmedia-bench")),
            "EMAIL_HOST": "127.0.0.1",
            "DEFAULT_FROM_EMAIL": "bench@localhost",
            "LOG_LEVEL": "ERROR",
            # Counted, as for people, and never reached.
            "RATE_USER": "10000000",
            "ACCESS_TOKEN_LIFETIME": str(TOKEN_MINUTES),
            # Nobody collects static files for it.
            "PYTHONWARNINGS": "ignore::UserWarning",
        }
