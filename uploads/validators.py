"""What a file may be called and hold."""

import hashlib
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from struct import Struct
from typing import TYPE_CHECKING

import pylibmagic  # first, because it points python-magic at the library inside its own wheel

# isort: split
import magic
from django.conf import settings
from django.core.exceptions import ValidationError

from organization.storage import storage_full

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

NAME_LENGTH = 255
HEAD = 64 * 1024
"""How many bytes tell what a file is."""

DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
"""Names that mean a device on Windows, with any extension."""

TEXT, CSV, BYTES, ZIP = "text/plain", "text/csv", "application/octet-stream", "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE_FOLDERS = {
    b"word/": f"{OFFICE}.wordprocessingml.document",
    b"xl/": f"{OFFICE}.spreadsheetml.sheet",
    b"ppt/": f"{OFFICE}.presentationml.presentation",
}
"""The folders inside an office document; the library knows it only if they come in a certain order."""

ENTRY_MARK = b"PK\x03\x04"
ENTRY = Struct("<6xH10xI4xHH")
"""What stands before an archive's entry: flags, packed size, and the lengths of its name and its extra field."""

ACTIVE = {"text/html", "text/xml", "text/rtf"}
"""Text that is more than text: a browser or an office program acts on it."""

UNSURE = {BYTES, "message/rfc822"}
"""What very short texts, and notes that begin like a letter, are taken for."""


@dataclass(frozen=True)
class Content:
    """What was found out about a file by reading it once."""

    name: str
    size: int
    sha256: str
    content_type: str


def clean_name(name: str | None) -> str:
    """Return the name as it is shown: without folders and without what cannot be seen, at most 255 characters."""
    last = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    spaced = " ".join("".join(" " if character in '<>:"|?*' else character for character in visible).split())
    kept = calm(spaced).strip(" .")
    if not any(character.isalnum() for character in kept):
        raise ValidationError("The file has no name.", code="required")
    return shorten(f"_{kept}" if kept.split(".")[0].strip().lower() in DEVICES else kept)


def calm(name: str) -> str:
    """Return the name with at most two marks on a letter."""
    marks = 0
    kept = []
    for character in name:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= 2:  # noqa: PLR2004 - as many as living languages use
            kept.append(character)
    return "".join(kept)


def shorten(name: str) -> str:
    """Return at most 255 characters of the name, its extension among them."""
    suffix = PurePosixPath(name).suffix[: NAME_LENGTH // 2]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(suffix)].rstrip(" .") + suffix


def extension(name: str) -> str:
    """Return what follows the last dot, in lower case; nothing where there is no dot."""
    return PurePosixPath(name).suffix[1:].lower()


def check_file(file: "UploadedFile[bytes]") -> Content:
    """Read the file once and return what it is; refuse what is empty, too large or not of an allowed kind."""
    name = clean_name(file.name)
    if getattr(file, "is_lost", False):
        raise storage_full()
    if not file.size:
        raise ValidationError(f"The file {name} is empty.", code="file_empty")
    if file.size > settings.UPLOAD_MAX_FILE_BYTES:
        raise too_large(name)
    if extension(name) not in settings.UPLOAD_TYPES:
        raise not_allowed(name)
    digest, size, head = read(file, name)
    content_type = sniff(head)
    if content_type not in settings.UPLOAD_TYPES[extension(name)]:
        raise not_allowed(name)
    return Content(name=name, size=size, sha256=digest, content_type=content_type)


def read(file: "UploadedFile[bytes]", name: str) -> tuple[str, int, bytes]:
    """Return the SHA-256, the true size and the first bytes, whatever size the sender declared."""
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
        head = head if len(head) >= HEAD else (head + chunk)[:HEAD]
        if size > settings.UPLOAD_MAX_FILE_BYTES:
            raise too_large(name)
    return digest.hexdigest(), size, head


def too_large(name: str) -> ValidationError:
    """Return the refusal of a file above the limit."""
    limit = settings.UPLOAD_MAX_FILE_BYTES // (1024 * 1024)
    return ValidationError(f"The file {name} is larger than {limit} MB.", code="file_too_large")


def not_allowed(name: str) -> ValidationError:
    """Return the refusal of a kind that is not taken, or of content that is not what the name says."""
    return ValidationError(
        f"The file {name} is not of an allowed kind, or does not hold what its name says.",
        code="file_type_not_allowed",
    )


def sniff(head: bytes) -> str:
    """Return the MIME type that the first bytes show; every text that nothing acts on is plain text."""
    found: str = detector().from_buffer(head)
    if found in {BYTES, ZIP}:
        found = office_kind(head) or found
    if found in ACTIVE | {CSV} or not (found.startswith("text/") or found in UNSURE):
        return found
    return TEXT if is_text(head) else BYTES


def office_kind(head: bytes) -> str | None:
    """Return which office document an archive is, by the names that its first bytes show; it is not unpacked."""
    names = list(entries(head))
    if b"[Content_Types].xml" not in names:
        return None
    return next(
        (kind for folder, kind in OFFICE_FOLDERS.items() if any(name.startswith(folder) for name in names)), None
    )


def entries(head: bytes) -> Iterator[bytes]:
    """Yield the names of an archive's entries; what lies inside of an entry is passed over."""
    place = 0
    while place >= 0 and len(head) >= place + ENTRY.size and head.startswith(ENTRY_MARK, place):
        flags, packed_size, name_size, extra_size = ENTRY.unpack_from(head, place)
        name_ends = place + ENTRY.size + name_size
        yield head[place + ENTRY.size : name_ends]
        # With this flag the size follows the entry, so that only the next mark tells where that is.
        place = head.find(ENTRY_MARK, name_ends) if flags & 8 else name_ends + extra_size + packed_size


def is_text(head: bytes) -> bool:
    """Whether the bytes are text: without control characters, in an encoding that says so."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return is_utf16(head)
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)  # noqa: PLR2004 - below lie the controls


def is_utf16(head: bytes) -> bool:
    """Whether the bytes are text in UTF-16, of which the last character may be cut in two."""
    try:
        text = getincrementaldecoder("utf-16")().decode(head)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text)


@cache
def detector() -> magic.Magic:
    """Return what knows the kinds of files; it locks itself, so threads may share it."""
    return magic.Magic(mime=True, magic_file=str(pylibmagic.data / "magic.mgc"))
