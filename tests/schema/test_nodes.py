"""Objects by their global ids: the same as by their own fields, and nothing for wrong ids."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from organization.authentication import open_session
from organization.models import Employee, EmployeeType
from schema.nodes import NODES
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id
from tests.schema.operations import Scene
from tests.schema.selections import GRAPHQL, everything

NODE = "query ($id: ID!) { node(id: $id) { ... on %s %s } }"
FIRST_OF_NODES = "query ($id: ID!) { nodes(ids: [$id]) { ... on %s %s } }"
NAMES = sorted(type_.__name__ for type_ in NODES)
ROWS: dict[str, Callable[[Scene], Model]] = {
    "Company": lambda scene: scene.cast.acme,
    "Department": lambda scene: scene.cast.design,
    "EmployeeType": lambda _: EmployeeType.objects.latest("id"),
    "JobRole": lambda scene: scene.cast.position.job_role,
    "EmployeePosition": lambda scene: scene.cast.position,
    "Employee": lambda scene: scene.cast.erna,
    "Session": lambda scene: open_session(scene.me.user).session,
    "Task": lambda scene: scene.task("own"),
    "TaskFile": lambda scene: scene.file("received"),
}
# Where an object is found without `node`, and the way to it in the answer.
DEDICATED: dict[str, tuple[str, list[str | int]]] = {
    "Company": ("company %s", ["company"]),
    "Department": ("department(id: $id) %s", ["department"]),
    "EmployeeType": ("employeeTypes { nodes %s }", ["employeeTypes", "nodes", -1]),
    "JobRole": ("jobRoles { nodes %s }", ["jobRoles", "nodes", -1]),
    "EmployeePosition": ("positions { nodes %s }", ["positions", "nodes", -1]),
    "Employee": ("employee(id: $id) %s", ["employee"]),
    "Session": ("mySessions { nodes %s }", ["mySessions", "nodes", -1]),
    "Task": ("task(id: $id) %s", ["task"]),
    "TaskFile": (
        "myTasks(first: 1) { nodes { files(first: 1) { nodes %s } } }",
        ["myTasks", "nodes", -1, "files", "nodes", -1],
    ),
}


def encoded(text: str) -> str:
    """Return a text as a global id."""
    return b64encode(text.encode(errors="surrogatepass")).decode()


WRONG = {
    "letters": "abc",
    "empty": "",
    "a negative number": "-1",
    "zero": "0",
    "a number": "1",
    "2 to the 31": str(2**31),
    "2 to the 63": str(2**63),
    "5,000 digits": "9" * 5000,
    "Unicode digits": "٣",
    "NUL": "\0",
    "no Base64": "!!!!",
    "raw": "Task:1",
    "without a key": encoded("Task:"),
    "without a type": encoded(":1"),
    "only a type": encoded("Task"),
    "key -1": encoded("Task:-1"),
    "key 0": encoded("Task:0"),
    "key 2 to the 63": encoded(f"Task:{2**63}"),
    "key of 5,000 digits": encoded("Task:" + "9" * 5000),
    "key in Unicode digits": encoded("Task:٣"),
    "key with a zero before it": encoded("Task:01"),
    "key with a space": encoded("Task: 1"),
    "key with an underscore": encoded("Task:1_0"),
    "key and NUL": encoded("Task:1\0"),
    "two keys": encoded("Task:1:1"),
    "no UTF-8": b64encode(b"Task:\xff").decode(),
}
ALIEN_TYPES = ["User", "Letter", "RefreshToken", "OrmQ", "Node", "Query", "TaskConnection", "task", "Tasks"]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Return what an employee can be shown."""
    cast.emil.position = cast.position
    cast.emil.save()
    return Scene(cast, cast.emil)


def nodes(fields: str) -> str:
    """Return a query for an object by `node` and by `nodes`."""
    return f"query ($id: ID!) {{ node(id: $id) {{ {fields} }} nodes(ids: [$id]) {{ {fields} }} }}"


def test_b7_every_type_with_global_ids_is_tried() -> None:
    implementing = {type_.name for type_ in GRAPHQL.get_possible_types(GRAPHQL.type_map["Node"])}  # type: ignore[arg-type]
    assert implementing == set(NAMES) == set(ROWS) == set(DEDICATED)


@pytest.mark.parametrize("name", NAMES)
def test_b7_node_gives_what_the_field_of_its_own_gives(scene: Scene, api: Api, name: str) -> None:
    row = ROWS[name](scene)
    field, way = DEDICATED[name]
    selection = everything(GRAPHQL.type_map[name], levels=1)
    caller = api.as_(scene.me)
    declared = "($id: ID!)" if "$id" in field else ""
    shown: Any = caller.data(f"query {declared} {{ {field % selection} }}", id=global_id(row))
    for step in way:
        shown = shown[step]
    assert shown["id"] == global_id(row)
    for query in (NODE, FIRST_OF_NODES):
        assert [*caller.data(query % (name, selection), id=global_id(row)).values()] in ([shown], [[shown]])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"EmployeeType"}))
def test_b7_node_gives_nothing_to_a_stranger(scene: Scene, api: Api, name: str) -> None:
    found = api.as_(scene.cast.gus).data(nodes("id"), id=global_id(ROWS[name](scene)))
    assert found == {"node": None, "nodes": [None]}


def test_b7_nodes_keep_the_order_of_the_ids_with_gaps_and_repetitions(scene: Scene, api: Api) -> None:
    task, hidden = scene.task("own"), scene.task("other")
    ids = [global_id(row) for row in (task, hidden, scene.cast.design, task)]
    shown = api.as_(scene.me).data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]
    assert shown == [{"id": ids[0]}, None, {"id": ids[2]}, {"id": ids[0]}]


def test_more_than_100_ids_are_refused(cast: Cast, api: Api) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert api.as_(cast.emil).codes(query, ids=[global_id(cast.emil)] * 100) == []
    assert api.as_(cast.emil).codes(query, ids=[global_id(cast.emil)] * 101) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_id_leads_to_nothing(cast: Cast, api: Api, wrong: str) -> None:
    query = """query ($id: ID!) {
        node(id: $id) { id } nodes(ids: [$id]) { id } task(id: $id) { id }
        employee(id: $id) { id } department(id: $id) { id } tasks(filter: { assigneeId: $id }) { totalCount }
        employees(filter: { departmentId: $id }) { totalCount }
    }"""
    alone = dict.fromkeys(["node", "task", "employee", "department"])
    nothing = {"tasks": {"totalCount": 0}, "employees": {"totalCount": 0}}
    assert api.as_(cast.olga).data(query, id=wrong) == {**alone, "nodes": [None], **nothing}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_id_in_an_input_is_answered_like_a_hidden_one(scene: Scene, api: Api, wrong: str) -> None:
    query = """mutation ($input: CompleteTaskInput!) {
        completeTask(input: $input) { task { id } current { id } errors { code message field } }
    }"""
    caller = api.as_(scene.me)
    hidden = caller.answer(query, input={"id": global_id(scene.task("other"))})
    assert caller.answer(query, input={"id": wrong}) == hidden
    error = {"code": "NOT_FOUND", "message": "There is no such object.", "field": ["id"]}
    assert hidden == {"data": {"completeTask": {"task": None, "current": None, "errors": [error]}}}


@pytest.mark.parametrize("type_name", ALIEN_TYPES)
def test_b8_a_type_without_global_ids_leads_to_nothing(cast: Cast, api: Api, type_name: str) -> None:
    alien = encoded(f"{type_name}:{cast.olga.user.pk}")
    assert api.as_(cast.olga).data(nodes("id"), id=alien) == {"node": None, "nodes": [None]}


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"Task"}))
def test_b8_an_id_that_is_encoded_as_another_type_leads_to_nothing(scene: Scene, api: Api, name: str) -> None:
    task = Task.objects.create(pk=77_777, title="Draw the logo", assignee=scene.me, assigner=scene.me)
    alien = encoded(f"{name}:{task.pk}")
    query = "query ($id: ID!) { node(id: $id) { id } task(id: $id) { id } }"
    assert api.as_(scene.me).data(query, id=alien) == {"node": None, "task": None}


BLAMED = {
    'createTask(input: { title: "T", assigneeId: $id })': ["assigneeId"],
    "assignTasks(input: { ids: [], assigneeId: $id })": ["assigneeId"],
    'createEmployee(input: { firstName: "N", lastName: "N", workEmail: "n@a.example", positionId: $id })': [
        "positionId"
    ],
    'createEmployee(input: { firstName: "N", lastName: "N", workEmail: "n@a.example", departmentIds: [$id] })': [
        "departmentIds"
    ],
    "updateDepartment(input: { id: $own, memberIds: [$id] })": ["memberIds"],
    "createDownloadLink(fileId: $id)": ["fileId"],
    "deleteJobRole(input: { id: $id })": ["id"],
}


@pytest.mark.parametrize("call", BLAMED)
def test_the_error_of_a_wrong_id_names_its_field(cast: Cast, api: Api, call: str) -> None:
    query = (
        f"mutation ($id: ID!{', $own: ID!' if '$own' in call else ''}) {{ done: {call} {{ errors {{ code field }} }} }}"
    )
    stranger: Employee = cast.gina
    for wrong in ("abc", global_id(stranger), global_id(cast.labs)):
        answer = api.as_(cast.olga).data(query, id=wrong, own=global_id(cast.design))
        assert answer == {"done": {"errors": [{"code": "NOT_FOUND", "field": BLAMED[call]}]}}
