"""What the server says of itself."""

from importlib.metadata import PackageNotFoundError, version

import strawberry
from django.conf import settings

from schema.lists import LARGEST_PAGE, PAGE_SIZE
from schema.permissions import IsAuthenticated

try:
    VERSION = version("rakmedia-tasks")
except PackageNotFoundError:  # A checkout is run without being installed.
    VERSION = "development"


@strawberry.type(description="A kind of file that is accepted.")
class FileType:
    """An extension and what its content may be."""

    extension: str = strawberry.field(description="The end of the name, without the dot.")
    content_types: list[str] = strawberry.field(description="What the content may be.")


@strawberry.type(description="The server's version and limits.")
class ServerInfo:
    """What a client has to know before it asks."""

    version: str = strawberry.field(description="The version of the server.")
    page_size: int = strawberry.field(description="How many rows a list shows unless `first` or `last` is given.")
    largest_page: int = strawberry.field(description="How many rows a list shows at most.")
    max_file_bytes: int = strawberry.field(description="How large a file may be.")
    max_files_per_upload: int = strawberry.field(description="How many files may be handed in at once.")
    max_files_per_task: int = strawberry.field(description="How many files a task may have.")
    download_link_seconds: int = strawberry.field(description="How long a download link is good for.")
    file_types: list[FileType] = strawberry.field(description="The kinds of files that are accepted.")


@strawberry.type
class ServerQuery:
    """What the server says of itself."""

    @strawberry.field(
        permission_classes=[IsAuthenticated], description="The server's version and limits. Requires: signed in."
    )
    def server_info(self) -> ServerInfo | None:
        """Return the version and the limits."""
        kinds = sorted(settings.UPLOAD_TYPES.items())
        return ServerInfo(
            version=VERSION,
            page_size=PAGE_SIZE,
            largest_page=LARGEST_PAGE,
            max_file_bytes=settings.UPLOAD_MAX_FILE_BYTES,
            max_files_per_upload=settings.UPLOAD_MAX_FILES,
            max_files_per_task=settings.UPLOAD_MAX_FILES_PER_TASK,
            download_link_seconds=settings.DOWNLOAD_LINK_SECONDS,
            file_types=[FileType(extension=name, content_types=sorted(types)) for name, types in kinds],
        )
