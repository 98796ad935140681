"""Let the database itself refuse to change or delete facts, evidence and frozen snapshots."""

from django.db import migrations

from keqiao.web.facts import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
