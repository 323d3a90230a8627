"""Mails: what becomes of a draft, and what nobody can smuggle into one."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.emails import Draft, render


def sent(name: str, to: str = "emil@acme.example") -> EmailMessage:
    """Return the mail to this name as a mail program reads it."""
    mail = render("hello", Draft(to=to, context={"name": name, "company": "Acme"}))
    return message_from_bytes(mail.message().as_bytes(), _class=EmailMessage, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    """Return the mail's part of this kind."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_has_subject_receiver_sender_text_and_html() -> None:
    mail = sent("Emil")
    assert mail["Subject"] == "Hello Emil"
    assert mail["To"] == "emil@acme.example"
    assert mail["From"] == "Acme <post@tasks.example>"
    assert part(mail, "plain").startswith("Hello Emil, look: https://tasks.example/tasks\n\n--\nAcme\n")
    assert "<p>Hello Emil,</p>" in part(mail, "html")


def test_a_mail_says_that_a_machine_sent_it() -> None:
    assert sent("Emil")["Auto-Submitted"] == "auto-generated"


def test_every_attempt_has_a_message_id_of_its_own_at_our_host() -> None:
    ids = {sent("Emil")["Message-ID"] for _ in range(20)}
    assert len(ids) == 20
    assert all(message_id.endswith("@tasks.example>") for message_id in ids)


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_line_break_in_a_name_makes_no_header(line_break: str) -> None:
    mail = sent(f"Emil{line_break}Bcc: thief@evil.example{line_break}{line_break}body")
    assert mail["Subject"] == "Hello Emil Bcc: thief@evil.example body"
    assert mail["Bcc"] is None
    assert mail["To"] == "emil@acme.example"


@pytest.mark.parametrize(
    "name",
    [
        "Émile Ünal 测试 🙂",
        'O\'Neil "the <b>"',
        "=?utf-8?B?VGhpZWY=?=",
        "=?utf-8?Q?=0D=0ABcc:_x@evil.example?=",
        "x" * 1000,
        ("Wörter und Worte " * 60).strip(),
    ],
)
def test_a_subject_is_shown_as_it_was_written(name: str) -> None:
    mail = sent(name)
    assert mail["Subject"] == f"Hello {name}"
    assert mail["Bcc"] is None


def test_no_line_of_a_mail_is_longer_than_mail_servers_allow() -> None:
    mail = render("hello", Draft(to="emil@acme.example", context={"name": "x" * 5000}))
    assert max(len(line) for line in mail.message().as_bytes().splitlines()) <= 998


def test_html_in_a_name_is_escaped_in_the_html_part_and_exact_in_the_text_part() -> None:
    mail = sent("<script>alert(1)</script> & 'co'")
    assert "Hello &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;co&#x27;," in part(mail, "html")
    assert "<script" not in part(mail, "html")
    assert "Hello <script>alert(1)</script> & 'co', look" in part(mail, "plain")


def test_a_mail_points_to_nobody_but_us_and_fetches_nothing() -> None:
    html = part(sent("Emil"), "html")
    assert set(re.findall(r'(?:href|src|background)="([^"]*)"', html)) == {
        "https://tasks.example/",
        "https://tasks.example/tasks",
    }
    assert not re.search(r"<(img|script|link|iframe|style)|url\(", html)


def test_a_draft_does_not_show_its_context_when_printed() -> None:
    assert "hunter2" not in repr(Draft(to="emil@acme.example", context={"password": "hunter2"}))
