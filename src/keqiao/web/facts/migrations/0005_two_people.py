"""Two different people stand for every fact (ADR 0019), figures are proposed by hand, sources are kept in no language.

Facts from before name one person, and no second one can be invented for them: with such facts the migration stops.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from keqiao.web.facts.triggers import GUARD


def require_no_facts(apps, schema_editor):
    count = apps.get_model("facts", "Fact").objects.using(schema_editor.connection.alias).count()
    if count:
        raise RuntimeError(
            f"This database holds {count} facts that name one person only; from now on two different people stand for "
            "every fact, and the second cannot be invented. Keep this database with the version that made it, and fill "
            "a new one: the demonstration is built again with 'keqiao demo' in an empty data folder."
        )


def drop(apps, schema_editor):
    GUARD.drop(schema_editor.connection)


def create(apps, schema_editor):
    GUARD.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0004_guard_evidence_use"),
        ("registry", "0001_squashed_0006_other_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(require_no_facts, migrations.RunPython.noop),
        migrations.RunPython(drop, create),
        migrations.CreateModel(
            name="FigureProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                (
                    "basis",
                    models.CharField(
                        choices=[("reported", "Reported"), ("verified", "Verified")],
                        max_length=8,
                        verbose_name="basis",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="value"
                    ),
                ),
                ("not_applicable", models.BooleanField(default=False, verbose_name="not applicable")),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("register", "Register"),
                            ("third_party", "Third party"),
                            ("evidence", "Evidence file"),
                            ("self_report", "Self-report"),
                            ("expert", "Experts"),
                        ],
                        max_length=12,
                        verbose_name="source kind",
                    ),
                ),
                ("source_note", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "proposed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed at"),
                ),
            ],
            options={
                "verbose_name": "proposed figure",
                "verbose_name_plural": "proposed figures",
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ProposalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "decided_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided at"),
                ),
            ],
            options={
                "verbose_name": "decision on a proposed figure",
                "verbose_name_plural": "decisions on proposed figures",
            },
        ),
        migrations.AddField(
            model_name="fact",
            name="confirmed_by",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fact",
            name="origin",
            field=models.CharField(
                choices=[
                    ("return", "Return"),
                    ("proposal", "By hand"),
                    ("panel", "Experts' panel"),
                    ("carried_over", "Carried over"),
                ],
                default=1,
                max_length=12,
                verbose_name="origin",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="fact",
            name="note",
            field=models.JSONField(blank=True, default=str, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="fact",
            name="recorded_by",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="fact",
            name="source_note",
            field=models.JSONField(blank=True, default=str, verbose_name="source"),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded_by", models.F("confirmed_by")), _negated=True),
                name="facts_two_different_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["return", "proposal", "panel", "carried_over"])),
                name="facts_known_origin",
            ),
        ),
        migrations.AddField(
            model_name="figureproposal",
            name="evidence",
            field=models.ManyToManyField(related_name="+", to="facts.evidence", verbose_name="evidence"),
        ),
        migrations.AddField(
            model_name="figureproposal",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facts.measure",
                verbose_name="measure",
            ),
        ),
        migrations.AddField(
            model_name="figureproposal",
            name="platform",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the city",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.platform",
                verbose_name="platform",
            ),
        ),
        migrations.AddField(
            model_name="figureproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="figureproposal",
            name="stands",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facts.fact",
                verbose_name="figure that stood",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="fact",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facts.fact",
                verbose_name="fact",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="proposal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision",
                to="facts.figureproposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_applicable", True), ("value__isnull", True)),
                    models.Q(("not_applicable", False), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="facts_proposed_value_or_not_applicable",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fact__isnull", False), ("outcome", "confirmed")),
                    models.Q(("fact__isnull", True), ("outcome__in", ["refused", "withdrawn"])),
                    _connector="OR",
                ),
                name="facts_confirmed_with_its_fact",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
