"""The database refuses to change final grades, their steps, and closed panels."""

from django.db import migrations

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0004_final_grades")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
