"""Changing the tables of gradings dropped their triggers on SQLite; lines and objections of final grades are kept too."""

from django.db import migrations

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0006_gradings_replaced_and_kept")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
