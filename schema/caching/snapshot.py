"""A viewer as the cache knows him: just what decides which answers are his."""

import json
from typing import TYPE_CHECKING, Any

from django.utils.crypto import constant_time_compare

from organization.models import Company, Employee, User

if TYPE_CHECKING:
    from organization.authentication import Claims


def snapshot_key(claims: "Claims") -> str:
    """Return the key of the snapshot of a sign-in."""
    return f"who:{claims['sid']}"


def dump(viewer: User) -> bytes:
    """Return the snapshot of a user who was just read from the database."""
    person = viewer.person
    value: dict[str, Any] = {
        "user": viewer.pk,
        "fingerprint": viewer.token_fingerprint(),
        "role": viewer.role,
        "temporary": viewer.must_change_password,
        "person": person and [person.pk, person.company_id, person.company.time_zone],
        "departments": viewer.department_ids,
    }
    return json.dumps(value).encode()


def load(snapshot: bytes, claims: "Claims") -> User | None:
    """Return the user of a snapshot, not fit for saving; None if the token was made for another password."""
    value = json.loads(snapshot)
    if str(value["user"]) != claims["sub"] or not constant_time_compare(value["fingerprint"], claims["fpr"]):
        return None
    viewer = User(pk=value["user"], role=value["role"])
    viewer.person = _person(viewer, value["person"])
    viewer.department_ids = tuple(value["departments"])
    return None if value["temporary"] else viewer


def _person(viewer: User, value: Any) -> Employee | None:
    if value is None:
        return None
    key, company, zone = value
    return Employee(pk=key, user=viewer, company=Company(pk=company, time_zone=zone))
