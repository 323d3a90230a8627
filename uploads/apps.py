"""The app's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class UploadsConfig(AppConfig):
    """Uploads."""

    name = "uploads"

    def ready(self) -> None:
        """Let contents go with their rows: nothing but a signal sees the deletions of the admin and of cascades."""
        from uploads.services import forget_content  # noqa: PLC0415 - models exist only now

        post_delete.connect(forget_content, sender="uploads.TaskFile", dispatch_uid="uploads.forget_content")
