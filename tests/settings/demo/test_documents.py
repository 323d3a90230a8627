"""The demo's documents open in the programs for which they are meant."""

import csv
import re
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from PIL import Image

from settings.demo.documents import write_file

TITLE, TEXT = "Book the cabins (six) in Tromsø", "With sauna.\nPrices & dates < Friday."


def test_the_index_of_a_pdf_points_at_its_objects() -> None:
    content = write_file("offer.pdf", TITLE, TEXT)
    start = int(re.findall(rb"startxref\n(\d+)", content)[0])
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n ", content[start:])]
    assert [content[offset:].split(b"\n")[0] for offset in offsets] == [b"%d 0 obj" % n for n in range(1, 7)]
    assert rb"(Book the cabins \(six\) in Troms" + "ø".encode("cp1252") in content


def test_the_stream_of_a_pdf_is_as_long_as_it_says() -> None:
    content = write_file("offer.pdf", TITLE, TEXT)
    length, stream = re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.DOTALL)[0]
    assert len(stream) == int(length)


def test_a_word_document_holds_every_line() -> None:
    with ZipFile(BytesIO(write_file("plan.docx", TITLE, TEXT))) as archive:
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    assert list(parts) == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert [text.text for text in parts["word/document.xml"].iter() if text.text] == [TITLE, *TEXT.split("\n")]


def test_a_table_adds_up() -> None:
    rows = list(csv.DictReader(StringIO(write_file("costs.csv", TITLE, TEXT).decode())))
    assert len(rows) == 6
    assert all(float(row["hours"]) * float(row["rate"]) == float(row["total"]) for row in rows)


def test_a_sketch_is_a_picture_of_its_own() -> None:
    with Image.open(BytesIO(write_file("chart.png", TITLE, TEXT))) as image:
        assert (image.format, image.size) == ("PNG", (640, 400))
    assert write_file("chart.png", TITLE, TEXT) != write_file("chart.png", "Another title", TEXT)


def test_notes_and_pages_begin_with_the_title() -> None:
    assert write_file("notes.txt", TITLE, TEXT).decode().startswith(f"{TITLE}\n====")
    assert write_file("page.md", TITLE, TEXT).decode().startswith(f"# {TITLE}\n\n{TEXT}\n")
