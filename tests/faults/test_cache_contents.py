"""What stands in Redis is lost, spoiled or forged: answers stay right; and what the project itself puts there."""

import pickle
from pathlib import Path

import pytest

from tests.faults.conftest import Manager, RedisServer

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST_SECONDS = 60


def entries(server: RedisServer) -> list[bytes]:
    """Return the keys of everything that is kept but the generations."""
    return [key for key in server.keys("") if b":tag:" not in key]


def test_g3_a_flushed_redis_costs_only_a_miss(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    kept_in.run("FLUSHALL")
    assert manager.title == "Draw a logo"
    manager.rename("Draw a map")
    kept_in.run("FLUSHALL")
    assert manager.title == "Draw a map"


def test_g3_lost_generations_bring_no_old_answer_back(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    manager.rename("Draw a map")
    kept_in.run("DEL", *kept_in.keys(":tag:"))
    assert manager.title == "Draw a map"
    assert manager.title == "Draw a map"


@pytest.mark.parametrize("rubbish", [b"", b"\n", b"{}\n", b"\xff\x00", b"null\n{}", b"x" * 100_000])
def test_g3_rubbish_in_place_of_everything_is_a_miss(manager: Manager, kept_in: RedisServer, rubbish: bytes) -> None:
    manager.warm()
    for key in kept_in.keys(""):
        kept_in.run("SET", key, rubbish)
    assert manager.title == "Draw a logo"
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"


@pytest.mark.parametrize("part", [":tag:", ":who:", "tasks"])
def test_g3_values_of_a_wrong_type_are_borne(manager: Manager, kept_in: RedisServer, part: str) -> None:
    manager.warm()
    changed = kept_in.keys(part)
    assert changed
    for key in changed:
        kept_in.run("DEL", key)
        kept_in.run("LPUSH", key, "thing")
    assert manager.title == "Draw a logo"
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"


def test_g5_bytes_that_an_attacker_wrote_run_no_code(manager: Manager, kept_in: RedisServer, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "taken-over",)

    manager.warm()
    for key in kept_in.keys(""):
        kept_in.run("SET", key, pickle.dumps(Evil()))
    assert manager.title == "Draw a logo"
    assert not (tmp_path / "taken-over").exists()


def test_g5_nothing_in_redis_is_a_pickle(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    keys = kept_in.keys("")
    assert len(keys) > 5
    for key in keys:
        value = kept_in.run("GET", key)
        assert isinstance(value, bytes)
        value.decode()
        with pytest.raises((pickle.UnpicklingError, EOFError, ValueError, KeyError, IndexError, AttributeError)):
            pickle.loads(value)


def test_g4_no_answer_outlives_the_longest_staleness(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    lives = {key: kept_in.run("PTTL", key) for key in entries(kept_in)}
    assert len(lives) == 2
    assert all(isinstance(life, int) and 0 < life <= LONGEST_SECONDS * 1000 for life in lives.values())


def test_g4_an_answer_that_is_read_lives_no_longer_for_it(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    for key in entries(kept_in):
        kept_in.run("EXPIRE", key, 7)
    manager.warm()
    assert [kept_in.run("TTL", key) in {6, 7} for key in entries(kept_in)] == [True, True]
