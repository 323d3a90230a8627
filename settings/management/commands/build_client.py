"""Builds the web client."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from whitenoise.compress import Compressor

from settings import client

OLDEST_NODE = (20, 19)


class Command(BaseCommand):
    """Install the packages that the client stands on, and build it."""

    help = (
        "Build the web client, which the server then shows at /. Needs Node.js 20.19 or later with npm; packages come "
        "from the npm registry the first time. Does nothing when the build is up to date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the caller insist."""
        parser.add_argument("--force", action="store_true", help="build again although nothing has changed")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build it where that is needed."""
        if client.is_built() and not options["force"]:
            return
        npm = find_npm()
        if not is_installed():
            self.say("Installing the web client's packages; the first time it takes a minute or two …")
            run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        self.say("Building the web client …")
        wanted = client.fingerprint()
        run(npm, "run", "build", "--silent")
        for file in (path for path in client.built().rglob("*") if path.is_file()):
            compress(file)
        client.stamp().write_text(wanted)
        self.say("The web client is built.")

    def say(self, line: str) -> None:
        """Print a line at once."""
        self.stdout.write(line)
        self.stdout.flush()


def find_npm() -> str:
    """Return npm's path; raise CommandError where Node is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    wanted = ".".join(map(str, OLDEST_NODE))
    if node is None or npm is None:
        raise CommandError(f"The web client needs Node.js {wanted} or later: install it from nodejs.org.")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    version = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    if version < OLDEST_NODE:
        raise CommandError(f"The web client needs Node.js {wanted} or later; here is {said.strip()}.")
    return npm


def is_installed() -> bool:
    """Tell whether the packages are those of the lock, as far as the times of the files tell."""
    installed, wanted = (client.folder() / name for name in ("node_modules/.package-lock.json", "package-lock.json"))
    return installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime


def run(*command: str) -> None:
    """Run a command in the client's folder; what it says is shown if it fails."""
    done = subprocess.run(  # noqa: S603 - npm, found on this machine
        command, cwd=client.folder(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"{done.stdout}\n{Path(command[0]).name} {' '.join(command[1:])} has failed, see above.")


def compress(file: Path) -> None:
    """Put compressed copies beside a file, which the server sends to whoever reads them."""
    compressor = Compressor(quiet=True)
    if compressor.should_compress(file.name):
        compressor.compress(str(file))
