"""The way to Redis is refused, jammed, slow or cut: answers stay right, and nobody waits long."""

from collections.abc import Callable

import pytest

from schema.caching.store import store
from tests.faults.conftest import Manager, mend
from tests.production.machines import wait_for
from tests.tcp_proxy import Mode, Proxy
from tests.waiting import HANGS

pytestmark = pytest.mark.django_db(transaction=True)

LONGER_THAN_ANY_TEST = 3600.0


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """Return what counts how often the cache was asked in vain; once it failed, it is left alone until `mend`."""
    monkeypatch.setattr("schema.caching.store.PAUSE_SECONDS", LONGER_THAN_ANY_TEST)
    return lambda: sum("The cache is away" in record.getMessage() for record in caplog.records)


def write_and_read(manager: Manager, *titles: str) -> None:
    """Change the task several times; each time what is read is right."""
    for title in titles:
        manager.rename(title)
        assert manager.title == title


@pytest.mark.parametrize("fault", [Mode.DOWN, Mode.FREEZE, Mode.SLOW])
def test_g1_a_redis_that_does_not_answer_is_asked_once_and_then_left_alone(
    manager: Manager, proxy: Proxy, complaints: Callable[[], int], fault: Mode
) -> None:
    manager.warm()
    known = complaints()
    proxy.mode, proxy.seconds = fault, 5.0
    asked = proxy.connections
    write_and_read(manager, "Draw a map", "Draw a face", "Draw a tree")
    assert complaints() == known + 1
    assert proxy.connections <= asked + 1


def test_g1_a_slow_redis_is_borne(manager: Manager, proxy: Proxy) -> None:
    manager.warm()
    proxy.mode, proxy.seconds = Mode.SLOW, 0.02
    assert manager.title == "Draw a logo"
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"
    assert manager.title == "Draw a map"


@pytest.mark.parametrize("bytes_passed", [0, 1, 5, 40, 100])
def test_g1_an_answer_of_redis_that_is_cut_off_counts_as_none(
    manager: Manager, proxy: Proxy, bytes_passed: int
) -> None:
    manager.warm()
    proxy.mode, proxy.cut_after = Mode.CUT, bytes_passed
    assert manager.title == "Draw a logo"
    mend()
    manager.rename("Draw a map")
    mend()
    assert manager.title == "Draw a map"


@pytest.mark.parametrize("fault", [Mode.DOWN, Mode.FREEZE, Mode.CUT])
def test_g4_what_was_changed_while_redis_was_away_is_seen_when_it_is_back(
    manager: Manager, proxy: Proxy, fault: Mode
) -> None:
    manager.warm()
    proxy.mode = fault
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"
    proxy.mode = Mode.PASS
    mend()
    assert manager.title == "Draw a map"
    manager.warm()
    assert manager.title == "Draw a map"


def test_g4_what_was_owed_is_paid_once_redis_is_back_though_nobody_reads(
    manager: Manager, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.caching.store.PAUSE_SECONDS", 0.05)
    monkeypatch.setattr("schema.caching.store.RETRIES", 10_000)
    # That of another test may sleep for longer than any test.
    monkeypatch.setattr(store, "_collector", None)
    manager.warm()
    proxy.mode = Mode.DOWN
    manager.rename("Draw a map")
    assert store._owed
    proxy.mode = Mode.PASS
    wait_for(lambda: not store._owed, HANGS)
    assert manager.title == "Draw a map"
