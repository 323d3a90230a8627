"""The oracle in short: no cached answer is wrong, and a wrong one would be found."""

import json
import subprocess
import sys
from typing import Any

from django.conf import settings

READS = 400


def ask_oracle(*options: str) -> tuple[int, dict[str, Any]]:
    """Run the oracle; return how it ended, and its findings."""
    command = [sys.executable, "-m", "tests.benchmarks.oracle", f"--reads={READS}", "--json", *options]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    findings: dict[str, Any] = json.loads(ran.stdout)
    return ran.returncode, findings


def test_no_cached_answer_is_wrong_whoever_writes() -> None:
    status, findings = ask_oracle()
    assert findings["wrong"] == []
    assert status == 0
    assert findings["reads"] >= READS
    assert findings["hits"] > READS / 3
    assert sum(findings["changes"].values()) > 20


def test_servers_that_do_not_hear_of_changed_tasks_are_found_out() -> None:
    status, findings = ask_oracle("--deaf", "--seed=5")
    assert len(findings["wrong"]) > 0
    assert status == 1
