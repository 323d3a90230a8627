"""What of a person a viewer sees: private fields, and people who left."""

from typing import Any

import pytest

from organization.models import Employee
from organization.services.hiring import send_welcome_letter
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.selections import GRAPHQL

FIELDS = "salary hireDate phone role username welcomeLetter { kind }"
PERSON = f"query ($id: ID!) {{ employee(id: $id) {{ {FIELDS} }} }}"
EVERYWHERE = f"""{{
    employees {{ nodes {{ code {FIELDS} }} }}
    departments {{ nodes {{ members {{ nodes {{ code {FIELDS} }} }} }} }}
    tasks {{ nodes {{ assignee {{ code {FIELDS} }} assigner {{ code {FIELDS} }} completedBy {{ code {FIELDS} }} }} }}
}}"""
# Whose private fields each viewer sees; the state of the welcome letter only those who look after people.
SEES = {"emil": {"emil"}, "max": {"max"}, "hanna": "everybody", "olga": "everybody"}
KEEPERS = {"hanna", "olga"}


def named(cast: Cast, name: str) -> Employee:
    """Return the person of the cast with this name."""
    person: Employee = getattr(cast, name)
    return person


def expected(viewer: str, person: Employee) -> dict[str, Any]:
    """Return what the viewer sees of a colleague's private fields."""
    seen = SEES[viewer] == "everybody" or person.user.username in SEES[viewer]
    private = {
        "salary": "52000.00",
        "hireDate": "2024-03-01",
        "phone": "+49 30 1234567",
        "role": person.user.role.upper(),
        "username": person.user.username,
    }
    letter = {"kind": "welcome"} if viewer in KEEPERS else None
    return {**(private if seen else dict.fromkeys(private)), "welcomeLetter": letter}


@pytest.fixture
def colleagues(cast: Cast) -> list[Employee]:
    """Return everybody in the company, each with a welcome letter."""
    people = [person for person in cast.people() if person.company == cast.acme]
    for person in people:
        send_welcome_letter(person.user)
    return people


@pytest.mark.parametrize("viewer", SEES)
def test_b6_private_fields_are_null_but_for_oneself_hr_and_officers(
    cast: Cast, api: Api, colleagues: list[Employee], viewer: str
) -> None:
    caller = api.as_(named(cast, viewer))
    shown = {person.code: caller.data(PERSON, id=global_id(person))["employee"] for person in colleagues}
    assert shown == {person.code: expected(viewer, person) for person in colleagues}


def people_in(answer: Any) -> list[dict[str, Any]]:
    """Return every person in an answer, wherever he stands."""
    if isinstance(answer, list):
        return [person for each in answer for person in people_in(each)]
    if not isinstance(answer, dict):
        return []
    below = [person for value in answer.values() for person in people_in(value)]
    return [answer, *below] if "salary" in answer else below


@pytest.mark.parametrize("viewer", SEES)
def test_b6_private_fields_are_the_same_wherever_a_person_is_met(
    cast: Cast, api: Api, colleagues: list[Employee], viewer: str
) -> None:
    Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    Task.objects.create(title="Sell it", assignee=cast.max, assigner=cast.emil)
    rights = {person.code: expected(viewer, person) for person in colleagues}
    shown = people_in(api.as_(named(cast, viewer)).data(EVERYWHERE))
    assert [person for person in shown if person != {"code": person["code"], **rights[person["code"]]}] == []
    assert len(shown) > len(colleagues)


@pytest.mark.parametrize("type_name", ["EmployeeFilter", "EmployeeOrderField", "TeamOrderField"])
def test_b11_nobody_can_filter_or_order_by_what_he_may_not_see(type_name: str) -> None:
    type_: Any = GRAPHQL.type_map[type_name]
    names = {name.replace("_", "").lower() for name in getattr(type_, "fields", None) or type_.values}
    assert names & {"salary", "hiredate", "phone", "role", "username", "welcomeletter"} == set()


@pytest.mark.parametrize("text", ["52000", "1234567", "2024-03-01", "officer"])
def test_b11_a_search_finds_nobody_by_what_may_not_be_seen(cast: Cast, api: Api, text: str) -> None:
    query = "query ($s: String) { employees(search: $s) { totalCount } }"
    assert api.as_(cast.emil).data(query, s=text) == {"employees": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("viewer", "listed"), [("emil", False), ("max", True), ("mona", False), ("hanna", True), ("olga", True)]
)
def test_who_left_is_listed_only_for_those_who_led_or_look_after_him(
    cast: Cast, api: Api, viewer: str, listed: bool
) -> None:
    query = """{ employees { totalCount nodes { code } }
        departments { nodes { members { totalCount nodes { code } } } } }"""
    shown = api.as_(named(cast, viewer)).data(query)
    everybody, design = shown["employees"], shown["departments"]["nodes"][0]["members"]
    assert ({"code": cast.ina.code} in everybody["nodes"], everybody["totalCount"]) == (listed, 7 + listed)
    assert ({"code": cast.ina.code} in design["nodes"], design["totalCount"]) == (listed, 3 + listed)


def test_an_employee_cannot_list_those_who_left_by_a_filter(cast: Cast, api: Api) -> None:
    query = "{ employees(filter: { isActive: false }) { totalCount nodes { code } } }"
    assert api.as_(cast.emil).data(query) == {"employees": {"totalCount": 0, "nodes": []}}
    assert api.as_(cast.max).data(query) == {"employees": {"totalCount": 1, "nodes": [{"code": cast.ina.code}]}}


def test_who_left_is_seen_wherever_a_row_refers_to_him(cast: Cast, api: Api) -> None:
    Task.objects.create(title="Draw the logo", assignee=cast.ina, assigner=cast.emil)
    query = "{ assignedByMe { nodes { assigneeInactive assignee { code isActive } } } }"
    assert api.as_(cast.emil).data(query)["assignedByMe"]["nodes"] == [
        {"assigneeInactive": True, "assignee": {"code": cast.ina.code, "isActive": False}}
    ]


def test_b10_the_same_field_twice_answers_each_for_itself(cast: Cast, api: Api) -> None:
    query = "query ($me: ID!, $other: ID!) { a: employee(id: $me) { salary } b: employee(id: $other) { salary } }"
    shown = api.as_(cast.emil).data(query, me=global_id(cast.emil), other=global_id(cast.erna))
    assert shown == {"a": {"salary": "52000.00"}, "b": {"salary": None}}


def test_b10_a_shut_door_does_not_hide_what_stands_beside_it(cast: Cast, api: Api) -> None:
    answer = api.as_(cast.emil).answer("{ me { username } myTeam { totalCount } }")
    assert answer["data"] == {"me": {"username": "emil"}, "myTeam": None}
    assert [(error["path"], error["extensions"]) for error in answer["errors"]] == [(["myTeam"], {"code": "FORBIDDEN"})]
