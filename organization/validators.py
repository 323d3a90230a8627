"""What a text, a name, a phone number and a picture may be."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.db.models.fields.files import FieldFile

    from organization.models import Employee

MAX_PICTURE_BYTES = 5 * 1024 * 1024
MAX_PICTURE_PIXELS = 50_000_000
PICTURE_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
# Pillow warns at another number, and refuses only at twice that.
Image.MAX_IMAGE_PIXELS = None
VISIBLE = frozenset("LMNPS")
"""The kinds of characters that show something: letters, marks, numbers, punctuation and symbols."""

PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,30}")


def can_be_stored(text: str) -> bool:
    """Whether every database can store the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def tidy(text: str, *, lines: bool = False) -> str:
    """Return the text in Unicode's composed form without spaces around it, and nothing where nothing is to be seen.

    `lines` allows line breaks and tabs. Raises ValidationError if it holds control characters.
    """
    allowed = "\n\t" if lines else ""
    tidied = unicodedata.normalize("NFC", text.replace("\r\n", "\n") if lines else text).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed for character in tidied):
        raise ValidationError("This holds characters that cannot be shown.", code="invalid")
    return tidied if any(unicodedata.category(character)[0] in VISIBLE for character in tidied) else ""


def fill(row: models.Model, values: Mapping[str, Any]) -> None:
    """Set the row's fields, texts tidied, None emptying a text; raises ValidationError that names each bad field."""
    errors = {}
    for name, value in values.items():
        try:
            setattr(row, name, fitting(row._meta.get_field(name), value))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def fitting(field: Any, value: Any) -> Any:
    """Return the value as the model field may hold it; raises ValidationError."""
    if value is None and field.empty_strings_allowed and not field.null:
        return ""
    if value is None and field.is_relation and not field.null:
        raise ValidationError("This must have a value.", code="required")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValidationError("This is not a number.", code="invalid")
        return with_all_places(value, field.decimal_places)
    if not isinstance(value, str):
        return value
    is_long = isinstance(field, models.TextField)
    text = tidy(value, lines=is_long)
    if is_long and field.max_length and len(text) > field.max_length:
        raise ValidationError(f"This has more than {field.max_length} characters.", code="too_long")
    return text


def with_all_places(value: Decimal, places: int) -> Decimal:
    """Return the number as the column shows it, such as 61000.50; what does not fit is left to the field to refuse."""
    try:
        written = value.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        return value
    return written if written == value else value


def validate_phone(phone: str) -> None:
    """Refuse what nobody could dial."""
    if not PHONE.fullmatch(phone):
        raise ValidationError("This is not a phone number.", code="invalid")


def validate_name(name: str) -> None:
    """Refuse a name that has nothing to show or holds control characters."""
    if not any(character.isalpha() for character in name) or not name.isprintable():
        raise ValidationError("This is not a name.", code="invalid")


def picture_path(employee: "Employee", _name: str) -> str:
    """Return a name that nobody can guess, that changes with the picture and says what it is."""
    return f"pictures/{uuid.uuid4().hex}.{picture_extension(employee.picture)}"


def validate_picture(picture: "FieldFile") -> None:
    """Refuse what is not a picture; one that is stored already was checked before."""
    if not picture._committed:  # type: ignore[attr-defined]  # noqa: SLF001, Django has no public name for it
        picture_extension(picture)


def picture_extension(picture: "File[Any]") -> str:
    """Return png, jpg, webp or gif, from the content alone; raises ValidationError if it is none of them."""
    if not picture.size:
        raise ValidationError("The picture is empty.", code="file_empty")
    if picture.size > MAX_PICTURE_BYTES:
        raise ValidationError("A picture has at most 5 MB.", code="file_too_large")
    try:
        picture.seek(0)
        with Image.open(picture, formats=tuple(PICTURE_EXTENSIONS)) as image:
            kind, (width, height) = str(image.format), image.size
            if width * height <= MAX_PICTURE_PIXELS:
                image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError("A picture is a PNG, JPEG, WebP or GIF file.", code="file_type_not_allowed") from error
    finally:
        picture.seek(0)
    if width * height > MAX_PICTURE_PIXELS:
        raise ValidationError("A picture has at most 50 million pixels.", code="file_too_large")
    return PICTURE_EXTENSIONS[kind]
