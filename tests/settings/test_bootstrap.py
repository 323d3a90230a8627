"""The environment that the command line makes: with real installers, without the network."""

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from settings import bootstrap

# One process for all: each would make an environment of its own.
pytestmark = pytest.mark.xdist_group("bootstrap")

# Stands for manage.py, whose Django would need the network.
START = """
import sys
from settings.bootstrap import ENVIRONMENT, enter_environment
if not sys.prefix.startswith(str(ENVIRONMENT)):
    enter_environment(sys.argv)
print("arrived with", *sys.argv[1:])
"""
NOWHERE = "http://127.0.0.1:9/simple"
WHEEL = "parcel-1.0-py3-none-any.whl"


class Machine:
    """A project folder with a space in its name, on a machine with nothing but Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a project"

    def unpack(self) -> None:
        """Put the project there."""
        (self.folder / "settings").mkdir(parents=True)
        (self.folder / "settings/__init__.py").touch()
        (self.folder / "settings/bootstrap.py").write_bytes(Path(bootstrap.__file__).read_bytes())
        (self.folder / "start.py").write_text(START)
        self.require("# nothing")

    def require(self, text: str) -> None:
        """Write both files of requirements."""
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.folder / name).write_text(text)

    def start(self, *arguments: str, lacks: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run the script as somebody in another folder would; `lacks` names modules that this Python is without."""
        hide = "import sys, runpy; sys.modules.update(dict.fromkeys(sys.argv.pop(1).split(',')))"
        run = "sys.argv.pop(0); sys.path[0] = sys.argv[0].rpartition('/')[0]; runpy.run_path(sys.argv[0])"
        script = str(self.folder / "start.py")
        return subprocess.run(
            [sys.executable, "-c", f"{hide}; {run}", ",".join(lacks) or "-", script, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder.parent,
            env={"PATH": "/usr/bin:/bin", "PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull},
        )

    @property
    def stamp(self) -> dict[str, str]:
        """Return what the environment says of itself."""
        stamp: dict[str, str] = json.loads((self.folder / ".venv/manage.json").read_text())
        return stamp


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine on which nothing was started yet."""
    machine = Machine(tmp_path)
    machine.unpack()
    return machine


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, subprocess.CompletedProcess[str]]:
    """Return a machine after its first start, and what that printed: it takes seconds, so it is made once."""
    machine = Machine(tmp_path_factory.mktemp("first"))
    machine.unpack()
    return machine, machine.start("demo", "--port", "80 80")


@pytest.fixture
def ready(first: tuple[Machine, subprocess.CompletedProcess[str]], tmp_path: Path) -> Machine:
    """Return a copy of a machine after its first start."""
    machine = Machine(tmp_path)
    shutil.copytree(first[0].folder, machine.folder, symlinks=True)
    return machine


def test_the_first_start_makes_an_environment_and_goes_on_in_it_with_the_same_arguments(
    first: tuple[Machine, subprocess.CompletedProcess[str]],
) -> None:
    answer = first[1]

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.splitlines()[-2:] == ["The environment is ready.", "arrived with demo --port 80 80"]


def test_the_second_start_goes_on_at_once(ready: Machine) -> None:
    assert ready.start("demo").stdout == "arrived with demo\n"


def test_a_changed_file_is_installed_again(ready: Machine) -> None:
    ready.require("# something else")

    assert "Installing the packages of requirements.txt" in ready.start().stdout
    assert ready.stamp["requirements.txt"] == bootstrap.digest(ready.folder / "requirements.txt")


def test_the_tests_get_the_development_packages_which_serve_every_other_command_too(ready: Machine) -> None:
    assert "Installing the packages of requirements-dev.txt" in ready.start("test").stdout
    assert ready.start("demo").stdout == "arrived with demo\n"


def test_an_environment_of_another_python_is_made_anew(ready: Machine) -> None:
    (ready.folder / ".venv/old").touch()
    (ready.folder / ".venv/manage.json").write_text(json.dumps({**ready.stamp, "python": "3.10"}))

    assert ready.start().stdout.endswith("arrived with\n")
    assert not (ready.folder / ".venv/old").exists()


def test_an_environment_that_somebody_else_made_is_left_alone(machine: Machine) -> None:
    (machine.folder / ".venv").mkdir()
    (machine.folder / ".venv/theirs").touch()

    answer = machine.start()

    assert (answer.returncode, "was not made by this command" in answer.stderr) == (1, True)
    assert [path.name for path in (machine.folder / ".venv").iterdir()] == ["theirs"]


def test_a_python_without_ensurepip_uses_its_pip(machine: Machine) -> None:
    # The environment of the tests itself may have no pip: then this Python cannot stand for Debian's.
    answer = machine.start(lacks=("ensurepip",))

    with_pip = "Installing the packages of requirements.txt with pip." in answer.stdout
    assert with_pip or "sudo apt install python3-venv" in answer.stderr


def test_a_python_without_any_installer_says_what_to_install(machine: Machine) -> None:
    answer = machine.start(lacks=("ensurepip", "pip"))

    assert answer.returncode == 1
    assert "sudo apt install python3-venv" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_the_network_an_installation_says_so(ready: Machine) -> None:
    ready.require(f"parcel==1.0 --hash=sha256:{64 * '0'}")

    answer = ready.start()

    assert answer.returncode == 1
    assert "The package index could not be reached." in answer.stderr
    assert ready.stamp["requirements.txt"] != bootstrap.digest(ready.folder / "requirements.txt")


def test_a_package_with_another_hash_is_refused_by_name(ready: Machine) -> None:
    wheel = make_wheel(ready.folder)
    ready.require(f"parcel @ {wheel.as_uri()} --hash=sha256:{64 * '0'}")

    answer = ready.start()

    assert "parcel" in answer.stdout
    assert "is not the one that requirements.txt names" in answer.stderr


def make_wheel(folder: Path) -> Path:
    """Make the smallest package that can be installed."""
    wheel = folder / WHEEL
    with zipfile.ZipFile(wheel, "w") as parts:
        parts.writestr("parcel-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n")
        parts.writestr("parcel-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        parts.writestr("parcel-1.0.dist-info/RECORD", "")
    return wheel


def test_an_old_python_can_read_the_command_line_and_is_told_its_age() -> None:
    source = (settings.BASE_DIR / "manage.py").read_text()

    ast.parse(source, feature_version=(3, 8))
    assert source.index("sys.version_info <") < source.index("from settings.bootstrap")


def test_only_the_standard_library_is_needed_before_there_is_an_environment() -> None:
    tree = ast.parse(Path(bootstrap.__file__).read_text())
    froms = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert {str(name).partition(".")[0] for name in froms | plain} <= sys.stdlib_module_names


def test_faulty_settings_are_told_without_a_traceback() -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.BASE_DIR,
        env={**os.environ, "WEB_WORKERS": "many"},
    )

    assert answer.returncode == 1
    assert "WEB_WORKERS" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_test_command_hands_its_arguments_to_pytest(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "test", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert (answer.stdout + answer.stderr).startswith("pytest ")
