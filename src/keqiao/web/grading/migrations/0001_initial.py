import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evaluations", "0001_initial"),
        ("facts", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Grading",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("basis", models.CharField(max_length=10, verbose_name="basis")),
                (
                    "basis_reason",
                    models.CharField(
                        blank=True, default="", max_length=1000, verbose_name="why not on the verified basis"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("computed", "Computed"),
                            ("consulted", "Consulted"),
                            ("published", "Published"),
                            ("rechecked", "In re-check"),
                            ("final", "Final"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="computed",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "minutes",
                    models.TextField(blank=True, max_length=8000, verbose_name="minutes of the consultation"),
                ),
                ("publicity_from", models.DateField(blank=True, null=True, verbose_name="publicity from")),
                ("publicity_to", models.DateField(blank=True, null=True, verbose_name="publicity to")),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
                ),
                ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "final_by",
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="grading.grading",
                        verbose_name="earlier grading put right",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="evaluations.run",
                        verbose_name="evaluation run",
                    ),
                ),
            ],
            options={
                "verbose_name": "grading",
                "verbose_name_plural": "gradings",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="GradeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("total", models.FloatField(null=True, verbose_name="total")),
                ("rank", models.PositiveIntegerField(null=True, verbose_name="rank")),
                ("low", models.FloatField(null=True, verbose_name="rank interval from")),
                ("high", models.FloatField(null=True, verbose_name="rank interval to")),
                (
                    "grade_stability",
                    models.FloatField(null=True, verbose_name="share of draws that keep the grade"),
                ),
                ("border", models.BooleanField(default=False, verbose_name="borderline")),
                ("computed_code", models.CharField(blank=True, max_length=64, verbose_name="grade computed")),
                (
                    "computed_zh",
                    models.CharField(blank=True, max_length=100, verbose_name="grade computed, in Chinese"),
                ),
                (
                    "computed_en",
                    models.CharField(blank=True, max_length=200, verbose_name="grade computed, in English"),
                ),
                ("grade_code", models.CharField(blank=True, max_length=64, verbose_name="grade")),
                ("grade_zh", models.CharField(blank=True, max_length=100, verbose_name="grade in Chinese")),
                ("grade_en", models.CharField(blank=True, max_length=200, verbose_name="grade in English")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("variant", models.CharField(blank=True, max_length=64, verbose_name="yardstick")),
                ("veto", models.CharField(blank=True, max_length=200, verbose_name="veto")),
                (
                    "outcomes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="for each rule of the scheme that takes effect: earlier grades and where they stand",
                        verbose_name="what follows from several periods",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grade_lines",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "grading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="grading.grading",
                        verbose_name="grading",
                    ),
                ),
            ],
            options={
                "verbose_name": "grade of a platform",
                "verbose_name_plural": "grades of platforms",
                "ordering": ("grading", "rank", "platform__code"),
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicators",
                    models.JSONField(blank=True, default=list, verbose_name="indicators objected to"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lodged", "Lodged"),
                            ("checking", "In re-check"),
                            ("upheld", "Upheld"),
                            ("dismissed", "Dismissed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="lodged",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "lodged_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lodged at"),
                ),
                (
                    "findings",
                    models.TextField(blank=True, max_length=4000, verbose_name="findings of the re-check"),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
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
                        verbose_name="re-checked by",
                    ),
                ),
                (
                    "files",
                    models.ManyToManyField(
                        blank=True, related_name="objections", to="facts.evidence", verbose_name="files"
                    ),
                ),
                (
                    "grading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="grading.grading",
                        verbose_name="grading",
                    ),
                ),
                (
                    "lodged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lodged by",
                    ),
                ),
                (
                    "new_run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluations.run",
                        verbose_name="run after the objection",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ("-lodged_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="GradingStep",
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
                    "grading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="grading.grading",
                        verbose_name="grading",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluations.run",
                        verbose_name="evaluation run",
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="grading.objection",
                        verbose_name="objection",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a grading",
                "verbose_name_plural": "steps of a grading",
                "ordering": ("pk",),
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="grading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publicity_to", None), ("publicity_to__gte", models.F("publicity_from")), _connector="OR"
                ),
                name="grading_publicity_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="gradeline",
            constraint=models.UniqueConstraint(fields=("grading", "platform"), name="grading_one_grade_line"),
        ),
    ]
