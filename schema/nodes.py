"""Any object by its global id."""

from typing import Any

import strawberry
from strawberry import relay

from organization import models as organization
from schema.auth import Session
from schema.context import Info, viewer
from schema.errors import ErrorCode, RequestError
from schema.optimizer import prepared
from schema.organization import types
from schema.permissions import IsAuthenticated, primary_key
from schema.tasks import Task
from schema.uploads import TaskFile
from tasks import models as tasks
from uploads import models as uploads

LARGEST_BATCH = 100
NODES: dict[type[relay.Node], Any] = {
    types.Company: organization.Company,
    types.Department: organization.Department,
    types.EmployeeType: organization.EmployeeType,
    types.JobRole: organization.JobRole,
    types.EmployeePosition: organization.EmployeePosition,
    types.Employee: organization.Employee,
    Session: organization.Session,
    Task: tasks.Task,
    TaskFile: uploads.TaskFile,
}


@strawberry.type
class NodeQuery:
    """Any object by its global id."""

    @strawberry.field(
        permission_classes=[IsAuthenticated],
        description="The object with this id; null if there is none to see. Requires: signed in.",
    )
    def node(self, info: Info, id: strawberry.ID) -> relay.Node | None:
        """Return the object."""
        return found([id], info)[0]

    @strawberry.field(
        permission_classes=[IsAuthenticated],
        description="The objects with these ids, at most 100, in their order; null for each that is not to be seen."
        " Requires: signed in.",
    )
    def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[relay.Node | None] | None:
        """Return the objects."""
        if len(ids) > LARGEST_BATCH:
            raise RequestError(ErrorCode.BAD_USER_INPUT, f"Ask for at most {LARGEST_BATCH} objects at a time.")
        return found(ids, info)


def found(ids: list[strawberry.ID], info: Info) -> list[Any]:
    """Return what the viewer may see of these ids, in their order; one statement for each type among them."""
    objects: dict[str, Any] = {}
    for type_, model in NODES.items():
        keys = {id_: key for id_ in ids if (key := primary_key(model, id_)) is not None}
        if keys:
            rows = prepared(model.objects.visible_to(viewer(info)).filter(pk__in=keys.values()), info, (), type_=type_)
            by_key = {row.pk: strawberry.cast(type_, row) for row in rows}
            objects |= {id_: by_key.get(key) for id_, key in keys.items()}
    return [objects.get(id_) for id_ in ids]
