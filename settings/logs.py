"""How log lines are written, and the id of the request they belong to."""

import logging
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives every line the id of its request; Django's lines about an answer come after it, but bear the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        own = getattr(getattr(record, "request", None), "request_id", "-")
        record.request_id = request_id.get() if own == "-" else own
        return True


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, as JSON lines or for the eye."""
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "settings.logs.RequestIdFilter"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": fields,
                # Of a request its repr would be written, with whatever secret its query holds.
                "reserved_attrs": [*RESERVED_ATTRS, "request"],
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
            "plain": {"format": "%(asctime)s %(levelname)-7s %(name)s [%(request_id)s] %(message)s"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
