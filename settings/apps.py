"""The project package as a Django app: its management commands, checks and timetable."""

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_migrate

from settings.checks import check_settings
from settings.schedules import keep_schedules


class SettingsConfig(AppConfig):
    """The roof: how the project is configured and run."""

    name = "settings"

    def ready(self) -> None:
        """Register the checks, and see to it that a migrated database has the worker's timetable."""
        register(check_settings)
        # An app without models hears nothing of a migration: it listens to the one whose table it fills.
        post_migrate.connect(keep_schedules, sender=apps.get_app_config("django_q"), dispatch_uid="settings.schedules")
