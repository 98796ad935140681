import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("facts", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ToleranceCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "documents",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Kind of document → fingerprint of the text it was computed by",
                        verbose_name="documents",
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("scheme_code", models.CharField(max_length=64, verbose_name="scheme")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("indicators", models.JSONField(default=list, verbose_name="indicators touched")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("ground", models.CharField(max_length=64, verbose_name="ground")),
                ("facts", models.TextField(max_length=4000, verbose_name="what happened")),
                ("answers", models.JSONField(default=dict, verbose_name="answers to the negative list")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("applied", "Applied for"),
                            ("checked", "Facts found"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="applied for at")),
                ("findings", models.TextField(blank=True, max_length=4000, verbose_name="findings")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="reasons of the decision"),
                ),
                (
                    "lesson",
                    models.TextField(blank=True, max_length=4000, verbose_name="what is learned from it"),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied for by",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="facts found by",
                    ),
                ),
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
                    "files",
                    models.ManyToManyField(
                        blank=True, related_name="tolerance_cases", to="facts.evidence", verbose_name="files"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tolerance_cases",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "case of fault tolerance",
                "verbose_name_plural": "cases of fault tolerance",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ToleranceStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=32, verbose_name="action")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "before",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="before",
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="after",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="tolerance.tolerancecase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a case",
                "verbose_name_plural": "steps of a case",
                "ordering": ("pk",),
                "abstract": False,
            },
        ),
    ]
