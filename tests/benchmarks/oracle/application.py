"""The WSGI application of the oracle's servers; with ORACLE_DEAF set it hears of no change of a task."""

import os

from settings.wsgi import application

__all__ = ("application",)

if os.environ.get("ORACLE_DEAF"):
    from django.db.models.signals import post_save

    from tasks.models import Task

    # Proves that the oracle finds what it is there to find.
    if not post_save.disconnect(sender=Task, dispatch_uid="caching.Task"):
        raise RuntimeError("Nothing listens to changes of tasks under this name.")
