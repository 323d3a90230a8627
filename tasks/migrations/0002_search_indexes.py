"""Trigram indexes for the search in titles and descriptions, where the database has them.

`icontains` compares upper-case texts, so that is what the indexes hold.
"""

from django.db import migrations

COLUMNS = {"task_title_words": "upper(title::text)", "task_description_words": "upper(description::text)"}


def create_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name, expression in COLUMNS.items():
            schema_editor.execute(f"CREATE INDEX {name} ON tasks_task USING gin (({expression}) gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in COLUMNS:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [migrations.RunPython(create_indexes, drop_indexes)]
