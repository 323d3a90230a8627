"""The contents of the files that people handed in: small, real, and the same at every load."""

from collections.abc import Callable
from io import BytesIO
from textwrap import wrap
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

from settings.demo.pictures import sketch

CSV_ITEMS = ("Preparation", "First draft", "Corrections", "Material", "Meetings", "Final version")
LONG_AGO = (2024, 1, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_file(name: str, title: str, text: str) -> bytes:
    """Return the contents of a file of the kind that its name ends with."""
    return WRITERS[name.rsplit(".", 1)[-1]](title, text)


def as_text(title: str, text: str) -> bytes:
    """Return a plain note in UTF-8."""
    lines = [title, "=" * len(title), "", *wrap(text, 76), "", "Done so far:", "- read through everything once"]
    return "\n".join([*lines, "- asked about what was not clear", "- the rest follows", ""]).encode()


def as_markdown(title: str, text: str) -> bytes:
    """Return a Markdown page in UTF-8."""
    agreed = "## Agreed\n\n1. One person decides.\n2. Changes are written down here.\n"
    return f"# {title}\n\n{text}\n\n{agreed}\n## Open\n\n- [ ] Date of the next meeting\n".encode()


def as_csv(title: str, _text: str) -> bytes:
    """Return a table of hours and costs with a heading line, in UTF-8."""
    rows = ["item,hours,rate,total"]
    for item in CSV_ITEMS:
        hours, rate = crc32(f"{title} {item}".encode()) % 12 + 1, 60 + len(item)
        rows.append(f"{item},{hours},{rate}.00,{hours * rate}.00")
    return "\n".join([*rows, ""]).encode()


def as_png(title: str, _text: str) -> bytes:
    """Return a sketch."""
    return sketch(title)


def as_pdf(title: str, text: str) -> bytes:
    """Return a PDF of one A4 page."""
    page = pdf_page(title, text)
    fonts = b"<< /Font << /Bold 5 0 R /Plain 6 0 R >> >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        font % b"Helvetica-Bold",
        font % b"Helvetica",
    )
    file, offsets = BytesIO(), []
    file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, content in enumerate(objects, start=1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = file.tell(), len(objects) + 1
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    file.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return file.getvalue()


def pdf_page(title: str, text: str) -> bytes:
    """Return the drawing instructions of a page with a headline and wrapped text."""
    lines = [f"BT /Bold 15 Tf 60 770 Td 18 TL ({pdf_text(title)}) Tj T* /Plain 11 Tf T*"]
    lines += [f"({pdf_text(line)}) Tj T*" for line in wrap(text, 80)]
    return "\n".join([*lines, "ET"]).encode("cp1252", "replace")


def pdf_text(line: str) -> str:
    """Return the line with the characters escaped that end a PDF string."""
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def as_docx(title: str, text: str) -> bytes:
    """Return a Word document with a headline and a paragraph for every line."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in docx_parts(title, text).items():
            archive.writestr(ZipInfo(name, LONG_AGO), XML + content)
    return file.getvalue()


def docx_parts(title: str, text: str) -> dict[str, str]:
    """Return the three parts without which a Word document is none."""
    bold = f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{escape(title)}</w:t></w:r></w:p>"
    plain = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="first" Type="{OFFICE}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{bold}{plain}</w:body></w:document>',
    }


WRITERS: dict[str, Callable[[str, str], bytes]] = {
    "txt": as_text,
    "md": as_markdown,
    "csv": as_csv,
    "png": as_png,
    "pdf": as_pdf,
    "docx": as_docx,
}
