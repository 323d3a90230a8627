"""Real and false files: what they hold, whatever they are called."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n"
EXE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
XHTML = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"
OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(*names: str, content: bytes = b"<x/>", packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with entries of these names."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", packed) as entries:
        for name in names:
            entries.writestr(name, content)
    return kept.getvalue()


def picture(kind: str, **options: object) -> bytes:
    """Return a small picture of this kind."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(kept, kind, **options)
    return kept.getvalue()


def photo() -> bytes:
    """Return a JPEG file that says where and by what it was taken, and which side is up."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return picture("JPEG", exif=exif, comment=b"SecretComment")


def flood() -> bytes:
    """Return a small PNG file whose header speaks of 10,000 times 10,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    end = struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + end


GIF = picture("GIF")
PNG = picture("PNG")
JPEG = picture("JPEG")
DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
ODT = archive("mimetype", content=b"application/vnd.oasis.opendocument.text", packed=zipfile.ZIP_STORED)

TRUE = [
    ("a.pdf", PDF, "application/pdf"),
    ("A.PdF", PDF, "application/pdf"),
    ("a.exe.pdf", PDF, "application/pdf"),
    ("a.png", PNG, "image/png"),
    ("a.jpg", JPEG, "image/jpeg"),
    ("a.jpeg", JPEG, "image/jpeg"),
    ("a.gif", GIF, "image/gif"),
    ("a.webp", picture("WEBP"), "image/webp"),
    ("a.docx", DOCX, f"{OFFICE}.wordprocessingml.document"),
    ("a.docx", archive("word/document.xml", "[Content_Types].xml"), f"{OFFICE}.wordprocessingml.document"),
    ("a.xlsx", XLSX, f"{OFFICE}.spreadsheetml.sheet"),
    ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ("a.zip", archive("a.txt"), "application/zip"),
    ("a.zip", archive("a.docx", content=DOCX, packed=zipfile.ZIP_STORED), "application/zip"),
    ("a.txt", b"x", "text/plain"),
    ("a.txt", "Grüße 😀".encode(), "text/plain"),
    ("a.txt", "Grüße\r\n".encode("utf-16"), "text/plain"),
    ("a.txt", b"\xfe\xff" + "Grüße 😀".encode("utf-16-be"), "text/plain"),
    ("a.csv", b"a,b,c\n1,2,3\n4,5,6\n", "text/csv"),
    ("a.md", b"# Title\n\n- one\n", "text/plain"),
    # These are what their names say, and something else besides: nothing acts on it when they are downloaded.
    ("a.gif", GIF + HTML, "image/gif"),
    ("a.jpg", JPEG + HTML, "image/jpeg"),
    ("a.pdf", PDF + archive("a.txt"), "application/pdf"),
]
"""Files that are what their names say: name, content, and the type that is found."""

FALSE = [
    ("a.pdf.exe", PDF),
    ("a", b"text"),
    ("a.", b"text"),
    (".pdf", PDF),
    ("a.html", HTML),
    ("a.svg", SVG),
    ("a.exe", EXE),
    ("a.pdf", EXE),
    ("a.txt", EXE),
    ("a.txt", ELF),
    ("a.zip", EXE),
    ("a.png", HTML),
    ("a.txt", HTML),
    ("a.txt", b"\n\n " + HTML),
    ("a.txt", b"\xef\xbb\xbf" + HTML),
    ("a.txt", HTML.decode().encode("utf-16")),
    ("a.csv", SVG),
    ("a.png", SVG),
    ("a.md", XHTML),
    ("a.html", GIF + HTML),
    ("a.zip", PDF + archive("a.txt")),
    ("a.docx", archive("a.txt", "b.txt")),
    ("a.docx", archive("a.txt", content=b"[Content_Types].xml word/", packed=zipfile.ZIP_STORED)),
    ("a.docx", archive("a.docx", content=DOCX, packed=zipfile.ZIP_STORED)),
    ("a.xlsx", DOCX),
    ("a.zip", DOCX),
    ("a.jpg", PNG),
    ("a.txt", b"text\0with a null"),
    ("a.txt", b"\xff\xfe" + ELF),
    ("a.txt", b"\xff\xfe\0\0" + ELF),
    ("a.txt", b"\0"),
    ("a.pdf", b"x"),
]
"""Files that are not what their names say, or of no kind that is taken: name and content."""
