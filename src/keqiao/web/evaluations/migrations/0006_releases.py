"""Releases of runs, which are written once, and proposals about scheme versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import keqiao.web.audit.clock
from keqiao.web.evaluations.triggers import GUARD


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0005_triggers_of_final_grades"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "at",
                    models.DateTimeField(default=keqiao.web.audit.clock.present, verbose_name="released at"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="evaluations.run",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "release of a run",
                "verbose_name_plural": "releases of runs",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SchemeProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to", models.CharField(max_length=10, verbose_name="proposed status")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "proposed_at",
                    models.DateTimeField(default=keqiao.web.audit.clock.present, verbose_name="proposed at"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_proposals",
                        to="evaluations.schemeversion",
                        verbose_name="scheme version",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal about a scheme version",
                "verbose_name_plural": "proposals about scheme versions",
                "ordering": ("-pk",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("version",),
                        name="evaluations_one_schemeproposal_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("accepted", "refused")), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="evaluations_schemeproposal_two_persons",
                    ),
                ],
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
