"""Settings of every machine; what differs between machines comes from the environment."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from corsheaders.defaults import default_headers

from settings.environment import PROJECT_DIR, Environment
from settings.policy import *

django_stubs_ext.monkeypatch()
environment = Environment.load()

BASE_DIR = PROJECT_DIR
PUBLIC_URL = environment.public_url.rstrip("/")
ALLOWED_HOSTS = sorted({urlsplit(PUBLIC_URL).hostname or "", *environment.allowed_hosts} - {""})
TRUSTED_PROXIES = environment.trusted_proxies
ADMIN_PATH = "/admin/"

INSTALLED_APPS = [
    "settings",
    "schema",
    "uploads",
    "tasks",
    "organization",
    "notifications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "corsheaders",
    "axes",
    "settings.queue.QueueConfig",
    "strawberry_django",
    "graphene_django_graphiql_static",
]
MIDDLEWARE = [
    "settings.middleware.RequestIdMiddleware",
    "settings.middleware.DatabaseFaultMiddleware",
    "settings.middleware.SecurityHeadersMiddleware",
    "settings.middleware.RefusalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "settings.health.HealthMiddleware",
    "settings.metrics.MetricsMiddleware",
    "settings.middleware.ClientAddressMiddleware",
    "settings.middleware.HostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "settings.middleware.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "settings.middleware.AdminAuthenticationMiddleware",
    "settings.middleware.AdminAttemptsMiddleware",
    "settings.middleware.AdminMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "organization.middleware.BearerMiddleware",
]
ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = ["organization.backends.PasswordBackend"]
PASSWORD_HASHERS = ["settings.hashers.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The rows are those of django-axes, the counting is that of organization/attempts.py: its own handler wants a form,
# keeps what was sent with it, and counts a password only after it was checked.
AXES_ENABLED = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = True
ATTEMPTS_PER_ADDRESS = 50
ATTEMPTS_PER_ADDRESS_TIME = timedelta(minutes=10)
PASSWORD_RESETS_AN_HOUR = 3
# They miss the handler's middleware and back end.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003"]
ACCESS_TOKEN_LIFETIME = environment.access_token_lifetime
SIGN_IN_LIFETIME = environment.sign_in_lifetime
SIGN_IN_IDLE = environment.sign_in_idle
SIGN_IN_GRACE = environment.sign_in_grace
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
TEMPORARY_PASSWORD_LIFETIME = environment.temporary_password_lifetime
WELCOME_LETTER = environment.welcome_letter
GRAPHQL_JWT: dict[str, Any] = {
    "JWT_ALGORITHM": "HS256",
    "JWT_AUDIENCE": "api",
    "JWT_ISSUER": "rakmedia",
    "JWT_LEEWAY": 5,
    "JWT_VERIFY_EXPIRATION": True,
    "JWT_EXPIRATION_DELTA": ACCESS_TOKEN_LIFETIME,
    "JWT_LONG_RUNNING_REFRESH_TOKEN": True,
    "JWT_REFRESH_EXPIRATION_DELTA": SIGN_IN_LIFETIME,
    "JWT_AUTH_HEADER_PREFIX": "Bearer",
    "JWT_PAYLOAD_HANDLER": "organization.authentication.jwt_payload",
    "JWT_DECODE_HANDLER": "organization.authentication.jwt_decode",
    "JWT_PAYLOAD_GET_USERNAME_HANDLER": "organization.authentication.claims",
    "JWT_GET_USER_BY_NATURAL_KEY_HANDLER": "organization.authentication.user_from_claims",
}

CSRF_FAILURE_VIEW = "settings.refusals.csrf_failure"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = ADMIN_PATH
SESSION_COOKIE_AGE = 12 * 60 * 60
# Probes come without TLS, by address.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
CORS_ALLOWED_ORIGINS = environment.cors_allowed_origins
CORS_ALLOW_HEADERS = (*default_headers, "graphql-require-preflight", "apollo-require-preflight", "graphql-cost")
CORS_EXPOSE_HEADERS = ("Content-Disposition", "Retry-After", "X-Request-ID")
CORS_PREFLIGHT_MAX_AGE = 600
CORS_URLS_REGEX = rf"^(?!{ADMIN_PATH})"

Q_CLUSTER: dict[str, Any] = {
    "name": "rakmedia",
    "orm": "default",
    "workers": environment.queue_workers,
    "timeout": 60,
    "retry": 90,
    "max_attempts": 5,
    "ack_failures": False,
    "poll": 1,
    "catch_up": False,
    "save_limit": 250,
    "cache": "queue",
    "log_level": "WARNING",
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.default_from_email
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
CLIENT_ROOT = BASE_DIR / "client" / "dist"
WHITENOISE_ROOT = CLIENT_ROOT if CLIENT_ROOT.is_dir() else None
# Both kinds of files bear a hash of their content in their names: those of the client's build, and Django's own.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/(assets/.+-[\w-]{8}\.\w+|static/.+\.[0-9a-f]{12}\.\w+)$"
MEDIA_ROOT = environment.media_root or environment.data_dir / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = ["organization.incoming.IncomingHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_FILE_BYTES = environment.upload_max_file_bytes
UPLOAD_MAX_FILES = environment.upload_max_files
UPLOAD_MAX_FILES_PER_TASK = environment.upload_max_files_per_task
UPLOAD_MAX_BYTES_PER_TASK = environment.upload_max_bytes_per_task
UPLOAD_MAX_BYTES_PER_EMPLOYEE = environment.upload_max_bytes_per_employee
DOWNLOAD_LINK_SECONDS = environment.download_link_seconds
RATE_USER = environment.rate_user
RATE_ANONYMOUS = environment.rate_anonymous
RATE_REFRESH = environment.rate_refresh
RATES_URL = environment.redis_url
RATES_PREFIX = "rakmedia:rates"
RATES_TIMEOUT = 0.25
METRICS_TOKEN = environment.metrics_token
WEB_WORKERS = environment.web_workers
WEB_THREADS = environment.web_threads
