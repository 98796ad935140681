"""The interval and the border of a robustness are kept with it; those kept so far were drawn with 90 % and 80 %."""

from django.db import migrations, models

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0006_releases")]
    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            "runrobustness",
            "interval",
            models.FloatField(default=0.9, verbose_name="share of the ranks in an interval"),
        ),
        migrations.AddField(
            "runrobustness",
            "border",
            models.FloatField(default=0.8, verbose_name="share of draws below which a grade is borderline"),
        ),
        migrations.RunPython(create, drop),
    ]
