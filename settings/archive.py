"""A backup: a folder with the database, the stored files, and a manifest that says what must be there."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Self

from django.core.files import File
from django.core.files.storage import Storage
from django.core.management.base import CommandError

from organization.storage import UNFINISHED, listing

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.dump"
FILES = "files"

Count = Callable[[int, int], None]


@dataclass(frozen=True)
class Print:
    """By what a file is known again."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup holds, and of what."""

    made_at: str
    version: str
    engine: str
    migrations: list[str]
    database: Print
    files: dict[str, Print]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into the backup's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the manifest of a backup; raise CommandError if it is none that this release can read."""
        try:
            found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise CommandError("The backup was made by another release, in a form that this one does not know.")
            files = {name: Print(**known) for name, known in found.pop("files").items()}
            return cls(**{**found, "database": Print(**found["database"]), "files": files})
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{folder} is not a backup: it has no {MANIFEST} that can be read.") from error


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Lend a folder that only its owner may read; it gets its name when all is done, and goes if anything fails."""
    if target.exists():
        raise CommandError(f"{target} exists already: name a new folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield partial
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def stored(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the name of every whole file in the storage."""
    if folder == UNFINISHED:
        return
    folders, names = listing(storage, folder)
    yield from (str(PurePosixPath(folder, name)) for name in sorted(names))
    for below in sorted(folders):
        yield from stored(storage, str(PurePosixPath(folder, below)))


def fetch(storage: Storage, folder: Path, count: Count) -> dict[str, Print]:
    """Copy every stored file into the backup; return their prints. One that is deleted meanwhile is left out."""
    names = list(stored(storage))
    found = {}
    for done, name in enumerate(names, start=1):
        copy = folder / FILES / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            with storage.open(name) as source, copy.open("xb") as sink:
                shutil.copyfileobj(source, sink)
            found[name] = print_of(copy)
        count(done, len(names))
    return found


def put_back(storage: Storage, folder: Path, names: Iterable[str], count: Count) -> None:
    """Store the backup's files under their names, in the place of what bears them now."""
    names = list(names)
    for done, name in enumerate(names, start=1):
        storage.delete(name)
        with (folder / FILES / name).open("rb") as source:
            kept = storage.save(name, File(source))
        if kept != name:
            raise CommandError(f"The storage does not take {name} under its name.")
        count(done, len(names))


def print_of(path: Path) -> Print:
    """Return the size and the checksum of a file."""
    with path.open("rb") as file:
        return Print(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for each file of the backup that is missing or is not what was written."""
    wanted = {DATABASE: manifest.database, **{f"{FILES}/{name}": known for name, known in manifest.files.items()}}
    for name, known in wanted.items():
        path = folder / name
        if ".." in PurePosixPath(name).parts or not path.is_file():
            yield f"{name} is missing."
        elif print_of(path) != known:
            yield f"{name} is damaged."
