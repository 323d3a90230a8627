"""What several tests of people need: letters as they are sent, and what must not change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.module_loading import import_string

from notifications.models import Letter
from notifications.services import Draft


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of a test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def written(settings: Any) -> Callable[[], Draft | None]:
    """Return what writes the newest letter, as the worker does."""

    def write() -> Draft | None:
        letter = Letter.objects.latest("id")
        draft: Draft | None = import_string(settings.LETTER_WRITERS[letter.kind])(letter)
        return draft

    return write


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    """Return the codes of the error by field."""
    if hasattr(error, "error_dict"):
        return {name: [each.code for each in errors] for name, errors in error.error_dict.items()}
    return {NON_FIELD_ERRORS: [each.code for each in error.error_list]}


class Refusal:
    """The codes of what was refused, once the block is over."""

    codes: dict[str, list[str | None]]


@pytest.fixture
def refused(letters: Callable[[], Any]) -> Callable[[], Any]:
    """Return a context in which a ValidationError must arise, and no letter may leave."""

    @contextmanager
    def context() -> Iterator[Refusal]:
        before, refusal = letters(), Refusal()
        with pytest.raises(ValidationError) as caught:
            yield refusal
        refusal.codes = codes(caught.value)
        assert letters() == before

    return context
