"""What a file may be called and hold."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from pytest_django.fixtures import Settings

from tests.uploads.conftest import PDF, PNG, a_file
from uploads.validators import check_file, clean_name


def archive(*names: str) -> bytes:
    """Return a zip with entries of these names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as entries:
        for name in names:
            entries.writestr(name, "<x/>")
    return content.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")


def code_of(file: "UploadedFile[bytes]") -> str | None:
    """Return the code of the refusal."""
    with pytest.raises(ValidationError) as caught:
        check_file(file)
    return caught.value.code


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("/abs/x.txt", "x.txt"),
        ("C:\\x.txt", "x.txt"),
        ("C:x.txt", "C x.txt"),
        (".htaccess", "htaccess"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Lpt1 .txt", "_Lpt1 .txt"),
        ("x.txt. . ", "x.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("a\u200b\ufeffb.txt", "ab.txt"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie b.txt"),
        ("a\0b.txt", "ab.txt"),
        ("a%00b.txt", "a%00b.txt"),
        ('q"uote;.txt', "q uote;.txt"),
        ("Cafe\u0301.txt", "Caf\u00e9.txt"),
        ("отчёт.pdf", "отчёт.pdf"),
        ("😀.txt", "😀.txt"),
        ("z" + "\u0335" * 50 + ".txt", "z\u0335\u0335.txt"),
        ("\udcff.txt", "txt"),
        ("a  b.txt", "a b.txt"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("ä" * 300 + ".pdf")
    assert (len(name), name[-5:]) == (255, "ä.pdf")


def test_a_long_extension_is_cut_as_well() -> None:
    assert len(clean_name("a." + "b" * 400)) == 255


@pytest.mark.parametrize("name", ["", None, "...", "///", "\u200b", " ", "\0", ".-."])
def test_what_leaves_no_name_is_refused(name: str | None) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_name(name)
    assert caught.value.code == "required"


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.exe.pdf", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.txt", b"x", "text/plain"),
        ("a.txt", "Grüße".encode(), "text/plain"),
        ("a.txt", "hello".encode("utf-16"), "text/plain"),
        ("a.txt", b"#!/bin/sh\necho hello\n", "text/plain"),
        ("a.txt", b"From: me\nTo: you\nSubject: note\n\nhello\n", "text/plain"),
        ("a.csv", b"a,b,c\n1,2,3\n4,5,6\n", "text/csv"),
        ("a.csv", b"a;b\n", "text/plain"),
        ("a.md", b"# Title\n\n- one\n", "text/plain"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.zip", archive("a.txt"), "application/zip"),
    ],
)
def test_a_file_of_an_allowed_kind_is_recognized_by_its_content(name: str, content: bytes, content_type: str) -> None:
    assert check_file(a_file(name, content)).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf.exe", PDF),
        ("a", b"text"),
        (".pdf", PDF),
        ("a.html", b"<!DOCTYPE html><html></html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.pdf", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)),
        ("a.png", b"<!DOCTYPE html><html><script>1</script></html>"),
        ("a.txt", b"<!DOCTYPE html><html><script>1</script></html>"),
        ("a.txt", b"MZ" + bytes(200)),
        ("a.txt", b"text\0with a null"),
        ("a.docx", archive("a.txt", "b.txt")),
        ("a.xlsx", DOCX),
        ("a.jpg", PNG),
        ("a.zip", DOCX),
    ],
)
def test_a_kind_that_is_not_allowed_or_not_what_the_name_says_is_refused(name: str, content: bytes) -> None:
    assert code_of(a_file(name, content)) == "file_type_not_allowed"


def test_an_empty_file_is_refused() -> None:
    assert code_of(a_file("a.txt", b"")) == "file_empty"


def test_a_file_may_have_exactly_as_many_bytes_as_allowed(settings: Settings) -> None:
    settings.UPLOAD_MAX_FILE_BYTES = 10
    assert check_file(a_file("a.txt", b"x" * 10)).size == 10
    assert code_of(a_file("a.txt", b"x" * 11)) == "file_too_large"


def test_the_bytes_are_counted_whatever_size_is_declared(settings: Settings) -> None:
    settings.UPLOAD_MAX_FILE_BYTES = 10
    file = a_file("a.txt", b"x" * 11)
    file.size = 5
    assert code_of(file) == "file_too_large"


def test_size_and_hash_are_those_of_the_bytes_also_from_a_temporary_file() -> None:
    content = b"line\n" * 50_000
    with TemporaryUploadedFile("a.txt", "text/plain", len(content), None) as file:
        file.write(content)
        file.flush()
        found = check_file(file)
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_refusal_names_the_file() -> None:
    with pytest.raises(ValidationError, match=r"The file a\.exe is not of an allowed kind"):
        check_file(a_file("a.exe", b"MZ"))
