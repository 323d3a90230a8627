"""Tasks: their types, queries and mutations, and how a team is doing."""

from schema.tasks.mutations import TaskMutation
from schema.tasks.queries import TaskQuery
from schema.tasks.team import TeamQuery
from schema.tasks.types import Task

__all__ = ["Task", "TaskMutation", "TaskQuery", "TeamQuery"]
