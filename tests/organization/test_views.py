"""Pictures of people, as a browser fetches them."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django.fixtures import Settings

from organization.models import Employee
from organization.views import picture_url
from tests.conftest import Cast

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
NAME = "0123456789abcdef0123456789abcdef.png"

pytestmark = pytest.mark.urls("organization.urls")


@pytest.fixture
def shown(cast: Cast, settings: Settings, tmp_path: Path) -> Employee:
    """Return Emil with a picture."""
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = "https://tasks.example"
    Employee.picture.field.storage.save(f"pictures/{NAME}", ContentFile(PNG))
    cast.emil.picture = f"pictures/{NAME}"
    cast.emil.save()
    return cast.emil


def test_a_picture_has_an_address_of_its_own(cast: Cast, shown: Employee) -> None:
    assert picture_url(shown) == f"https://tasks.example/pictures/{NAME}"
    assert picture_url(cast.erna) is None


@pytest.mark.usefixtures("shown")
def test_whoever_knows_the_address_sees_the_picture_and_may_keep_it(client: Client) -> None:
    response = client.get(f"/pictures/{NAME}")
    expected = {
        "Content-Type": "image/png",
        "Content-Length": str(len(PNG)),
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert {name: response[name] for name in expected} == expected
    assert b"".join(response.streaming_content) == PNG  # type: ignore[attr-defined]


@pytest.mark.usefixtures("shown")
def test_head_shows_no_bytes(client: Client) -> None:
    response = client.head(f"/pictures/{NAME}")
    assert (response.status_code, response.content, response["Content-Length"]) == (200, b"", str(len(PNG)))


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    "name",
    [
        "ffffffffffffffffffffffffffffffff.png",
        NAME.upper(),
        f"{NAME}%0a",
        f"{NAME}.html",
        "..%2ffiles%2fx",
        "%00.png",
        NAME.replace("png", "svg"),
    ],
)
def test_no_other_name_shows_anything(client: Client, name: str) -> None:
    response = client.get(f"/pictures/{name}")
    assert response.status_code == 404


@pytest.mark.usefixtures("shown")
def test_a_picture_is_only_read(client: Client) -> None:
    assert client.post(f"/pictures/{NAME}").status_code == 405
