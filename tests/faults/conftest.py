"""Redis servers of one's own, that may be harmed; and the cache behind a door that may be shut."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from django.core.cache import caches
from pytest_django import Settings

from schema.caching.store import store
from settings import backends
from tasks import services
from tasks.models import Task
from tests.conftest import Cast
from tests.production.machines import wait_for
from tests.schema.test_front import Server, token_of
from tests.smtp_sink import free_port
from tests.tcp_proxy import Proxy, proxy_before
from tests.waiting import HANGS

TASKS = "{ tasks { totalCount nodes { title } } }"


@dataclass
class RedisServer:
    """A Redis that belongs to one test."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> redis.Redis:
        """A client that looks into it, past the project's own cache."""
        return redis.Redis(port=self.port)

    def start(self, *options: str) -> None:
        """Start it empty, and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", *options]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL)
        wait_for(self.answers, HANGS)

    def answers(self) -> bool:
        """Whether it answers."""
        with suppress(redis.ConnectionError), self.client as client:
            return bool(client.ping())
        return False

    def kill(self) -> None:
        """Kill it, as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def keys(self, pattern: str) -> list[bytes]:
        """Return the keys that fit."""
        with self.client as client:
            return list(client.scan_iter(f"*{pattern}*"))

    def run(self, *command: str | bytes | int) -> object:
        """Run a command."""
        with self.client as client:
            answer: object = client.execute_command(*command)
            return answer


@pytest.fixture
def redis_servers(tmp_path: Path) -> Iterator[Callable[[], RedisServer]]:
    """Return what makes Redis servers, which end with the test."""
    if shutil.which("redis-server") is None:
        pytest.skip("There is no redis-server on this machine.")
    with ExitStack() as stack:

        def make() -> RedisServer:
            server = RedisServer(tmp_path)
            stack.callback(server.kill)
            return server

        yield make


@pytest.fixture
def redis_server(redis_servers: Callable[[], RedisServer]) -> RedisServer:
    """Return a Redis that runs."""
    server = redis_servers()
    server.start()
    return server


def use(settings: Settings, url: str) -> None:
    """Let the project keep its answers there from now on."""
    kept = backends.redis_caches(url)["responses"] | {"KEY_PREFIX": settings.CACHES["responses"]["KEY_PREFIX"]}
    settings.CACHES = settings.CACHES | {"responses": kept}
    mend()


def mend() -> None:
    """Close the breaker, as the time that goes by does."""
    store._away_until = 0.0


@pytest.fixture
def kept_in(settings: Settings, redis_server: RedisServer) -> Iterator[RedisServer]:
    """Keep the answers in a Redis of the test's own."""
    use(settings, redis_server.url)
    yield redis_server
    forget()


@pytest.fixture
def proxy(settings: Settings, redis_server: RedisServer) -> Iterator[Proxy]:
    """Keep the answers in a Redis behind a proxy."""
    with proxy_before(redis_server.port) as door:
        use(settings, door.url)
        yield door
        forget()


def forget() -> None:
    """Leave neither a connection, nor a closed breaker, nor a debt to the next test."""
    caches["responses"].close()
    store._owed = set()
    mend()


@dataclass
class Manager:
    """A manager with one task in his team, who reads it through the front, and writes it."""

    cast: Cast
    task: Task
    server: Server
    token: str

    @property
    def title(self) -> str:
        """What a reader is told; the answer is kept."""
        answer = self.server.data(self.token, TASKS)["tasks"]
        assert answer["totalCount"] == len(answer["nodes"]) == 1
        title: str = answer["nodes"][0]["title"]
        return title

    def rename(self, title: str) -> None:
        """Change the task."""
        services.update_task(task=self.task, title=title, by=self.cast.max.user)

    def warm(self) -> None:
        """Read until the answer comes from the cache, which a busy machine may find away for a moment."""
        wait_for(self.is_warm, HANGS)

    def is_warm(self) -> bool:
        """Read once, and tell whether the answer came from the cache."""
        mend()
        return self.server.post(self.token, TASKS)[1].get("X-Cache") == "HIT"


@pytest.fixture
def manager(cast: Cast) -> Manager:
    """Return a manager who gave somebody a task."""
    task = services.create_task(title="Draw a logo", assignee=cast.emil, by=cast.max.user)
    return Manager(cast, task, Server(), token_of(cast.max))
