"""Pictures of people."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File

from organization.metadata import without_metadata
from organization.models import Employee, User
from organization.storage import atomic_files, forget_on_commit, is_full, storage_full
from organization.validators import picture_extension


def set_picture(*, picture: File[Any] | None, by: User, version: int | None = None) -> Employee:
    """Give the actor a picture, or none; the old file goes once that is certain.

    What is kept shows the same, and says nothing of where, when and by what it was taken.

    Raises, on `picture`, file_empty, file_too_large, file_type_not_allowed or storage_full.
    """
    if by.person is None:
        raise PermissionDenied("Only people who work in a company have a picture.")
    kept = None if picture is None else bare(picture)
    try:
        return change(kept, by.person, version)
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


def bare(picture: File[Any]) -> File[Any]:
    """Return the picture without what it says besides; the error names the field if it is none."""
    try:
        if getattr(picture, "is_lost", False):
            raise storage_full()
        extension = picture_extension(picture)
        return ContentFile(without_metadata(picture.read(), extension), name=f"picture.{extension}")
    except ValidationError as error:
        raise ValidationError({"picture": error}) from error
    except ValueError as error:
        broken = ValidationError("The picture is damaged.", code="file_type_not_allowed")
        raise ValidationError({"picture": broken}) from error
