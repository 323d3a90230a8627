"""Settings of the oracle's third server, which keeps no answer."""

# ruff: noqa: F403, F405 - settings build on others by a star import

from tests.benchmarks.oracle.settings import *

CACHES["responses"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
