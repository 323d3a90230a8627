"""The folder of stored files: what is in it is whole."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from pytest_django.fixtures import Settings

from organization.storage import UNFINISHED, FolderStorage


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    """Return a folder of one's own."""
    return FolderStorage(location=tmp_path)


def files(storage: FolderStorage) -> list[str]:
    """Return the names of all files in the folder."""
    root = Path(storage.location)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


class Breaking(ContentFile[bytes]):
    """A content that breaks off in the middle, or looks around there."""

    def __init__(self, storage: FolderStorage, error: BaseException | None) -> None:
        """Know where it is written, and how it ends."""
        super().__init__(b"whole")
        self.storage, self.error, self.seen = storage, error, [""]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give half of it, then look or break."""
        yield b"who"
        self.seen = files(self.storage)
        if self.error:
            raise self.error
        yield b"le"


def test_a_file_appears_under_its_name_when_it_is_whole(storage: FolderStorage) -> None:
    content = Breaking(storage, None)
    assert storage.save("files/ab/abc", content) == "files/ab/abc"
    [seen] = content.seen
    assert seen.startswith(f"{UNFINISHED}/")
    assert files(storage) == ["files/ab/abc"]
    assert Path(storage.path("files/ab/abc")).read_bytes() == b"whole"
    assert Path(storage.path("files/ab/abc")).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError(), KeyboardInterrupt()], ids=repr
)
def test_g16_a_file_that_breaks_off_leaves_nothing(storage: FolderStorage, error: BaseException) -> None:
    with pytest.raises(type(error)):
        storage.save("files/ab/abc", Breaking(storage, error))
    assert files(storage) == []


def test_a_name_that_is_taken_is_not_given_again(storage: FolderStorage) -> None:
    assert storage.save("a/b", ContentFile(b"1")) == "a/b"
    assert storage.save("a/b", ContentFile(b"2")) != "a/b"
    assert Path(storage.path("a/b")).read_bytes() == b"1"


def test_a_file_for_which_its_folder_cannot_be_made_leaves_nothing(storage: FolderStorage) -> None:
    storage.save("a", ContentFile(b"1"))
    with pytest.raises(OSError, match="a"):
        storage.save("a/b", ContentFile(b"2"))
    assert files(storage) == ["a"]


def test_the_settings_keep_files_in_such_a_folder(settings: Settings) -> None:
    kept: dict[str, Any] = settings.STORAGES["default"]
    assert kept == {"BACKEND": "organization.storage.FolderStorage"}


def test_a_temporary_file_is_moved_into_place(storage: FolderStorage) -> None:
    with TemporaryUploadedFile("a.txt", "text/plain", 5, None) as content:
        content.write(b"whole")
        content.flush()
        storage.save("a", content)
    assert Path(storage.path("a")).read_bytes() == b"whole"
