"""The database refuses to change or delete payments, uses and confirmed shares."""

from django.db import migrations

from keqiao.web.funding.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_payments")]
    operations = [migrations.RunPython(create, drop)]
