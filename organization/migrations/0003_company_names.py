"""The name of a company may be another's, too: that it is taken would say that the other exists."""

from django.db import migrations


class Migration(migrations.Migration):
    """Company names."""

    dependencies = (("organization", "0002_employee_types"),)
    operations = (migrations.RemoveConstraint(model_name="company", name="company_name_unique"),)
