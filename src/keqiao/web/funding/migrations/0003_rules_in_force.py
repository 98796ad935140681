"""Proposals to put allocation rules into force or to retire them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import keqiao.web.audit.clock


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RulesProposal",
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
                        to="funding.rulesversion",
                        verbose_name="allocation rules",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal about allocation rules",
                "verbose_name_plural": "proposals about allocation rules",
                "ordering": ("-pk",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("version",),
                        name="funding_one_rulesproposal_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("accepted", "refused")), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="funding_rulesproposal_two_persons",
                    ),
                ],
            },
        ),
    ]
