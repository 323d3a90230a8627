"""The way to Redis is refused, jammed, slow or cut: answers stay right, and nobody waits long."""

import pytest

from tests.faults.conftest import Manager, mend
from tests.tcp_proxy import Mode, Proxy

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SECONDS = 0.4
"""How much longer a request may take for a Redis that says nothing, once; the next ones do not ask it."""


def usual_seconds(manager: Manager) -> float:
    """Return how long an answer takes that is not kept; the task is called "Draw a map" from then on."""
    manager.warm()
    manager.rename("Draw a map")
    return manager.seconds_for_title("Draw a map")


def test_answers_are_right_and_quick_while_redis_is_refused(manager: Manager, proxy: Proxy) -> None:
    usual = usual_seconds(manager)
    proxy.mode = Mode.DOWN
    manager.rename("Draw a face")
    assert manager.seconds_for_title("Draw a face") < usual + MOST_SECONDS
    manager.rename("Draw a tree")
    assert manager.seconds_for_title("Draw a tree") < usual + MOST_SECONDS / 4


def test_a_frozen_redis_is_waited_for_once(manager: Manager, proxy: Proxy) -> None:
    usual = usual_seconds(manager)
    manager.warm()
    proxy.mode = Mode.FREEZE
    assert manager.seconds_for_title("Draw a map") < usual + MOST_SECONDS
    assert manager.seconds_for_title("Draw a map") < usual + MOST_SECONDS / 4
    manager.rename("Draw a face")
    assert manager.seconds_for_title("Draw a face") < usual + MOST_SECONDS / 4


def test_a_slow_redis_is_borne(manager: Manager, proxy: Proxy) -> None:
    manager.warm()
    proxy.mode, proxy.seconds = Mode.SLOW, 0.02
    assert manager.title == "Draw a logo"
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"
    assert manager.title == "Draw a map"


def test_a_redis_slower_than_the_limit_is_left_alone(manager: Manager, proxy: Proxy) -> None:
    usual = usual_seconds(manager)
    manager.warm()
    proxy.mode, proxy.seconds = Mode.SLOW, 1.0
    assert manager.seconds_for_title("Draw a map") < usual + MOST_SECONDS
    manager.rename("Draw a face")
    assert manager.seconds_for_title("Draw a face") < usual + MOST_SECONDS / 4


@pytest.mark.parametrize("bytes_passed", [0, 1, 5, 40, 100])
def test_an_answer_of_redis_that_is_cut_off_counts_as_none(manager: Manager, proxy: Proxy, bytes_passed: int) -> None:
    manager.warm()
    proxy.mode, proxy.cut_after = Mode.CUT, bytes_passed
    assert manager.title == "Draw a logo"
    mend()
    manager.rename("Draw a map")
    mend()
    assert manager.title == "Draw a map"


@pytest.mark.parametrize("fault", [Mode.DOWN, Mode.FREEZE, Mode.CUT])
def test_what_was_changed_while_redis_was_away_is_seen_when_it_is_back(
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
