"""Platforms are frozen with a snapshot, and guarded like its figures."""

import django.db.models.deletion
from django.db import migrations, models

from keqiao.web.facts.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0005_two_people"),
        ("registry", "0001_squashed_0006_other_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="SnapshotUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="short name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=120, verbose_name="short name in English"),
                ),
                ("operating_since", models.DateField(blank=True, null=True, verbose_name="operating since")),
                ("valid_from", models.DateField(verbose_name="in the platform system from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="in the platform system to"),
                ),
                ("words", models.JSONField(blank=True, default=dict, verbose_name="attributes")),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="facts.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "platform of a snapshot",
                "verbose_name_plural": "platforms of a snapshot",
                "ordering": ("snapshot", "code"),
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "platform"), name="facts_one_snapshot_unit")
                ],
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
