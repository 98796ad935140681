import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import keqiao.web.audit.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("facts", "0001_initial"),
        ("jobs", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        to="evaluations.decision",
                        verbose_name="earlier grading put right",
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
            name="ExpertPanel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "field",
                    models.CharField(
                        help_text="Field of expertise, as in 新能源材料",
                        max_length=100,
                        verbose_name="field of expertise",
                    ),
                ),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                (
                    "trim",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="So many highest and lowest scores do not count",
                        verbose_name="scores cut off at each end",
                    ),
                ),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="With fewer scores after the cut a platform gets no result",
                        verbose_name="scores that must remain",
                    ),
                ),
                ("guidance", models.TextField(blank=True, max_length=4000, verbose_name="guidance")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "In preparation"),
                            ("scoring", "Independent scoring"),
                            ("discussion", "Discussion"),
                            ("closed", "Closed"),
                            ("dissolved", "Dissolved"),
                        ],
                        default="preparing",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="scoring opened at")),
                (
                    "first_ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="independent scoring ended at"),
                ),
                (
                    "first_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why it ended before all had handed in"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "closing_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason of the end"),
                ),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="chair",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="evaluations.expertpanel",
                        verbose_name="panel put right",
                    ),
                ),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="facts.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "experts' panel",
                "verbose_name_plural": "experts' panels",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="PanelSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "declared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="conflicts declared at"),
                ),
                (
                    "first_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="independent scores handed in at"
                    ),
                ),
                (
                    "second_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="scores after discussion handed in at"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="expert",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="evaluations.expertpanel",
                        verbose_name="panel",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat on a panel",
                "verbose_name_plural": "seats on a panel",
                "ordering": ("panel", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ExpertScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Independent"), (2, "After discussion")], default=1, verbose_name="round"
                    ),
                ),
                ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="points")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at"),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="evaluations.expertpanel",
                        verbose_name="panel",
                    ),
                ),
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
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="evaluations.panelseat",
                        verbose_name="seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "expert's score",
                "verbose_name_plural": "experts' scores",
                "ordering": ("seat", "platform__code", "round"),
            },
        ),
        migrations.CreateModel(
            name="ConflictDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("conflict", models.BooleanField(verbose_name="conflict of interest")),
                ("ground", models.CharField(blank=True, max_length=500, verbose_name="ground")),
                (
                    "by_system",
                    models.BooleanField(
                        default=False,
                        help_text="The expert belongs to the platform's unit",
                        verbose_name="found by the system",
                    ),
                ),
                (
                    "declared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="declared at"),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declared by",
                    ),
                ),
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
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="evaluations.panelseat",
                        verbose_name="seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of conflicts",
                "verbose_name_plural": "declarations of conflicts",
                "ordering": ("seat", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("trial", "Trial computation")],
                        default="trial",
                        max_length=12,
                        verbose_name="purpose",
                    ),
                ),
                ("periods", models.JSONField(default=list, verbose_name="periods")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("reported", "Reported values"),
                            ("verified", "Verified values"),
                            ("both", "Reported and verified side by side"),
                        ],
                        default="reported",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="options")),
                ("seed", models.PositiveBigIntegerField(default=0, verbose_name="seed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Finished"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the result", max_length=64, verbose_name="digest"
                    ),
                ),
                (
                    "input_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="digest of the input"),
                ),
                (
                    "engine_version",
                    models.CharField(blank=True, max_length=40, verbose_name="engine version"),
                ),
                ("warnings", models.JSONField(blank=True, default=list, verbose_name="warnings")),
                ("failure", models.TextField(blank=True, verbose_name="failure")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
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
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                        verbose_name="job",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="facts.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation run",
                "verbose_name_plural": "evaluation runs",
                "ordering": ("-created_at", "-pk"),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="evaluations.decision",
                        verbose_name="grading",
                    ),
                ),
                (
                    "files",
                    models.ManyToManyField(
                        blank=True, related_name="objections", to="facts.evidence", verbose_name="files"
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
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="registry.platform",
                        verbose_name="platform",
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
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ("-lodged_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="DecisionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=32, verbose_name="action")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("before", models.JSONField(default=dict, verbose_name="before")),
                ("after", models.JSONField(default=dict, verbose_name="after")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="evaluations.decision",
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
            ],
            options={
                "verbose_name": "step of a grading",
                "verbose_name_plural": "steps of a grading",
                "ordering": ("decision", "at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="evaluations.run",
                verbose_name="evaluation run",
            ),
        ),
        migrations.CreateModel(
            name="RunFrame",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("content", models.BinaryField(verbose_name="content")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frames",
                        to="evaluations.run",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "result table",
                "verbose_name_plural": "result tables",
                "ordering": ("run", "name"),
            },
        ),
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
                (
                    "interval",
                    models.FloatField(default=0.9, verbose_name="share of the ranks in an interval"),
                ),
                (
                    "border",
                    models.FloatField(
                        default=0.8, verbose_name="share of draws below which a grade is borderline"
                    ),
                ),
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
        migrations.CreateModel(
            name="RunTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("basis", models.CharField(max_length=10, verbose_name="basis")),
                ("total", models.FloatField(null=True, verbose_name="total")),
                ("rank", models.PositiveIntegerField(null=True, verbose_name="rank")),
                ("grade_code", models.CharField(blank=True, max_length=64, verbose_name="grade")),
                ("grade_zh", models.CharField(blank=True, max_length=100, verbose_name="grade in Chinese")),
                ("grade_en", models.CharField(blank=True, max_length=200, verbose_name="grade in English")),
                (
                    "variant",
                    models.CharField(
                        blank=True,
                        help_text="code of the variant that held",
                        max_length=64,
                        verbose_name="yardstick",
                    ),
                ),
                ("veto", models.CharField(blank=True, max_length=200, verbose_name="veto")),
                ("base", models.FloatField(null=True, verbose_name="total before adjustments")),
                ("adjustment", models.FloatField(default=0, verbose_name="bonus and deduction")),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_totals",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totals",
                        to="evaluations.run",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "total of a platform",
                "verbose_name_plural": "totals of platforms",
                "ordering": ("run", "-period", "basis", "rank", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="code")),
                ("version", models.CharField(max_length=40, verbose_name="version")),
                ("name_zh", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="name in English")),
                ("yaml_text", models.TextField(verbose_name="text")),
                (
                    "fingerprint",
                    models.CharField(
                        help_text="SHA-256 of the text", max_length=64, verbose_name="fingerprint"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("valid", "In force"), ("retired", "Retired")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Notice or decision that sets it",
                        max_length=500,
                        verbose_name="source",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "scheme version",
                "verbose_name_plural": "scheme versions",
                "ordering": ("code", "-uploaded_at", "-pk"),
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
            },
        ),
        migrations.AddField(
            model_name="run",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="evaluations.schemeversion",
                verbose_name="scheme version",
            ),
        ),
        migrations.AddField(
            model_name="expertpanel",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="panels",
                to="evaluations.schemeversion",
                verbose_name="scheme version",
            ),
        ),
        migrations.CreateModel(
            name="ToleranceCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("scheme_code", models.CharField(max_length=64, verbose_name="scheme")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("indicators", models.JSONField(default=list, verbose_name="indicators touched")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("ground", models.CharField(max_length=64, verbose_name="ground")),
                ("facts", models.TextField(max_length=4000, verbose_name="what happened")),
                (
                    "rules",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Grounds and negative list when it was applied for",
                        verbose_name="rules",
                    ),
                ),
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
                ("at", models.DateTimeField(verbose_name="at")),
                ("before", models.JSONField(default=dict, verbose_name="before")),
                ("after", models.JSONField(default=dict, verbose_name="after")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
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
                        to="evaluations.tolerancecase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a case",
                "verbose_name_plural": "steps of a case",
                "ordering": ("case", "at", "pk"),
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
                ("kept", models.FloatField(null=True, verbose_name="share of draws that keep the grade")),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="evaluations.decision",
                        verbose_name="grading",
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
            ],
            options={
                "verbose_name": "grade of a platform",
                "verbose_name_plural": "grades of platforms",
                "ordering": ("decision", "rank", "platform__code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "platform"), name="evaluations_one_grade_line"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelPlatform",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=8, null=True, verbose_name="result"
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.fact",
                        verbose_name="fact",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="platforms",
                        to="evaluations.expertpanel",
                        verbose_name="panel",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "platform of a panel",
                "verbose_name_plural": "platforms of a panel",
                "ordering": ("panel", "platform__code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("panel", "platform"), name="evaluations_panel_platform_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="panelseat",
            constraint=models.UniqueConstraint(
                fields=("panel", "expert"), name="evaluations_panel_expert_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="expertscore",
            constraint=models.UniqueConstraint(
                fields=("seat", "platform", "round"), name="evaluations_one_score_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="expertscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0), ("points__lte", 100)),
                name="evaluations_score_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publicity_to", None), ("publicity_to__gte", models.F("publicity_from")), _connector="OR"
                ),
                name="evaluations_publicity_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="runframe",
            constraint=models.UniqueConstraint(fields=("run", "name"), name="evaluations_one_frame_by_name"),
        ),
        migrations.AddIndex(
            model_name="runtotal",
            index=models.Index(fields=["platform", "period"], name="evaluations_total_platform"),
        ),
        migrations.AddConstraint(
            model_name="runtotal",
            constraint=models.UniqueConstraint(
                fields=("run", "period", "basis", "platform"), name="evaluations_one_total"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.UniqueConstraint(
                fields=("code", "version"), name="evaluations_one_scheme_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("version",),
                name="evaluations_one_schemeproposal_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("accepted", "refused")), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="evaluations_schemeproposal_two_persons",
            ),
        ),
    ]
