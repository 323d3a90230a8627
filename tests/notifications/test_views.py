"""The outbox page."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from notifications import outbox

pytestmark = pytest.mark.urls("tests.notifications.urls")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep the mails of a test in a folder of its own."""
    settings.EMAIL_BACKEND = "notifications.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def send(subject: str, html: str = "<p>Hello</p>") -> str:
    """Put a mail into the outbox and return its name."""
    mail = EmailMultiAlternatives(subject, "Hello <you>, https://tasks.example/", "a@acme.example", ["b@acme.example"])
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()
    return outbox.names()[0]


def page(client: Client, address: str) -> str:
    """Return the page at this address, which must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_outbox_says_how_to_fill_it(client: Client) -> None:
    assert "No letters yet" in page(client, "/outbox/")


def test_the_list_shows_subject_sender_and_receiver_the_newest_first(client: Client) -> None:
    names = [send("One"), send("Two <b>")]
    html = page(client, "/outbox/")
    assert html.index("Two &lt;b&gt;") < html.index("One")
    assert html.count("b@acme.example") == html.count("a@acme.example") == 2
    assert all(f'href="/outbox/{name}/"' in html for name in names)


def test_a_long_list_has_pages(client: Client) -> None:
    for number in range(51):
        send(f"letter {number}", html="")
    assert "letter 0<" not in page(client, "/outbox/")
    assert "letter 0<" in page(client, "/outbox/?page=2")
    assert "letter 0<" in page(client, "/outbox/?page=999")
    assert "letter 50<" in page(client, "/outbox/?page=x")


def test_a_mail_shows_its_text_and_frames_its_html(client: Client) -> None:
    name = send("Hello")
    html = page(client, f"/outbox/{name}/")
    assert "Hello &lt;you&gt;" in html
    assert f'<iframe src="/outbox/{name}/html/"' in html
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in html


def test_the_page_of_a_mail_may_frame_this_site_and_is_framed_by_nobody(client: Client) -> None:
    policy = client.get(f"/outbox/{send('Hello')}/")["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "style-src 'self'", "frame-src 'self'", "frame-ancestors 'none'"} <= set(policy)


def test_a_mail_without_html_has_no_frame(client: Client) -> None:
    html = page(client, f"/outbox/{send('Hello', html='')}/")
    assert "This letter has no HTML part." in html
    assert "<iframe" not in html


def test_the_html_part_may_style_itself_and_nothing_else(client: Client) -> None:
    name = send("Hello", '<html><head></head><body style="color:red">x</body></html>')
    response = client.get(f"/outbox/{name}/html/")
    assert response.content.decode() == (
        '<html><head><base target="_blank"></head><body style="color:red">x</body></html>'
    )
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_pages_carry_no_style_or_script_of_their_own(client: Client) -> None:
    name = send("Hello")
    for address in ("/outbox/", f"/outbox/{name}/"):
        html = page(client, address)
        assert "<script" not in html
        assert "<style" not in html
        assert "style=" not in html


def test_a_damaged_file_does_not_spoil_the_list(client: Client, folder: Path) -> None:
    send("whole")
    (folder / "zz-damaged.eml").write_bytes(b"\xff\xfe")
    (folder / "zz-folder.eml").mkdir()
    html = page(client, "/outbox/")
    assert "(no subject)" in html
    assert "whole" in html
    assert page(client, "/outbox/zz-damaged/")


@pytest.mark.parametrize("name", ["gone", "..", "..%2Fsecret", "%00"])
@pytest.mark.parametrize("part", ["", "html/"])
def test_what_is_not_in_the_outbox_is_not_found(client: Client, folder: Path, name: str, part: str) -> None:
    (folder.parent / "secret.eml").write_bytes(b"Subject: secret")
    assert client.get(f"/outbox/{name}/{part}").status_code == 404


def test_where_mails_are_really_sent_there_is_no_outbox(client: Client, settings: Settings) -> None:
    name = send("Hello")
    settings.OUTBOX_DIR = None
    for address in ("/outbox/", f"/outbox/{name}/", f"/outbox/{name}/html/"):
        assert client.get(address).status_code == 404


def test_the_outbox_is_only_looked_at(client: Client) -> None:
    assert client.post("/outbox/").status_code == 405
