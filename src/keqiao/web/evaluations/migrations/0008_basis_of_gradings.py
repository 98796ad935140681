"""A grading on other than verified values keeps why. On SQLite the table is rebuilt, and its guard set again."""

from django.db import migrations, models

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0007_robustness_specification")]
    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="decision",
            name="basis_reason",
            field=models.CharField(
                blank=True, default="", max_length=1000, verbose_name="why not on the verified basis"
            ),
        ),
        migrations.RunPython(create, drop),
    ]
