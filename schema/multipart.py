"""Files in a request: they are put where the operation has kept a place for them.

The form has the parts of the GraphQL multipart request specification: `operations`, `map`, and the files.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from strawberry.file_uploads.scalars import UploadDefinition

MOST_PLACES = 100
PIECE = 64 * 1024


def read_away(request: HttpRequest) -> None:
    """Let a sender finish whom a new token helps: who is hung up on while he sends never reads why."""
    with suppress(UnreadablePostError):
        while request.read(PIECE):
            pass


def put_files(operation: Any, places: Any, files: Mapping[str, Any]) -> dict[str, Any]:
    """Put each file into the variables that the map names, and return the operation.

    Raises ValueError, TypeError, KeyError or IndexError where operation, map and files do not belong together.
    """
    if not isinstance(operation, dict) or not isinstance(places, dict):
        raise TypeError("The operation and the map are objects.")
    if not places or places.keys() != files.keys():
        raise ValueError("The map names every file that is sent, and no other.")
    wanted = [(path, files[name]) for name, paths in places.items() for path in checked(paths)]
    if len(wanted) > MOST_PLACES:
        raise ValueError(f"Files stand in at most {MOST_PLACES} places.")
    for path, file in wanted:
        put(operation, path, file)
    return operation


def checked(paths: Any) -> list[str]:
    """Return the places of one file; each is a path with dots that starts with `variables`."""
    if not isinstance(paths, list) or not paths or not all(isinstance(path, str) for path in paths):
        raise TypeError("The places of a file are a list of paths.")
    if not all(path.startswith("variables.") for path in paths):
        raise ValueError("A file stands in a variable.")
    return paths


def put(operation: dict[str, Any], path: str, file: Any) -> None:
    """Put the file where the path leads; there has to be a null."""
    target: Any = operation
    *way, last = path.split(".")
    for key in way:
        target = target[step(target, key)]
    if target[step(target, last)] is not None:
        raise ValueError("The place of a file is null.")
    target[step(target, last)] = file


def step(target: Any, key: str) -> str | int:
    """Return the key as the target takes it: the index of a list has only digits."""
    if not isinstance(target, list):
        return key
    if not (key.isascii() and key.isdigit()):
        raise ValueError("The index of a list is a number.")
    return int(key)


def parse_file(value: Any) -> UploadedFile[Any]:
    """Return the file; raise ValueError for what is sent in its place, such as its name."""
    if not isinstance(value, UploadedFile):
        raise ValueError("Send files by the GraphQL multipart request specification.")  # noqa: TRY004 - GraphQL's way
    return value


FILE = replace(UploadDefinition, parse_value=parse_file)
"""The scalar `Upload`, which takes nothing but a file."""
