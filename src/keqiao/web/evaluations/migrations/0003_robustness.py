"""How sure ranks and grades are, kept append-only with the run."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunRobustness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seed", models.PositiveBigIntegerField(default=0, verbose_name="seed")),
                ("draws", models.PositiveIntegerField(verbose_name="draws")),
                ("factors", models.JSONField(default=list, verbose_name="uncertain factors")),
                ("declared", models.BooleanField(default=False, verbose_name="declared by the scheme")),
                ("intervals", models.BinaryField(verbose_name="rank intervals")),
                ("acceptability", models.BinaryField(verbose_name="rank acceptability")),
                ("grades", models.BinaryField(verbose_name="grade acceptability")),
                ("pairs", models.BinaryField(verbose_name="pairs")),
                ("refusals", models.JSONField(blank=True, default=list, verbose_name="refusals")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the intervals and shares", max_length=64, verbose_name="digest"
                    ),
                ),
                ("engine_version", models.CharField(max_length=40, verbose_name="engine version")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="computed at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="computed by",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="robustness",
                        to="evaluations.run",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "robustness of a run",
                "verbose_name_plural": "robustness of runs",
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
