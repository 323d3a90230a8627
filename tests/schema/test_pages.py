"""Pages of lists: their sizes, and cursors that neither skip nor repeat a row."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api

PAGE = """query ($first: Int, $last: Int, $after: String, $before: String, $order: [TaskOrder!]) {
    tasks(first: $first, last: $last, after: $after, before: $before, orderBy: $order) {
        edges { cursor node { title } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}"""
ORDERS = [
    None,
    *(
        [{"field": field, "direction": way}]
        for field in ("DUE_DATE", "TITLE", "COMPLETED_AT")
        for way in ("ASC", "DESC")
    ),
    [{"field": "CREATED_AT", "direction": "DESC"}],
    [{"field": "UPDATED_AT"}],
    [{"field": "ASSIGNEE", "direction": "DESC"}, {"field": "DUE_DATE"}],
    [{"field": "DUE_DATE", "direction": "DESC"}, {"field": "TITLE", "direction": "DESC"}],
    [{"field": "COMPLETED_AT"}, {"field": "ASSIGNEE"}, {"field": "CREATED_AT", "direction": "DESC"}],
]
BAD_SIZES: list[dict[str, Any]] = [
    *({name: size} for name in ("first", "last") for size in (101, 1_000_000_000, 2**31 - 1, 0, -1)),
    {"first": 5, "last": 5},
]


def make_tasks(cast: Cast, number: int, prefix: str = "Task") -> None:
    """Add tasks with few different dates, some of them null, that several people have to do."""
    people, moment = [cast.emil, cast.erna, cast.egon], datetime(2026, 1, 1, tzinfo=UTC)
    for index in range(number):
        done = moment + timedelta(days=index % 4) if index % 3 == 0 else None
        Task.objects.create(
            title=f"{prefix} {index % 25:02}",
            assignee=people[index % 3],
            assigner=cast.max,
            due_date=date(2026, 1, 1 + index % 5) if index % 4 else None,
            completed_at=done,
            completed_by=cast.max if done else None,
        )


def pages(caller: Api, order: Any, *, backwards: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield the edges of all pages, from the first or from the last."""
    size, place, more = ("last", "before", "hasPreviousPage") if backwards else ("first", "after", "hasNextPage")
    arguments: dict[str, Any] = {size: 7, "order": order}
    while True:
        page = caller.data(PAGE, **arguments)["tasks"]
        yield page["edges"]
        if not page["pageInfo"][more]:
            return
        arguments[place] = page["pageInfo"]["startCursor" if backwards else "endCursor"]


def walk(caller: Api, order: Any, *, backwards: bool, meanwhile: Callable[[], object] = lambda: None) -> list[str]:
    """Return the cursors of all rows in their order, with something happening between the pages."""
    shown = []
    for page in pages(caller, order, backwards=backwards):
        shown.append(page)
        meanwhile()
    return [edge["cursor"] for page in (reversed(shown) if backwards else shown) for edge in page]


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_paging_shows_every_row_once_and_in_order_while_others_are_inserted(
    cast: Cast, api: Api, order: Any, backwards: bool
) -> None:
    make_tasks(cast, 50)
    caller = api.as_(cast.olga)
    whole = [edge["cursor"] for edge in caller.data(PAGE, first=100, order=order)["tasks"]["edges"]]
    names = (f"Intruder {number}" for number in count())
    shown = walk(caller, order, backwards=backwards, meanwhile=lambda: make_tasks(cast, 4, next(names)))
    assert len(set(whole)) == 50
    assert [cursor for cursor in shown if cursor in set(whole)] == whole
    assert len(shown) == len(set(shown))


def test_forwards_and_backwards_show_the_same_order(cast: Cast, api: Api) -> None:
    make_tasks(cast, 20)
    caller = api.as_(cast.olga)
    assert walk(caller, None, backwards=True) == walk(caller, None, backwards=False)


def test_rows_without_a_value_come_last_either_way(cast: Cast, api: Api) -> None:
    make_tasks(cast, 8)
    query = "query ($d: OrderDirection!) { tasks(orderBy: [{ field: DUE_DATE, direction: $d }]) { nodes { dueDate } } }"
    for direction in ("ASC", "DESC"):
        dates = [node["dueDate"] for node in api.as_(cast.olga).data(query, d=direction)["tasks"]["nodes"]]
        assert dates[-2:] == [None, None]
        assert dates[:-2] == sorted(dates[:-2], reverse=direction == "DESC")


@pytest.mark.parametrize("size", BAD_SIZES, ids=str)
def test_a_page_of_a_wrong_size_is_refused(cast: Cast, api: Api, size: dict[str, int]) -> None:
    answer = api.as_(cast.emil).answer(PAGE, **size)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert answer["data"] == {"tasks": None}


def test_a_size_beyond_32_bits_is_refused(cast: Cast, api: Api) -> None:
    assert api.as_(cast.emil).codes(PAGE, first=2**31) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("size", [101, 0, -1])
def test_a_nested_page_of_a_wrong_size_is_refused(cast: Cast, api: Api, size: int) -> None:
    make_tasks(cast, 1)
    query = "query ($n: Int) { tasks { nodes { files(first: $n) { nodes { name } } } } }"
    assert api.as_(cast.olga).codes(query, n=size) == ["BAD_USER_INPUT"]


def test_a_page_has_20_rows_unless_more_are_asked_for(cast: Cast, api: Api) -> None:
    make_tasks(cast, 25)
    caller = api.as_(cast.olga)
    assert len(caller.data(PAGE)["tasks"]["edges"]) == 20
    assert len(caller.data(PAGE, first=100)["tasks"]["edges"]) == 25


def test_page_info_tells_where_a_page_stands(cast: Cast, api: Api) -> None:
    make_tasks(cast, 3)
    caller = api.as_(cast.olga)
    [first, second, third] = [edge["cursor"] for edge in caller.data(PAGE)["tasks"]["edges"]]
    facts = ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor")
    for arguments, expected in [
        ({"first": 1}, (True, False, first, first)),
        ({"first": 1, "after": first}, (True, True, second, second)),
        ({"first": 2, "after": first}, (False, True, second, third)),
        ({"last": 1}, (False, True, third, third)),
        ({"last": 2, "before": third}, (True, False, first, second)),
        ({"first": 1, "after": third}, (False, True, None, None)),
    ]:
        page = caller.data(PAGE, **arguments)["tasks"]["pageInfo"]
        assert tuple(page[fact] for fact in facts) == expected, arguments


def test_total_count_counts_the_whole_list(cast: Cast, api: Api) -> None:
    make_tasks(cast, 9)
    assert api.as_(cast.olga).data("{ tasks(first: 2) { totalCount } }") == {"tasks": {"totalCount": 9}}
    assert api.as_(cast.emil).data("{ tasks(first: 2) { totalCount } }") == {"tasks": {"totalCount": 3}}


def cursor_of(caller: Api, query: str, name: str) -> str:
    """Return the cursor of the first row of a list."""
    cursor: str = caller.data(query)[name]["edges"][0]["cursor"]
    return cursor


@pytest.mark.parametrize("place", ["after", "before"])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda _: "abc",
        lambda _: "",
        lambda _: "\0",
        lambda _: "é.é",
        lambda cursor: cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        lambda cursor: "A" + cursor[1:],
        lambda cursor: cursor.partition(".")[0],
        lambda cursor: cursor + "A",
        lambda cursor: cursor * 2,
    ],
)
def test_a_cursor_that_was_tampered_with_is_refused(
    cast: Cast, api: Api, tamper: Callable[[str], str], place: str
) -> None:
    make_tasks(cast, 3)
    caller = api.as_(cast.olga)
    bad = tamper(cursor_of(caller, PAGE, "tasks"))
    assert caller.codes(PAGE, **{place: bad}) == ["BAD_USER_INPUT"]


def test_a_cursor_of_another_list_is_refused(cast: Cast, api: Api) -> None:
    make_tasks(cast, 3)
    caller = api.as_(cast.olga)
    for query, name in [
        ("{ employees { edges { cursor } } }", "employees"),
        ("{ jobRoles { edges { cursor } } }", "jobRoles"),
        ("{ employeeTypes { edges { cursor } } }", "employeeTypes"),
        ("{ departments { edges { cursor } } }", "departments"),
    ]:
        assert caller.codes(PAGE, after=cursor_of(caller, query, name)) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("order", ORDERS[1:], ids=str)
def test_a_cursor_of_another_order_is_refused(cast: Cast, api: Api, order: Any) -> None:
    make_tasks(cast, 3)
    caller = api.as_(cast.olga)
    other = [{"field": "TITLE"}, {"field": "DUE_DATE"}]
    cursor = caller.data(PAGE, order=other)["tasks"]["edges"][0]["cursor"]
    assert caller.codes(PAGE, order=order, after=cursor) == ["BAD_USER_INPUT"]


def test_a_cursor_of_the_same_order_the_other_way_is_refused(cast: Cast, api: Api) -> None:
    make_tasks(cast, 3)
    caller = api.as_(cast.olga)
    cursor = caller.data(PAGE, order=[{"field": "TITLE"}])["tasks"]["edges"][0]["cursor"]
    assert caller.codes(PAGE, order=[{"field": "TITLE", "direction": "DESC"}], after=cursor) == ["BAD_USER_INPUT"]


def test_a_cursor_of_a_list_with_the_same_columns_is_refused(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.olga)
    cursor = cursor_of(caller, "{ departments { edges { cursor } } }", "departments")
    assert caller.codes("query ($c: String) { jobRoles(after: $c) { edges { cursor } } }", c=cursor) == [
        "BAD_USER_INPUT"
    ]


@pytest.mark.parametrize(
    "query",
    [
        "departments(first: 1, after: $c)",
        "employees(first: 1, after: $c)",
        "jobRoles(first: 1, after: $c)",
        "myTeam(first: 1, after: $c)",
    ],
)
def test_the_other_lists_are_paged_one_by_one_as_well(cast: Cast, api: Api, query: str) -> None:
    name = query.partition("(")[0]
    caller = api.as_(cast.olga)
    whole = [edge["cursor"] for edge in caller.data(f"{{ {name} {{ edges {{ cursor }} }} }}")[name]["edges"]]
    document = f"query ($c: String) {{ {query} {{ edges {{ cursor }} }} }}"
    shown: list[str] = []
    while page := caller.data(document, c=shown[-1] if shown else None)[name]["edges"]:
        shown += [edge["cursor"] for edge in page]
    assert shown == whole


def test_a_nested_list_is_paged_for_each_row(cast: Cast, api: Api) -> None:
    make_tasks(cast, 12)
    query = """query ($after: String) { employee(code: "EMP-005") {
        tasks(first: 2, after: $after) { totalCount edges { cursor node { title } } pageInfo { hasNextPage } } } }"""
    caller = api.as_(cast.olga)
    first = caller.data(query)["employee"]["tasks"]
    second = caller.data(query, after=first["edges"][-1]["cursor"])["employee"]["tasks"]
    titles = [edge["node"]["title"] for page in (first, second) for edge in page["edges"]]
    assert titles == ["Task 06", "Task 03", "Task 09", "Task 00"]
    assert [page["totalCount"] for page in (first, second)] == [4, 4]
    assert [page["pageInfo"] for page in (first, second)] == [{"hasNextPage": True}, {"hasNextPage": False}]


def test_a_nested_list_of_many_to_many_is_paged_for_each_row(cast: Cast, api: Api) -> None:
    query = """query ($after: String) { departments { nodes { name members(first: 1, after: $after) {
        totalCount edges { cursor node { firstName } } } } } }"""
    caller = api.as_(cast.emil)
    [design, sales] = caller.data(query)["departments"]["nodes"]
    assert [design["members"]["totalCount"], sales["members"]["totalCount"]] == [3, 3]
    [design, sales] = caller.data(query, after=design["members"]["edges"][0]["cursor"])["departments"]["nodes"]
    assert [design["members"]["totalCount"], sales["members"]["totalCount"]] == [3, 3]
    assert [each["members"]["edges"][0]["node"]["firstName"] for each in (design, sales)] == ["Erna", "Hanna"]
