"""One run of the oracle, in a process whose environment is made already."""

import os
import shutil
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from tests.benchmarks.oracle.servers import Server
from tests.benchmarks.oracle.trial import Findings, Trial
from tests.benchmarks.oracle.world import World


def try_out(chosen: Namespace, folder: Path) -> Findings:
    """Start the servers, run the trial, and return what it found; nothing is left behind."""
    try:
        call_command("migrate", verbosity=0)
        return _among_servers(chosen, folder)
    finally:
        connection.close()
        if os.environ.get("REDIS_URL"):
            responses: Any = caches["responses"]
            responses.delete_pattern("*")
        shutil.rmtree(folder, ignore_errors=True)


def _among_servers(chosen: Namespace, folder: Path) -> Findings:
    cached, uncached = "tests.benchmarks.oracle.settings", "tests.benchmarks.oracle.uncached"
    deaf = {"ORACLE_DEAF": "1"} if chosen.deaf else {}
    with ExitStack() as stack:
        keeping = [stack.enter_context(Server(name, cached, folder, deaf)) for name in ("first", "second")]
        plain = stack.enter_context(Server("uncached", uncached, folder, {}))
        world = World(Random(chosen.seed))
        world.found(chosen.users)
        for server in (*keeping, plain):
            server.wait()
        trial = Trial(world, keeping, plain, Findings(chosen.seed))
        trial.run(chosen.reads)
        return trial.findings
