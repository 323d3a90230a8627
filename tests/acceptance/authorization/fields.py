"""Who is shown which field: one line for every field of every object that the API shows."""

from collections.abc import Iterable
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from tests.acceptance.authorization.world import World
from tests.schema.conftest import global_id
from tests.schema.selections import GRAPHQL
from tests.schema.table import ROLES

# Of the objects that a role sees at all: "all" shows the field of every one, "own" only of the person himself,
# "none" of none, because the field is null or the role meets no such object.
FIELDS = """
                                  employee  manager   hr        officer
Company.id                        all       all       all       all
Company.name                      all       all       all       all
Company.description               all       all       all       all
Company.timeZone                  all       all       all       all
Company.version                   all       all       all       all
Department.id                     all       all       all       all
Department.name                   all       all       all       all
Department.description            all       all       all       all
Department.version                all       all       all       all
Department.members                all       all       all       all
EmployeeType.id                   all       all       all       all
EmployeeType.name                 all       all       all       all
JobRole.id                        all       all       all       all
JobRole.name                      all       all       all       all
JobRole.version                   all       all       all       all
EmployeePosition.id               all       all       all       all
EmployeePosition.employeeType     all       all       all       all
EmployeePosition.jobRole          all       all       all       all
EmployeePosition.version          all       all       all       all
Employee.id                       all       all       all       all
Employee.code                     all       all       all       all
Employee.name                     all       all       all       all
Employee.firstName                all       all       all       all
Employee.lastName                 all       all       all       all
Employee.workEmail                all       all       all       all
Employee.pictureUrl               all       all       all       all
Employee.position                 all       all       all       all
Employee.departments              all       all       all       all
Employee.isActive                 all       all       all       all
Employee.role                     own       own       all       all
Employee.username                 own       own       all       all
Employee.phone                    own       own       all       all
Employee.hireDate                 own       own       all       all
Employee.salary                   own       own       all       all
Employee.welcomeLetter            none      none      all       all
Employee.tasks                    all       all       all       all
Employee.assignedTasks            all       all       all       all
Employee.createdAt                all       all       all       all
Employee.version                  all       all       all       all
Letter.id                         none      none      all       all
Letter.kind                       none      none      all       all
Letter.to                         none      none      all       all
Letter.state                      none      none      all       all
Letter.attempts                   none      none      all       all
Letter.error                      none      none      all       all
Letter.createdAt                  none      none      all       all
Letter.nextAttemptAt              none      none      all       all
Letter.sentAt                     none      none      all       all
Task.id                           all       all       all       all
Task.title                        all       all       all       all
Task.description                  all       all       all       all
Task.assignee                     all       all       all       all
Task.assigner                     all       all       all       all
Task.dueDate                      all       all       all       all
Task.overdue                      all       all       all       all
Task.completed                    all       all       all       all
Task.completedAt                  all       all       all       all
Task.completedBy                  all       all       all       all
Task.assigneeInactive             all       all       all       all
Task.viewerCanChange              all       all       all       all
Task.files                        all       all       all       all
Task.createdAt                    all       all       all       all
Task.updatedAt                    all       all       all       all
Task.version                      all       all       all       all
TaskFile.id                       all       all       all       all
TaskFile.name                     all       all       all       all
TaskFile.description              all       all       all       all
TaskFile.size                     all       all       all       all
TaskFile.contentType              all       all       all       all
TaskFile.sha256                   all       all       all       all
TaskFile.task                     all       all       all       all
TaskFile.uploadedBy               all       all       all       all
TaskFile.uploadedAt               all       all       all       all
TaskFile.downloadUrl              all       all       all       all
TaskFile.viewerCanDelete          all       all       all       all
TaskFile.version                  all       all       all       all
User.id                           own       own       own       own
User.username                     own       own       own       own
User.role                         own       own       own       own
User.mustChangePassword           own       own       own       own
User.employee                     own       own       own       own
Session.id                        all       all       all       all
Session.device                    all       all       all       all
Session.createdAt                 all       all       all       all
Session.lastUsedAt                all       all       all       all
Session.expiresAt                 all       all       all       all
Session.current                   all       all       all       all
Dashboard.open                    all       all       all       all
Dashboard.overdue                 all       all       all       all
Dashboard.dueThisWeek             all       all       all       all
Dashboard.completedThisWeek       all       all       all       all
Dashboard.week                    all       all       all       all
DayCounts.day                     all       all       all       all
DayCounts.due                     all       all       all       all
DayCounts.completed               all       all       all       all
Dashboard.team                    none      all       none      all
TeamMember.employee               none      all       none      all
TeamMember.openCount              none      all       none      all
TeamMember.overdueCount           none      all       none      all
TeamMember.completedOnTimeCount   none      all       none      all
ServerInfo.version                all       all       all       all
ServerInfo.pageSize               all       all       all       all
ServerInfo.largestPage            all       all       all       all
ServerInfo.maxFileBytes           all       all       all       all
ServerInfo.maxFilesPerUpload      all       all       all       all
ServerInfo.maxFilesPerTask        all       all       all       all
ServerInfo.downloadLinkSeconds    all       all       all       all
ServerInfo.fileTypes              all       all       all       all
FileType.extension                all       all       all       all
FileType.contentTypes             all       all       all       all
"""
# What wraps a page of rows: it shows nothing but the rows that are seen, where they stand and how many they are.
PAGES = {
    "Connection": ["pageInfo", "edges", "nodes", "totalCount"],
    "Edge": ["cursor", "node"],
    "PageInfo": ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"],
}
# What a mutation answers where the table of permissions lets it be done: objects, whose fields stand above, and these.
ANSWERS = {
    "errors", "deletedId", "results", "token", "refreshToken", "expiresIn", "refreshExpiresIn", "mustChangePassword",
    "userId", "issuedAt", "expiresAt", "revoked", "requested", "reset", "url",
}  # fmt: skip
RESULTS = {"UserError": {"code", "message", "field"}, "TaskResult": {"id", "task", "errors"}}
OWN = {"Employee": "id", "User": "username"}
"""By which field somebody is known to be the viewer himself."""


def audiences() -> dict[str, dict[str, str]]:
    """Return for every field and role whose it is shown."""
    lines = [line.split() for line in FIELDS.strip().splitlines()[1:]]
    return {name: dict(zip(ROLES[2:], words, strict=True)) for name, *words in lines}


def types() -> list[GraphQLObjectType]:
    """Return the types of objects in the schema, apart from the two roots."""
    found = [type_ for type_ in GRAPHQL.type_map.values() if isinstance(type_, GraphQLObjectType)]
    roots = {GRAPHQL.query_type, GRAPHQL.mutation_type}
    return [type_ for type_ in found if type_ not in roots and not type_.name.startswith("__")]


def of(name: str) -> GraphQLObjectType:
    """Return the type of this name."""
    return next(type_ for type_ in types() if type_.name == name)


def is_payload(type_: GraphQLObjectType) -> bool:
    """Whether the type is what a mutation answers."""
    payload = GRAPHQL.type_map["Payload"]
    assert isinstance(payload, GraphQLInterfaceType)
    return payload in type_.interfaces


def page(type_: GraphQLObjectType) -> list[str] | None:
    """Return the fields that the type may have if it wraps a page of rows."""
    return next((fields for ending, fields in PAGES.items() if type_.name.endswith(ending)), None)


def of_objects() -> set[str]:
    """Return every field of the schema that shows something of an object, or of the server."""
    shown = [each for each in types() if not is_payload(each) and each.name not in RESULTS]
    return {f"{type_.name}.{name}" for type_ in shown for name in type_.fields if name not in (page(type_) or ())}


def audience(world: World, objects: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return for every field of whom these objects, which answers showed to a viewer, have a value in it."""
    shown: dict[str, set[bool]] = {name: set() for name in audiences()}
    withheld: dict[str, set[bool]] = {name: set() for name in audiences()}
    for each in objects:
        for name, value in each.items():
            known = (withheld if value is None else shown).get(f"{each['__typename']}.{name}")
            if known is not None:
                known.add(is_own(world, each))
    return {name: word(shown[name], withheld[name]) for name in shown}


def is_own(world: World, shown: dict[str, Any]) -> bool:
    """Whether the object is the viewer himself; he knows more than the others of himself alone."""
    me = {"Employee": global_id(world.me), "User": world.me.user.username}
    name = OWN.get(shown["__typename"], "")
    return name in shown and shown[name] == me[shown["__typename"]]


def word(shown: set[bool], withheld: set[bool]) -> str:
    """Return the word of the table: a field that is withheld from anybody is never shown of all."""
    if not shown:
        return "none"
    if shown == {True}:
        return "own"
    return "all" if not withheld else "some"
