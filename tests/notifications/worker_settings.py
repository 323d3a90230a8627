"""Settings of the worker process of test_worker.py; the test names the database and the mail server."""

import os
from pathlib import Path

from settings import backends, dev
from settings.dev import *  # noqa: F403 - settings build on settings

FOLDER = Path(os.environ["WORKER_TEST_FOLDER"])
DATABASES = {"default": backends.sqlite(FOLDER)}
CACHES = backends.file_caches(FOLDER)
Q_CLUSTER = {**dev.Q_CLUSTER, "workers": 1}
QUEUE_SECRET_KEY = "a key that nothing but this test uses, long enough to be one"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["WORKER_TEST_PORT"])
EMAIL_USE_TLS = EMAIL_USE_SSL = False
EMAIL_HOST_USER = EMAIL_HOST_PASSWORD = ""
TEMPLATES = [{**dev.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
LETTER_WRITERS = {
    "hello": "tests.notifications.writers.hello",
    "poison": "tests.notifications.writers.poison",
}
