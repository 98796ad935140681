"""The database refuses to change steps and hand-ins of returns."""

from django.db import migrations

from keqiao.web.returns.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
