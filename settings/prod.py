"""Settings of a server for other people: the environment has to name everything it stands on."""

from settings import backends
from settings.base import *
from settings.logs import logging_settings

environment.check(production=True)

DEVELOPMENT = False
DEBUG = False
GRAPHIQL = environment.graphiql is True
DEMO_LOGINS: list[dict[str, str]] = []
DATA_DIR = environment.data_dir
OUTBOX_DIR = None

SECRET_KEY = environment.django_secret_key
QUEUE_SECRET_KEY = environment.queue_secret_key
GRAPHQL_JWT = {**GRAPHQL_JWT, "JWT_SECRET_KEY": environment.jwt_secret_key}

DATABASES = {"default": backends.database(environment)}
CACHES = backends.redis_caches(environment.redis_url)
STATIC_ROOT = BASE_DIR / ".static"
STORAGES = {
    "default": backends.files(environment),
    "staticfiles": {"BACKEND": "settings.static.StaticStorage"},
}
globals().update(backends.mail(environment))
LOGGING = logging_settings(level=environment.log_level, as_json=True)

HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Preloading speaks for the whole registered domain, which is not this server's to promise.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
