"""What the text of a task may hold."""

import unicodedata

from django.core.exceptions import ValidationError


def validate_text(text: str) -> None:
    """Refuse control characters, new line and tab excepted, and halves of characters, which no database stores."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text.replace("\n", "").replace("\t", "")):
        raise ValidationError("The text holds characters that cannot be shown.", code="invalid")


def validate_line(text: str) -> None:
    """Refuse what is not a single line, and what has nothing to show."""
    validate_text(text)
    if "\n" in text or "\t" in text:
        raise ValidationError("This has to be a single line.", code="invalid")
    if not any(unicodedata.category(character)[0] in "LMNPS" for character in text):
        raise ValidationError("This has nothing to show.", code="required")
