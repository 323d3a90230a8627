"""Settings of the site that the tests of faults take apart: no operation is given up because the machine is busy."""

from settings.test import *  # noqa: F403 - settings build on settings
from tests.waiting import HANGS

OPERATION_SECONDS = int(HANGS)
