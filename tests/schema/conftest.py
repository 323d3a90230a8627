"""How the tests speak with the API: over HTTP, as one of the cast."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.test import Client, override_settings
from strawberry.relay import to_base64

from organization.authentication import open_session
from organization.models import Employee


def global_id(row: Model) -> str:
    """Return the id that the API gives a row."""
    return to_base64(type(row).__name__, row.pk)


class Api:
    """A caller of the API; `as_` says on whose behalf."""

    def __init__(self) -> None:
        """Begin as nobody."""
        self.client = Client()
        self.token: str | None = None

    def as_(self, person: Employee | None) -> "Api":
        """Return a caller who is signed in as the person."""
        caller = Api()
        caller.token = open_session(person.user).token if person else None
        return caller

    def headers(self) -> dict[str, str]:
        """Return the headers of the caller."""
        accept = {"Accept": "application/graphql-response+json"}
        return accept | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def post(self, query: str, **variables: Any) -> Any:
        """Send an operation; return Django's response."""
        body = json.dumps({"query": query, "variables": variables})
        return self.client.post("/graphql/", body, content_type="application/json", headers=self.headers())

    def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation; return the whole answer."""
        answer: dict[str, Any] = self.post(query, **variables).json()
        return answer

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation that is not refused; return its data."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def upload(self, query: str, files: Mapping[str, UploadedFile[bytes]], /, **variables: Any) -> dict[str, Any]:
        """Send an operation with files, named by their places among the variables, such as `files.0`."""
        places = {str(number): [f"variables.{place}"] for number, place in enumerate(files)}
        parts = {str(number): file for number, file in enumerate(files.values())}
        operations = json.dumps({"query": query, "variables": variables})
        body = {"operations": operations, "map": json.dumps(places), **parts}
        headers = self.headers() | {"GraphQL-Require-Preflight": "1"}
        answer: dict[str, Any] = self.client.post("/graphql/", body, headers=headers).json()
        return answer

    def codes(self, query: str, **variables: Any) -> list[str]:
        """Send an operation; return the codes of its top-level errors."""
        return [error["extensions"]["code"] for error in self.answer(query, **variables).get("errors", [])]


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    """Keep the files of each test apart."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture
def api() -> Api:
    """Return a caller who is not signed in."""
    return Api()
