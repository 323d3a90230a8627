"""Texts: what is trimmed, refused, kept as it was written, escaped in letters, and taken for the same."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from notifications.models import Letter, LetterState
from notifications.services import deliver_due
from organization.models import Department, Employee, Role, User
from tasks.models import Task
from tests.acceptance.values.poison import TEXTS
from tests.acceptance.values.reading import read_list, text_as_stored
from tests.conftest import Cast, hire
from tests.schema.conftest import Api, global_id
from tests.schema.selections import GRAPHQL
from tests.waiting import HANGS

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]
CREATE = """mutation ($input: CreateTaskInput!) { createTask(input: $input) {
  task { id title description } errors { code field } } }"""
HIRE = """mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) {
  employee { workEmail } errors { code field } } }"""
DIVIDE = """mutation ($name: String!) { createDepartment(input: { name: $name }) {
  department { name } errors { code field } } }"""
HTML = "<script>alert('&amp;')</script><b>\"bold\"</b>"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "REQUIRED"),
        (" \t\u3000\u00a0", "REQUIRED"),
        ("\u200b\u2060\ufeff", "REQUIRED"),
        ("\uffff\ufdd0", "REQUIRED"),
        ("a\x00b", "INVALID"),
        ("a\x1b[31mb", "INVALID"),
        ("a\x85b", "INVALID"),
        ("a\nb", "INVALID"),
        ("x" * 201, "TOO_LONG"),
        ("x" * 100_000, "TOO_LONG"),
    ],
    ids=ascii,
)
def test_e8_a_title_that_has_nothing_to_show_or_too_much_is_refused(
    cast: Cast, api: Api, letters: Letters, title: str, code: str
) -> None:
    payload = api.as_(cast.max).data(CREATE, input={"title": title, "assigneeId": global_id(cast.emil)})["createTask"]
    assert payload == {"task": None, "errors": [{"code": code, "field": ["title"]}]}
    assert (Task.objects.count(), letters()) == (0, [])


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\ufeff\uffff", "a\x00b", "a\nb", "x" * 121, "x" * 100_000], ids=ascii
)
def test_e8_the_name_of_a_department_is_held_to_the_same(cast: Cast, api: Api, name: str) -> None:
    payload = api.as_(cast.olga).data(DIVIDE, name=name)["createDepartment"]
    assert payload["department"] is None
    assert [error["field"] for error in payload["errors"]] == [["name"]]
    assert Department.objects.filter(company=cast.acme).count() == 2


def test_e8_spaces_around_a_text_are_trimmed_and_those_within_kept(cast: Cast, api: Api) -> None:
    fields = {"title": "\u3000 Draw  a logo\u00a0", "description": "\r\n first\r\n\tsecond \n"}
    payload = api.as_(cast.emil).data(CREATE, input=fields)["createTask"]
    assert (payload["task"]["title"], payload["task"]["description"]) == ("Draw  a logo", "first\n\tsecond")


def test_e8_html_is_stored_as_it_was_written_and_escaped_in_the_letter(cast: Cast, api: Api) -> None:
    fields = {"title": HTML, "description": HTML, "assigneeId": global_id(cast.emil)}
    payload = api.as_(cast.max).data(CREATE, input=fields)["createTask"]
    assert (payload["task"]["title"], payload["task"]["description"]) == (HTML, HTML)
    deliver_due(seconds=HANGS)
    parts: Any = mail.outbox[0].message().get_payload()
    text, html = (part.get_payload(decode=True).decode() for part in parts)
    assert ("<script" in html, "<b>" in html, "&lt;script&gt;" in html) == (False, False, True)
    assert HTML in text


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nora@@acme.example", "INVALID"),
        ("nora@acme@example.com", "INVALID"),
        ("Nora <nora@acme.example>", "INVALID"),
        ("nora@acme.example, olga@acme.example", "INVALID"),
        ("nora@acme.example\nBcc: x@evil.example", "INVALID"),
        ("nora@acme.example\r\n x", "INVALID"),
        ("nora@acme.example\x00", "INVALID"),
        ("n\u00f6ra@acme.example", "INVALID"),
        ("nora", "INVALID"),
        ("@acme.example", "INVALID"),
        ("EMIL@ACME.EXAMPLE", "UNIQUE"),
        (" Emil@acme.example ", "UNIQUE"),
        ("n" * 242 + "@acme.example", "TOO_LONG"),
        ("n" * 100_000 + "@acme.example", "TOO_LONG"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_e9_an_address_that_no_letter_or_two_people_would_have_is_refused(
    cast: Cast, api: Api, letters: Letters, address: str, code: str
) -> None:
    fields = {"firstName": "Nora", "lastName": "Neu", "workEmail": address}
    payload = api.as_(cast.olga).data(HIRE, input=fields)["createEmployee"]
    assert payload["employee"] is None
    assert code in {error["code"] for error in payload["errors"]}
    assert {tuple(error["field"]) for error in payload["errors"]} == {("workEmail",)}
    assert (User.objects.count(), letters()) == (11, [])


@pytest.mark.parametrize("address", ["nora@b\u00fccher.example", "nora+tasks@acme.example", "n" * 64 + "@acme.example"])
def test_e9_an_unusual_address_gets_its_letter(cast: Cast, api: Api, address: str) -> None:
    fields = {"firstName": "Nora", "lastName": "Neu", "workEmail": address}
    payload = api.as_(cast.olga).data(HIRE, input=fields)["createEmployee"]
    assert payload == {"employee": {"workEmail": address}, "errors": []}
    deliver_due(seconds=HANGS)
    assert [letter.to for letter in mail.outbox] == [[address]]
    assert mail.outbox[0].message().as_bytes().count(b"\nTo: ") == 1
    assert Letter.objects.get().state == LetterState.SENT


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("\u00c4rzte", "\u00e4rzte"),
        ("\u00c4rzte", "\u00c4RZTE"),
        ("\u00c4rzte", unicodedata.normalize("NFD", "\u00c4rzte")),
        ("\u041e\u0442\u0434\u0435\u043b", "\u043e\u0442\u0434\u0435\u043b"),
        ("Press", "  PRESS "),
    ],
)
def test_e9_names_that_differ_in_case_only_are_the_same_in_every_database(
    cast: Cast, api: Api, name: str, twin: str
) -> None:
    officer = api.as_(cast.olga)
    assert officer.data(DIVIDE, name=name)["createDepartment"]["errors"] == []
    payload = officer.data(DIVIDE, name=twin)["createDepartment"]
    assert payload == {"department": None, "errors": [{"code": "UNIQUE", "field": ["name"]}]}
    assert Department.objects.filter(company=cast.acme).count() == 3


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_e7_odd_values_do_not_break_the_pages_of_any_order(cast: Cast, api: Api, direction: str) -> None:
    titles = [
        text for text in TEXTS if text and text_as_stored(text) == text and len(text) <= 200 and "\x00" not in text
    ]
    days = ["0001-01-01", "9999-12-31", "2026-01-01", None]
    people = [hire(cast.acme, f"odd-{number}", Role.EMPLOYEE) for number in range(len(titles))]
    for number, (title, person) in enumerate(zip(titles, people, strict=True)):
        Employee.objects.filter(pk=person.pk).update(last_name=title[:80])
        Task.objects.create(title=title, assignee=person, assigner=cast.olga, due_date=days[number % len(days)])
    selection = "{ totalCount pageInfo { hasNextPage endCursor } nodes { id title } }"
    for field in GRAPHQL.type_map["TaskOrderField"].values:  # type: ignore[attr-defined]
        order = f", orderBy: [{{ field: {field}, direction: {direction} }}]"
        rows = read_list(api.as_(cast.olga), "tasks", selection, order, size=3)
        assert sorted(row["title"] for row in rows) == sorted(titles), field
        assert len({row["id"] for row in rows}) == len(titles), field


@pytest.mark.parametrize(
    "zone", ["localtime", "Factory", "", "Mars/Base", "../etc/passwd", "Europe/Berlin\x00", "x" * 100_000]
)
def test_e7_a_time_zone_that_another_machine_would_not_know_is_refused(cast: Cast, api: Api, zone: str) -> None:
    change = "mutation ($zone: String) { updateCompany(input: { timeZone: $zone }) { errors { field } } }"
    payload = api.as_(cast.olga).data(change, zone=zone)["updateCompany"]
    assert {tuple(error["field"]) for error in payload["errors"]} == {("timeZone",)}
    cast.acme.refresh_from_db()
    assert cast.acme.time_zone == "Europe/Berlin"
