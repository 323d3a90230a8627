"""People through the API: each mutation's answer, its refusals and its letters."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from organization.models import Employee, User
from tasks.models import Task
from tests.conftest import Cast
from tests.schema.conftest import Api, global_id

Letters = Callable[[], list[tuple[str, dict[str, Any]]]]
Errors = list[tuple[str, list[str] | None]]

PERSON = """employee { code name workEmail phone hireDate salary role username isActive version
    position { jobRole { name } } departments { nodes { name } } welcomeLetter { kind state attempts } }"""
NEW = {"firstName": "Nora", "lastName": "Neu", "workEmail": "nora@acme.example"}


def run(caller: Api, name: str, shown: str, /, **fields: Any) -> dict[str, Any]:
    """Run a mutation; return its payload."""
    type_ = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {shown} errors {{ code message field }} }} }}"
    payload: dict[str, Any] = caller.data(query, input=fields)[name]
    return payload


def errors(payload: dict[str, Any]) -> Errors:
    """Return the codes and fields of a payload's errors."""
    return [(error["code"], error["field"]) for error in payload["errors"]]


def fresh(person: Employee) -> Employee:
    """Return the person as stored."""
    return Employee.objects.select_related("user").get(pk=person.pk)


def test_hr_hires_a_person_who_is_sent_a_welcome_letter(cast: Cast, api: Api, letters: Letters) -> None:
    payload = run(
        api.as_(cast.hanna),
        "createEmployee",
        PERSON,
        **NEW,
        role="MANAGER",
        phone="+49 40 5555",
        hireDate="2026-12-01",
        salary="61000.5",
        positionId=global_id(cast.position),
        departmentIds=[global_id(cast.sales)],
    )
    assert payload == {
        "employee": {
            "code": "EMP-009",
            "name": "Nora Neu",
            "workEmail": "nora@acme.example",
            "phone": "+49 40 5555",
            "hireDate": "2026-12-01",
            "salary": "61000.50",
            "role": "MANAGER",
            "username": "nora.neu",
            "isActive": True,
            "version": 1,
            "position": {"jobRole": {"name": "Designer"}},
            "departments": {"nodes": [{"name": "Sales"}]},
            "welcomeLetter": {"kind": "welcome", "state": "WAITING", "attempts": 0},
        },
        "errors": [],
    }
    assert letters() == [("welcome", {"user": User.objects.get(username="nora.neu").pk})]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"firstName": ""}, ("REQUIRED", ["firstName"])),
        ({"firstName": "a" * 81}, ("TOO_LONG", ["firstName"])),
        ({"lastName": "12"}, ("INVALID", ["lastName"])),
        ({"workEmail": "nora"}, ("INVALID", ["workEmail"])),
        ({"workEmail": "EMIL@acme.example"}, ("UNIQUE", ["workEmail"])),
        ({"code": "emp-001"}, ("UNIQUE", ["code"])),
        ({"username": "EMIL"}, ("UNIQUE", ["username"])),
        ({"username": "gina"}, ("UNIQUE", ["username"])),
        ({"phone": "none"}, ("INVALID", ["phone"])),
        ({"salary": "-1"}, ("INVALID", ["salary"])),
        ({"salary": "1e999999"}, ("INVALID", ["salary"])),
        ({"salary": "NaN"}, ("INVALID", ["salary"])),
        ({"salary": "sNaN"}, ("INVALID", ["salary"])),
        ({"salary": "-Infinity"}, ("INVALID", ["salary"])),
        ({"salary": "1.005"}, ("INVALID", ["salary"])),
        ({"role": "OFFICER"}, ("FORBIDDEN", None)),
    ],
    ids=str,
)
def test_nobody_is_hired_against_a_rule(
    cast: Cast, api: Api, letters: Letters, fields: dict[str, Any], error: tuple[str, list[str] | None]
) -> None:
    payload = run(api.as_(cast.hanna), "createEmployee", PERSON, **NEW | fields)
    assert (payload["employee"], errors(payload)) == (None, [error])
    assert (User.objects.filter(employee__first_name="Nora").count(), User.objects.count(), letters()) == (0, 11, [])


def test_the_code_and_the_work_mail_of_another_company_are_free(cast: Cast, api: Api) -> None:
    fields = NEW | {"workEmail": cast.gina.work_email, "code": "GLX-1"}
    Employee.objects.filter(pk=cast.gina.pk).update(code="GLX-1")
    assert run(api.as_(cast.hanna), "createEmployee", "employee { code }", **fields) == {
        "employee": {"code": "GLX-1"},
        "errors": [],
    }


def test_an_update_changes_what_is_given_and_null_clears(cast: Cast, api: Api) -> None:
    caller, id_ = api.as_(cast.hanna), global_id(cast.emil)
    changed = run(caller, "updateEmployee", PERSON, id=id_, lastName="Neumann", salary="1000.00", version=1)
    assert (changed["employee"]["name"], changed["employee"]["salary"], changed["errors"]) == (
        "Emil Neumann",
        "1000.00",
        [],
    )
    cleared = {"phone": None, "salary": None, "hireDate": None, "positionId": None, "departmentIds": None}
    shown = run(caller, "updateEmployee", PERSON, id=id_, **cleared)["employee"]
    assert {name: shown[name] for name in ("phone", "salary", "hireDate", "position", "departments", "version")} == {
        "phone": "",
        "salary": None,
        "hireDate": None,
        "position": None,
        "departments": {"nodes": []},
        "version": 3,
    }


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"firstName": None}, ("REQUIRED", ["firstName"])),
        ({"workEmail": None}, ("REQUIRED", ["workEmail"])),
        ({"code": None}, ("REQUIRED", ["code"])),
        ({"code": "a" * 21}, ("TOO_LONG", ["code"])),
        ({"workEmail": "erna@acme.example"}, ("UNIQUE", ["workEmail"])),
        ({"salary": "99999999999.00"}, ("INVALID", ["salary"])),
    ],
    ids=str,
)
def test_an_update_that_breaks_a_rule_changes_nothing(
    cast: Cast, api: Api, fields: dict[str, Any], error: tuple[str, list[str]]
) -> None:
    before = Employee.objects.values().get(pk=cast.emil.pk)
    payload = run(api.as_(cast.hanna), "updateEmployee", PERSON, id=global_id(cast.emil), **fields)
    assert (payload["employee"], errors(payload)) == (None, [error])
    assert Employee.objects.values().get(pk=cast.emil.pk) == before


PEOPLE_VERBS = ["updateEmployee", "deactivateEmployee", "reactivateEmployee", "setEmployeeRole"]


@pytest.mark.parametrize("name", PEOPLE_VERBS)
def test_a_stale_version_of_a_person_is_a_conflict(cast: Cast, api: Api, letters: Letters, name: str) -> None:
    Employee.objects.filter(pk=cast.emil.pk).update(version=4, last_name="Neumann")
    fields = {"id": global_id(cast.emil), "version": 3} | ({"role": "MANAGER"} if name == "setEmployeeRole" else {})
    payload = run(api.as_(cast.hanna), name, "employee { name } current { name version }", **fields)
    assert (payload["employee"], payload["current"]) == (None, {"name": "Emil Neumann", "version": 4})
    assert (errors(payload), letters()) == ([("CONFLICT", None)], [])


def test_a_person_is_deactivated_and_his_tasks_stay(cast: Cast, api: Api) -> None:
    Task.objects.create(title="Draw the logo", assignee=cast.emil, assigner=cast.max)
    employee = api.as_(cast.emil)
    payload = run(api.as_(cast.hanna), "deactivateEmployee", "employee { isActive version }", id=global_id(cast.emil))
    assert payload == {"employee": {"isActive": False, "version": 2}, "errors": []}
    assert employee.codes("{ me { username } }") == ["UNAUTHENTICATED"]
    query = "{ tasks(filter: { assigneeInactive: true }) { nodes { assignee { firstName } } } }"
    assert api.as_(cast.max).data(query)["tasks"]["nodes"] == [{"assignee": {"firstName": "Emil"}}]


def test_the_last_officer_can_neither_be_demoted_nor_deactivated(cast: Cast, api: Api) -> None:
    caller, id_ = api.as_(cast.olga), global_id(cast.olga)
    assert errors(run(caller, "deactivateEmployee", "employee { id }", id=id_)) == [("LAST_OFFICER", None)]
    assert errors(run(caller, "setEmployeeRole", "employee { id }", id=id_, role="EMPLOYEE")) == [("FORBIDDEN", None)]
    assert fresh(cast.olga).user.is_active


def test_a_person_who_comes_back_is_sent_a_way_to_a_password(cast: Cast, api: Api, letters: Letters) -> None:
    payload = run(api.as_(cast.hanna), "reactivateEmployee", "employee { isActive }", id=global_id(cast.ina))
    assert payload == {"employee": {"isActive": True}, "errors": []}
    assert letters() == [("password_reset", {"user": cast.ina.user.pk})]


def test_a_role_counts_at_once(cast: Cast, api: Api) -> None:
    manager, query = api.as_(cast.max), "{ myTeam { totalCount } }"
    assert manager.codes(query) == []
    payload = run(api.as_(cast.hanna), "setEmployeeRole", "employee { role }", id=global_id(cast.max), role="EMPLOYEE")
    assert payload == {"employee": {"role": "EMPLOYEE"}, "errors": []}
    assert manager.codes(query) == ["FORBIDDEN"]


def test_a_welcome_letter_is_sent_again_at_most_three_times_an_hour(cast: Cast, api: Api, letters: Letters) -> None:
    User.objects.filter(pk=cast.emil.user.pk).update(password_expires_at=timezone.now() + timedelta(hours=1))
    caller, id_ = api.as_(cast.hanna), global_id(cast.emil)
    for _ in range(3):
        payload = run(caller, "resendWelcomeLetter", "employee { welcomeLetter { kind state } }", id=id_)
        assert payload == {"employee": {"welcomeLetter": {"kind": "welcome", "state": "WAITING"}}, "errors": []}
    refused = run(caller, "resendWelcomeLetter", "employee { id }", id=id_)
    assert (refused["employee"], errors(refused)) == (None, [("TOO_MANY_ATTEMPTS", None)])
    assert letters() == [("welcome", {"user": cast.emil.user.pk, "resent": True})] * 3


def test_no_welcome_letter_for_who_has_chosen_a_password(cast: Cast, api: Api, letters: Letters) -> None:
    payload = run(api.as_(cast.hanna), "resendWelcomeLetter", "employee { id }", id=global_id(cast.emil))
    assert (payload["employee"], errors(payload), letters()) == (None, [("INVALID", None)], [])


def test_everybody_changes_his_own_profile(cast: Cast, api: Api) -> None:
    shown = "employee { name phone version } current { version }"
    caller = api.as_(cast.emil)
    payload = run(caller, "updateProfile", shown, firstName="Emilio", phone=None, version=1)
    assert payload == {
        "employee": {"name": "Emilio Acmeer", "phone": "", "version": 2},
        "current": None,
        "errors": [],
    }
    stale = run(caller, "updateProfile", shown, firstName="Em", version=1)
    assert (stale["current"], errors(stale)) == ({"version": 2}, [("CONFLICT", None)])
    assert errors(run(caller, "updateProfile", shown, lastName=None)) == [("REQUIRED", ["lastName"])]


@pytest.mark.parametrize("field", ["role", "salary", "positionId", "departmentIds", "workEmail", "isActive", "id"])
def test_a_profile_has_nothing_that_others_decide(cast: Cast, api: Api, field: str) -> None:
    query = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { code } } }"
    assert api.as_(cast.emil).codes(query, input={field: "1"}) == ["BAD_USER_INPUT"]


PICTURE = """mutation ($input: SetProfilePictureInput!) {
    setProfilePicture(input: $input) { employee { pictureUrl version } errors { code field } } }"""


def a_picture(format_: str = "PNG") -> bytes:
    """Return a small picture."""
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, format_)
    return content.getvalue()


def set_picture(caller: Api, content: bytes) -> dict[str, Any]:
    """Send a picture; return the payload."""
    file = SimpleUploadedFile("me.png", content)
    answer = caller.upload(PICTURE, {"input.picture": file}, input={"picture": None})
    payload: dict[str, Any] = answer["data"]["setProfilePicture"]
    return payload


def test_a_picture_has_an_address_that_opens_and_changes_with_it(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.emil)
    first, second = (set_picture(caller, a_picture())["employee"]["pictureUrl"] for _ in range(2))
    assert first != second
    query = "query ($id: ID!) { employee(id: $id) { pictureUrl } }"
    assert api.as_(cast.erna).data(query, id=global_id(cast.emil)) == {"employee": {"pictureUrl": second}}
    assert b"".join(api.client.get(second)) == a_picture()


def test_null_removes_the_picture(cast: Cast, api: Api) -> None:
    caller = api.as_(cast.emil)
    set_picture(caller, a_picture())
    payload = caller.data(PICTURE, input={"picture": None})["setProfilePicture"]
    assert payload == {"employee": {"pictureUrl": None, "version": 3}, "errors": []}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "FILE_EMPTY"), (b"no picture", "FILE_TYPE_NOT_ALLOWED"), (b"x" * 5_242_881, "FILE_TOO_LARGE")],
)
def test_what_is_no_picture_is_refused(cast: Cast, api: Api, media: Path, content: bytes, code: str) -> None:
    payload = set_picture(api.as_(cast.emil), content)
    assert payload == {"employee": None, "errors": [{"code": code, "field": ["picture"]}]}
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_an_answer_never_holds_a_password(cast: Cast, api: Api) -> None:
    answer = api.as_(cast.hanna).post(
        f"mutation ($input: CreateEmployeeInput!) {{ createEmployee(input: $input) {{ {PERSON} errors {{ code }} }} }}",
        input=NEW,
    )
    assert b"password" not in answer.content.lower()
