"""What the processor spends: on a server's processes, on its PostgreSQL back ends, and in Redis."""

import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from tests.benchmarks.ground import GroundError

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time."""

    server: float
    postgresql: float
    redis: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.server + self.postgresql + self.redis


def stat(process: int) -> tuple[int, float]:
    """Return the parent of a process and the seconds that it and its ended children took."""
    # The name of the program, in brackets, may hold anything.
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(words[1]), sum(int(word) for word in words[11:15]) / TICK


def family_seconds(root: int) -> float:
    """Return the seconds of a process and of everything below it."""
    known: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            known[int(entry.name)] = stat(int(entry.name))
        except OSError:
            continue
    family, grown = {root}, True
    while grown:
        below = {process for process, (parent, _) in known.items() if parent in family} - family
        family |= below
        grown = bool(below)
    return sum(known[process][1] for process in family if process in known)


class Meter:
    """Reads how much was spent since it was set."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        """Connect; both must run on this machine, since their processes are looked at."""
        self.database = psycopg.connect(database_url, autocommit=True)
        self.redis = redis.Redis.from_url(redis_url)
        if not Path(f"/proc/{self.database.info.backend_pid}/stat").exists():
            raise GroundError(
                "The benchmark looks at PostgreSQL's processes: it has to run on this machine, under Linux."
            )

    def set(self, server: int) -> None:
        """Begin to count for the server with this process."""
        self.server = server
        self.begun = self._now()

    def read(self) -> Spent:
        """Return what was spent since then."""
        (server, backends, store), (server0, backends0, store0) = self._now(), self.begun
        database = sum(seconds - backends0.get(process, 0.0) for process, seconds in backends.items())
        return Spent(server - server0, database, store - store0)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()
        self.redis.close()

    def _now(self) -> tuple[float, dict[int, float], float]:
        usage = self.redis.info("cpu")
        store = float(usage["used_cpu_sys"]) + float(usage["used_cpu_user"])
        return family_seconds(self.server), self._backends(), store

    def _backends(self) -> dict[int, float]:
        """Return the seconds of each back end of this database but one's own: other databases are no concern."""
        rows = self.database.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        found = {}
        for (process,) in rows:
            try:
                found[process] = stat(process)[1]
            except OSError:
                continue
        return found
