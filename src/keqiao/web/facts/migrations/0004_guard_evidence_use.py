"""The database refuses to change uses of evidence too."""

from django.db import migrations

from keqiao.web.facts.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("facts", "0003_evidence_use")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
