"""What a request is, before anything of the project sees it."""

from typing import Any

from django.core.handlers.wsgi import WSGIRequest


class Request(WSGIRequest):
    """A request of which no header is so bad that Django cannot make a request of it."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Read the media type; one that cannot be read is none, and refused as such."""
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # Django's types leave it out
        except ValueError:
            self.content_type, self.content_params = "", {}
