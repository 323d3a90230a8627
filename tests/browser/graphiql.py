"""What a person does in GraphiQL."""

import json
from typing import Any

from playwright.sync_api import Page, expect

REPLACE_ALL = "ControlOrMeta+a"
# GraphiQL looks at what was typed after 100 ms.
NOTICED = 250


def write(page: Page, query: str) -> None:
    """Replace the text of the query editor."""
    write_into(page, ".graphiql-query-editor", query)


def write_variables(page: Page, text: str) -> None:
    """Replace the text of the variables editor."""
    page.get_by_role("button", name="Variables").click()
    write_into(page, ".graphiql-editor-tool .graphiql-editor:not(.hidden)", text)


def write_headers(page: Page, headers: dict[str, str]) -> None:
    """Replace the text of the headers editor."""
    page.get_by_role("button", name="Headers").click()
    write_into(page, ".graphiql-editor-tool .graphiql-editor:not(.hidden)", json.dumps(headers))


def write_into(page: Page, editor: str, text: str) -> None:
    """Replace the text of an editor; pasted, since typing would close brackets by itself."""
    page.locator(f"{editor} .CodeMirror").click()
    page.keyboard.press(REPLACE_ALL)
    page.keyboard.insert_text(text)
    page.wait_for_timeout(NOTICED)


def written(page: Page) -> str:
    """Return the text of the query editor."""
    text: str = page.evaluate("document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()")
    return text


def answer(page: Page) -> dict[str, Any]:
    """Run what the editor holds, and return the answer shown."""
    with page.expect_response("**/graphql/"):
        page.get_by_label("Execute query").click()
    expect(page.locator(".graphiql-spinner")).to_have_count(0)
    page.wait_for_timeout(NOTICED)
    shown: dict[str, Any] = json.loads(
        page.evaluate("document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()")
    )
    return shown


def faults(shown: dict[str, Any]) -> list[Any]:
    """Return the errors of an answer, and those of its payloads."""
    payloads = [value for value in shown.get("data", {}).values() if isinstance(value, dict)]
    return [error for part in [shown, *payloads] for error in part.get("errors", [])]


def ask(page: Page, query: str) -> dict[str, Any]:
    """Write a query, run it, and return the answer shown."""
    write(page, query)
    return answer(page)


def open_example(page: Page, label: str) -> None:
    """Open an example from the panel, in a tab that the editors show afterwards."""
    before = written(page)
    page.locator(".panel-buttons").get_by_role("button", name=label, exact=True).click()
    page.wait_for_function(
        "before => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue() !== before",
        arg=before,
    )
    page.wait_for_timeout(NOTICED)


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in and send the sign-in panel, which stands open on a first visit."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.locator(".sign-in-form").get_by_role("button", name="Sign in").click()


def expect_signed_in(page: Page, who: str) -> None:
    """Wait until the status line names somebody."""
    expect(page.locator(".status")).to_contain_text(f"Signed in as {who}")
    page.wait_for_load_state("networkidle")
