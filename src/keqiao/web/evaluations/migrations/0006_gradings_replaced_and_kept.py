"""What gradings keep besides: the earlier grading put right, vetoes and outcomes of a line, the run after an objection."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from keqiao.web.evaluations.triggers import GUARD


def drop(apps, schema_editor):
    """SQLite rebuilds a table that changes, which a trigger of another table that reads it would stop."""
    GUARD.drop(schema_editor.connection)
    on = " ON evaluations_gradeline" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS evaluations_gradeline_no_insert{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0005_triggers_of_final_grades"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AddField(
            model_name="decision",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="evaluations.decision",
                verbose_name="earlier grading put right",
            ),
        ),
        migrations.AddField(
            model_name="gradeline",
            name="computed_en",
            field=models.CharField(blank=True, max_length=200, verbose_name="grade computed, in English"),
        ),
        migrations.AddField(
            model_name="gradeline",
            name="computed_zh",
            field=models.CharField(blank=True, max_length=100, verbose_name="grade computed, in Chinese"),
        ),
        migrations.AddField(
            model_name="gradeline",
            name="outcomes",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="for each rule of the scheme that takes effect: earlier grades and where they stand",
                verbose_name="what follows from several periods",
            ),
        ),
        migrations.AddField(
            model_name="gradeline",
            name="variant",
            field=models.CharField(blank=True, max_length=64, verbose_name="yardstick"),
        ),
        migrations.AddField(
            model_name="gradeline",
            name="veto",
            field=models.CharField(blank=True, max_length=200, verbose_name="veto"),
        ),
        migrations.AddField(
            model_name="objection",
            name="new_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evaluations.run",
                verbose_name="run after the objection",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
        ),
        migrations.AlterField(
            model_name="objection",
            name="lodged_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="lodged at"),
        ),
    ]
