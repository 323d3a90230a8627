"""Filters, searches and orders of lists."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from organization.models import EmployeePosition, JobRole
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.selections import GRAPHQL
from uploads.models import TaskFile

TASKS = """query ($filter: TaskFilter, $search: String, $order: [TaskOrder!]) {
    tasks(filter: $filter, search: $search, orderBy: $order) { totalCount nodes { title } }
}"""
PEOPLE = """query ($filter: EmployeeFilter, $search: String, $order: [EmployeeOrder!]) {
    employees(filter: $filter, search: $search, orderBy: $order) { totalCount nodes { firstName } }
}"""
NOW = datetime(2026, 6, 17, 10, tzinfo=UTC)


@pytest.fixture
def tasks(cast: Cast) -> list[Task]:
    """Return tasks that differ in everything a filter knows, a day between each."""
    facts: list[dict[str, Any]] = [
        {"title": "Alpha", "assignee": cast.emil, "due_date": date(2026, 6, 10), "description": "Blue paint"},
        {"title": "Beta", "assignee": cast.erna, "due_date": date(2026, 6, 17), "description": "Red paint"},
        {"title": "Gamma", "assignee": cast.egon, "due_date": None, "assigner": cast.mona},
        {"title": "Delta", "assignee": cast.ina, "due_date": date(2026, 6, 20)},
        {
            "title": "Omega",
            "assignee": cast.emil,
            "due_date": date(2026, 6, 5),
            "completed_at": NOW,
            "completed_by": cast.max,
        },
    ]
    rows = []
    for index, fact in enumerate(facts):
        with time_machine.travel(datetime(2026, 6, 1 + index, 12, tzinfo=UTC), tick=False):
            rows.append(Task.objects.create(**({"assigner": cast.max} | fact)))
    facts_of_file = {"size": 3, "content_type": "text/plain", "sha256": "0" * 64, "file": "files/no/no"}
    for name in ("a.txt", "b.txt"):
        TaskFile.objects.create(task=rows[1], uploader=cast.erna, name=name, **facts_of_file)
    return rows


# With the ids of people and departments as names of the cast, and the initials of the tasks that fit.
TASK_FILTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "ABGDO"),
    ({"assigneeId": "emil"}, "AO"),
    ({"assigneeId": "olga"}, ""),
    ({"assignerId": "mona"}, "G"),
    ({"departmentId": "design"}, "ABDO"),
    ({"departmentId": "labs"}, ""),
    ({"completed": True}, "O"),
    ({"completed": False}, "ABGD"),
    ({"overdue": True}, "A"),
    ({"overdue": False}, "BGDO"),
    ({"dueBefore": "2026-06-10"}, "O"),
    ({"dueBefore": "2026-06-11"}, "AO"),
    ({"dueAfter": "2026-06-10"}, "BD"),
    ({"dueAfter": "2026-06-09", "dueBefore": "2026-06-18"}, "AB"),
    ({"createdBefore": "2026-06-03T12:00:00Z"}, "AB"),
    ({"createdAfter": "2026-06-03T12:00:00Z"}, "DO"),
    ({"createdAfter": "2026-06-03T13:59:59+02:00"}, "GDO"),
    ({"createdBefore": "2026-06-03T12:00:00"}, "AB"),
    ({"hasFiles": True}, "B"),
    ({"hasFiles": False}, "AGDO"),
    ({"assigneeInactive": True}, "D"),
    ({"assigneeInactive": False}, "ABGO"),
    ({"and": [{"assigneeId": "emil"}, {"completed": False}]}, "A"),
    ({"or": [{"assigneeId": "emil"}, {"hasFiles": True}]}, "ABO"),
    ({"not": {"departmentId": "design"}}, "G"),
    ({"not": {"dueBefore": "2026-06-11"}}, "BGD"),
    ({"completed": False, "or": [{"assigneeId": "emil"}, {"assigneeId": "egon"}]}, "AG"),
    ({"not": {"or": [{"hasFiles": True}, {"and": [{"completed": True}, {"assigneeId": "emil"}]}]}}, "AGD"),
    ({"not": {"not": {"hasFiles": True}}}, "B"),
    ({"and": [], "or": []}, "ABGDO"),
    ({"or": [{}]}, "ABGDO"),
]
PEOPLE_FILTERS: list[tuple[dict[str, Any], str]] = [
    ({"departmentId": "design"}, "Emil Erna Ina Max"),
    ({"departmentId": "labs"}, ""),
    ({"positionId": "position"}, "Emil Mona"),
    ({"isActive": False}, "Ina"),
    ({"isActive": True, "departmentId": "design"}, "Emil Erna Max"),
    ({"or": [{"departmentId": "sales"}, {"departmentId": "design"}]}, "Egon Emil Erna Hanna Ina Max Mona"),
    ({"and": [{"departmentId": "sales"}, {"positionId": "position"}]}, "Mona"),
    ({"and": [{"departmentId": "sales"}, {"departmentId": "design"}]}, "Max"),
    ({"not": {"departmentId": "design"}}, "Egon Hanna Mona Olga"),
    ({"not": {"isActive": True}}, "Ina"),
]


def with_ids(cast: Cast, given: Any) -> Any:
    """Return the filter with global ids in the place of names."""
    if isinstance(given, list):
        return [with_ids(cast, each) for each in given]
    if not isinstance(given, dict):
        return given
    return {
        name: global_id(getattr(cast, value)) if name.endswith("Id") else with_ids(cast, value)
        for name, value in given.items()
    }


def fields_of(filters: list[tuple[dict[str, Any], str]]) -> set[str]:
    """Return the fields of the filters' outermost level."""
    return {name for given, _ in filters for name in given}


@pytest.mark.parametrize(("type_name", "filters"), [("TaskFilter", TASK_FILTERS), ("EmployeeFilter", PEOPLE_FILTERS)])
def test_every_field_of_a_filter_is_tried(type_name: str, filters: list[tuple[dict[str, Any], str]]) -> None:
    type_: Any = GRAPHQL.type_map[type_name]
    assert fields_of(filters) == set(type_.fields)


@pytest.mark.parametrize(("given", "initials"), TASK_FILTERS, ids=str)
def test_a_filter_shows_the_tasks_that_fit(
    cast: Cast, api: Api, tasks: list[Task], given: dict[str, Any], initials: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        shown = api.as_(cast.olga).data(TASKS, filter=with_ids(cast, given))["tasks"]
    assert {node["title"][0] for node in shown["nodes"]} == set(initials)
    assert shown["totalCount"] == len(shown["nodes"]) == len(initials)


@pytest.mark.parametrize(("given", "names"), PEOPLE_FILTERS, ids=str)
def test_a_filter_shows_the_people_who_fit(cast: Cast, api: Api, given: dict[str, Any], names: str) -> None:
    for person in (cast.emil, cast.mona):
        person.position = cast.position
        person.save()
    if given.get("and", [{}])[0].keys() == given.get("and", [{}])[-1].keys() == {"departmentId"}:
        cast.max.departments.add(cast.sales)
    shown = api.as_(cast.hanna).data(PEOPLE, filter=with_ids(cast, given))["employees"]
    assert sorted(node["firstName"] for node in shown["nodes"]) == names.split()
    assert shown["totalCount"] == len(names.split())


def test_a_person_in_two_departments_is_listed_once(cast: Cast, api: Api) -> None:
    cast.emil.departments.add(cast.sales)
    given = {"or": [{"departmentId": global_id(cast.design)}, {"departmentId": global_id(cast.sales)}]}
    shown = api.as_(cast.emil).data(PEOPLE, filter=given)["employees"]
    names = [node["firstName"] for node in shown["nodes"]]
    assert (names.count("Emil"), shown["totalCount"]) == (1, len(names))


@pytest.mark.parametrize(("number", "codes"), [(19, []), (20, ["BAD_USER_INPUT"])])
def test_too_many_filters_are_refused(cast: Cast, api: Api, number: int, codes: list[str]) -> None:
    caller = api.as_(cast.olga)
    assert caller.codes(TASKS, filter={"or": [{"completed": True}] * number}) == codes
    assert caller.codes(PEOPLE, filter={"and": [{"isActive": True}] * number}) == codes


def test_filters_that_are_nested_too_deep_are_refused(cast: Cast, api: Api) -> None:
    deep: dict[str, Any] = {}
    for _ in range(100):
        deep = {"or": [deep], "not": {}}
    assert api.as_(cast.olga).codes(TASKS, filter=deep) == ["BAD_USER_INPUT"]


def test_a_great_many_filters_are_refused_in_no_time(cast: Cast, api: Api) -> None:
    many = {"or": [{"completed": True}] * 10_000}
    assert api.as_(cast.olga).codes(TASKS, filter=many) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "now", ""]
)
def test_a_moment_outside_the_calendar_is_refused(cast: Cast, api: Api, moment: str) -> None:
    for name in ("createdBefore", "createdAfter"):
        assert api.as_(cast.olga).codes(TASKS, filter={name: moment}) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("search", "initials"),
    [
        ("paint", "AB"),
        ("PAINT blue", "A"),
        ("blue red", ""),
        ("alph", "A"),
        ("  ", "ABGDO"),
        ("", "ABGDO"),
        ("%", ""),
        ("_", ""),
        ("\\", ""),
        ("' OR 1=1 --", ""),
    ],
)
def test_a_search_finds_the_tasks_that_have_every_word(
    cast: Cast, api: Api, tasks: list[Task], search: str, initials: str
) -> None:
    shown = api.as_(cast.olga).data(TASKS, search=search)["tasks"]
    assert {node["title"][0] for node in shown["nodes"]} == set(initials)


@pytest.mark.parametrize("search", ["a" * 201, "\0"])
def test_a_search_for_what_nothing_can_match_is_refused(cast: Cast, api: Api, search: str) -> None:
    assert api.as_(cast.olga).codes(TASKS, search=search) == ["BAD_USER_INPUT"]
    assert api.as_(cast.olga).codes(PEOPLE, search=search) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("search", "names"),
    [("emp-005", "Emil"), ("EMIL@ACME", "Emil"), ("er E", "Egon Emil Erna Max Mona Olga Hanna"), ("gina", "")],
)
def test_a_search_finds_people_by_name_code_and_work_mail(cast: Cast, api: Api, search: str, names: str) -> None:
    shown = api.as_(cast.emil).data(PEOPLE, search=search)["employees"]["nodes"]
    assert {node["firstName"] for node in shown} == set(names.split())


def titles(api: Api, cast: Cast, *order: tuple[str, str]) -> str:
    """Return the initials of the tasks in an order."""
    terms = [{"field": field, "direction": direction} for field, direction in order]
    shown = api.as_(cast.olga).data(TASKS, order=terms)["tasks"]["nodes"]
    return "".join(node["title"][0] for node in shown)


@pytest.mark.parametrize(
    ("order", "initials"),
    [
        ([], "OABDG"),
        ([("DUE_DATE", "ASC")], "OABDG"),
        ([("DUE_DATE", "DESC")], "DBAOG"),
        ([("CREATED_AT", "ASC")], "ABGDO"),
        ([("UPDATED_AT", "DESC")], "ODGBA"),
        ([("COMPLETED_AT", "ASC")], "OABGD"),
        ([("TITLE", "DESC")], "OGDBA"),
        ([("ASSIGNEE", "ASC"), ("TITLE", "DESC")], "GOABD"),
        ([("ASSIGNEE", "DESC"), ("DUE_DATE", "ASC")], "DBOAG"),
        ([("COMPLETED_AT", "DESC"), ("TITLE", "ASC")], "OABDG"),
    ],
    ids=str,
)
def test_tasks_are_ordered_as_asked(
    cast: Cast, api: Api, tasks: list[Task], order: list[tuple[str, str]], initials: str
) -> None:
    assert titles(api, cast, *order) == initials


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ([], "Egon", "Olga"),
        ([{"field": "NAME", "direction": "DESC"}], "Olga", "Egon"),
        ([{"field": "CODE"}], "Olga", "Ina"),
    ],
)
def test_people_are_ordered_as_asked(cast: Cast, api: Api, order: Any, first: str, last: str) -> None:
    names = [node["firstName"] for node in api.as_(cast.olga).data(PEOPLE, order=order)["employees"]["nodes"]]
    assert (names[0], names[-1]) == (first, last)


def test_positions_are_listed_by_job_role(cast: Cast, api: Api) -> None:
    role = JobRole.objects.create(company=cast.acme, name="Accountant")
    EmployeePosition.objects.create(employee_type=cast.position.employee_type, job_role=role)
    shown = api.as_(cast.emil).data("{ positions { nodes { jobRole { name } employeeType { name } } } }")["positions"]
    assert shown["nodes"] == [
        {"jobRole": {"name": "Accountant"}, "employeeType": {"name": "White collar"}},
        {"jobRole": {"name": "Designer"}, "employeeType": {"name": "White collar"}},
    ]


def test_an_employee_is_found_by_code_without_regard_to_case(cast: Cast, api: Api) -> None:
    query = "query ($code: String) { employee(code: $code) { firstName } }"
    caller = api.as_(cast.emil)
    assert caller.data(query, code="emp-002") == {"employee": {"firstName": "Hanna"}}
    for wrong in ("EMP-999", "", "\0", "EMP-00\0002x", "%", "é" * 5000):
        assert caller.data(query, code=wrong) == {"employee": None}


def test_an_employee_is_asked_for_by_id_or_by_code(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.emil)
    assert caller.codes("{ employee { id } }") == ["BAD_USER_INPUT"]
    query = 'query ($id: ID!) { employee(id: $id, code: "EMP-001") { id } }'
    assert caller.codes(query, id=global_id(cast.emil)) == ["BAD_USER_INPUT"]
