"""The results: a table for people, ratios first, and JSON for everything else."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.benchmarks.counting import Counted
from tests.benchmarks.rounds import Stint
from tests.benchmarks.servers import KINDS
from tests.benchmarks.workloads import TITLES

Key = tuple[str, str]


@dataclass(frozen=True)
class Target:
    """A ratio to be reached: of whose cost, in which workload, against whose."""

    text: str
    workloads: tuple[str, ...]
    ours: str
    theirs: str
    most: float
    aim: float


READS = ("W1", "W2", "W3", "W4")
TARGETS = (
    Target("hit against the cached limit", READS, "server", "limit-cached", 4.0, 1.5),
    Target("hit against graphql-yoga with its cache", READS, "server", "yoga", 0.6, 0.25),
    Target("miss against plain strawberry-django", ("W1",), "uncached", "neighbour", 0.7, 0.1),
    Target("mixed load against the uncached limit", ("W5",), "server", "limit-uncached", 6.0, 1.5),
)


@dataclass(frozen=True)
class Results:
    """The medians of one run."""

    servers: Sequence[str]
    workloads: Sequence[str]
    stints: dict[Key, Stint]
    counted: dict[Key, Counted]

    def ratio(self, workload: str, ours: str, theirs: str) -> float | None:
        """Return the cost of one server's request in those of another's."""
        if (ours, workload) not in self.stints or (theirs, workload) not in self.stints:
            return None
        return self.stints[ours, workload].cpu / self.stints[theirs, workload].cpu

    def as_json(self) -> dict[str, Any]:
        """Return everything, by workload and server."""
        return {
            workload: {
                name: asdict(self.stints[name, workload])
                | {"ratio": self.ratio(workload, name, "limit-cached")}
                | asdict(self.counted[name, workload])
                | {"hit_rate": self.hit_rate(name, workload)}
                for name in self.servers
                if (name, workload) in self.stints
            }
            for workload in self.workloads
        }

    def hit_rate(self, name: str, workload: str) -> float | None:
        """Return the rate of hits among the reads, as counted one by one."""
        return self.counted[name, workload].hit_rate


def table(results: Results) -> Iterator[str]:
    """Yield the lines of the table of each workload."""
    for workload in results.workloads:
        yield f"\n{workload}: {TITLES[workload]}"
        yield (
            f"  {'':40}{'ratio':>8}{'CPU µs':>9}{'server':>8}{'PG':>7}{'Redis':>7}"
            f"{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'SQL':>6}{'hits':>7}"
        )
        for name in results.servers:
            if (name, workload) in results.stints:
                yield line(results, name, workload)


def line(results: Results, name: str, workload: str) -> str:
    """Return the line of one server."""
    stint, counted = results.stints[name, workload], results.counted[name, workload]
    ratio, hits = results.ratio(workload, name, "limit-cached"), counted.hit_rate
    return (
        f"  {KINDS[name].title:40}{f'{ratio:.2f}' if ratio else '-':>8}{stint.cpu:9.0f}{stint.cpu_server:8.0f}"
        f"{stint.cpu_postgresql:7.0f}{stint.cpu_redis:7.0f}{stint.per_second:8.0f}{stint.p50 / 1000:8.2f}"
        f"{stint.p99 / 1000:8.2f}{counted.statements:6.1f}{f'{hits:.1%}' if hits is not None else '-':>7}"
        + ("  answers otherwise" if counted.differs else "")
    )


def targets(results: Results) -> Iterator[str]:
    """Yield a line for each ratio to be reached."""
    yield "\nWhere it stands (total CPU per request)"
    for target in TARGETS:
        ratios = [
            f"{workload} {ratio:.2f}"
            for workload in target.workloads
            if (ratio := results.ratio(workload, target.ours, target.theirs)) is not None
        ]
        if ratios:
            yield f"  {target.text:44}≤ {target.most:<5}(aim {target.aim:<5})  {'  '.join(ratios)}"
    if ("server", "W5") in results.counted and (rate := results.counted["server", "W5"].hit_rate) is not None:
        yield f"  {'W1 hit rate in the mixed load':44}≥ 80 %  (aim 88 %)   {rate:.1%}"


def growth_table(stints: dict[Key, Stint]) -> Iterator[str]:
    """Yield the lines of growth: CPU in the small and in the large data, and the ratio."""
    yield "\nGrowth, misses: 100,000 and 1,000,000 tasks"
    yield f"  {'':12}{'CPU µs':>10}{'CPU µs':>10}{'ratio':>8}"
    for asked in dict.fromkeys(asked for _, asked in stints):
        small, large = stints["small", asked].cpu, stints["large", asked].cpu
        yield f"  {asked:12}{small:10.0f}{large:10.0f}{large / small:8.2f}"
    for size in ("small", "large"):
        ratio = stints[size, "page 1,000"].cpu / stints[size, "page 1"].cpu
        yield f"  page 1,000 against page 1, {size} data: {ratio:.2f}"


def growth_json(stints: dict[Key, Stint]) -> dict[str, Any]:
    """Return the numbers of growth by size and what was asked."""
    return {
        size: {asked: asdict(stint) for (each, asked), stint in stints.items() if each == size}
        for size in ("small", "large")
    }
