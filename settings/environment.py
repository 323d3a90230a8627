"""Every environment variable, declared once; `python -m settings.environment` prints `.env.example`."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from textwrap import wrap
from typing import Self
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from settings.variables import Variables, as_written, variable

PROJECT_DIR = Path(__file__).resolve().parent.parent
SECRETS = ("django_secret_key", "jwt_secret_key", "queue_secret_key")
SHORTEST_SECRET = 50
SHORTEST_TOKEN = 32
FEWEST_CHARACTERS = 10
FROM_A_TEMPLATE = "django-insecure-"
MEGABYTE = 1024 * 1024
MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


@dataclass(frozen=True, kw_only=True)
class Environment(Variables):
    """What differs between two machines that run the project."""

    django_secret_key: str = variable("Signs cookies and links. At least 50 characters.", required=True)
    jwt_secret_key: str = variable("Signs access tokens. At least 50 characters, another one.", required=True)
    queue_secret_key: str = variable("Signs the jobs of the queue. At least 50 characters, a third one.", required=True)
    public_url: str = variable(
        "The address under which people reach the server; links in letters start with it.",
        default="http://127.0.0.1:8000",
        required=True,
        example="https://tasks.example.com",
        schemes=("https", "http"),
    )
    allowed_hosts: tuple[str, ...] = variable(
        "Host names that requests may ask for, separated by commas; that of PUBLIC_URL is always among them.",
        default=(),
    )
    trusted_proxies: int = variable(
        "How many reverse proxies stand before the server and add to X-Forwarded-For; state 0 if there is none.",
        default=0,
        required=True,
        example="1",
    )
    cors_allowed_origins: tuple[str, ...] = variable(
        "Origins of web clients on other addresses, separated by commas.",
        default=(),
        example="https://app.example.com",
        schemes=("https", "http"),
    )
    debug: bool = variable("Django's debugging pages. Development only.", default=False)
    graphiql: bool | None = variable(
        "Whether browsers get GraphiQL: yes in development, no in production.", default=None
    )
    demo_logins: tuple[str, ...] = variable(
        "Logins that GraphiQL offers, role/username/password, separated by commas; `manage.py demo` sets it.",
        default=(),
    )
    data_dir: Path = variable("Where development keeps its database, files and letters.", default=PROJECT_DIR / ".data")
    database_url: str = variable(
        "The database. In development, empty means SQLite in DATA_DIR.",
        required=True,
        example="postgres://user:password@host:5432/name",
        schemes=("postgres", "postgresql", "sqlite"),
    )
    database_statement_timeout: timedelta = variable(
        "Seconds after which PostgreSQL cancels a statement; raise it for a long migration.",
        default=timedelta(seconds=5),
    )
    redis_url: str = variable(
        "The cache. In development, empty means files in DATA_DIR.",
        required=True,
        example="redis://host:6379/0",
        schemes=("redis", "rediss", "unix"),
    )
    email_backend: str = variable(
        "The Django mail back end. Empty means SMTP, in development without EMAIL_HOST files in DATA_DIR/outbox.",
    )
    email_host: str = variable("The SMTP server. Required in production.", example="smtp.example.com")
    email_port: int = variable("Its port.", default=587, least=1)
    email_security: str = variable(
        "How the connection to it is secured.", default="starttls", choices=("starttls", "tls", "none")
    )
    email_user: str = variable("The account at the SMTP server, if it wants one.")
    email_password: str = variable("Its password.")
    default_from_email: str = variable(
        "The sender of every letter.", default="Rakmedia Tasks <tasks@localhost>", required=True
    )
    media_root: Path | None = variable("Where uploaded files are kept. Empty means DATA_DIR/media.", default=None)
    s3_bucket: str = variable("Keep uploaded files in this S3 bucket instead (install the extra `s3`).")
    s3_endpoint_url: str = variable("The address of an S3 service other than Amazon's.", schemes=("https", "http"))
    s3_region: str = variable("The bucket's region.")
    s3_access_key_id: str = variable("The key's id. Empty means that the machine's own role is used.")
    s3_secret_access_key: str = variable("The key.")
    log_level: str = variable(
        "The least important log lines to write.",
        default="INFO",
        choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
    )
    metrics_token: str = variable(
        "Whoever sends it as a Bearer token may read /metrics. At least 32 characters; empty means nobody may."
    )
    web_workers: int = variable("Web processes, about one per core. With SQLite, 1 is best.", default=2, least=1)
    web_threads: int = variable("Threads in each web process.", default=2, least=1)
    queue_workers: int = variable(
        "Processes that send letters. SQLite gets 1 whatever stands here.", default=2, least=1
    )
    access_token_lifetime: timedelta = variable(
        "Minutes for which an access token is good.", default=timedelta(minutes=5), unit="minutes", least=1
    )
    sign_in_lifetime: timedelta = variable(
        "Days after which a sign-in ends.", default=timedelta(days=30), unit="days", least=1
    )
    sign_in_idle: timedelta = variable(
        "Days without use after which a sign-in ends.", default=timedelta(days=14), unit="days", least=1
    )
    sign_in_grace: timedelta = variable(
        "Seconds in which a refresh token may be shown again, because the answer to the first time was lost.",
        default=timedelta(seconds=10),
    )
    temporary_password_lifetime: timedelta = variable(
        "Hours for which the password of a welcome letter is good.",
        default=timedelta(hours=72),
        unit="hours",
        least=1,
    )
    rate_user: int = variable("Operations a minute of one user; 0 means no limit.", default=120, least=0)
    rate_anonymous: int = variable(
        "Operations a minute of one address without a token; 0 means no limit.", default=60, least=0
    )
    rate_refresh: int = variable(
        "How often a minute one sign-in may be refreshed; 0 means no limit.", default=6, least=0
    )
    welcome_letter: str = variable(
        "What a welcome letter brings: a temporary `password`, or a `link` under which one is chosen, within 24 hours.",
        default="password",
        choices=("password", "link"),
    )
    download_link_seconds: int = variable("Seconds for which a download link is good.", default=60, least=1)
    upload_max_file_bytes: int = variable("Bytes of one file.", default=10 * MEGABYTE, least=1)
    upload_max_files: int = variable("Files in one request.", default=10, least=1)
    upload_max_files_per_task: int = variable("Files of one task.", default=50, least=1)
    upload_max_bytes_per_task: int = variable("Bytes of all files of one task.", default=200 * MEGABYTE, least=1)
    upload_max_bytes_per_employee: int = variable(
        "Bytes of all files of one employee.", default=1024 * MEGABYTE, least=1
    )

    @classmethod
    def load(cls, file: Path = PROJECT_DIR / ".env") -> Self:
        """Read the environment and, for what it does not say, the file."""
        from_file = dotenv_values(file)
        return cls.read({name: value or "" for name, value in {**from_file, **os.environ}.items()})

    def check(self, *, production: bool) -> None:
        """Raise one ImproperlyConfigured that lists every fault and how to mend it."""
        faults = [*self.faults, *self.weak_secrets()]
        if production:
            faults += self.missing() + self.unfit_for_production()
        if faults:
            raise ImproperlyConfigured("The environment has faults:\n" + "\n".join(f"- {fault}" for fault in faults))

    def weak_secrets(self) -> list[str]:
        """Return a sentence for each given secret that is short, monotonous or the same as another."""
        given = {name.upper(): getattr(self, name) for name in SECRETS if getattr(self, name)}
        faults = [
            f"{name} is too weak. Make one with: {MAKE_ONE}"
            for name, value in given.items()
            if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_CHARACTERS or value.startswith(FROM_A_TEMPLATE)
        ]
        used = given | ({"METRICS_TOKEN": self.metrics_token} if self.metrics_token else {})
        shared = [name for name, value in used.items() if list(used.values()).count(value) > 1]
        if shared:
            faults.append(" and ".join(shared) + " must differ: make one for each.")
        if 0 < len(self.metrics_token) < SHORTEST_TOKEN:
            faults.append(f"METRICS_TOKEN is too weak. Make one with: {MAKE_ONE}")
        return faults

    def unfit_for_production(self) -> list[str]:
        """Return a sentence for each value that only a developer's machine may have."""
        faults = []
        if self.debug:
            faults.append("DEBUG must not be on in production: remove it.")
        if self.demo_logins:
            faults.append("DEMO_LOGINS must not be set in production: remove it.")
        if self.database_url.startswith("sqlite"):
            faults.append("DATABASE_URL is wrong: production wants PostgreSQL.")
        if not self.email_host and not self.email_backend:
            faults.append("EMAIL_HOST is missing. The SMTP server. For example: smtp.example.com")
        if not self.public_url.startswith("https://") and not self.serves_this_machine_only:
            faults.append("PUBLIC_URL is wrong: start it with https://, because passwords travel to it.")
        return faults

    @property
    def serves_this_machine_only(self) -> bool:
        """Whether nobody from another machine is meant to reach the server."""
        return urlsplit(self.public_url).hostname in {"localhost", "127.0.0.1", "::1"}


def example_file() -> str:
    """Return the text of `.env.example`: every variable with its explanation and its default, commented out."""
    parts = [
        "# What differs between two machines. Copy this file to `.env` and take away the `#` before what you change;",
        "# the environment itself wins over `.env`. Made by: python -m settings.environment > .env.example",
        f"# A secret is made by: {MAKE_ONE}",
    ]
    for name, declared, about, _ in Environment.declared():
        default = as_written(declared.default, about).replace(str(PROJECT_DIR), ".")
        required = " Required in production." if about.required else ""
        parts += ["", *(f"# {line}" for line in wrap(about.help + required, 110))]
        parts.append(f"#{name}={about.example or default}")
    return "\n".join(parts) + "\n"


def make_secret() -> str:
    """Return a secret that is good enough for production."""
    return secrets.token_urlsafe(48)


if __name__ == "__main__":
    print(example_file(), end="")  # noqa: T201 - printing is what this command is for
