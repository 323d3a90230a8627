"""Settings of this server in the benchmark: production's, with keys in Redis that nobody else uses."""

from settings.prod import *  # noqa: F403 - settings build on others
from tests.benchmarks.ground import KEY_PREFIX

for alias in ("default", "responses"):
    CACHES[alias]["KEY_PREFIX"] = f"{KEY_PREFIX}{alias}"  # noqa: F405
