"""The database refuses to change what is computed or decided."""

from django.db import migrations

from keqiao.web.funding.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
