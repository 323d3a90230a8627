"""Every kind of letter that the project sends has all it needs."""

import pytest
from django.template import Engine
from django.utils.module_loading import import_string

from settings.base import LETTER_WRITERS


@pytest.mark.parametrize("kind", LETTER_WRITERS)
def test_every_kind_of_letter_has_a_writer_and_three_templates(kind: str) -> None:
    assert callable(import_string(LETTER_WRITERS[kind]))
    for ending in ("subject.txt", "txt", "html"):
        Engine.get_default().get_template(f"letters/{kind}.{ending}")
