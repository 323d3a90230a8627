"""What a picture says besides what it shows, such as where it was taken: it is left out, and no pixel changes.

The file is taken apart by its own marks and never decoded, so that a small file cannot ask for much memory or time.
"""

import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112

JPEG_SCAN, JPEG_END, JPEG_COMMENT = 0xDA, 0xD9, 0xFE
JPEG_SAID = range(0xE0, 0xF0)
JPEG_NEEDED = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe\0", b"Adobe")
"""How the segments begin that a program may need to show the right colours."""

PNG_NEEDED = b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()

WEBP_SAID = (b"EXIF", b"XMP ")
WEBP_FLAGS = 0x0C
"""The bits that say that these are there."""

GIF_BLOCK, GIF_END, GIF_CONTROL, GIF_PROGRAM = 0x21, 0x3B, 0xF9, 0xFF
GIF_NEEDED = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
"""The programs whose extension says how often a film is shown."""


def without_metadata(content: bytes, extension: str) -> bytes:
    """Return the picture alone; raises ValueError if its parts do not fit together."""
    take_apart = {"jpg": jpeg_parts, "png": png_parts, "webp": webp_parts, "gif": gif_parts}[extension]
    try:
        return b"".join(take_apart(content))
    except (OSError, IndexError, SyntaxError, struct.error) as error:
        raise ValueError("The parts of the picture do not fit together.") from error


def jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Yield the parts of a JPEG file that show it; what follows its end is not of it."""
    yield content[:2]
    yield from turned(content)
    place = 2
    while place < len(content) - 1:
        if content[place] != 0xFF:  # noqa: PLR2004 - what every mark begins with
            raise ValueError("There is no mark where a segment begins.")
        mark = content[place + 1]
        if mark == JPEG_END:
            yield content[place : place + 2]
            return
        if mark == 0xFF:  # noqa: PLR2004 - a mark may be filled up
            place += 1
            continue
        ends = place + 2 + max(2, int.from_bytes(content[place + 2 : place + 4]))
        if mark == JPEG_SCAN:
            ends = end_of_scan(content, ends)
        says = mark == JPEG_COMMENT or mark in JPEG_SAID
        if not says or content.startswith(JPEG_NEEDED, place + 4):
            yield content[place:ends]
        place = ends


def turned(content: bytes) -> Iterator[bytes]:
    """Yield the segment that says which side of a photo is up, if it is another than the first."""
    with Image.open(BytesIO(content)) as image:
        side = image.getexif().get(ORIENTATION)
    if side in range(2, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = side
        said = exif.tobytes()
        yield b"\xff\xe1" + (len(said) + 2).to_bytes(2) + said


def end_of_scan(content: bytes, place: int) -> int:
    """Return where the next mark stands after the pixels; a zero or a restart after 0xFF is still of them."""
    while (place := content.find(b"\xff", place)) >= 0 and place + 1 < len(content):
        if content[place + 1] and content[place + 1] not in range(0xD0, 0xD8):
            return place
        place += 2
    return len(content)


def png_parts(content: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG file that show it."""
    yield content[:8]
    place = 8
    while place < len(content):
        ends = place + 12 + int.from_bytes(content[place : place + 4])
        kind = content[place + 4 : place + 8]
        if kind in PNG_NEEDED:
            yield content[place:ends]
        if kind == b"IEND":
            return
        place = ends


def webp_parts(content: bytes) -> Iterator[bytes]:
    """Yield the chunks of a WebP file that show it, after a head that knows how long they are together."""
    kept = b"".join(webp_chunks(content[: 8 + int.from_bytes(content[4:8], "little")]))
    yield b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + kept


def webp_chunks(content: bytes) -> Iterator[bytes]:
    """Yield the chunks that show a WebP file; the first of a long one says which others there are."""
    place = 12
    while place < len(content):
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        ends = place + 8 + size + size % 2
        kind = content[place : place + 4]
        if kind == b"VP8X":
            flags = content[place + 8] & ~WEBP_FLAGS
            yield content[place : place + 8] + bytes((flags,)) + content[place + 9 : ends]
        elif kind not in WEBP_SAID:
            yield content[place:ends]
        place = ends


def gif_parts(content: bytes) -> Iterator[bytes]:
    """Yield the blocks of a GIF file that show it."""
    place = 13 + table_size(content[10])
    yield content[:place]
    while content[place] != GIF_END:
        if content[place] == GIF_BLOCK:
            ends = end_of_blocks(content, place + 2)
            program = content[place + 1] == GIF_PROGRAM and content.startswith(GIF_NEEDED, place + 3)
            if program or content[place + 1] == GIF_CONTROL:
                yield content[place:ends]
        else:
            ends = end_of_blocks(content, place + 11 + table_size(content[place + 9]))
            yield content[place:ends]
        place = ends
    yield content[place : place + 1]


def table_size(flags: int) -> int:
    """Return how many bytes the colours take that the flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def end_of_blocks(content: bytes, place: int) -> int:
    """Return where a row of blocks ends, each of which begins with its length."""
    while content[place]:
        place += 1 + content[place]
    return place + 1
