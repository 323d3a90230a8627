"""Mutations of tasks."""

from datetime import date

import strawberry

from organization.models import Employee as Person
from schema.context import Info, person, viewer
from schema.errors import HiddenError, UserError, user_errors
from schema.organization import Employee
from schema.payloads import VERSION, Payload, changed, given, mutation, names_a_row, optional, shown
from schema.permissions import IsAuthenticated, visible, visible_rows
from schema.tasks.types import Task
from tasks import models, services

MAY_CHANGE = "Requires: who assigned it, a manager who leads the assignee, or an officer."
TELLS = "to the assignee and the assigner, but never to the actor."


@strawberry.input(description="What somebody has to do.")
class CreateTaskInput:
    """A new task."""

    title: str = strawberry.field(description="What is to be done, in a line of at most 200 characters.")
    assignee_id: strawberry.ID | None = optional("Who has to do it; oneself unless given.")
    description: str | None = optional("What is to be done, at length.")
    due_date: date | None = optional("The day by whose end it has to be done; today or later.")


@strawberry.input(description="What to change about a task. Absent means unchanged, null means cleared.")
class UpdateTaskInput:
    """Changes to a task."""

    id: strawberry.ID = strawberry.field(description="The task.")
    version: int | None = optional(VERSION)
    title: str | None = optional("What is to be done, in a line of at most 200 characters.")
    description: str | None = optional("What is to be done, at length.")
    due_date: date | None = optional("The day by whose end it has to be done; today or later, unless unchanged.")


@strawberry.input(description="To whom to hand a task.")
class AssignTaskInput:
    """A task and its next assignee."""

    id: strawberry.ID = strawberry.field(description="The task.")
    assignee_id: strawberry.ID = strawberry.field(description="Who has to do it from now on.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Which task is done.")
class CompleteTaskInput:
    """A task that is done."""

    id: strawberry.ID = strawberry.field(description="The task.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Which task is not done after all.")
class ReopenTaskInput:
    """A task that is not done after all."""

    id: strawberry.ID = strawberry.field(description="The task.")
    version: int | None = optional(VERSION)


@strawberry.input(description="Which task to delete.")
class DeleteTaskInput:
    """A task that is not needed any more."""

    id: strawberry.ID = strawberry.field(description="The task.")
    version: int | None = optional(VERSION)


@strawberry.input(description="To whom to hand several tasks.")
class AssignTasksInput:
    """Tasks and their next assignee."""

    ids: list[strawberry.ID] = strawberry.field(description="The tasks; at most 100.")
    assignee_id: strawberry.ID = strawberry.field(description="Who has to do them from now on.")


@strawberry.input(description="Which tasks are done.")
class CompleteTasksInput:
    """Tasks that are done."""

    ids: list[strawberry.ID] = strawberry.field(description="The tasks; at most 100.")


@strawberry.type
class TaskPayload(Payload):
    """What a change of a task answers."""

    task: Task | None = changed("The task as changed; null if it was refused.")
    current: Task | None = changed("With CONFLICT: the task as somebody else left it.")


@strawberry.type(description="What `createTask` answers.")
class CreateTaskPayload(Payload):
    """A new task."""

    task: Task | None = changed("The new task; null if it was refused.")


@strawberry.type(description="What `updateTask` answers.")
class UpdateTaskPayload(TaskPayload):
    """A changed task."""


@strawberry.type(description="What `assignTask` answers.")
class AssignTaskPayload(TaskPayload):
    """A task that was handed over."""

    previous_assignee: Employee | None = changed("Who had to do it before.")


@strawberry.type(description="What `completeTask` answers.")
class CompleteTaskPayload(TaskPayload):
    """A task that is done."""


@strawberry.type(description="What `reopenTask` answers.")
class ReopenTaskPayload(TaskPayload):
    """A task that is not done after all."""


@strawberry.type(description="What `deleteTask` answers.")
class DeleteTaskPayload(Payload):
    """A deleted task."""

    deleted_id: strawberry.ID | None = changed("The id of the deleted task; null if it was refused.")
    assignee: Employee | None = changed("Who had to do it.")
    current: Task | None = changed("With CONFLICT: the task as somebody else left it.")


@strawberry.type(description="What became of one task of several.")
class TaskResult:
    """One of many."""

    id: strawberry.ID = strawberry.field(description="The id that was given.")
    task: Task | None = strawberry.field(description="The task as it stands now; null if there is none to see.")
    errors: list[UserError] = strawberry.field(description="Why it was not changed; empty if it was.")


@strawberry.type(description="What `assignTasks` answers.")
class AssignTasksPayload(Payload):
    """Tasks that were handed over."""

    results: list[TaskResult] = strawberry.field(
        default_factory=list, description="One result per id, in their order; empty if the whole was refused."
    )


@strawberry.type(description="What `completeTasks` answers.")
class CompleteTasksPayload(Payload):
    """Tasks that are done."""

    results: list[TaskResult] = strawberry.field(
        default_factory=list, description="One result per id, in their order; empty if the whole was refused."
    )


@strawberry.type
class TaskMutation:
    """What can be done about tasks."""

    @mutation(
        permission_classes=[IsAuthenticated],
        description="Give somebody a task. Requires: for oneself, signed in; for others, a manager of theirs or an"
        " officer. Sends: a letter to the assignee, unless he is the actor.",
    )
    def create_task(self, info: Info, input: CreateTaskInput) -> CreateTaskPayload:
        """Make a task."""
        task = services.create_task(by=viewer(info), assignee=_assignee(input, info), **given(input, "assignee_id"))
        return CreateTaskPayload(task=shown(task))

    @mutation(
        permission_classes=[IsAuthenticated], description=f"Change a task's title, description or date. {MAY_CHANGE}"
    )
    def update_task(self, info: Info, input: UpdateTaskInput) -> UpdateTaskPayload:
        """Change a task."""
        task = visible(models.Task, input.id, info)
        return UpdateTaskPayload(task=shown(services.update_task(task=task, by=viewer(info), **given(input, "id"))))

    @mutation(
        permission_classes=[IsAuthenticated],
        description=f"Hand a task to oneself or to a member of one's team. {MAY_CHANGE}"
        " Sends: letters to the new and the previous assignee, but never to the actor.",
    )
    def assign_task(self, info: Info, input: AssignTaskInput) -> AssignTaskPayload:
        """Hand a task over."""
        task = visible(models.Task, input.id, info)
        previous = task.assignee
        changes = given(input, "id", "assignee_id") | {"to": _assignee(input, info)}
        task = services.assign_task(task=task, by=viewer(info), **changes)
        return AssignTaskPayload(task=shown(task), previous_assignee=shown(previous))

    @mutation(
        permission_classes=[IsAuthenticated],
        description=f"Say that a task is done. {MAY_CHANGE} Sends: a letter {TELLS}",
    )
    def complete_task(self, info: Info, input: CompleteTaskInput) -> CompleteTaskPayload:
        """Complete a task."""
        task = visible(models.Task, input.id, info)
        return CompleteTaskPayload(task=shown(services.complete_task(task=task, by=viewer(info), **given(input, "id"))))

    @mutation(
        permission_classes=[IsAuthenticated],
        description=f"Say that a task is not done after all. {MAY_CHANGE} Sends: a letter {TELLS}",
    )
    def reopen_task(self, info: Info, input: ReopenTaskInput) -> ReopenTaskPayload:
        """Reopen a task."""
        task = visible(models.Task, input.id, info)
        return ReopenTaskPayload(task=shown(services.reopen_task(task=task, by=viewer(info), **given(input, "id"))))

    @mutation(permission_classes=[IsAuthenticated], description=f"Delete a task and its files. {MAY_CHANGE}")
    def delete_task(self, info: Info, input: DeleteTaskInput) -> DeleteTaskPayload:
        """Delete a task."""
        task = visible(models.Task, input.id, info)
        assignee = task.assignee
        services.delete_task(task=task, by=viewer(info), **given(input, "id"))
        return DeleteTaskPayload(deleted_id=input.id, assignee=shown(assignee))

    @mutation(
        permission_classes=[IsAuthenticated],
        description=f"Hand up to 100 tasks to one person; each is done or refused for itself. {MAY_CHANGE}"
        " Sends: one letter to each receiver.",
    )
    def assign_tasks(self, info: Info, input: AssignTasksInput) -> AssignTasksPayload:
        """Hand several tasks over."""
        tasks = visible_rows(models.Task, input.ids, info)
        found = [task for task in tasks if task]
        done = services.assign_tasks(tasks=found, to=_assignee(input, info), by=viewer(info))
        return AssignTasksPayload(results=_results(input.ids, tasks, done))

    @mutation(
        permission_classes=[IsAuthenticated],
        description=f"Say that up to 100 tasks are done; each is done or refused for itself. {MAY_CHANGE}"
        " Sends: one letter to each receiver.",
    )
    def complete_tasks(self, info: Info, input: CompleteTasksInput) -> CompleteTasksPayload:
        """Complete several tasks."""
        tasks = visible_rows(models.Task, input.ids, info)
        done = services.complete_tasks(tasks=[task for task in tasks if task], by=viewer(info))
        return CompleteTasksPayload(results=_results(input.ids, tasks, done))


def _assignee(data: CreateTaskInput | AssignTaskInput | AssignTasksInput, info: Info) -> Person:
    """Return the person who is to do it; oneself if nobody is named."""
    if names_a_row(data.assignee_id):
        return visible(Person, data.assignee_id, info, field="assignee_id")
    return person(info)


def _results(
    ids: list[strawberry.ID], tasks: list[models.Task | None], done: list[services.TaskResult]
) -> list[TaskResult]:
    """Return a result for each id: what became of its task, or that there is none to see."""
    results = iter(done)
    return [_result(id_, next(results) if task else None) for id_, task in zip(ids, tasks, strict=True)]


def _result(id_: strawberry.ID, done: services.TaskResult | None) -> TaskResult:
    if done is None:
        return TaskResult(id=id_, task=None, errors=user_errors(HiddenError("ids")))
    return TaskResult(id=id_, task=shown(done.task), errors=user_errors(done.error) if done.error else [])
