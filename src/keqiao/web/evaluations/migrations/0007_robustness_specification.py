"""The interval and the border of a robustness are kept with it (those kept so far were drawn with 90 % and 80 %), and
the rules of fault tolerance with a case."""

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
        migrations.AddField(
            "tolerancecase",
            "rules",
            models.JSONField(
                blank=True,
                default=dict,
                help_text="Grounds and negative list when it was applied for",
                verbose_name="rules",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
