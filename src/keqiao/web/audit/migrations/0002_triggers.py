"""The database refuses to change or delete audit entries."""

from django.db import migrations

from keqiao.web.audit.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
