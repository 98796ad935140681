"""What experts' panels keep besides: the panel put right, how the first round ended, the scores that must remain."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from keqiao.web.evaluations.triggers import GUARD


def drop(apps, schema_editor):
    """SQLite rebuilds a table that changes, which a trigger of another table that reads it would stop."""
    GUARD.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0007_triggers_of_grade_lines")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.AddField(
            model_name="conflictdeclaration",
            name="by_system",
            field=models.BooleanField(
                default=False,
                help_text="The expert belongs to the platform's unit",
                verbose_name="found by the system",
            ),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="closing_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="reason of the end"),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="evaluations.expertpanel",
                verbose_name="panel put right",
            ),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="edition",
            field=models.PositiveIntegerField(default=1, verbose_name="edition"),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="first_ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="independent scoring ended at"),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="first_reason",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="why it ended before all had handed in"
            ),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="least",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="With fewer scores after the cut a platform gets no result",
                verbose_name="scores that must remain",
            ),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="scoring opened at"),
        ),
        migrations.AddField(
            model_name="expertscore",
            name="panel",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scores",
                to="evaluations.expertpanel",
                verbose_name="panel",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="panelseat",
            name="edition",
            field=models.PositiveIntegerField(default=1, verbose_name="edition"),
        ),
        migrations.AlterField(
            model_name="conflictdeclaration",
            name="declared_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="declared at"),
        ),
        migrations.AlterField(
            model_name="expertpanel",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
        ),
        migrations.AlterField(
            model_name="expertscore",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
        ),
        migrations.AlterField(
            model_name="expertpanel",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ended at"),
        ),
        migrations.AlterField(
            model_name="expertpanel",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="due on"),
        ),
        migrations.AlterField(
            model_name="expertpanel",
            name="field",
            field=models.CharField(
                help_text="Field of expertise, as in 新能源材料", max_length=100, verbose_name="field of expertise"
            ),
        ),
    ]
