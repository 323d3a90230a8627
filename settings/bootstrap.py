"""The environment that the command line makes for itself in `.venv`, with the standard library only."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "manage.json"
RUNNING = "{}.{}".format(*sys.version_info)

FAULTS = {
    ("DO NOT MATCH THE HASHES", "Hash mismatch"): (
        "A downloaded package is not the one that {file} names: its hash, shown above, differs.\n"
        "Try again; if it happens again, do not go on, and ask who looks after your package index."
    ),
    ("in --require-hashes mode", "hash-checking mode"): "{file} is incomplete: a package in it has no hash.",
    (
        "NewConnectionError",
        "NameResolutionError",
        "ProxyError",
        "ConnectTimeout",
        "dns error",
        "Failed to fetch",
        "Connection refused",
        "error sending request",
        "Could not connect",
    ): (
        "The package index could not be reached. The first start, and a start after {file} has changed,\n"
        "need the network (behind a proxy, set HTTPS_PROXY); every other start works without it."
    ),
    ("no such option: --python",): (
        "The pip of this Python is too old to fill an environment. Install uv, or bring pip up to date;\n"
        "on Debian and Ubuntu: sudo apt install python3-venv."
    ),
    ("No space left on device",): "The disk is full: the packages need about 500 MB.",
}


def enter_environment(arguments: list[str]) -> NoReturn:
    """Bring `.venv` up to date and go on in it with the same arguments; the first of them is the script."""
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        sys.exit(f"Django is missing in {ENVIRONMENT}: delete it and start again.")
    file = ROOT / ("requirements-dev.txt" if arguments[1:2] == ["test"] else "requirements.txt")
    try:
        if not is_current(file):
            install(file)
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"\n{explain(str(error.output), file.name)}")
    except OSError as error:
        sys.exit(f"\nThe environment could not be made in {ENVIRONMENT}: {error}")
    script = str(Path(arguments[0]).resolve())
    replace_process([str(PYTHON), script, *arguments[1:]])


def is_current(file: Path) -> bool:
    """Tell whether `.venv` works, belongs to this Python, and holds what the file names."""
    stamp = read_stamp()
    return PYTHON.exists() and stamp.get("python") == RUNNING and stamp.get(file.name) == digest(file)


def install(file: Path) -> None:
    """Install what the file names, in a new environment where there is none of this Python."""
    say(f"Preparing the environment in {ENVIRONMENT} (once; it takes a minute or two).")
    stamp = read_stamp()
    installer = find_installer()
    if not PYTHON.exists() or stamp.get("python") != RUNNING:
        stamp = {"python": RUNNING}
        make_environment(installer)
        write_stamp(stamp)
    say(f"Installing the packages of {file.name} with {installer}.")
    run([*install_command(installer), "--require-hashes", "--requirement", str(file)])
    # The development file holds everything that the other one holds.
    stamp |= {name: digest(ROOT / name) for name in {file.name, "requirements.txt"}}
    write_stamp(stamp)
    say("The environment is ready.")


def find_installer() -> str:
    """Return which of `uv`, `ensurepip` and `pip` is here, the fastest first."""
    if shutil.which("uv"):
        return "uv"
    # Debian and Ubuntu ship a Python without ensurepip, and often with pip.
    for module in ("ensurepip", "pip"):
        if find_spec(module):
            return module
    sys.exit(
        f"This Python ({sys.executable}) cannot install packages: it has neither pip nor ensurepip.\n"
        "On Debian and Ubuntu: sudo apt install python3-venv. Elsewhere: install Python from python.org, or uv."
    )


def make_environment(installer: str) -> None:
    """Make `.venv` anew; one that somebody else has made is left alone."""
    if ENVIRONMENT.exists():
        if not STAMP.exists() and any(ENVIRONMENT.iterdir()):
            sys.exit(
                f"{ENVIRONMENT} was not made by this command.\n"
                "Activate it and run 'pip install -r requirements-dev.txt', or delete it and start again."
            )
        shutil.rmtree(ENVIRONMENT)
    ENVIRONMENT.mkdir()
    # Written first, so that what an interruption leaves behind is known as ours.
    write_stamp({})
    uv = ["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable]
    venv = [sys.executable, "-m", "venv", "--without-pip"]
    run([*(uv if installer == "uv" else venv), str(ENVIRONMENT)])


def install_command(installer: str) -> list[str]:
    """Return the command that installs into `.venv`."""
    if installer == "uv":
        return ["uv", "pip", "install", "--python", str(PYTHON)]
    if installer == "pip":
        return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--no-input"]
    run([str(PYTHON), "-m", "ensurepip"])
    return [str(PYTHON), "-m", "pip", "install", "--no-input"]


def run(command: list[str]) -> None:
    """Run a command and show what it prints; a failure carries all of it."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    clean |= {"PYTHONUNBUFFERED": "1", "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    printed = []
    with subprocess.Popen(  # noqa: S603 -- the commands above, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=clean
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            say(f"  {line.rstrip()}")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, "".join(printed))


def explain(output: str, file: str) -> str:
    """Return in plain words why an installation failed."""
    for signs, sentence in FAULTS.items():
        if any(sign in output for sign in signs):
            return sentence.format(file=file)
    return f"The packages of {file} could not be installed; the reason stands above."


def read_stamp() -> dict[str, str]:
    """Return what `.venv` is known to hold: its Python, and the hash of each installed file."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def write_stamp(stamp: dict[str, str]) -> None:
    """Note what `.venv` holds."""
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def replace_process(command: list[str]) -> NoReturn:
    """Become the command, so that signals reach it; Windows cannot, and waits for it."""
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 -- our own interpreter
    os.execve(command[0], command, os.environ)  # noqa: S606 -- our own interpreter


def say(text: str) -> None:
    """Print at once: whoever waits shall see that something happens."""
    print(text, flush=True)  # noqa: T201 -- the terminal is its only log
