"""Pictures of people."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from organization.models import Employee, User
from organization.storage import atomic_files, forget_on_commit, is_full, storage_full
from organization.validators import picture_extension


def set_picture(*, picture: File[Any] | None, by: User, version: int | None = None) -> Employee:
    """Give the actor a picture, or none; the old file goes once that is certain.

    Raises, on `picture`, file_empty, file_too_large, file_type_not_allowed or storage_full.
    """
    if by.person is None:
        raise PermissionDenied("Only people who work in a company have a picture.")
    if picture is not None:
        check(picture)
    try:
        return change(picture, by.person, version)
    except OSError as error:
        if not is_full(error):
            raise
        raise ValidationError({"picture": storage_full()}) from error


def change(picture: File[Any] | None, person: Employee, version: int | None) -> Employee:
    """Put the picture in the place of the old one."""
    with atomic_files() as saved:
        row = person.lock(version)
        forget_on_commit(row.picture)
        row.picture = picture
        if picture is not None:
            saved.append(row.picture)
        row.save_version(exclude=("picture",))
    return row


def check(picture: File[Any]) -> None:
    """Refuse what is not a picture; the error names the field."""
    try:
        if getattr(picture, "is_lost", False):
            raise storage_full()
        picture_extension(picture)
    except ValidationError as error:
        raise ValidationError({"picture": error}) from error
