"""Settings of a server in production that the acceptance tests attack; nothing of it is shared with other servers."""

import os

from settings.prod import *

for alias in ("default", "responses"):
    CACHES[alias]["KEY_PREFIX"] = f"{os.environ['TEST_PREFIX']}:{alias}"
RATES_PREFIX = f"{os.environ['TEST_PREFIX']}:rates"
