"""The outbox folder: what is put in comes out, and damage stays where it is."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, send_mail
from pytest_django import Settings

from notifications import outbox


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep the mails of a test in a folder of its own, which nobody has made yet."""
    settings.EMAIL_BACKEND = "notifications.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "data" / "outbox"
    return tmp_path / "data" / "outbox"


def test_a_mail_is_read_as_it_was_sent() -> None:
    mail = EmailMultiAlternatives("Größe 测试", "Text: ä\n", "Acme <a@acme.example>", ["b@acme.example"])
    mail.attach_alternative("<p>HTML: ä</p>", "text/html")
    mail.send()
    stored = outbox.read_mail(outbox.names()[0])
    assert (stored.subject, stored.sender, stored.to) == ("Größe 测试", "Acme <a@acme.example>", "b@acme.example")
    assert (stored.text, stored.html) == ("Text: ä\n", "<p>HTML: ä</p>")
    assert stored.sent_at is not None
    assert abs((stored.sent_at - datetime.now(UTC)).total_seconds()) < 5


def test_the_newest_mail_comes_first() -> None:
    for subject in ("first", "second", "third"):
        send_mail(subject, "text", "a@acme.example", ["b@acme.example"])
    assert [outbox.read_mail(name).subject for name in outbox.names()] == ["third", "second", "first"]


def test_a_mail_is_for_the_developers_eyes_only(folder: Path) -> None:
    send_mail("secret", "text", "a@acme.example", ["b@acme.example"])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())] == [0o700, 0o600]


def test_a_half_written_mail_is_not_listed(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / ".draft.part").write_bytes(b"Subject: half")
    (folder / ".hidden.eml").write_bytes(b"Subject: half")
    (folder / "notes.txt").write_bytes(b"not a mail")
    assert outbox.names() == []


@pytest.mark.parametrize(
    ("content", "subject", "text"),
    [
        (b"", "", ""),
        (b"\xff\xfe\x00" * 50, "", "\ufffd\ufffd\x00" * 50),
        (b"Subject: =?utf-8?B?!!!?=\nDate: yesterday\nTo: ,;<\n\nbody", "", "body"),
        (b"Subject: a\nContent-Type: text/plain; charset=klingon\n\nbody", "a", ""),
        (b"Subject: a\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Ty", "a", "Content-Ty"),
        (b"Subject: a\r\n b\r\n\r\nbody", "a b", "body"),
    ],
)
def test_a_damaged_mail_is_shown_as_far_as_it_can_be_read(
    folder: Path, content: bytes, subject: str, text: str
) -> None:
    folder.mkdir(parents=True)
    (folder / "damaged.eml").write_bytes(content)
    stored = outbox.read_mail("damaged")
    assert (stored.subject, stored.text, stored.html, stored.sent_at) == (subject, text, "", None)


def test_a_mail_that_is_gone_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        outbox.read_mail("gone")


def test_without_a_folder_there_is_no_outbox(settings: Settings) -> None:
    settings.OUTBOX_DIR = None
    with pytest.raises(ImproperlyConfigured, match="OUTBOX_DIR"):
        send_mail("lost", "text", "a@acme.example", ["b@acme.example"])
