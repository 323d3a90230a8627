"""How the tests of values speak with a real server."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from organization.authentication import open_session
from tests.acceptance.server import Server
from tests.conftest import Cast

Send = Callable[..., httpx.Response]


@pytest.fixture
def send(web: Server, cast: Cast) -> Send:
    """Return what sends an operation to a real server as an officer; variables may be given as JSON."""
    headers = {"Authorization": f"Bearer {open_session(cast.olga.user).token}"}

    def post(query: str, variables: Any = None) -> httpx.Response:
        if isinstance(variables, str):
            text = query.replace("\n", " ").replace('"', '\\"')
            return web.post(f'{{"query": "{text}", "variables": {variables}}}', headers=headers)
        return web.post({"query": query, "variables": variables or {}}, headers=headers)

    return post
