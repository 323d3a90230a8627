"""What may not be seen cannot be found out either: by filters, orders, searches, counts, pages or taken values."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from organization.models import Employee, Role
from tasks.models import Task
from tests.acceptance.authorization.fields import audiences
from tests.acceptance.authorization.world import World, build
from tests.conftest import Cast, hire
from tests.schema.conftest import Api, global_id
from tests.schema.operations import Scene
from tests.schema.selections import GRAPHQL
from tests.schema.table import ROLES
from tests.schema.test_filters import PEOPLE_FILTERS, TASK_FILTERS, with_ids
from tests.schema.test_permissions import stored

LISTS = {
    "tasks": ("TaskFilter", "TaskOrder", "{ title }"),
    "myTasks": ("TaskFilter", "TaskOrder", "{ title }"),
    "assignedByMe": ("TaskFilter", "TaskOrder", "{ title }"),
    "employees": ("EmployeeFilter", "EmployeeOrder", "{ code tasks { totalCount } }"),
}
COUNTS = """{ dashboard { open overdue dueThisWeek completedThisWeek week { day due completed } }
    departments { totalCount nodes { members { totalCount pageInfo { hasNextPage endCursor } } } }
    positions { totalCount } jobRoles { totalCount } }"""
# Which field of an object each filter and order reads.
READS = {
    "TaskFilter.assigneeId": "Task.assignee",
    "TaskFilter.assignerId": "Task.assigner",
    "TaskFilter.departmentId": "Employee.departments",
    "TaskFilter.completed": "Task.completed",
    "TaskFilter.overdue": "Task.overdue",
    "TaskFilter.dueBefore": "Task.dueDate",
    "TaskFilter.dueAfter": "Task.dueDate",
    "TaskFilter.createdBefore": "Task.createdAt",
    "TaskFilter.createdAfter": "Task.createdAt",
    "TaskFilter.hasFiles": "Task.files",
    "TaskFilter.assigneeInactive": "Task.assigneeInactive",
    "TaskOrderField.DUE_DATE": "Task.dueDate",
    "TaskOrderField.CREATED_AT": "Task.createdAt",
    "TaskOrderField.UPDATED_AT": "Task.updatedAt",
    "TaskOrderField.COMPLETED_AT": "Task.completedAt",
    "TaskOrderField.TITLE": "Task.title",
    "TaskOrderField.ASSIGNEE": "Employee.name",
    "EmployeeFilter.departmentId": "Employee.departments",
    "EmployeeFilter.positionId": "Employee.position",
    "EmployeeFilter.isActive": "Employee.isActive",
    "EmployeeOrderField.NAME": "Employee.name",
    "EmployeeOrderField.CODE": "Employee.code",
    "EmployeeOrderField.CREATED_AT": "Employee.createdAt",
    "TeamOrderField.NAME": "Employee.name",
    "TeamOrderField.OPEN_COUNT": "TeamMember.openCount",
    "TeamOrderField.OVERDUE_COUNT": "TeamMember.overdueCount",
}
MANAGERS_ONLY = "TeamMember"


def narrowing() -> set[str]:
    """Return every field of a filter and every value of an order in the schema."""
    found = set()
    for name, type_ in GRAPHQL.type_map.items():
        if isinstance(type_, GraphQLInputObjectType) and name.endswith("Filter"):
            found |= {f"{name}.{field}" for field in type_.fields if field not in {"and", "or", "not"}}
        if isinstance(type_, GraphQLEnumType) and name.endswith("OrderField"):
            found |= {f"{name}.{value}" for value in type_.values}
    return found


def test_b11_e13_lists_are_narrowed_and_ordered_by_what_everybody_who_may_do_so_may_read() -> None:
    assert set(READS) == narrowing()
    for field in READS.values():
        roles = ("manager", "officer") if field.startswith(MANAGERS_ONLY) else ROLES[2:]
        assert {audiences()[field][role] for role in roles} == {"all"}, field


def test_b11_e13_every_list_is_narrowed_by_these_inputs_alone() -> None:
    assert GRAPHQL.query_type is not None
    paging = {"first", "last", "before", "after", "id", "ids", "code", "search"}
    known = {"filter": ("TaskFilter", "EmployeeFilter"), "orderBy": ("TaskOrder", "EmployeeOrder", "TeamOrder")}
    for field in GRAPHQL.query_type.fields.values():
        for name, argument in field.args.items():
            assert name in paging or get_named_type(argument.type).name in known[name]


UNKNOWN = [
    "password",
    "user__password",
    "__class__",
    "salary",
    "salary_gt",
    "salary__gt",
    "user",
    "pk__in",
    "title__regex",
]


@pytest.mark.parametrize("place", LISTS)
def test_e13_a_filter_or_an_order_of_another_name_is_no_part_of_the_schema(cast: Cast, api: Api, place: str) -> None:
    filter_, order, _ = LISTS[place]
    caller = api.as_(cast.olga)
    query = f"query ($f: {filter_}, $o: [{order}!]) {{ {place}(filter: $f, orderBy: $o) {{ totalCount }} }}"
    for name in UNKNOWN:
        assert caller.codes(query, f={name: "1"}) == ["BAD_USER_INPUT"]
        assert caller.codes(query, f={"and": [{name: "1"}]}) == ["BAD_USER_INPUT"]
        assert caller.codes(query, o=[{"field": name}]) == ["BAD_USER_INPUT"]
        inline = f"{{ {place}(filter: {{ {name}: 1 }}) {{ totalCount }} }}"
        assert set(caller.codes(inline)) == {"GRAPHQL_VALIDATION_FAILED"}


def asked(cast: Cast, caller: Api, secrets: list[str], lists: Iterable[str], part: slice) -> list[Any]:
    """Return all that a caller can find out with these filters, every order and every search for a secret."""
    found: list[Any] = [caller.data(COUNTS)]
    for name in lists:
        filter_, order, shown = LISTS[name]
        page = f"{{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} nodes {shown} }}"
        passed = "filter: $f, orderBy: $o, search: $s, first: $n"
        query = f"query ($f: {filter_}, $o: [{order}!], $s: String, $n: Int) {{ {name}({passed}) {page} }}"
        filters = PEOPLE_FILTERS if name == "employees" else TASK_FILTERS
        found += [caller.data(query, f=with_ids(cast, given)) for given, _ in filters[part]]
        fields = GRAPHQL.type_map[f"{order}Field"]
        assert isinstance(fields, GraphQLEnumType)
        for field in fields.values:
            ways = [[{"field": field, "direction": way}] for way in ("ASC", "DESC")]
            found += [caller.data(query, o=way, n=2) for way in ways]
        found += [caller.data(query, s=secret) for secret in secrets]
    return found


def change_what_is_hidden(world: World) -> None:
    """Change every value that the viewer may not see, and add hidden rows."""
    cast, scene = world.cast, Scene(world.cast, world.me)
    for number, task in enumerate(Task.objects.all()):
        if global_id(task) not in world.seen:
            changes: dict[str, Any] = {"title": f"Zzz {number}", "due_date": date(1999, 1, 1), "completed_at": None}
            Task.objects.filter(pk=task.pk).update(completed_by=None, **changes)
    Employee.objects.filter(company=cast.globex).update(last_name="Zzz", position=None)
    if not world.keeps_people:
        Employee.objects.exclude(pk=world.me.pk).update(salary="1.00", phone="+49 1", hire_date=date(1999, 1, 1))
    hidden = ("foreign", "other") if world.role != "officer" else ("foreign",)
    for whose in hidden:
        scene.file(whose)
    hire(cast.globex, "zoe", Role.EMPLOYEE, cast.labs)


def differences(cast: Cast, api: Api, role: str, *asking: Any) -> int:
    """Return how many of the answers change when all that is hidden from the role does."""
    world = build(cast, role)
    caller = api.as_(world.me)
    secrets = sorted(world.secrets)[:: max(1, len(world.secrets) // 4)]
    before = asked(cast, caller, secrets, *asking)
    change_what_is_hidden(world)
    after = asked(cast, caller, secrets, *asking)
    return sum(old != new for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("role", ROLES[2:])
def test_b11_what_may_not_be_seen_changes_no_answer_to_a_filter_an_order_a_search_or_a_count(
    cast: Cast, api: Api, role: str
) -> None:
    # Two roles together try every filter.
    assert differences(cast, api, role, ("tasks", "employees"), slice(ROLES.index(role) % 2, None, 2)) == 0


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES[2:])
def test_b11_what_may_not_be_seen_changes_no_answer_to_any_filter_of_any_list(cast: Cast, api: Api, role: str) -> None:
    assert differences(cast, api, role, LISTS, slice(None)) == 0


def test_b11_a_bisection_finds_the_dates_of_visible_tasks_alone(cast: Cast, api: Api) -> None:
    first = date(2030, 1, 1)
    Scene(cast, cast.emil).task("own", due_date=first + timedelta(days=20))
    for whose, day in (("other", 10), ("team", 12), ("foreign", 14)):
        Scene(cast, cast.emil).task(whose, due_date=first + timedelta(days=day))
    caller, low, high = api.as_(cast.emil), 0, 64
    query = "query ($day: Date) { tasks(filter: { dueBefore: $day }) { totalCount } }"
    while high - low > 1:
        middle = (low + high) // 2
        some = caller.data(query, day=str(first + timedelta(days=middle)))["tasks"]["totalCount"]
        low, high = (low, middle) if some else (middle, high)
    assert low == 20


@pytest.mark.parametrize("secret", ["52000", "1234567", "2024-03-01", "gina", "Globex", "GLX-7"])
def test_b11_a_search_looks_only_into_what_is_shown(cast: Cast, api: Api, secret: str) -> None:
    cast.gina.code = "GLX-7"
    cast.gina.save()
    query = "query ($s: String) { employees(search: $s) { totalCount } tasks(search: $s) { totalCount } }"
    nothing = {"employees": {"totalCount": 0}, "tasks": {"totalCount": 0}}
    assert api.as_(cast.emil).data(query, s=secret) == nothing


CREATE = """mutation ($input: CreateEmployeeInput!) {
    createEmployee(input: $input) { employee { code workEmail } errors { code field message } }
}"""
NEW = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}


@pytest.mark.parametrize("taken", [{"code": "GLX-7"}, {"workEmail": "gina@globex.example"}], ids=str)
def test_b12_a_code_or_mail_of_another_company_is_free(cast: Cast, api: Api, taken: dict[str, str]) -> None:
    cast.gina.code = "GLX-7"
    cast.gina.save()
    made = api.as_(cast.hanna).data(CREATE, input=NEW | taken)["createEmployee"]
    assert made["errors"] == []
    assert taken.items() <= made["employee"].items()


@pytest.mark.parametrize("taken", [{"code": "glx-7"}, {"workEmail": "GINA@globex.example"}], ids=str)
def test_b12_a_person_is_given_a_code_or_mail_of_another_company(cast: Cast, api: Api, taken: dict[str, str]) -> None:
    cast.gina.code = "GLX-7"
    cast.gina.save()
    query = "mutation ($input: UpdateEmployeeInput!) { updateEmployee(input: $input) { errors { code } } }"
    assert api.as_(cast.hanna).data(query, input={"id": global_id(cast.emil), **taken}) == {
        "updateEmployee": {"errors": []}
    }


@pytest.mark.parametrize(
    ("mutation", "name"),
    [("createDepartment", "labs"), ("createJobRole", "Chemist"), ("updateCompany", "globex")],
)
def test_b12_a_name_of_another_company_is_free(cast: Cast, api: Api, mutation: str, name: str) -> None:
    Scene(cast, cast.olga).job_role("foreign")
    cast.globex.job_roles.update(name="Chemist")
    type_ = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {mutation}(input: $input) {{ errors {{ code }} }} }}"
    assert api.as_(cast.olga).data(query, input={"name": name}) == {mutation: {"errors": []}}


def test_b12_a_username_alone_is_unique_everywhere_and_its_refusal_names_no_company(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.hanna)
    before = stored()
    made = caller.data(CREATE, input=NEW | {"username": "GINA"})["createEmployee"]
    taken = {"code": "UNIQUE", "field": ["username"], "message": "This username is taken."}
    assert made == {"employee": None, "errors": [taken]}
    assert stored() == before
