"""The containers: what the image and the composition of them promise."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings.environment import Environment
from settings.management.commands.build_client import OLDEST_NODE

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OWN = sorted(name for name, service in SERVICES.items() if "build" in service)
ONE_SHOT = ("migrate", "operations")
SECRET = re.compile("PASSWORD|SECRET|TOKEN|KEY")


def stages() -> dict[str, str]:
    """Return the text of each stage of the Dockerfile."""
    parts = re.split(r"^FROM \S+ AS ", DOCKERFILE, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0]: part for part in parts}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_or_runs_once(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert ("healthcheck" in service) == (name not in ONE_SHOT)


@pytest.mark.parametrize("name", OWN)
def test_the_project_knows_every_variable_that_is_set(name: str) -> None:
    known = {variable for variable, *_ in Environment.declared()}
    assert set(SERVICES[name]["environment"]) <= known


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_stands_in_the_file(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert value.startswith("${") or not SECRET.search(variable)
        assert not re.search(r"://[^/:]*:(?!\$\{)[^/]*@", value)


@pytest.mark.parametrize("name", OWN)
def test_the_project_runs_without_rights(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "\nUSER 10001\n" in stages()[service["build"]["target"]]


def test_every_port_but_the_proxys_is_for_this_machine_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"proxy": ["80:80", "443:443"], "mail": ["127.0.0.1:8025:8025"]}


def test_what_is_kept_is_declared() -> None:
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {mount for mount in mounts if not mount.startswith(".")} == set(COMPOSE["volumes"])


def test_web_and_worker_start_after_the_migration_and_have_time_to_drain() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert SERVICES[name]["stop_grace_period"] == "35s"


def test_the_image_is_made_of_wheels_with_their_hashes_and_holds_no_secret() -> None:
    assert "--require-hashes" in stages()["packages"]
    assert "--only-binary :all:" in (ROOT / "requirements.txt").read_text()
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|TOKEN)", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in stages()["server"]


def test_the_image_takes_no_file_but_those_of_the_program() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    assert not taken & {".env", ".git", ".data", "tests"}
    assert lines.index("!client") < lines.index("client/node_modules") < lines.index("client/dist")
    assert all((ROOT / name).exists() for name in taken)


def test_the_web_client_is_built_in_a_stage_of_its_own_and_served_with_compressed_copies() -> None:
    steps = [line for line in stages()["client"].splitlines() if line.startswith(("COPY", "RUN"))]
    assert steps == [
        "COPY client/package.json client/package-lock.json ./",
        "RUN npm ci --no-audit --no-fund",
        "COPY schema/schema.graphql /build/schema/",
        "COPY client .",
        "RUN npm run build",
    ]
    assert "COPY --from=client /build/client/dist client/dist\n" in stages()["project"]
    assert "python -m whitenoise.compress --quiet client/dist" in stages()["project"]


def test_the_node_of_the_image_is_one_that_the_client_wants() -> None:
    engines = json.loads((ROOT / "client/package.json").read_text())["engines"]
    assert engines["node"] == f">={'.'.join(map(str, OLDEST_NODE))}"
    assert f"FROM node:{OLDEST_NODE[0]}-slim AS client" in DOCKERFILE


def test_the_environment_of_the_image_is_enough_to_collect_the_static_files() -> None:
    step = stages()["project"].split("RUN ")[1].split("\\\n    && python -m whitenoise")[0].replace("\\\n", " ")
    collect = step.replace("collectstatic --noinput", "collectstatic --noinput --dry-run")
    done = subprocess.run(
        ["sh", "-c", f"export DJANGO_SETTINGS_MODULE=settings.prod; {collect}"], cwd=ROOT, check=False
    )
    assert done.returncode == 0
