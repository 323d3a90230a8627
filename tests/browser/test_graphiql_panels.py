"""What GraphiQL's own panels add: examples for each role, files, and what an answer cost."""

import json
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tasks.models import Task
from tests.browser.graphiql import answer, ask, expect_signed_in, faults, open_example, sign_in, write, write_variables
from tests.conftest import PASSWORD, Cast
from uploads.models import TaskFile

pytestmark = pytest.mark.usefixtures("cast")

EVERYBODYS = ["My tasks", "Create a task", "Hand in files", "Set my picture"]
TEAM = ["My team", "What is overdue", "Assign many tasks"]
PEOPLE = ["Who works here", "Hire somebody"]
OFFERED = {
    "emil": EVERYBODYS,
    "max": TEAM + EVERYBODYS,
    "hanna": PEOPLE + EVERYBODYS,
    "olga": ["The company", "Who has which role", "Set a role", *TEAM, *PEOPLE, *EVERYBODYS],
}
WITH_FILES = ["Hand in files", "Set my picture"]


@pytest.fixture
def task(cast: Cast) -> Task:
    """Return an open task that Max gave to Emil."""
    return Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)


def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Choose files in the panel, each of a name, a type and a content."""
    page.get_by_label("Files to send").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=content) for name, kind, content in files]
    )


def send(page: Page) -> dict[str, object]:
    """Send the files, and return the answer shown."""
    with page.expect_response("**/graphql/"):
        page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    shown: dict[str, object] = json.loads(
        page.evaluate("document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()")
    )
    return shown


def test_each_role_is_offered_its_examples(page: Page) -> None:
    for username, examples in OFFERED.items():
        sign_in(page, username, PASSWORD)
        expect_signed_in(page, username.capitalize())
        assert page.locator(".examples button").all_inner_texts() == examples
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator(".examples")).to_have_count(0)


def test_the_examples_of_every_role_work_unchanged(page: Page, task: Task) -> None:
    sign_in(page, "olga", PASSWORD)
    expect_signed_in(page, "Olga")
    for label in OFFERED["olga"]:
        if label not in WITH_FILES:
            open_example(page, label)
            assert (label, faults(answer(page))) == (label, [])


def test_a_manager_hands_many_tasks_on_from_a_tab_that_opens_once(page: Page, task: Task) -> None:
    sign_in(page, "max", PASSWORD)
    expect_signed_in(page, "Max")
    open_example(page, "Assign many tasks")
    shown = answer(page)["data"]["assignTasks"]
    assert [result["task"]["title"] for result in shown["results"]] == [task.title]
    task.refresh_from_db()
    assert shown["results"][0]["task"]["assignee"]["name"] == task.assignee.name != "Emil Acmeer"
    open_example(page, "My tasks")
    tabs = page.locator(".graphiql-tab-button").all_inner_texts()
    assert tabs == ["SignIn", "MyTasks", "Dashboard", "People", "CreateTask", "AssignTasks"]


def test_the_cost_and_the_cache_of_an_answer_are_shown(page: Page, task: Task) -> None:
    sign_in(page, "emil", PASSWORD)
    expect_signed_in(page, "Emil")
    query = "{ myTasks(first: 7) { nodes { title } } }"
    expected = {"data": {"myTasks": {"nodes": [{"title": task.title}]}}}
    for outcome in ("MISS", "HIT"):
        assert ask(page, query) == expected
        expect(page.locator(".status-answer")).to_contain_text("Cost 7 of ")
        expect(page.locator(".status-cache")).to_have_text(f"Cache {outcome}")
    ask(page, "{ myTasks(first: 7) { nodes { title } } dashboard { open } }")
    expect(page.locator(".status-cache")).to_have_text("Cache PART")
    ask(page, 'mutation { createTask(input: { title: "Draw" }) { task { id } errors { code } } }')
    expect(page.locator(".status-cache")).to_have_count(0)


def test_files_are_handed_in_with_the_operation_of_the_tab(page: Page, task: Task) -> None:
    sign_in(page, "emil", PASSWORD)
    expect_signed_in(page, "Emil")
    open_example(page, "Hand in files")
    page.get_by_label("Show Files").click()
    choose(page, ("plan ä.txt", "text/plain", b"First"), ("costs.csv", "text/csv", b"a,b\n1,2\n"))
    assert faults(send(page)) == []
    assert sorted(TaskFile.objects.values_list("name", flat=True)) == ["costs.csv", "plan ä.txt"]
    assert set(TaskFile.objects.values_list("task", flat=True)) == {task.pk}
    expect(page.locator(".status-answer")).to_contain_text("HTTP 200")


def test_a_picture_is_set_and_only_one(page: Page, cast: Cast) -> None:
    picture = BytesIO()
    Image.new("RGB", (9, 9), "navy").save(picture, "PNG")
    sign_in(page, "emil", PASSWORD)
    expect_signed_in(page, "Emil")
    page.get_by_label("Show Files").click()
    open_example(page, "Set my picture")
    choose(page, ("a.png", "image/png", picture.getvalue()), ("b.png", "image/png", picture.getvalue()))
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("The variables have a place for one file only.")
    choose(page, ("a.png", "image/png", picture.getvalue()))
    assert faults(send(page)) == []
    cast.emil.refresh_from_db()
    assert cast.emil.picture


def test_what_cannot_be_sent_is_said_in_the_panel(page: Page) -> None:
    page.get_by_label("Show Files").click()
    write(page, "{ __typename }")
    write_variables(page, "{")
    choose(page, ("a.txt", "text/plain", b"a"))
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("The variables are not JSON.")
    write_variables(page, "{}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("No variable is null")
    write_variables(page, '{"file": null}')
    assert faults(send(page))[0]["extensions"]["code"] == "UNAUTHENTICATED"
