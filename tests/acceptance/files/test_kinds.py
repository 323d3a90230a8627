"""What a file is, its content says; and nobody but the reader of its first bytes looks into it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from notifications.models import Letter
from organization.validators import picture_extension
from tasks.models import Task
from tests.acceptance.files.conftest import Desk, Shelf
from tests.acceptance.files.samples import EXE, FALSE, HTML, TRUE, archive, flood
from uploads.models import TaskFile
from uploads.validators import check_file

UNPACKERS = {"zipfile", "tarfile", "gzip", "bz2", "lzma", "zlib", "unpack_archive", "zipimport"}


@pytest.mark.parametrize(("name", "content", "kind"), TRUE, ids=lambda value: value if isinstance(value, str) else "")
def test_d6_what_is_what_its_name_says_is_taken(name: str, content: bytes, kind: str) -> None:
    assert check_file(SimpleUploadedFile(name, content, "application/x-lie")).content_type == kind


@pytest.mark.parametrize(("name", "content"), FALSE, ids=lambda value: value if isinstance(value, str) else "")
def test_d5_d6_what_is_not_taken_or_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        check_file(SimpleUploadedFile(name, content, "application/pdf"))
    assert caught.value.code == "file_type_not_allowed"


def test_d3_d5_d6_over_the_wire_each_bad_file_is_named_and_none_is_kept(emil: Desk, task: Task, shelf: Shelf) -> None:
    files: list[tuple[str | bytes, bytes]] = [
        ("good.txt", b"Some notes.\n"),
        ("empty.txt", b""),
        ("a.pdf.exe", b"%PDF-1.4\n"),
        ("noextension", b"text"),
        ("a.pdf", EXE),
        ("a.png", HTML),
        ("a.docx", archive("a.txt")),
    ]
    bad = ["FILE_EMPTY"] + ["FILE_TYPE_NOT_ALLOWED"] * 5
    assert emil.refusal(task, *files) == [(code, ["files", str(place)]) for place, code in enumerate(bad, start=1)]
    assert (TaskFile.objects.count(), shelf(), Letter.objects.count()) == (0, [], 0)


def test_d3_a_file_of_no_byte_is_empty_whatever_its_name(emil: Desk, task: Task, shelf: Shelf) -> None:
    assert emil.refusal(task, ("a.txt", b""), ("a.exe", b"")) == [
        ("FILE_EMPTY", ["files", "0"]),
        ("FILE_EMPTY", ["files", "1"]),
    ]
    assert (TaskFile.objects.count(), shelf()) == (0, [])


def words(source: Path) -> Iterator[str]:
    """Yield the names that a module uses or imports."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.name for one in names)
                yield getattr(node, "module", "") or ""


@pytest.mark.parametrize("room", ["uploads", "organization", "schema", "tasks", "notifications"])
def test_d9_no_room_on_the_way_of_a_file_can_unpack_one(room: str) -> None:
    found = {
        str(source): sorted(UNPACKERS & {part for word in words(source) for part in word.split(".")})
        for source in Path(settings.BASE_DIR, room).rglob("*.py")
    }
    assert {source: names for source, names in found.items() if names} == {}


def test_d9_a_flood_of_pixels_is_refused_by_its_header() -> None:
    with pytest.raises(ValidationError) as caught:
        picture_extension(SimpleUploadedFile("me.png", flood()))
    assert caught.value.code == "file_too_large"
