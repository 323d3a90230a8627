"""The outbox of a developer's machine: mails as files in a folder, one each."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage as ParsedMail
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SUFFIX = ".eml"


class OutboxBackend(BaseEmailBackend):
    """Puts every mail into settings.OUTBOX_DIR as a file of its own, which appears only when it is complete."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails and return their number."""
        for message in email_messages:
            store(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class StoredMail:
    """A mail of the outbox, as far as it can be read."""

    name: str
    sender: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str


def folder() -> Path:
    """Return the folder of the mails; it is made if it is missing."""
    if not settings.OUTBOX_DIR:
        message = "There is no outbox here: OUTBOX_DIR names the folder in which mails are kept in development."
        raise ImproperlyConfigured(message)
    path = Path(settings.OUTBOX_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def store(content: bytes) -> str:
    """Write the mail beside its place and move it there, so that no reader sees half of it; return its name."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.urandom(4).hex()}"
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".", suffix=".part", delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(folder() / f"{name}{SUFFIX}")
    return name


def names() -> list[str]:
    """Return the names of all mails, the newest first."""
    return sorted((path.stem for path in folder().glob(f"[!.]*{SUFFIX}")), reverse=True)


def read_mail(name: str) -> StoredMail:
    """Return the mail of this name; what is damaged in it is empty. Raises FileNotFoundError."""
    mail = BytesParser(_class=ParsedMail, policy=policy.default).parsebytes((folder() / f"{name}{SUFFIX}").read_bytes())
    return StoredMail(
        name=name,
        sender=header(mail, "From"),
        to=header(mail, "To"),
        subject=header(mail, "Subject"),
        sent_at=sent_at(mail),
        text=part(mail, "plain"),
        html=part(mail, "html"),
    )


def header(mail: ParsedMail, name: str) -> str:
    """Return the header decoded and on one line; empty if it is missing or cannot be decoded."""
    try:
        return " ".join(str(mail.get(name, "")).split())
    except Exception:  # noqa: BLE001 - the parser of headers raises errors of every kind on damaged ones
        return ""


def sent_at(mail: ParsedMail) -> datetime | None:
    """Return when the mail says it was sent; None if it does not say so properly."""
    with suppress(ValueError):
        moment = parsedate_to_datetime(header(mail, "Date"))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def part(mail: ParsedMail, kind: str) -> str:
    """Return the text of the first part of this kind, `plain` or `html`; empty if there is none that can be read."""
    try:
        found = mail.get_body((kind,))
        return "" if found is None else str(found.get_content()).replace("\r\n", "\n")
    except Exception:  # noqa: BLE001 - a damaged part raises errors of every kind
        return ""
