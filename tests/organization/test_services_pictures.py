"""Pictures of people."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from PIL import Image

from organization.models import Employee, StaleVersionError, User
from organization.services.people import delete_employee, update_employee
from organization.services.pictures import set_picture
from organization.validators import MAX_PICTURE_BYTES
from tests.conftest import Cast

Refused = Callable[[], Any]


def image(kind: str = "PNG", name: str = "me.exe") -> SimpleUploadedFile:
    """Return a small picture of this kind under a name that does not fit."""
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def flood() -> SimpleUploadedFile:
    """Return a small PNG file whose header speaks of 10,000 times 10,000 pixels."""
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return SimpleUploadedFile("me.png", body + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))


def stored(media: Path) -> list[Path]:
    """Return the files that are stored."""
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("GIF", "gif")])
def test_a_picture_is_stored_under_a_name_that_says_its_kind_only(
    cast: Cast, media: Path, kind: str, extension: str
) -> None:
    picture = image(kind)
    row = set_picture(picture=picture, by=cast.emil.user, version=1)
    (path,) = stored(media)
    assert (path.suffix, len(path.stem), row.version) == (f".{extension}", 32, 2)
    assert row.picture.name == f"pictures/{path.name}"
    picture.seek(0)
    assert path.read_bytes() == picture.read()


def test_d17_the_replaced_picture_goes_once_that_is_certain(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    set_picture(picture=image(), by=cast.emil.user)
    (old,) = stored(media)
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(picture=image("GIF"), by=cast.emil.user)
        assert old.exists()
    (new,) = stored(media)
    assert new.suffix == ".gif"


def test_d17_a_picture_goes_when_it_is_removed(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    set_picture(picture=image(), by=cast.emil.user)
    with django_capture_on_commit_callbacks(execute=True):
        row = set_picture(picture=None, by=cast.emil.user)
    assert (stored(media), bool(row.picture)) == ([], False)


def test_d17_a_picture_goes_with_its_person(
    cast: Cast, media: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    set_picture(picture=image(), by=cast.emil.user)
    with django_capture_on_commit_callbacks(execute=True):
        delete_employee(employee=Employee.objects.get(pk=cast.emil.pk))
    assert (stored(media), User.objects.filter(username="emil").exists()) == ([], False)


def test_d17_after_a_rollback_the_new_picture_is_gone_and_the_old_one_stays(
    cast: Cast, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_picture(picture=image(), by=cast.emil.user)
    (old,) = stored(media)
    save = Employee.save

    def save_and_fail(self: Employee, *args: Any, **options: Any) -> None:
        save(self, *args, **options)
        raise DatabaseError

    monkeypatch.setattr(Employee, "save", save_and_fail)
    with pytest.raises(DatabaseError):
        set_picture(picture=image("GIF"), by=cast.emil.user)
    assert stored(media) == [old]
    assert Employee.objects.get(pk=cast.emil.pk).picture.name == f"pictures/{old.name}"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<html>", "file_type_not_allowed"),
        (b"\x89PNG\r\n\x1a\n", "file_type_not_allowed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_not_allowed"),
        (b"BM" + b"\0" * 100, "file_type_not_allowed"),
        (b"\0" * (MAX_PICTURE_BYTES + 1), "file_too_large"),
    ],
)
def test_d6_what_is_not_a_picture_is_refused(
    cast: Cast, media: Path, refused: Refused, content: bytes, code: str
) -> None:
    with refused() as refusal:
        set_picture(picture=SimpleUploadedFile("me.png", content), by=cast.emil.user)
    assert (refusal.codes, stored(media)) == ({"picture": [code]}, [])
    assert Employee.objects.get(pk=cast.emil.pk).version == 1


def test_d9_a_flood_of_pixels_is_refused_by_its_header(cast: Cast, media: Path, refused: Refused) -> None:
    with refused() as refusal:
        set_picture(picture=flood(), by=cast.emil.user)
    assert (refusal.codes, stored(media)) == ({"picture": ["file_too_large"]}, [])


def test_a_stale_version_stores_nothing(cast: Cast, media: Path) -> None:
    with pytest.raises(StaleVersionError):
        set_picture(picture=image(), by=cast.emil.user, version=7)
    assert stored(media) == []


def test_an_admin_without_a_person_has_no_picture(db: None, media: Path) -> None:
    with pytest.raises(PermissionDenied):
        set_picture(picture=image(), by=User.objects.create_superuser("root"))
    assert stored(media) == []


def test_other_changes_leave_a_picture_alone_even_if_its_file_is_lost(cast: Cast, media: Path) -> None:
    set_picture(picture=image(), by=cast.emil.user)
    (path,) = stored(media)
    path.unlink()
    row = update_employee(employee=cast.emil, by=cast.hanna.user, phone="+49 40 1234")
    row.full_clean()
    assert row.picture.name == f"pictures/{path.name}"
