"""Clients written in JavaScript, run by Node."""

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.node import packages
from tests.waiting import HANGS

Node = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def node() -> Node:
    """Return what runs a program with Node and lets it know what the test knows."""
    try:
        program = packages.node()
    except packages.NodeMissingError as fault:
        pytest.skip(str(fault))

    def run(*words: str, **given: Any) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "GIVEN": json.dumps(given), "NO_COLOR": "1"}
        return subprocess.run(
            [program, *words],
            cwd=packages.FOLDER,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=3 * HANGS,
        )

    return run
