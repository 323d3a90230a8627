"""The app's place in Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks."""

    name = "tasks"
