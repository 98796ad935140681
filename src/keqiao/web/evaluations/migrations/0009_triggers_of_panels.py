"""Changing the tables of panels dropped their triggers on SQLite; the scores of a closed panel are kept too."""

from django.db import migrations

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0008_panels_corrected_and_sealed")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
