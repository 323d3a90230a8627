"""The job queue as an app: Django Q2, with a secret of its own."""

from django.conf import settings
from django_q.apps import DjangoQConfig
from django_q.conf import Conf


class QueueConfig(DjangoQConfig):
    """Django Q2; its jobs are signed pickles, so nothing else may be signed with the same key."""

    name = "django_q"

    def ready(self) -> None:
        """Replace the key that Django Q2 takes from SECRET_KEY."""
        super().ready()
        Conf.SECRET_KEY = settings.QUEUE_SECRET_KEY
