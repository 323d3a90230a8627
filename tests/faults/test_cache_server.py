"""Redis is full, evicts, takes no writes, is replaced, or dies under load: answers stay right."""

import threading
from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.faults.conftest import Manager, RedisServer, mend, use

pytestmark = pytest.mark.django_db(transaction=True)


def rename_and_read(manager: Manager, *titles: str) -> None:
    """Change the task several times; each time what is read is right, before and after the breaker closes."""
    for title in titles:
        manager.rename(title)
        assert manager.title == title
        mend()
        assert manager.title == title


def test_g3_a_redis_that_is_full_takes_no_writes_and_answers_stay_right(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    kept_in.run("CONFIG", "SET", "maxmemory-policy", "noeviction")
    kept_in.run("CONFIG", "SET", "maxmemory", "1")
    rename_and_read(manager, "Draw a map", "Draw a face")
    kept_in.run("CONFIG", "SET", "maxmemory", "0")
    rename_and_read(manager, "Draw a tree")
    manager.warm()


def test_g3_a_redis_that_evicts_what_it_likes_costs_only_misses(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    used = int(kept_in.client.info("memory")["used_memory"])
    kept_in.run("CONFIG", "SET", "maxmemory-policy", "allkeys-random")
    kept_in.run("CONFIG", "SET", "maxmemory", used + 100_000)
    with kept_in.client as client:
        for number in range(500):
            client.set(f"other:{number}", b"x" * 1000)
    assert len(kept_in.keys("other:")) < 500
    rename_and_read(manager, "Draw a map", "Draw a face", "Draw a tree")


def test_g3_a_replica_that_takes_no_writes_shows_nothing_old(manager: Manager, kept_in: RedisServer) -> None:
    manager.warm()
    kept_in.run("REPLICAOF", "127.0.0.1", "1")
    rename_and_read(manager, "Draw a map", "Draw a face")
    kept_in.run("REPLICAOF", "NO", "ONE")
    rename_and_read(manager, "Draw a tree")
    manager.warm()


def test_g3_an_empty_redis_in_place_of_the_other_costs_only_a_miss(
    manager: Manager, kept_in: RedisServer, redis_servers: Callable[[], RedisServer], settings: Settings
) -> None:
    manager.warm()
    manager.rename("Draw a map")
    other = redis_servers()
    other.start()
    use(settings, other.url)
    assert manager.title == "Draw a map"
    rename_and_read(manager, "Draw a face")


def test_g4_an_old_redis_that_comes_back_shows_nothing_that_has_changed_since(
    manager: Manager, kept_in: RedisServer, redis_servers: Callable[[], RedisServer], settings: Settings
) -> None:
    other = redis_servers()
    other.start()
    manager.warm()
    use(settings, other.url)
    manager.rename("Draw a map")
    assert manager.title == "Draw a map"
    # Nobody told the old one. What bounds it is the life of its answers, which goes on by itself.
    lives = [kept_in.run("TTL", key) for key in kept_in.keys("") if b":tag:" not in key]
    assert all(isinstance(life, int) and 0 < life <= 60 for life in lives)
    for key in kept_in.keys(""):
        if b":tag:" not in key:
            kept_in.run("PEXPIRE", key, 0)
    use(settings, kept_in.url)
    assert manager.title == "Draw a map"


def test_g4_a_redis_that_dies_and_comes_back_during_writes_shows_nothing_old(
    manager: Manager, kept_in: RedisServer
) -> None:
    manager.warm()
    ended = threading.Event()

    def die_and_come_back() -> None:
        for _ in range(3):
            kept_in.kill()
            ended.wait(0.05)
            kept_in.start()
            ended.wait(0.05)

    killer = threading.Thread(target=die_and_come_back)
    killer.start()
    rename_and_read(manager, *(f"Draw a map, version {number}" for number in range(25)))
    killer.join()
    mend()
    rename_and_read(manager, "Draw a tree")
    manager.warm()
