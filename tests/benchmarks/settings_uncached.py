"""Settings of this server in the benchmark with the cache of answers switched off: every answer is made anew."""

from tests.benchmarks.settings_cached import *  # noqa: F403 - settings build on others

CACHES["responses"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # noqa: F405
