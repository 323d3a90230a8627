"""What arrives, whatever things are called: the headers and receivers that we wrote, and links to nobody but us."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from notifications.emails import Draft, render
from notifications.models import Letter, LetterState
from notifications.transport import hand_over
from tests.acceptance.letters.kinds import KINDS, RECEIVER, send, sent
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.smtp_sink import Arrival, MailServer, Mode

HEADERS = {
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
}
THIEF = "thief@evil.example"
NAMES = {
    "new header": f"Emil\r\nBcc: {THIEF}\r\n\r\nbody",
    "bare line feed": f"Emil\nTo: {THIEF}",
    "bare return": f"Emil\rCc: {THIEF}",
    "folded": f"Emil\r\n Bcc: {THIEF}",
    "quotes": 'O\'Neil "the <b>" \\',
    "encoded word": "=?utf-8?B?VGhpZWY=?=",
    "encoded header": f"=?utf-8?Q?=0D=0ABcc:_{THIEF}?=",
    "other letters": "Émile Ünal 测试 🙂 שלום",
    "addresses": f"Emil <{RECEIVER}>, {THIEF};",
    "long": "Ünal " * 16,
}
MARKUP = "<script>alert(1)</script><img src=x onerror=y> & \"R&D\" 'co' {{ password }} {% now %}"
TAGS = {
    "a",
    "body",
    "br",
    "code",
    "h1",
    "head",
    "html",
    "li",
    "meta",
    "p",
    "strong",
    "table",
    "td",
    "title",
    "tr",
    "ul",
}


class Page(HTMLParser):
    """What a mail program makes of the HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def one_line(text: str) -> str:
    """Return the text as it fits into a header."""
    return " ".join(text.replace("\x00", " ").split())


def arrival(cast: Cast, mail_server: MailServer, kind: str, name: str = "") -> Arrival:
    """Send a letter of the kind; return what arrived."""
    letter = send(cast, kind, name)
    assert (letter.state, letter.error) == (LetterState.SENT, "")
    [arrived] = mail_server.arrivals
    return arrived


def test_every_kind_of_letter_is_tried_here() -> None:
    assert set(KINDS) == set(configured.LETTER_WRITERS)


@pytest.mark.parametrize("what", NAMES)
def test_h1_no_name_makes_a_header_or_a_receiver(cast: Cast, mail_server: MailServer, what: str) -> None:
    for kind in KINDS:
        send(cast, kind, NAMES[what])
    assert mail_server.receivers == [RECEIVER] * len(KINDS)
    for arrived in mail_server.arrivals:
        assert set(arrived.mail.keys()) == HEADERS
        assert len(arrived.mail.keys()) == len(HEADERS)
        assert arrived.mail["To"] == RECEIVER
        assert arrived.mail["From"] == "Acme <post@tasks.example>"
        assert {part.get_content_type() for part in arrived.mail.iter_parts()} == {"text/plain", "text/html"}


@pytest.mark.parametrize("what", NAMES)
def test_h1_a_name_is_shown_as_it_was_written(cast: Cast, mail_server: MailServer, what: str) -> None:
    arrived = arrival(cast, mail_server, "task_assigned", NAMES[what])
    assert str(arrived.mail["Subject"]) == f"New task: {one_line(NAMES[what])}"
    # The lines of a text part end as its transport wants it.
    shown = re.sub(r"\r\n?", "\n", NAMES[what])
    assert f"- {shown}\n" in re.sub(r"\r\n?", "\n", arrived.part("plain"))
    assert shown.split("\n")[0] in Page(arrived.part("html")).text


@pytest.mark.parametrize("letter", ["x", "ü", "测", "🙂", "a b "])
def test_h1_a_thousand_characters_arrive(mail_server: MailServer, letter: str) -> None:
    title = (letter * 1000)[:1000].strip()
    task = {"title": title, "due_date": None, "assignee": title}
    context = {"receiver": title, "by": title, "company": title, "tasks": [task], "page": "/"}
    for kind in ("task_assigned", "task_reassigned"):
        hand_over(render(kind, Draft(to=RECEIVER, context=context)), before=lambda: None)
    assert mail_server.receivers == [RECEIVER] * 2
    first, second = mail_server.arrivals
    assert str(first.mail["Subject"]) == f"New task: {title}"
    assert str(second.mail["Subject"]) == f"Task handed to {title}: {title}"
    assert max(len(line) for arrived in (first, second) for line in arrived.content.splitlines()) <= 998
    assert title in first.part("plain")


@pytest.mark.parametrize("name", [f"Emil\r\nBcc: {THIEF}", "Emil\nX", "Emil\rX", "Emil\x00", "x" * 1000])
def test_h1_such_names_are_refused_where_they_come_in(cast: Cast, api: Api, name: str) -> None:
    person = {"firstName": name, "lastName": "Neu", "workEmail": "nora@acme.example"}
    query = "mutation ($input: %s!) { done: %s(input: $input) { errors { code field } } }"
    officer = api.as_(cast.olga)
    hired = officer.data(query % ("CreateEmployeeInput", "createEmployee"), input=person)["done"]
    task = {"title": name, "assigneeId": global_id(cast.emil)}
    given = officer.data(query % ("CreateTaskInput", "createTask"), input=task)["done"]
    assert [error["field"] for error in hired["errors"] + given["errors"]] == [["firstName"], ["title"]]
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("address", [f"a@b.example\r\nBcc: {THIEF}", f"a@b.example, {THIEF}", f"a@b.example>,<{THIEF}"])
def test_h1_what_is_no_address_gets_no_letter(cast: Cast, mail_server: MailServer, address: str) -> None:
    letter = KINDS["task_assigned"](cast)
    type(cast.emil).objects.filter(pk=cast.emil.pk).update(work_email=address)
    assert sent(letter).state == LetterState.FAILED
    assert mail_server.connections == 0


@pytest.mark.parametrize("kind", KINDS)
def test_h2_markup_is_text_in_every_part_of_every_letter(cast: Cast, mail_server: MailServer, kind: str) -> None:
    arrived = arrival(cast, mail_server, kind, MARKUP[:80])
    page = Page(arrived.part("html"))
    assert page.tags <= TAGS
    assert MARKUP[:80] in page.text
    assert f"Hello {MARKUP[:80]}," in arrived.part("plain")
    assert not [name for name, _ in page.attributes if name.startswith("on")]


@pytest.mark.parametrize("way_in", ["password", "link"])
@pytest.mark.parametrize("kind", KINDS)
def test_h2_every_address_in_a_letter_is_ours(
    cast: Cast, mail_server: MailServer, kind: str, way_in: str, settings: Settings
) -> None:
    settings.WELCOME_LETTER = way_in
    arrived = arrival(cast, mail_server, kind)
    page = Page(arrived.part("html"))
    addresses = [value for name, value in page.attributes if name in {"href", "src", "action", "background"}]
    assert addresses
    written = re.findall(r"\w+://[^\s\"'<>]*|www\.[^\s\"'<>]*", arrived.part("plain") + page.text)
    assert written
    for address in addresses + written:
        assert re.fullmatch(r"https://tasks\.example(/.*|\.)?", address), address


@pytest.mark.parametrize("kind", KINDS)
def test_h9_a_letter_says_that_a_machine_sent_it_and_fetches_nothing(
    cast: Cast, mail_server: MailServer, kind: str
) -> None:
    arrived = arrival(cast, mail_server, kind)
    assert arrived.mail["Auto-Submitted"] == "auto-generated"
    html = arrived.part("html")
    page = Page(html)
    assert page.tags <= TAGS
    assert not re.search(r"url\(|@import|src=|background=|http-equiv", html)
    assert {name for name, _ in page.attributes} & {"src", "background", "srcset", "ping"} == set()
    # Where a link leads stands in it: nobody counts who follows it.
    followed = {value for name, value in page.attributes if name == "href"}
    pages = re.compile(r"https://tasks\.example/(|tasks/[A-Za-z0-9=]+|reset-password\?token=[\w.:~-]+)")
    assert all(pages.fullmatch(link) for link in followed)


@pytest.mark.parametrize("kind", KINDS)
def test_h9_every_attempt_has_a_message_id_of_its_own(cast: Cast, mail_server: MailServer, kind: str) -> None:
    mail_server.mode = Mode.DROP_AFTER_ACCEPT
    letter = send(cast, kind)
    assert letter.state == LetterState.WAITING
    mail_server.mode = Mode.OK
    assert sent(letter).state == LetterState.SENT
    ids = [str(arrived.mail["Message-ID"]) for arrived in mail_server.arrivals]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"<[^\s@<>]+@tasks\.example>", each) for each in ids)
