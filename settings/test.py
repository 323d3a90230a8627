"""Settings of the tests: those of development, with a data folder and a cache that no other process shares."""

import os
import shutil
import tempfile
from atexit import register
from pathlib import Path

# Chosen before the settings are read, and handed down to the processes that tests start.
if "TEST_DATA_DIR" not in os.environ:
    os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="rakmedia-tests-")
    register(shutil.rmtree, os.environ["TEST_DATA_DIR"], ignore_errors=True)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["DATA_DIR"] = str(Path(os.environ["TEST_DATA_DIR"], WORKER))

# Tests send in a second what people send in an hour.
for rate in ("RATE_USER", "RATE_ANONYMOUS", "RATE_REFRESH"):
    os.environ.setdefault(rate, "0")

from settings.dev import *  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, where threads and processes wait for one another as they do in use.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}

for alias in ("default", "responses"):
    CACHES[alias]["KEY_PREFIX"] = f"{DATA_DIR.parent.name}:{WORKER}:{alias}"

RATES_PREFIX = f"{DATA_DIR.parent.name}:{WORKER}:rates"
# A count that is lost because the machine is busy would be a refusal that a test waits for in vain.
RATES_TIMEOUT = 5.0
