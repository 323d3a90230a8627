"""From a draft to a mail: subject, text and HTML from the templates of its kind."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from email.message import Message
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine

SHORT = 60


@dataclass(frozen=True)
class Draft:
    """What a writer returns: the receiver's address and what the templates show."""

    to: str
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)


class LetterMail(EmailMultiAlternatives):
    """A mail whose subject arrives as it was written, however long, and even if it looks like an encoded one."""

    def message(self, *arguments: Any, **options: Any) -> Any:
        """Return the MIME message."""
        message = super().message(*arguments, **options)
        subject = str(self.subject)
        if len(subject) > SHORT or not subject.isascii() or "=?" in subject:
            del message["Subject"]
            # Django's own setter would fold the header a second time, and refuse the result.
            Message.__setitem__(message, "Subject", Header(subject, "utf-8", header_name="Subject"))
        return message


def render(kind: str, draft: Draft) -> LetterMail:
    """Return the mail of this kind, ready to be sent, with a Message-ID of its own."""
    context: dict[str, Any] = {**draft.context, "base_url": settings.PUBLIC_URL.rstrip("/")}
    context["subject"] = one_line(fill(f"letters/{kind}.subject.txt", context))
    mail = LetterMail(
        subject=context["subject"],
        body=fill(f"letters/{kind}.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[draft.to],
        headers={
            "Message-ID": make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname or "localhost"),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(fill(f"letters/{kind}.html", context), "text/html")
    return mail


def fill(name: str, context: Mapping[str, Any]) -> str:
    """Return the template filled in; only HTML is escaped."""
    template = Engine.get_default().get_template(name)
    return template.render(Context(dict(context), autoescape=name.endswith(".html")))


def one_line(text: str) -> str:
    """Return the text as a header may hold it: one line, without control characters."""
    visible = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return " ".join(visible.split())
