"""The compiled requirements: fresh, hashed, and naming no machine."""

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>\S+)", re.MULTILINE)


@cache
def declared() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(file: str) -> dict[str, Version]:
    """Return the version of each package that a compiled file names."""
    return {pin["name"]: Version(pin["version"]) for pin in PIN.finditer((ROOT / file).read_text())}


@pytest.mark.parametrize("file", FILES)
def test_the_pins_fit_what_is_declared(file: str) -> None:
    wanted = declared()["project"]["dependencies"]
    wanted = wanted + declared()["dependency-groups"]["dev"] if "dev" in file else wanted
    pinned = pins(file)
    for requirement in map(Requirement, wanted):
        assert pinned[canonicalize_name(requirement.name)] in requirement.specifier


def test_both_files_pin_the_same_versions() -> None:
    everything = pins("requirements-dev.txt")
    assert {name: everything[name] for name in pins("requirements.txt")} == pins("requirements.txt")


@pytest.mark.parametrize("file", FILES)
def test_no_file_names_a_machine_or_a_folder(file: str) -> None:
    text = (ROOT / file).read_text()
    assert not re.search(r"://|file:|--index|--extra-index|--find-links|--trusted-host", text)


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_its_hash(file: str) -> None:
    for line in re.split(r"\n(?=[a-z])", (ROOT / file).read_text())[1:]:
        assert "--hash=sha256:" in line


def test_every_dependency_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("\n]")[0].splitlines()
    for before, line in pairwise(lines):
        assert line.startswith("    #") or before.startswith("    #")
