"""Files of tasks: what was handed in, and how it is handed in, described, deleted and downloaded."""

from datetime import datetime

import strawberry
import strawberry_django
from django.db.models import Exists, OuterRef
from strawberry import relay
from strawberry.file_uploads import Upload

from schema.context import Info, viewer
from schema.organization import Employee
from schema.payloads import VERSION, Payload, changed, given, mutation, optional, shown
from schema.permissions import IsAuthenticated, Seen, visible
from schema.tasks import Task
from tasks.models import Task as TaskRow
from uploads import links, models, services


def download_url(root: strawberry.Parent[models.TaskFile]) -> str:
    """Return the file's stable address."""
    return links.download_url(root)


def deletable(info: Info) -> Exists:
    """Return the condition that the viewer may delete the file of the row."""
    return Exists(models.TaskFile.objects.deletable_by(viewer(info)).filter(pk=OuterRef("pk")))


def viewer_can_delete(root: strawberry.Parent[models.TaskFile], info: Info) -> bool:
    """Whether the viewer may delete the file; a list has asked it for all of its rows."""
    known = getattr(root, "deletable", None)
    files = models.TaskFile.objects.deletable_by(viewer(info))
    return files.filter(pk=root.pk).exists() if known is None else bool(known)


@strawberry_django.type(models.TaskFile, only=["created_at"], description="A file that somebody handed in for a task.")
class TaskFile(Seen, relay.Node):
    """A file."""

    name: str = strawberry_django.field(description="The name it was handed in with, cleaned.")
    description: str = strawberry_django.field(description="What it is.")
    size: float = strawberry_django.field(description="In bytes; a whole number, which may exceed 32 bits.")
    content_type: str = strawberry_django.field(description="What the content is, such as application/pdf.")
    sha256: str = strawberry_django.field(description="The SHA-256 of the content, in hexadecimal digits.")
    task: Task = strawberry_django.field(description="The task it was handed in for.")
    uploaded_by: Employee = strawberry_django.field(field_name="uploader", description="Who handed it in.")
    uploaded_at: datetime = strawberry_django.field(field_name="created_at", description="When it was handed in.")
    download_url: str = strawberry_django.field(
        resolver=download_url,
        only=["id"],
        description="Where it is; stable, and opened only with a Bearer token.",
    )
    viewer_can_delete: bool = strawberry_django.field(
        resolver=viewer_can_delete, annotate={"deletable": deletable}, description="Whether the viewer may delete it."
    )
    version: int = strawberry_django.field(description="Counts the changes; send it back with an update.")


@strawberry.input(description="What to change about a file. Absent means unchanged, null means cleared.")
class UpdateTaskFileInput:
    """Changes to a file."""

    id: strawberry.ID = strawberry.field(description="The file.")
    version: int | None = optional(VERSION)
    description: str | None = optional("What it is.")
    name: str | None = optional("The name to show; it keeps its extension.")


@strawberry.input(description="Which file to delete.")
class DeleteTaskFileInput:
    """A file that is not needed any more."""

    id: strawberry.ID = strawberry.field(description="The file.")


@strawberry.type(description="What `uploadTaskFiles` answers.")
class UploadTaskFilesPayload(Payload):
    """Files that were handed in."""

    task: Task | None = changed("The task with its files; null if the upload was refused.")
    files: list[TaskFile] = strawberry.field(
        default_factory=list, description="The new files, in the order they were sent; empty if they were refused."
    )


@strawberry.type(description="What `updateTaskFile` answers.")
class UpdateTaskFilePayload(Payload):
    """A changed file."""

    file: TaskFile | None = changed("The file as changed; null if it was refused.")
    current: TaskFile | None = changed("With CONFLICT: the file as somebody else left it.")


@strawberry.type(description="What `deleteTaskFile` answers.")
class DeleteTaskFilePayload(Payload):
    """A deleted file."""

    deleted_id: strawberry.ID | None = changed("The id of the deleted file; null if it was refused.")
    task: Task | None = changed("The task it was handed in for, with the files that are left.")


@strawberry.type(description="What `createDownloadLink` answers.")
class CreateDownloadLinkPayload(Payload):
    """A link."""

    url: str | None = changed("Where the file can be fetched without a token, by the viewer himself.")
    expires_at: datetime | None = changed("When the link stops working: 60 seconds after it was made.")


@strawberry.type
class UploadMutation:
    """What can be done about files."""

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Hand in up to 10 files of at most 10 MB each for a task, all or none. Requires: to see the task."
        " Sends: a letter to the assignee and the assigner, but never to the actor.",
    )
    def upload_task_files(
        self, info: Info, task_id: strawberry.ID, files: list[Upload], description: str | None = None
    ) -> UploadTaskFilesPayload:
        """Hand files in."""
        task = visible(TaskRow, task_id, info, field="task_id")
        rows = services.upload_task_files(task=task, files=shown(files), description=description or "", by=viewer(info))
        return UploadTaskFilesPayload(task=shown(task), files=shown(rows))

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Describe or rename a file. Requires: to have handed it in.",
    )
    def update_task_file(self, info: Info, input: UpdateTaskFileInput) -> UpdateTaskFilePayload:
        """Change a file."""
        file = visible(models.TaskFile, input.id, info)
        return UpdateTaskFilePayload(
            file=shown(services.update_task_file(file=file, by=viewer(info), **given(input, "id")))
        )

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Delete a file. Requires: to have handed it in, to be a manager who may change its task,"
        " or an officer.",
    )
    def delete_task_file(self, info: Info, input: DeleteTaskFileInput) -> DeleteTaskFilePayload:
        """Delete a file."""
        file = visible(models.TaskFile, input.id, info)
        task = file.task
        services.delete_task_file(file=file, by=viewer(info))
        return DeleteTaskFilePayload(deleted_id=input.id, task=shown(task))

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Make a link for a browser, which cannot send a token: it is good for 60 seconds and for this"
        " viewer, whose right to the file is asked again when it is opened. Requires: to see the file.",
    )
    def create_download_link(self, info: Info, file_id: strawberry.ID) -> CreateDownloadLinkPayload:
        """Make a link."""
        file = visible(models.TaskFile, file_id, info, field="file_id")
        link = links.make_download_link(file=file, viewer=viewer(info))
        return CreateDownloadLinkPayload(url=link.url, expires_at=link.expires_at)
