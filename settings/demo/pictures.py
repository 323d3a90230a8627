"""Portraits and sketches, drawn the same at every load."""

from io import BytesIO
from unicodedata import normalize
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

PAPER, INK = "#fbf8f1", "#2b2b2b"
COLOURS = ("#1f6f78", "#c8553d", "#588157", "#6a4c93", "#bc6c25", "#33658a", "#9c6644", "#7f5539")
PORTRAIT_SIZE = 256
SKETCH_SIZE = (640, 400)
BOX = 72


def portrait(name: str) -> bytes:
    """Return a square PNG with the initials of a name on its own colour."""
    image = Image.new("RGB", (PORTRAIT_SIZE, PORTRAIT_SIZE), colour(name))
    draw = ImageDraw.Draw(image)
    initials = "".join(part[0] for part in plain(name).split())[:2].upper()
    font = ImageFont.load_default(PORTRAIT_SIZE // 2.4)
    draw.text((PORTRAIT_SIZE / 2, PORTRAIT_SIZE / 2), initials, fill="white", font=font, anchor="mm")
    return as_png(image)


def sketch(title: str) -> bytes:
    """Return a PNG with a headline over a row of boxes and lines, different for every title."""
    image = Image.new("RGB", SKETCH_SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((32, 28), plain(title), fill=INK, font=ImageFont.load_default(18))
    for column in range(6):
        number = crc32(f"{title} {column}".encode())
        left, height = 32 + column * 98, 40 + number % 200
        draw.rectangle((left, 350 - height, left + BOX, 350), fill=COLOURS[number % len(COLOURS)], outline=INK)
    draw.line((24, 350, 616, 350), fill=INK, width=3)
    return as_png(image)


def plain(text: str) -> str:
    """Return the text in ASCII, because Pillow's own font knows no other letters."""
    return normalize("NFKD", text).encode("ascii", "ignore").decode()


def colour(name: str) -> str:
    """Return the colour that belongs to a name."""
    return COLOURS[crc32(name.encode()) % len(COLOURS)]


def as_png(image: Image.Image) -> bytes:
    """Return the image as the bytes of a PNG file."""
    file = BytesIO()
    image.save(file, "PNG", optimize=False)
    return file.getvalue()
