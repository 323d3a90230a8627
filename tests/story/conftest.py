"""The servers that the story plays on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import own_database
from tests.smtp_sink import MailServer, mail_server
from tests.story.servers import Servers, forget_cache

__all__ = ("mail_server",)


@pytest.fixture
def servers(tmp_path: Path, mail_server: MailServer) -> Iterator[Servers]:
    """Run the whole product, with a database and a cache of its own."""
    forget_cache()
    with own_database("story") as url, Servers(tmp_path, mail_server, database_url=url) as running:
        yield running
