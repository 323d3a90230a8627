"""What the text of a task may hold, whoever writes it."""

import pytest
from django.core.exceptions import ValidationError

from tasks.validators import validate_line, validate_text


@pytest.mark.parametrize("text", ["a\0b", "a\x07", "a\x85", "a\r\nb", "\ud800"])
def test_what_no_screen_shows_is_refused_in_a_text(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_text(text)
    assert caught.value.code == "invalid"


@pytest.mark.parametrize(
    ("line", "code"), [("a\nb", "invalid"), ("a\tb", "invalid"), ("\u200b", "required"), (" ", "required")]
)
def test_a_line_is_one_line_and_shows_something(line: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_line(line)
    assert caught.value.code == code


@pytest.mark.parametrize("line", ["x", "1", "?", "😀", "שלום", "a\u202eb"])
def test_a_line_of_any_script_is_fine(line: str) -> None:
    validate_line(line)
    validate_text(f"{line}\n\t{line}")
