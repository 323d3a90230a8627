"""GraphiQL in a browser, without inline code, without the internet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.conftest import OpenPage
from tests.browser.graphiql import (
    NOTICED,
    answer,
    ask,
    expect_signed_in,
    faults,
    sign_in,
    write,
    write_headers,
    written,
)
from tests.conftest import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("cast")

ACCENT = "oklch(0.52 0.19 262)"
"""As in client/src/index.css."""
WHO_AM_I = "{ me { username } }"
MAX = {"data": {"me": {"username": "max"}}}


def codes(shown: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    """Return the codes of an answer's errors."""
    return [error["extensions"]["code"] for error in shown["errors"]]


def colour(page: Page, selector: str) -> str:
    """Return the colour behind an element."""
    found: str = page.locator(selector).evaluate("element => getComputedStyle(element).backgroundColor")
    return found


def kept_token(page: Page) -> str:
    """Return the access token that the page holds."""
    token: str = page.evaluate("JSON.parse(sessionStorage.getItem('rakmedia-tokens')).token")
    return token


def test_a_query_runs_in_the_colours_of_the_web_client_and_its_time_is_shown(page: Page) -> None:
    assert colour(page, ".graphiql-container") == "rgb(255, 255, 255)"
    assert colour(page, ".graphiql-execute-button") == ACCENT
    assert ask(page, "{ __typename }") == {"data": {"__typename": "Query"}}
    expect(page.locator(".status")).to_contain_text("Not signed in")
    expect(page.locator(".status-answer")).to_contain_text("HTTP 200")


def test_completion_offers_the_schemas_fields(page: Page) -> None:
    write(page, "{ m")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("myTasks")


def test_the_docs_open(page: Page) -> None:
    page.get_by_label("Show Documentation Explorer").click()
    page.locator(".graphiql-doc-explorer").get_by_role("link", name="Query").click()
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("myTasks")


def test_the_history_remembers_a_query(page: Page) -> None:
    ask(page, "query Remembered { __typename }")
    page.get_by_label("Show History").click()
    expect(page.locator(".graphiql-history-items")).to_contain_text("Remembered")


def test_the_explorer_writes_a_query(page: Page) -> None:
    write(page, "query Explored { __typename }")
    page.get_by_label("Show GraphiQL Explorer").click()
    page.locator(".graphiql-explorer-root").get_by_text("myTasks", exact=True).click()
    page.locator(".graphiql-explorer-root").get_by_text("totalCount", exact=True).click()
    assert "totalCount" in written(page)


def test_a_manager_signs_in_and_every_tab_asks_in_his_name(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max Acmeer (manager)")
    page.get_by_label("Add tab").click()
    assert ask(page, WHO_AM_I) == MAX


def test_a_wrong_password_is_said_in_the_panel(page: Page) -> None:
    sign_in(page, "max", "wrong")
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert codes(ask(page, WHO_AM_I)) == ["UNAUTHENTICATED"]


def test_the_headers_editor_comes_before_the_sign_in(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    write(page, WHO_AM_I)
    write_headers(page, {"authorization": "Bearer nonsense"})
    assert codes(answer(page)) == ["UNAUTHENTICATED"]
    expect(page.locator(".status")).to_contain_text("Signed in as Max")


def test_an_expired_token_is_renewed_without_a_word(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        assert ask(page, WHO_AM_I) == MAX


def test_a_revoked_sign_in_is_said_in_the_panel(page: Page, cast: Cast) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    cast.max.user.is_active = False
    cast.max.user.save()
    assert codes(ask(page, WHO_AM_I)) == ["UNAUTHENTICATED"]
    expect(page.get_by_role("alert")).to_have_text("Your sign-in has ended. Please sign in again.")


def test_signing_out_ends_the_sign_in_on_the_server(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    token = kept_token(page)
    with page.expect_response("**/graphql/"):
        page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".status")).to_contain_text("Not signed in")
    write(page, WHO_AM_I)
    write_headers(page, {"Authorization": f"Bearer {token}"})
    assert codes(answer(page)) == ["UNAUTHENTICATED"]


def test_the_sign_in_survives_a_reload(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    page.reload()
    expect_signed_in(page, "Max")


def test_passwords_and_tokens_are_not_remembered(page: Page) -> None:
    ask(page, f'mutation {{ tokenAuth(username: "max", password: "{PASSWORD}") {{ token refreshToken }} }}')
    expect_signed_in(page, "Max")
    page.get_by_label("Add tab").click()
    remembered = page.evaluate("JSON.stringify(localStorage)")
    assert "tokenAuth" in remembered
    assert PASSWORD not in remembered
    assert kept_token(page) not in remembered


def test_a_demo_login_is_one_click_away(settings: Settings, open_page: OpenPage) -> None:
    settings.DEMO_LOGINS = [{"role": "Manager", "username": "max", "password": PASSWORD}]
    page = open_page()
    page.get_by_role("button", name="Manager").click()
    expect_signed_in(page, "Max")
    assert ask(page, WHO_AM_I) == MAX


def test_no_demo_login_is_offered_elsewhere(settings: Settings, open_page: OpenPage) -> None:
    settings.DEMO_LOGINS = []
    expect(open_page().locator(".sign-in-logins")).to_have_count(0)


def test_the_examples_are_tabs(page: Page) -> None:
    tabs = page.locator(".graphiql-tab-button").all_inner_texts()
    assert tabs == ["SignIn", "MyTasks", "Dashboard", "People", "CreateTask"]


def test_the_examples_of_a_first_visit_work_unchanged(page: Page) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    for tab in ["MyTasks", "Dashboard", "People", "CreateTask"]:
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(NOTICED)
        assert faults(answer(page)) == []


def test_it_is_dark_where_the_person_likes_it_dark(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    assert colour(page, ".graphiql-container") == "rgb(15, 23, 41)"
    assert colour(page, ".graphiql-execute-button") == ACCENT
    assert ask(page, "{ __typename }") == {"data": {"__typename": "Query"}}


def test_a_phone_shows_it_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(width=360)
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    assert ask(page, WHO_AM_I) == MAX
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_it_works_from_the_static_files_of_production(settings: Settings, tmp_path: Path, open_page: OpenPage) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "settings.static.StaticStorage"}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", "--no-input", verbosity=0)
    settings.STATICFILES_DIRS = [tmp_path]
    page = open_page()
    assert page.locator("script[type=module]").get_attribute("src") != "/static/schema/graphiql.js"
    assert ask(page, "{ __typename }") == {"data": {"__typename": "Query"}}
