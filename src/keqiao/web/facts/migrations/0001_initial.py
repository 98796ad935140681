import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=64, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                ("unit_en", models.CharField(blank=True, max_length=40, verbose_name="unit in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[("stock", "Stock"), ("flow", "Flow")], max_length=6, verbose_name="kind"
                    ),
                ),
                (
                    "value_type",
                    models.CharField(
                        choices=[
                            ("count", "Count"),
                            ("money", "Money"),
                            ("percent", "Percent"),
                            ("number", "Number"),
                            ("rating", "Rating"),
                        ],
                        default="number",
                        max_length=8,
                        verbose_name="type of value",
                    ),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=2, verbose_name="decimals shown")),
                (
                    "roll_up",
                    models.CharField(
                        choices=[("sum", "Sum"), ("last", "Last"), ("none", "Not added up")],
                        default="none",
                        max_length=5,
                        verbose_name="roll-up over time",
                    ),
                ),
                (
                    "city_total",
                    models.CharField(
                        choices=[("sum", "Sum of the platforms"), ("none", "No total")],
                        default="none",
                        max_length=5,
                        verbose_name="city total",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("platforms", "Platforms"),
                            ("people", "People"),
                            ("outputs", "Outputs"),
                            ("finance", "Finance"),
                            ("incubation", "Incubation"),
                            ("contribution", "Contribution"),
                            ("agreement", "Agreement and conduct"),
                        ],
                        max_length=14,
                        verbose_name="subject",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ("order", "code"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="evidence/%Y/%m/", verbose_name="file")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("media_type", models.CharField(max_length=100, verbose_name="media type")),
                ("original_name", models.CharField(max_length=255, verbose_name="file name")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("A", "A: register"),
                            ("B", "B: third party"),
                            ("C", "C: unit"),
                            ("D", "D: self-report"),
                        ],
                        default="C",
                        max_length=1,
                        verbose_name="grade",
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ("-uploaded_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("reported", "Reported"), ("verified", "Verified")],
                        default="reported",
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
                ("period_start", models.DateField(verbose_name="period from")),
                ("period_end", models.DateField(verbose_name="period to")),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
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
                ("source_note", models.JSONField(blank=True, default=str, verbose_name="source")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("return", "Return"),
                            ("proposal", "By hand"),
                            ("panel", "Experts' panel"),
                            ("carried_over", "Carried over"),
                        ],
                        max_length=12,
                        verbose_name="origin",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("note", models.JSONField(blank=True, default=str, verbose_name="note")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="facts", to="facts.evidence", verbose_name="evidence"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the city",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="facts.fact",
                        verbose_name="supersedes",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="facts.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact",
                "verbose_name_plural": "facts",
                "ordering": ("measure", "platform", "-period_end", "basis", "-recorded_at", "-pk"),
            },
        ),
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
                (
                    "evidence",
                    models.ManyToManyField(related_name="+", to="facts.evidence", verbose_name="evidence"),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the city",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.platform",
                        verbose_name="platform",
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
                    "stands",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.fact",
                        verbose_name="figure that stood",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed figure",
                "verbose_name_plural": "proposed figures",
                "ordering": ("-proposed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="MeasureDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("text", models.TextField(verbose_name="definition")),
                ("text_en", models.TextField(blank=True, verbose_name="definition in English")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "derivation",
                    models.CharField(
                        blank=True,
                        help_text="Empty: values are recorded, not derived",
                        max_length=64,
                        verbose_name="derivation",
                    ),
                ),
                ("regulation", models.CharField(blank=True, max_length=300, verbose_name="regulation")),
                (
                    "regulation_en",
                    models.CharField(blank=True, max_length=400, verbose_name="regulation in English"),
                ),
                ("evidence_kind", models.CharField(blank=True, max_length=200, verbose_name="evidence")),
                (
                    "evidence_kind_en",
                    models.CharField(blank=True, max_length=300, verbose_name="evidence in English"),
                ),
                ("source_kind", models.CharField(blank=True, max_length=12, verbose_name="source kind")),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="definitions",
                        to="facts.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "definition of a measure",
                "verbose_name_plural": "definitions of measures",
                "ordering": ("measure", "-version"),
            },
        ),
        migrations.AddField(
            model_name="fact",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="facts.measuredefinition",
                verbose_name="definition",
            ),
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
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "fact",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.fact",
                        verbose_name="fact",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="facts.figureproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a proposed figure",
                "verbose_name_plural": "decisions on proposed figures",
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("periods", models.JSONField(default=list, verbose_name="periods")),
                ("known_at", models.DateTimeField(verbose_name="as known at")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at"),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="figures")),
                (
                    "documents",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Kind of document → fingerprint of the text it was computed by",
                        verbose_name="documents",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("building", "Being filled"), ("frozen", "Frozen")],
                        default="building",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SnapshotFigure",
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
                        default="reported",
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
                ("row_ids", models.JSONField(blank=True, default=list, verbose_name="rows")),
                ("row_model", models.CharField(blank=True, max_length=60, verbose_name="register")),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.measuredefinition",
                        verbose_name="definition",
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshot_figures",
                        to="facts.fact",
                        verbose_name="fact",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the city",
                        null=True,
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
                        related_name="figures",
                        to="facts.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure of a snapshot",
                "verbose_name_plural": "figures of a snapshot",
                "ordering": ("snapshot", "measure", "platform", "period", "basis"),
            },
        ),
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
            },
        ),
        migrations.CreateModel(
            name="EvidenceUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facts.evidence"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.platform"
                    ),
                ),
            ],
            options={
                "verbose_name": "use of evidence",
                "verbose_name_plural": "uses of evidence",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evidence", "platform"), name="facts_one_use_per_platform"
                    )
                ],
            },
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
            model_name="measuredefinition",
            constraint=models.UniqueConstraint(
                fields=("measure", "version"), name="facts_one_definition_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="measuredefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="facts_definition_dates",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["measure", "period", "platform"], name="facts_measure_period"),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__gte", models.F("period_start"))), name="facts_period_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_applicable", True), ("value__isnull", True)),
                    models.Q(("not_applicable", False), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="facts_value_or_not_applicable",
            ),
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
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("platform__isnull", False), ("supersedes", None)),
                fields=("platform", "measure", "period", "basis"),
                name="facts_one_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("platform", None), ("supersedes", None)),
                fields=("measure", "period", "basis"),
                name="facts_one_city_chain",
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
        migrations.AddConstraint(
            model_name="snapshotfigure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("platform__isnull", False)),
                fields=("snapshot", "measure", "platform", "period", "basis"),
                name="facts_one_snapshot_figure",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshotfigure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("platform", None)),
                fields=("snapshot", "measure", "period", "basis"),
                name="facts_one_snapshot_city",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshotunit",
            constraint=models.UniqueConstraint(
                fields=("snapshot", "platform"), name="facts_one_snapshot_unit"
            ),
        ),
    ]
