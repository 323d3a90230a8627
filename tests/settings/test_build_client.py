"""The command that builds the web client, with a Node and an npm that only note what they are asked."""

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from pytest_django import Settings

from settings import client, supervisor
from settings.management.commands.demo import building_client
from tests.waiting import HANGS

NPM = """#!/bin/sh
echo "$*" >> "$NOTES"
case "$*" in
*"$FAILS"*) echo "It does not compile."; exit 1;;
"ci "*) echo {} > node_modules/.package-lock.json;;
"run build "*) mkdir -p dist/assets; echo page > dist/index.html; echo "$LONG" > dist/assets/index-12345678.js;;
esac
"""


class Node:
    """A Node.js in a folder of its own, which is all that PATH names."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        """Put nothing into the folder yet."""
        self.folder, self.notes, self.patch = folder, folder / "notes", patch
        folder.mkdir()
        (folder / "mkdir").symlink_to("/bin/mkdir")
        for name, value in {
            "PATH": folder,
            "NOTES": self.notes,
            "FAILS": "nothing fails",
            "LONG": "greet() " * 99,
        }.items():
            patch.setenv(name, str(value))

    def install(self, version: str) -> None:
        """Install this version, with an npm."""
        for name, script in {"node": f"#!/bin/sh\necho {version}\n", "npm": NPM}.items():
            (self.folder / name).write_text(script)
            (self.folder / name).chmod(0o755)

    def asked(self) -> list[str]:
        """Return what npm was asked since the last time."""
        asked = self.notes.read_text().splitlines() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        return asked


@pytest.fixture
def sources(settings: Settings, tmp_path: Path) -> Path:
    """Return the sources of a small client, beside a schema."""
    settings.BASE_DIR = tmp_path
    settings.CLIENT_ROOT = tmp_path / "client" / "dist"
    for name in ("client/src/main.ts", "client/package-lock.json", "schema/schema.graphql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "client" / "node_modules").mkdir()
    return tmp_path / "client"


@pytest.fixture
def node(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """Return a Node.js, not yet installed."""
    return Node(tmp_path / "bin", monkeypatch)


def refusal() -> str:
    """Return why it does not build."""
    with pytest.raises(CommandError) as caught:
        call_command("build_client")
    return str(caught.value)


def test_without_node_it_says_how_to_get_it(node: Node) -> None:
    assert refusal() == "The web client needs Node.js 20.19 or later: install it from nodejs.org."
    assert not client.is_built()


@pytest.mark.parametrize("version", ["v18.20.4", "v20.9.0"])
def test_an_old_node_is_named(node: Node, version: str) -> None:
    node.install(version)
    assert refusal() == f"The web client needs Node.js 20.19 or later; here is {version}."
    assert node.asked() == []


def test_it_installs_builds_and_compresses(node: Node, sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node.install("v20.19.0")
    call_command("build_client")
    assert node.asked() == ["ci --no-audit --no-fund --loglevel=error", "run build --silent"]
    assert gzip.decompress((sources / "dist/assets/index-12345678.js.gz").read_bytes()).startswith(b"greet()")
    assert client.is_built()
    assert capsys.readouterr().out.splitlines()[-1] == "The web client is built."


def test_it_builds_again_only_what_has_changed(node: Node, sources: Path) -> None:
    node.install("v22.12.0")
    call_command("build_client")
    node.asked()
    call_command("build_client")
    assert node.asked() == []
    for changed in (sources / "src/main.ts", sources.parent / "schema/schema.graphql"):
        changed.write_text("changed")
        call_command("build_client")
        assert node.asked() == ["run build --silent"]
    call_command("build_client", force=True)
    assert node.asked() == ["run build --silent"]


def test_it_installs_again_when_the_lock_is_newer(node: Node, sources: Path) -> None:
    node.install("v22.12.0")
    call_command("build_client")
    node.asked()
    (sources / "package-lock.json").write_text("newer")
    os.utime(sources / "package-lock.json", (time.time() + 60,) * 2)
    call_command("build_client")
    assert node.asked()[0].startswith("ci ")


def test_what_npm_says_is_shown_when_it_fails(node: Node, sources: Path) -> None:
    node.install("v22.12.0")
    node.patch.setenv("FAILS", "run build")
    assert refusal() == "It does not compile.\n\nnpm run build --silent has failed, see above."
    assert not client.is_built()


def test_the_command_ends_without_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "build_client", "--force"],
        cwd=project.BASE_DIR,
        env={"PATH": str(tmp_path), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "CommandError: The web client needs Node.js 20.19 or later: install it from nodejs.org.\n"


def beside_the_demo(script: str, patch: pytest.MonkeyPatch) -> None:
    """Let the demo's build be this script; it is started as the worker is."""
    worker = supervisor.Child("worker", [sys.executable, "-c" + script, "worker"])
    patch.setattr(supervisor, "worker", lambda: worker)


def test_the_demo_goes_on_where_it_cannot_be_built(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    beside_the_demo("import sys; sys.exit('CommandError: no Node, asked by ' + sys.argv[-1])", monkeypatch)
    said = ""
    with building_client():
        ends_at = time.monotonic() + HANGS
        while "no Node" not in said and time.monotonic() < ends_at:
            said += capfd.readouterr().err
            time.sleep(0.05)
    assert said == "CommandError: no Node, asked by build_client\n"


def test_the_end_of_the_demo_ends_the_build_and_what_it_started(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    beside_the_demo(
        "import subprocess, sys, time; sleep = [sys.executable, '-c', 'import time; time.sleep(999)'];"
        "print(subprocess.Popen(sleep).pid, flush=True); time.sleep(999)",
        monkeypatch,
    )
    said, ends_at = "", time.monotonic() + HANGS
    with building_client():
        while "\n" not in said and time.monotonic() < ends_at:
            said += capfd.readouterr().out
            time.sleep(0.05)
    while is_alive(int(said)) and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert not is_alive(int(said))


def is_alive(process: int) -> bool:
    """Whether a process runs, and is not only waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
