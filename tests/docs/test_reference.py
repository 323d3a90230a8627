"""docs/api.md is whole and current, and each example in it works on the demo's data."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from organization.credentials import make_reset_token
from organization.models import Employee
from schema import reference
from schema.errors import ErrorCode
from schema.reference import Example
from tests.schema.conftest import Api

# One process for all: each would load the demo.
pytestmark = pytest.mark.xdist_group("reference")

EXAMPLES = reference.examples()
PAGE = Path(settings.BASE_DIR, "docs", "api.md").read_text(encoding="utf-8")
WORD = re.compile(r"[A-Z]+(_[A-Z]+)+")
RESET = "RESET_TOKEN"


@pytest.fixture(autouse=True)
def demo(demo_data: None, db: None) -> None:
    """Let each test begin with the demo as it was loaded."""


def test_the_page_is_current() -> None:
    call_command("export_docs", "--check")


def test_there_is_one_example_for_each_operation() -> None:
    assert [example.name for example in EXAMPLES] == sorted(reference.root_fields())
    assert [name for name in reference.root_fields() if PAGE.count(f"\n### `{name}`\n") != 1] == []


def test_every_code_says_what_a_client_does() -> None:
    assert list(reference.advice()) == [code.value for code in ErrorCode]
    assert [code.value for code in ErrorCode if f"\n| `{code.value}` | " not in PAGE] == []


def test_every_word_in_capitals_is_explained_and_used() -> None:
    used = {word for example in EXAMPLES for word in words(example.variables)}
    used |= {word for look_up in reference.look_ups().values() for word in look_up.needs}
    assert used - {RESET} == set(reference.look_ups())


def test_every_program_is_printed() -> None:
    programs = sorted(Path(settings.BASE_DIR, "docs", "programs").glob("*/*.*"))
    printed = [path for path in programs if path.read_text(encoding="utf-8").strip() in PAGE]
    assert [path for path in programs if path.suffix in reference.LANGUAGES] == printed


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_an_example_works(example: Example) -> None:
    api = caller(example.viewer)
    variables = filled(example.variables, api)
    if "multipart" in example.note:
        answer = api.upload(example.operation, {place: attachment(place) for place in nulls(variables)}, **variables)
    else:
        answer = api.answer(example.operation, **variables)
    assert "errors" not in answer, answer
    (name, value), *others = answer["data"].items()
    assert (name, others) == (example.name, [])
    assert value is not None
    assert list(refusals(value)) == []


def caller(name: str) -> Api:
    """Return who asks in an example."""
    return Api().as_(None if name == "nobody" else Employee.objects.get(user__username=name))


def filled(value: Any, api: Api) -> Any:
    """Return variables with the words in capitals looked up."""
    match value:
        case dict():
            return {key: filled(part, api) for key, part in value.items()}
        case list():
            return [filled(part, api) for part in value]
        case "RESET_TOKEN":
            return make_reset_token(Employee.objects.get(user__username="emma").user)
        case str() if WORD.fullmatch(value):
            look_up = reference.look_ups()[value]
            *_, last = leaves(api.data(look_up.operation, **{word: filled(word, api) for word in look_up.needs}))
            return last
        case _:
            return value


def leaves(value: Any) -> Iterator[Any]:
    """Return the values of an answer, in its order."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


def words(value: Any) -> list[str]:
    """Return the words in capitals among variables."""
    return [leaf for leaf in leaves(value) if isinstance(leaf, str) and WORD.fullmatch(leaf)]


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """Return where variables are null, such as `files.0`."""
    if value is None:
        yield path.lstrip(".")
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nulls(part, f"{path}.{key}")


def refusals(value: Any) -> Iterator[Any]:
    """Return what stands in any `errors` of an answer."""
    if isinstance(value, dict):
        yield from value.get("errors", ())
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from refusals(part)


def attachment(place: str) -> SimpleUploadedFile:
    """Return a file for a place among the variables: a picture for a picture, else a text."""
    if not place.endswith("picture"):
        return SimpleUploadedFile("notes.txt", f"What goes to {place}.\n".encode())
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return SimpleUploadedFile("me.png", picture.getvalue())
