"""What may be done to the files of tasks: hand them in, describe and delete them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Sum

from notifications.services import post
from organization.storage import forget_on_commit, is_full, storage_full
from organization.validators import fill
from tasks.models import Task
from uploads.models import TaskFile, storage_name
from uploads.validators import Content, check_file, clean_name, extension

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from organization.models import Employee, User


class TaskFileChanges(TypedDict, total=False):
    """What an update may change; what is absent stays, None clears."""

    description: str | None
    name: str


def upload_task_files(
    *, task: Task, files: "Sequence[UploadedFile[bytes]]", description: str | None = "", by: "User"
) -> list[TaskFile]:
    """Add files to a task that one may see, all or none, and tell its assignee and its assigner.

    Call it outside a transaction: a rollback has to remove what was stored, and nobody tells of an outer one.
    """
    uploader = check_visible(task, by)
    contents = check_files(files)
    check_room(task, uploader, contents)
    rows = [draft(task, uploader, description, content) for content in contents]
    store(rows, files)
    with transaction.atomic(durable=True), discarding(rows):
        # Always the task before the person, so that two uploads never wait for each other.
        task.lock()
        uploader.lock()
        check_visible(task, by)
        check_room(task, uploader, contents)
        for row in rows:
            row.save()
        tell(rows, uploader)
    return rows


@transaction.atomic
def update_task_file(
    *, file: TaskFile, version: int | None = None, by: "User", **changes: Unpack[TaskFileChanges]
) -> TaskFile:
    """Change the description or the name of one's own upload; the name keeps its extension."""
    row = find(file, by)
    if row.uploader.user_id != by.pk:
        raise PermissionDenied("Only who uploaded this file may change it.")
    row = row if version is None else row.lock(version)
    if "name" in changes:
        changes["name"] = rename(row, changes["name"])
    fill(row, changes)
    row.save_version()
    return row


@transaction.atomic
def delete_task_file(*, file: TaskFile, by: "User") -> None:
    """Delete one's own upload, or a file of a task that one may change; its content goes when the change commits."""
    row = find(file, by)
    if not TaskFile.objects.deletable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied("Only who uploaded this file, a manager of the task or an officer may delete it.")
    row.delete()


def check_visible(task: Task, by: "User") -> "Employee":
    """Return the employee who acts, if he may see the task; otherwise it does not exist."""
    if by.person is None or not Task.objects.visible_to(by).filter(pk=task.pk).exists():
        raise Task.DoesNotExist
    return by.person


def find(file: TaskFile, by: "User") -> TaskFile:
    """Return the file's row, locked; one that the actor may not see does not exist for him."""
    row = file.lock()
    if not TaskFile.objects.visible_to(by).filter(pk=row.pk).exists():
        raise TaskFile.DoesNotExist
    return row


def check_files(files: "Sequence[UploadedFile[bytes]]") -> list[Content]:
    """Return what the files are; every bad one is named, by its place among them."""
    if not files:
        raise ValidationError({"files": ValidationError("Choose a file.", code="required")})
    if len(files) > settings.UPLOAD_MAX_FILES:
        message = f"Choose at most {settings.UPLOAD_MAX_FILES} files at a time."
        raise ValidationError({"files": ValidationError(message, code="invalid")})
    contents, errors = [], {}
    for position, file in enumerate(files):
        try:
            contents.append(check_file(file))
        except ValidationError as error:
            errors[f"files.{position}"] = error
    if errors:
        raise ValidationError(errors)
    return contents


def check_room(task: Task, uploader: "Employee", contents: list[Content]) -> None:
    """Refuse files for which the task, or the person, has no room left."""
    size = sum(content.size for content in contents)
    used = TaskFile.objects.filter(task=task).aggregate(count=Count("pk"), size=Sum("size", default=0))
    own = TaskFile.objects.filter(uploader=uploader).aggregate(size=Sum("size", default=0))
    if used["count"] + len(contents) > settings.UPLOAD_MAX_FILES_PER_TASK:
        raise no_room(f"A task holds at most {settings.UPLOAD_MAX_FILES_PER_TASK} files.")
    if used["size"] + size > settings.UPLOAD_MAX_BYTES_PER_TASK:
        raise no_room(f"The files of a task take at most {megabytes(settings.UPLOAD_MAX_BYTES_PER_TASK)}.")
    if own["size"] + size > settings.UPLOAD_MAX_BYTES_PER_EMPLOYEE:
        raise no_room(f"Your files take at most {megabytes(settings.UPLOAD_MAX_BYTES_PER_EMPLOYEE)} together.")


def no_room(message: str) -> ValidationError:
    """Return the refusal of files that a quota keeps out."""
    return ValidationError({"files": ValidationError(f"{message} Delete some first.", code="quota_exceeded")})


def draft(task: Task, uploader: "Employee", description: str | None, content: Content) -> TaskFile:
    """Return the row of a file that is not stored yet, checked."""
    row = TaskFile(
        task=task,
        uploader=uploader,
        name=content.name,
        size=content.size,
        sha256=content.sha256,
        content_type=content.content_type,
    )
    fill(row, {"description": description})
    # Whether the task and the person are still there is asked when they are locked.
    row.full_clean(exclude=("file", "task", "uploader"))
    return row


def store(rows: list[TaskFile], files: "Sequence[UploadedFile[bytes]]") -> None:
    """Write the files under names made here; nothing stays if one cannot be written."""
    with discarding(rows):
        for row, file in zip(rows, files, strict=True):
            # Named before it is written, so that it goes whenever the writing ends.
            row.file.name = storage_name(row, row.name)
            row.file.name = row.file.storage.save(row.file.name, file)


@contextmanager
def discarding(rows: list[TaskFile]) -> Iterator[None]:
    """Remove the stored files if the block fails; say so in words if the reason is a full disk."""
    try:
        yield
    except BaseException as error:
        for row in rows:
            if row.file.name:
                row.file.storage.delete(row.file.name)
        if is_full(error):
            raise ValidationError({"files": storage_full()}) from error
        raise


def tell(rows: list[TaskFile], uploader: "Employee") -> None:
    """Post the letters about new files to those who take part in the task, not to who added them."""
    task = rows[0].task
    for receiver in sorted({task.assignee_id, task.assigner_id} - {uploader.pk}):
        post("file_added", about={"files": [row.pk for row in rows], "to": receiver, "by": uploader.pk})


def rename(row: TaskFile, name: str) -> str:
    """Return the new name, cleaned; it has to keep the extension, which says what the file holds."""
    try:
        new = clean_name(name)
    except ValidationError as error:
        raise ValidationError({"name": error}) from error
    if extension(new) != extension(row.name):
        message = f"The name has to end in .{extension(row.name)}, as before."
        raise ValidationError({"name": ValidationError(message, code="invalid")})
    return new


def forget_content(instance: TaskFile, **_signal: Any) -> None:
    """Remove a file's content after its row was deleted, by whomever, once that is committed."""
    forget_on_commit(instance.file)


def megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size // (1024 * 1024)} MB"
