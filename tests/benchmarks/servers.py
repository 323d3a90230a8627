"""The servers that are compared: each in two processes, started as this project starts its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from settings.environment import PROJECT_DIR
from settings.supervisor import web_server
from tests.benchmarks.ground import KEY_PREFIX, Ground, GroundError

PEERS = Path(__file__).parent / "peers"
SECONDS_TO_START = 60
SETTINGS = "tests.benchmarks.settings_{}"


@dataclass(frozen=True)
class Kind:
    """A server as a program: what runs it, and how its schema asks for lists."""

    name: str
    title: str
    target: str
    settings: str = SETTINGS.format("cached")
    keeps: bool = False
    edges: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("server", "this server, cached", "settings.wsgi:application", keeps=True),
        Kind("uncached", "this server, cache off", "settings.wsgi:application", SETTINGS.format("uncached")),
        Kind(
            "limit-cached",
            "limit, cached: a bare read of Redis",
            "tests.benchmarks.peers.limit_cached:serve",
            keeps=True,
        ),
        Kind("limit-uncached", "limit, uncached: one statement", "tests.benchmarks.peers.limit_uncached:serve"),
        Kind(
            "neighbour",
            "plain strawberry-django, optimizer on",
            "tests.benchmarks.peers.neighbour_wsgi:serve",
            SETTINGS.format("neighbour"),
            edges=True,
        ),
        Kind("yoga", "graphql-yoga, response cache on Redis", "node", keeps=True),
    )
}


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    kind: Kind
    port: int
    process: int


@contextmanager
def running(
    kinds: Sequence[Kind], ground: Ground, database_url: str, *, workers: int = 2
) -> Iterator[dict[str, Server]]:
    """Run the servers for the length of the block, by name."""
    with ExitStack() as stack:
        started = [start(kind, ground, database_url, workers, stack) for kind in kinds]
        for server in started:
            wait_for(server)
        yield {server.kind.name: server for server in started}


def start(kind: Kind, ground: Ground, database_url: str, workers: int, stack: ExitStack) -> Server:
    """Start a server that ends with the stack."""
    port = free_port()
    environment = ground.environment(database_url, kind.settings)
    if kind.target == "node":
        command = ["node", str(yoga_folder() / "server.mjs")]
        environment |= {"PORT": str(port), "WORKERS": str(workers), "KEY_PREFIX": KEY_PREFIX}
    else:
        child = web_server(host="127.0.0.1", port=port, workers=workers, threads=2, limit=5)
        command = [*child.command[:-1], kind.target]
        environment |= {"WEB_WORKERS": str(workers), **child.environment}
    process = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment, start_new_session=True)
    stack.callback(stop, process)
    return Server(kind, port, process.pid)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a server and everything that it started, at once: there is nothing to finish."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(server: Server) -> None:
    """Return when the server answers anything at all. Raises GroundError if it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        except http.client.HTTPException:
            return
        else:
            return
        finally:
            connection.close()
    raise GroundError(f"This does not start: {server.kind.title}.")


def yoga_folder() -> Path:
    """Return where graphql-yoga is installed, with npm, outside the project."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "rakmedia-bench" / "yoga"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (PEERS / "yoga" / "package.json").read_bytes()
    package = folder / "package.json"
    if not (folder / "node_modules").exists() or package.read_bytes() != wanted:
        package.write_bytes(wanted)
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise GroundError(f"graphql-yoga could not be installed; leave it out by --peers.\n{done.stderr}")
    shutil.copy(PEERS / "yoga" / "server.mjs", folder)
    return folder


def has_node() -> bool:
    """Whether graphql-yoga can be run here."""
    return bool(shutil.which("node") and shutil.which("npm"))
