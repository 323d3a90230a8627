"""A story from start to end: hiring, first sign-ins, a task with files, and a farewell, with real processes."""

import re
from typing import Any

from tests.story.person import Person
from tests.story.servers import OFFICER_PASSWORD, Servers

PLAN = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n" + bytes(range(256)) * 400
NOTES = "Grüße: first the plan, then the house.\n".encode()
BOARD = "{ tasks { totalCount nodes { title completed files { nodes { name viewerCanDelete } } } } }"


def hire(officer: Person, first_name: str, role: str, department: str) -> str:
    """Hire somebody; return the id."""
    hired = officer.change(
        "createEmployee",
        "employee { id role }",
        firstName=first_name,
        lastName="Acmeer",
        workEmail=f"{first_name.lower()}@acme.example",
        role=role,
        departmentIds=[department],
    )
    assert (hired["errors"], hired["employee"]["role"]) == ([], role)
    found: str = hired["employee"]["id"]
    return found


def arrive(servers: Servers, address: str, password: str) -> Person:
    """Sign in with the letter's password, find every other door shut, and choose a password."""
    text = servers.letter_to(address, "Acme").part("plain")
    username, temporary = (
        re.findall(rf"^{label}: (\S+)$", text, re.MULTILINE)[0] for label in ("Username", "Temporary password")
    )
    person = Person(servers.addresses)
    assert person.sign_in(username, temporary) == {"mustChangePassword": True, "errors": []}
    assert [person.codes(BOARD) for _ in servers.addresses] == [["PASSWORD_CHANGE_REQUIRED"]] * 2
    person.choose_password(temporary, password)
    assert Person(servers.addresses).sign_in(username, password) == {"mustChangePassword": False, "errors": []}
    return person


def board(*tasks: tuple[str, bool, list[tuple[str, bool]]]) -> list[dict[str, Any]]:
    """Return the board with these tasks, as both servers show it twice: the newest file first."""
    nodes = [
        {
            "title": title,
            "completed": completed,
            "files": {"nodes": [{"name": name, "viewerCanDelete": deletable} for name, deletable in files]},
        }
        for title, completed, files in tasks
    ]
    return [{"tasks": {"totalCount": len(nodes), "nodes": nodes}}] * 4


def test_from_the_first_hire_to_the_last_goodbye(servers: Servers) -> None:
    officer = Person(servers.addresses)
    assert officer.sign_in("olga", OFFICER_PASSWORD) == {"mustChangePassword": False, "errors": []}
    department = officer.change("createDepartment", "department { id }", name="Design")["department"]["id"]
    hire(officer, "Max", "MANAGER", department)
    emil = hire(officer, "Emil", "EMPLOYEE", department)
    manager = arrive(servers, "max@acme.example", "the manager's own horse")
    employee = arrive(servers, "emil@acme.example", "the employee's own horse")
    everybody = (officer, manager, employee)

    assert [person.everywhere(BOARD) for person in everybody] == [board()] * 3
    created = manager.change("createTask", "task { id }", title="Build", assigneeId=emil, dueDate="2199-12-31")
    task = created["task"]["id"]
    assert [person.everywhere(BOARD) for person in everybody] == [board(("Build", False, []))] * 3
    assert "Build" in servers.letter_to("emil@acme.example", "Build").part("plain")

    plan, notes = manager.upload(task, {"plan.pdf": PLAN, "grüße.txt": NOTES})
    files = [("grüße.txt", True), ("plan.pdf", True)]
    assert manager.everywhere(BOARD) == officer.everywhere(BOARD) == board(("Build", False, files))
    files = [("grüße.txt", False), ("plan.pdf", False)]
    assert employee.everywhere(BOARD) == board(("Build", False, files))
    assert [employee.download(file["downloadUrl"]).content for file in (plan, notes)] == [PLAN, NOTES]

    (answer,) = employee.upload(task, {"answer.txt": b"Built."})
    assert employee.everywhere(BOARD) == board(("Build", False, [("answer.txt", True), *files]))
    refused = employee.change("deleteTaskFile", "deletedId", id=plan["id"])
    assert refused == {"deletedId": None, "errors": [{"code": "FORBIDDEN"}]}
    files = [("answer.txt", True), ("grüße.txt", True), ("plan.pdf", True)]
    assert manager.everywhere(BOARD) == officer.everywhere(BOARD) == board(("Build", False, files))

    assert manager.download(answer["downloadUrl"]).content == b"Built."
    assert manager.change("completeTask", "task { completed }", id=task) == {"task": {"completed": True}, "errors": []}
    files = [("answer.txt", True), ("grüße.txt", False), ("plan.pdf", False)]
    assert employee.everywhere(BOARD) == board(("Build", True, files))

    assert officer.change("deactivateEmployee", "employee { isActive }", id=emil)["employee"] == {"isActive": False}
    assert [employee.codes(BOARD) for _ in range(2)] == [["UNAUTHENTICATED"]] * 2
    assert employee.download(plan["downloadUrl"]).status_code == 401
    assert manager.ask("{ tasks { nodes { assigneeInactive } } }") == {"tasks": {"nodes": [{"assigneeInactive": True}]}}
