"""Settings of the oracle's processes: those of development, with a cache that nobody else writes to."""

# ruff: noqa: F403, F405 - settings build on others by a star import

from settings.dev import *

for alias in ("default", "responses"):
    CACHES[alias]["KEY_PREFIX"] = f"oracle:{DATA_DIR.name}:{alias}"
