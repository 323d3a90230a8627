"""Files on their way in: they have no name on the disk, so that whatever ends the server leaves none behind."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from organization.storage import is_full


class IncomingFile(UploadedFile[bytes]):
    """A file as it was sent; `is_lost` if the disk had no room for it."""

    is_lost = False


class IncomingHandler(FileUploadHandler):
    """Keeps a file in memory while it is small, otherwise in a temporary file without a name.

    Of a file above the limit nothing is kept but its size, by which it is refused.
    """

    file: Any = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make room for a file; the one before is whole, and somebody else's."""
        super().new_file(*args, **kwargs)
        self.is_lost = False
        self.file = spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file is refused already."""
        if self.is_lost:
            return
        if start + len(raw_data) > settings.UPLOAD_MAX_FILE_BYTES:
            self.drop()
            return
        with self.losing():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> IncomingFile:
        """Return the file."""
        with self.losing():
            self.file.seek(0)  # Writes what still waits in memory.
        done = IncomingFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        done.is_lost = self.is_lost
        return done

    def upload_interrupted(self) -> None:
        """Forget a file of which the end never came, or a form that is refused."""
        self.close()

    @contextmanager
    def losing(self) -> Iterator[None]:
        """Lose the file if the disk is full; the request goes on, so that its answer can say so."""
        try:
            yield
        except OSError as error:
            if not is_full(error):
                raise
            self.drop()
            self.is_lost = True

    def drop(self) -> None:
        """Give back the room that the file took; what is left of it is an empty one."""
        self.close()
        self.file = spool()

    def close(self) -> None:
        """Give back the room that the file took."""
        # On a full disk even the end of a file cannot be written.
        with suppress(OSError):
            if self.file is not None:
                self.file.close()


def spool() -> SpooledTemporaryFile[bytes]:
    """Return an empty file."""
    return SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=settings.FILE_UPLOAD_TEMP_DIR)
