"""The packages of the clients in JavaScript, as package-lock.json names them; run as a program it installs them."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
PACKAGES = FOLDER / "node_modules"
OLDEST = 20
COMMAND = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


class NodeMissingError(Exception):
    """The clients cannot run on this machine."""


def node() -> str:
    """Return where Node is, the packages being installed. Raises NodeMissingError."""
    program = shutil.which("node")
    if program is None or shutil.which("npm") is None or version(program) < OLDEST:
        raise NodeMissingError(f"The clients in JavaScript need Node {OLDEST} or later, with npm: see nodejs.org.")
    install()
    return program


def version(program: str) -> int:
    """Return the first number of Node's version."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.strip().lstrip("v").partition(".")[0])


def install() -> None:
    """Install the packages, once for all processes and until the lock changes. Raises NodeMissingError."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = PACKAGES / ".stamp"
    with (FOLDER / "package-lock.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        done = subprocess.run(COMMAND, cwd=FOLDER, check=False, capture_output=True, text=True)
        if done.returncode:
            raise NodeMissingError(f"npm could not fetch the clients' packages:\n{done.stderr}")
        stamp.write_text(wanted)


if __name__ == "__main__":
    node()
