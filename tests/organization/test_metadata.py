"""Pictures say nothing besides what they show."""

import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from organization.metadata import ORIENTATION, without_metadata

SECRET = b"Secret"


def exif(side: int | None = None) -> Image.Exif:
    """Return what a camera says of a photo."""
    said = Image.Exif()
    said[0x010F] = "SecretCamera"
    said.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    if side:
        said[ORIENTATION] = side
    return said


def text() -> PngImagePlugin.PngInfo:
    """Return what a program says of a PNG file."""
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Secret")
    said.add_itxt("XML:com.adobe.xmp", "<Secret/>", zip=False)
    return said


def picture(kind: str, frames: int = 1, **options: Any) -> bytes:
    """Return a picture, or a film, of this kind."""
    kept = io.BytesIO()
    first, *more = [Image.effect_noise((32, 24), 50 + frame).convert("RGB") for frame in range(frames)]
    film = {"save_all": True, "append_images": more} if more else {}
    first.save(kept, kind, **film, **options)
    return kept.getvalue()


CASES: list[tuple[str, str, int, dict[str, Any]]] = [
    ("jpg", "JPEG", 1, {"exif": exif(), "comment": SECRET, "xmp": b"<Secret/>"}),
    ("jpg", "JPEG", 1, {"exif": exif(), "progressive": True, "icc_profile": b"colours" * 99, "restart_marker_rows": 1}),
    ("png", "PNG", 1, {"exif": exif(), "pnginfo": text()}),
    ("png", "PNG", 3, {"exif": exif(), "pnginfo": text()}),
    ("webp", "WEBP", 1, {"exif": exif(), "xmp": b"<Secret/>"}),
    ("webp", "WEBP", 3, {"exif": exif(), "xmp": b"<Secret/>", "lossless": True}),
    ("gif", "GIF", 1, {"comment": SECRET}),
    ("gif", "GIF", 3, {"comment": SECRET, "loop": 0, "duration": 50}),
]


def shown(content: bytes) -> list[bytes]:
    """Return the pixels of every frame."""
    with Image.open(io.BytesIO(content)) as image:
        found = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            found.append(image.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize(("extension", "kind", "frames", "options"), CASES)
def test_d25_it_shows_the_same_and_says_nothing(
    extension: str, kind: str, frames: int, options: dict[str, Any]
) -> None:
    content = picture(kind, frames, **options)
    kept = without_metadata(content + b"SecretTail", extension)
    assert (SECRET in content, SECRET in kept) == (True, False) or "icc_profile" in options
    assert b"Secret" not in kept
    assert (len(shown(kept)), shown(kept)) == (frames, shown(content))
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
        assert image.info.get("icc_profile") == options.get("icc_profile")
        assert image.info.get("loop") == (0 if "loop" in options else image.info.get("loop"))


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "gif"])
def test_a_picture_that_says_nothing_stays_as_it_is(extension: str) -> None:
    content = picture({"jpg": "JPEG"}.get(extension, extension.upper()))
    assert without_metadata(content, extension) == content


@pytest.mark.parametrize("side", [1, 3, 6, 8])
def test_a_photo_still_stands_upright(side: int) -> None:
    kept = without_metadata(picture("JPEG", exif=exif(side)), "jpg")
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == ({} if side == 1 else {ORIENTATION: side})
    assert SECRET not in kept


@pytest.mark.parametrize(("extension", "kind"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF")])
def test_a_picture_that_breaks_off_is_read_or_refused_but_never_read_for_ever(extension: str, kind: str) -> None:
    content = picture(kind)
    for end in range(30, len(content), 37):
        try:
            assert len(without_metadata(content[:end], extension)) <= end
        except ValueError:
            continue
