"""The supervisor, with real processes."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from notifications.models import Heartbeat
from settings import supervisor
from settings.supervisor import Child, DatabaseAnswers, Supervisor, ask_for_heartbeat

SLEEP = "import time; time.sleep(60)"
STUBBORN = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
pathlib.Path(sys.argv[1], str(os.getpid())).touch()
time.sleep(60)
"""
NOTE_AND_DIE = "import os, pathlib, sys; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); sys.exit(3)"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look often, and check that the signals have their own handlers again afterwards."""
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.01)
    before = [signal.getsignal(number) for number in supervisor.STOP_SIGNALS]
    yield
    assert [signal.getsignal(number) for number in supervisor.STOP_SIGNALS] == before


def program(text: str, folder: Path, name: str = "program") -> Child:
    """Return a child that runs a text of Python and knows a folder to leave notes in."""
    return Child(name, [sys.executable, "-c", text, str(folder)])


def notes(folder: Path) -> list[int]:
    """Return the process ids that programs have noted."""
    return [int(path.name) for path in folder.iterdir()]


def runs(process: int) -> bool:
    """Tell whether a process runs; a dead one that nobody has asked after yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_signal_ends_every_child_and_the_exit_code_is_zero(tmp_path: Path) -> None:
    children = [program(SLEEP, tmp_path, "one"), program(SLEEP, tmp_path, "two")]

    with Supervisor(*children, limit=5) as running:
        os.kill(os.getpid(), signal.SIGTERM)
        assert not running.watch(seconds=5)

    assert running.exit_code == 0
    assert [child.process and child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    with Supervisor(program(NOTE_AND_DIE, tmp_path), limit=5) as running:
        assert running.watch(until=lambda: len(notes(tmp_path)) == 3, seconds=10)


def test_a_child_that_dies_again_and_again_ends_everything_with_an_error(tmp_path: Path) -> None:
    other = program(SLEEP, tmp_path, "other")

    with Supervisor(program(NOTE_AND_DIE, tmp_path), other, limit=5) as running:
        assert not running.watch(seconds=20)

    assert (running.exit_code, len(notes(tmp_path))) == (1, 6)
    assert not other.runs


def test_a_child_that_does_not_end_is_killed_with_all_its_processes(tmp_path: Path) -> None:
    with Supervisor(program(STUBBORN, tmp_path), limit=0.5) as running:
        assert running.watch(until=lambda: len(notes(tmp_path)) == 2, seconds=10)
        started = time.monotonic()

    assert 0.5 <= time.monotonic() - started < 2
    time.sleep(0.1)
    assert [process for process in notes(tmp_path) if runs(process)] == []


def test_what_a_dead_child_leaves_behind_is_killed_before_it_is_started_again(tmp_path: Path) -> None:
    with Supervisor(program(STUBBORN, tmp_path), limit=0.1) as running:
        assert running.watch(until=lambda: len(notes(tmp_path)) == 2, seconds=10)
        first = notes(tmp_path)
        os.kill(running.children[0].process.pid, signal.SIGKILL)  # type: ignore[union-attr]
        assert running.watch(until=lambda: len(notes(tmp_path)) == 4, seconds=10)

        assert [process for process in first if runs(process)] == []


def test_a_program_that_cannot_be_started_leaves_no_other_behind(tmp_path: Path) -> None:
    first = program(SLEEP, tmp_path)

    with pytest.raises(FileNotFoundError), Supervisor(first, Child("nothing", ["/nowhere"]), limit=5):
        pass

    assert not first.runs


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_is_asked_for_a_new_sign_of_life() -> None:
    Heartbeat.objects.create(name="worker", beat_at=timezone.now())

    ask_for_heartbeat()

    assert [job.func() for job in OrmQ.objects.all()] == ["notifications.jobs.beat"]
    assert not Heartbeat.objects.exists()


def test_a_child_that_cannot_start_yet_is_waited_for_and_may_be_started_later(tmp_path: Path) -> None:
    waits = program(SLEEP, tmp_path)
    waits.can_start = (tmp_path / "go").exists

    with Supervisor(waits, limit=5) as running:
        assert not running.watch(seconds=0.3)
        assert (waits.process, running.exit_code) == (None, 0)
        (tmp_path / "go").touch()
        assert running.watch(until=lambda: waits.runs, seconds=5)


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_once_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = iter([False, False, True])
    answers = DatabaseAnswers()
    monkeypatch.setattr(answers, "ask", lambda: next(found))
    told = []
    for _ in range(3):
        told.append(answers())
        answers.asked_at = float("-inf")
    assert told == [False, False, True]
    assert caplog.messages == ["The worker waits for the database.", "The database answers."]


def test_a_child_has_its_own_environment_beside_the_common_one(tmp_path: Path) -> None:
    child = program("import os, pathlib, sys; pathlib.Path(sys.argv[1], os.environ['OWN']).touch()", tmp_path)
    child.environment["OWN"] = "mine"
    with Supervisor(child, limit=5) as running:
        assert running.watch(until=(tmp_path / "mine").exists, seconds=5)
