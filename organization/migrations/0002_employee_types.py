"""The four kinds of employment that every company has."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = ("Officer", "Manager", "White collar", "Blue collar")


def add_types(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the kinds that are not there yet."""
    employee_type = apps.get_model("organization", "EmployeeType")
    for name in NAMES:
        employee_type.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    """Employee types."""

    dependencies = (("organization", "0001_initial"),)
    operations = (migrations.RunPython(add_types, migrations.RunPython.noop),)
