"""Files on their way in."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from organization.incoming import IncomingFile, IncomingHandler


@pytest.fixture
def handler(settings: Settings, tmp_path: Path) -> Iterator[IncomingHandler]:
    """Return what takes a file, of which ten bytes stay in memory, in a folder of its own."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.UPLOAD_MAX_FILE_BYTES = 100
    handler = IncomingHandler()
    handler.new_file("0", "a.txt", "text/plain", None)
    yield handler
    handler.upload_interrupted()


def receive(handler: IncomingHandler, content: bytes, step: int = 30) -> IncomingFile:
    """Let the content come in pieces; return the file."""
    for start in range(0, len(content), step):
        handler.receive_data_chunk(content[start : start + step], start)
    return handler.file_complete(len(content))


@pytest.mark.parametrize("size", [0, 5, 10, 11, 100])
def test_a_file_is_kept_as_it_came(handler: IncomingHandler, size: int) -> None:
    with receive(handler, b"x" * size) as file:
        assert (file.size, file.name, file.is_lost) == (size, "a.txt", False)
        assert [file.read(), b"".join(file.chunks()), b"".join(file.chunks())] == [b"x" * size] * 3


def test_d13_while_it_comes_it_has_no_name_on_the_disk(handler: IncomingHandler, tmp_path: Path) -> None:
    handler.receive_data_chunk(b"x" * 90, 0)
    assert handler.file.fileno() > 0
    assert list(tmp_path.iterdir()) == []
    handler.upload_interrupted()
    assert list(tmp_path.iterdir()) == []


def test_d4_of_a_file_above_the_limit_nothing_is_kept_but_its_size(handler: IncomingHandler) -> None:
    with receive(handler, b"x" * 101) as file:
        assert (file.size, file.read(), file.is_lost) == (101, b"", False)


class FullDisk:
    """A temporary file on a disk that has no room."""

    def __init__(self, fails: str) -> None:
        """Say at which step there is no room any more."""
        self.fails = fails

    def __getattr__(self, name: str) -> Any:
        def step(*_: Any) -> None:
            if name == self.fails:
                raise OSError(errno.ENOSPC, "No space left on device")

        return step


@pytest.mark.parametrize("fails", ["write", "seek"])
def test_g16_a_file_for_which_the_disk_has_no_room_is_lost(handler: IncomingHandler, fails: str) -> None:
    handler.file.close()
    handler.file = FullDisk(fails)
    with receive(handler, b"x" * 60) as file:
        assert (file.size, file.read(), file.is_lost) == (60, b"", True)


def test_another_fault_of_the_disk_is_not_hidden(handler: IncomingHandler) -> None:
    handler.file.close()
    with pytest.raises(ValueError, match="closed"):
        handler.receive_data_chunk(b"x", 0)
