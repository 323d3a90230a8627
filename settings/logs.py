"""How log lines are written, and the id of the request they belong to."""

import logging
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from settings.masking import mask

TALKATIVE = ("django.template", "botocore", "urllib3")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives every line the id of its request; Django's lines about an answer come after it, but bear the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        own = getattr(getattr(record, "request", None), "request_id", "-")
        record.request_id = request_id.get() if own == "-" else own
        return True


class RefusalFilter(logging.Filter):
    """Leaves the traceback away where Django refuses a request: anybody can make it write one, as often as he likes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        return True


class Plain(logging.Formatter):
    """Lines for the eye, masked."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, its traceback included."""
        return mask(super().format(record))


class Json(JsonFormatter):
    """Lines in JSON, each text in them masked."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return what becomes JSON."""
        return {name: mask(value) if isinstance(value, str) else value for name, value in log_data.items()}


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, as JSON lines or for the eye."""
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "settings.logs.RequestIdFilter"},
            "refusal": {"()": "settings.logs.RefusalFilter"},
        },
        "formatters": {
            "json": {
                "()": "settings.logs.Json",
                "format": fields,
                # Of a request its repr would be written, with whatever secret its query holds.
                "reserved_attrs": [*RESERVED_ATTRS, "request"],
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
            "plain": {
                "()": "settings.logs.Plain",
                "format": "%(asctime)s %(levelname)-7s %(name)s [%(request_id)s] %(message)s",
            },
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id", "refusal"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
            # The web server's own lines; granian has given them a handler that masks nothing.
            "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
            # These write requests, headers and the variables of templates at DEBUG.
            **{name: {"level": "INFO" if level == "DEBUG" else level} for name in TALKATIVE},
        },
    }
