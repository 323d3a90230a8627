"""The README keeps its word: its lines run on the demo as they are printed."""

import re
import subprocess
import textwrap
from pathlib import Path

from django.conf import settings

from tests.running_demo import Demo, running_demo

__all__ = ("running_demo",)

README = Path(settings.BASE_DIR, "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Ten lines that work")[2].partition("## Conventions")[0]


def script(port: int) -> str:
    """Return the section's lines, for a demo on another port than the usual one."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```", SECTION, re.DOTALL | re.MULTILINE)
    lines = "\n".join(textwrap.dedent(block) for _, block in blocks)
    return lines.replace("localhost:8000", f"localhost:{port}")


def test_the_ten_lines_work_as_they_are_printed(running_demo: Demo, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "TOKEN=\n" + script(running_demo.port)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Paper,120\nInk,80\n") == 2
    assert '"completed":true' in done.stdout
    assert '"welcomeLetter":{"state":' in done.stdout
