import django.db.models.deletion
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
                "constraints": [
                    models.UniqueConstraint(fields=("run", "name"), name="evaluations_one_frame_by_name")
                ],
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
                "indexes": [models.Index(fields=["platform", "period"], name="evaluations_total_platform")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "period", "basis", "platform"), name="evaluations_one_total"
                    )
                ],
            },
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
