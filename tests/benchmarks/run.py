"""One run: the ground, the data, the servers, the rounds, the results."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import psycopg

from settings.environment import PROJECT_DIR
from tests.benchmarks.counting import count_all
from tests.benchmarks.ground import Ground, GroundError
from tests.benchmarks.growth import measure_growth, metered
from tests.benchmarks.people import FULL, LARGE, SMALL, Staff
from tests.benchmarks.report import Key, Results
from tests.benchmarks.rounds import Load, Stint, drive
from tests.benchmarks.servers import KINDS, running
from tests.benchmarks.workloads import WRITES


@dataclass(frozen=True)
class Plan:
    """What is measured, and for how long."""

    servers: Sequence[str]
    workloads: Sequence[str]
    rounds: int
    seconds: float
    small: bool = False


def databases(plan: Plan, *, growth: bool) -> list[str]:
    """Return what the names of the run's databases end with."""
    return ["bench_small" if plan.small else "bench", *(["bench", "bench_large"] if growth else [])]


def measure(plan: Plan, ground: Ground, say: Callable[[str], None]) -> Results:
    """Return the medians of the interleaved rounds."""
    staff, suffix = (SMALL, "bench_small") if plan.small else (FULL, "bench")
    say(f"Preparing the data: {staff.tasks:,} tasks.")
    url = ground.database(suffix)
    load = prepare(ground, url, staff, plan.seconds)
    kinds = [KINDS[name] for name in plan.servers]
    say("Counting statements.")
    counted = count_all(kinds, plan.workloads, ground, url, load, lambda: clean_up(url, staff))
    stints: dict[Key, list[Stint]] = defaultdict(list)
    with running(kinds, ground, url) as servers, metered(url, ground.redis_url) as meter:
        for number in range(plan.rounds):
            say(f"Round {number + 1} of {plan.rounds}.")
            for workload in plan.workloads:
                for name, server in servers.items():
                    # What is kept for a minute must not run out in the middle of a measurement.
                    ground.forget_answers()
                    stints[name, workload].append(drive(server, workload, load, meter))
                    if workload in WRITES:
                        clean_up(url, staff)
    ground.forget_answers()
    medians = {key: Stint.median_of(each) for key, each in stints.items()}
    return Results(plan.servers, plan.workloads, medians, counted)


def measure_large(plan: Plan, ground: Ground, say: Callable[[str], None]) -> dict[Key, Stint]:
    """Return the medians with few and with many tasks, the cache off."""
    say("Preparing the data of growth: 1,000,000 tasks take a minute or two.")
    stints: dict[Key, list[Stint]] = defaultdict(list)
    with ExitStack() as stack:
        sizes = {}
        for size, staff, suffix in (("small", FULL, "bench"), ("large", LARGE, "bench_large")):
            url = ground.database(suffix)
            load = prepare(ground, url, staff, plan.seconds)
            server = stack.enter_context(running([KINDS["uncached"]], ground, url))["uncached"]
            sizes[size] = (server, load, stack.enter_context(metered(url, ground.redis_url)))
        say("Measuring growth.")
        for size, asked, stint in measure_growth(sizes, plan.rounds):
            stints[size, asked].append(stint)
    return {key: Stint.median_of(each) for key, each in stints.items()}


def prepare(ground: Ground, url: str, staff: Staff, seconds: float) -> Load:
    """Load the data where they are missing, and sign everybody in who will ask; in a process with its own settings."""
    asked = json.dumps({"staff": asdict(staff), "sign_in": staff.callers()})
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.data"],
        cwd=PROJECT_DIR,
        env=ground.environment(url, "tests.benchmarks.settings_cached"),
        input=asked + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GroundError(f"The data could not be loaded:\n{done.stderr}")
    clean_up(url, staff)
    tokens = {int(person): token for person, token in json.loads(done.stdout).items()}
    return Load(staff, tokens, seconds)


def clean_up(url: str, staff: Staff) -> None:
    """Take away what was written, so that the next measurement finds the same data."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("DELETE FROM tasks_task WHERE id > %s", [staff.tasks])
        database.execute("DELETE FROM notifications_letter")
        database.execute("DELETE FROM django_q_ormq")
        database.execute("VACUUM tasks_task, notifications_letter, django_q_ormq")
