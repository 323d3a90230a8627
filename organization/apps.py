"""The app's place in Django."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """Organization."""

    name = "organization"
