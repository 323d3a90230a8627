"""Settings of a developer's machine and of the demo: no configuration needed."""

from settings import backends
from settings.base import *
from settings.keys import development_keys
from settings.logs import logging_settings

environment.check(production=False)

DEVELOPMENT = True
DEBUG = environment.debug
GRAPHIQL = environment.graphiql is not False
DEMO_LOGINS = [
    dict(zip(("role", "username", "password"), login.split("/"), strict=True)) for login in environment.demo_logins
]
DATA_DIR = environment.data_dir
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]

keys = development_keys(DATA_DIR)
SECRET_KEY = environment.django_secret_key or keys["django_secret_key"]
QUEUE_SECRET_KEY = environment.queue_secret_key or keys["queue_secret_key"]
GRAPHQL_JWT = {**GRAPHQL_JWT, "JWT_SECRET_KEY": environment.jwt_secret_key or keys["jwt_secret_key"]}

DATABASES = {"default": backends.database(environment) if environment.database_url else backends.sqlite(DATA_DIR)}
CACHES = backends.redis_caches(environment.redis_url) if environment.redis_url else backends.file_caches(DATA_DIR)
STORAGES = {
    "default": backends.files(environment),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Looked for when they are asked for: the client may be built while the server runs.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_ROOT = CLIENT_ROOT
LOGGING = logging_settings(level=environment.log_level, as_json=False)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Q_CLUSTER["workers"] = 1

globals().update(backends.mail(environment))
OUTBOX_DIR = None
if not environment.email_host and not environment.email_backend:
    EMAIL_BACKEND = "notifications.outbox.OutboxBackend"
    OUTBOX_DIR = DATA_DIR / "outbox"
