import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import keqiao.web.audit.clock


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
            name="Instalment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="instalment no.")),
                ("name_zh", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("said", models.JSONField(blank=True, default=dict, verbose_name="formula")),
            ],
            options={
                "verbose_name": "instalment",
                "verbose_name_plural": "instalments",
                "ordering": ("line", "number"),
            },
        ),
        migrations.CreateModel(
            name="InstalmentTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "condition",
                    models.CharField(blank=True, max_length=300, verbose_name="condition of payment"),
                ),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="set at")),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="funding.instalment",
                        verbose_name="instalment",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "due date of an instalment",
                "verbose_name_plural": "due dates of instalments",
                "ordering": ("instalment", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Pool",
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Budget or notice that provides the money",
                        max_length=500,
                        verbose_name="source document",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=10, verbose_name="basis")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planning", "Being planned"),
                            ("decided", "Decided"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="planning",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("minutes", models.TextField(blank=True, max_length=8000, verbose_name="minutes")),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pools",
                        to="evaluations.decision",
                        verbose_name="grading",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a trial: nothing binding follows from a run",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pools",
                        to="evaluations.run",
                        verbose_name="evaluation run",
                    ),
                ),
            ],
            options={
                "verbose_name": "pool of money",
                "verbose_name_plural": "pools of money",
                "ordering": ("-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="PoolStep",
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
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="funding.pool",
                        verbose_name="pool of money",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a pool",
                "verbose_name_plural": "steps of a pool",
                "ordering": ("pool", "at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "unspent",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="stays in the pool"
                    ),
                ),
                ("input", models.JSONField(default=dict, verbose_name="input")),
                ("input_digest", models.CharField(max_length=64, verbose_name="digest of the input")),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the result", max_length=64, verbose_name="digest"),
                ),
                ("contribution", models.FloatField(null=True, verbose_name="expected contribution")),
                ("remarks", models.JSONField(blank=True, default=list, verbose_name="remarks")),
                ("prices", models.JSONField(blank=True, default=list, verbose_name="prices of the rules")),
                ("engine_version", models.CharField(max_length=40, verbose_name="engine version")),
                (
                    "state",
                    models.CharField(
                        choices=[("computing", "Being computed"), ("computed", "Computed")],
                        default="computing",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
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
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="funding.pool",
                        verbose_name="pool of money",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ("pool", "number"),
            },
        ),
        migrations.AddField(
            model_name="pool",
            name="chosen",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chosen_for",
                to="funding.proposal",
                verbose_name="proposal chosen",
            ),
        ),
        migrations.CreateModel(
            name="ProposalLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField(null=True, verbose_name="rank")),
                (
                    "score",
                    models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name="score"),
                ),
                ("grade_code", models.CharField(blank=True, max_length=64, verbose_name="grade")),
                ("grade_zh", models.CharField(blank=True, max_length=100, verbose_name="grade in Chinese")),
                ("grade_en", models.CharField(blank=True, max_length=200, verbose_name="grade in English")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "steps",
                    models.JSONField(
                        default=list,
                        help_text="Kind, sentence with its figures, amount in yuan",
                        verbose_name="steps",
                    ),
                ),
                ("met", models.JSONField(blank=True, default=list, verbose_name="bounds met")),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding_lines",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funding.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "amount of a platform",
                "verbose_name_plural": "amounts of platforms",
                "ordering": ("proposal", "rank", "platform__code"),
            },
        ),
        migrations.AddField(
            model_name="instalment",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instalments",
                to="funding.proposalline",
                verbose_name="amount of a platform",
            ),
        ),
        migrations.CreateModel(
            name="ProposalSensitivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("draws", models.PositiveIntegerField(verbose_name="draws")),
                (
                    "impossible",
                    models.PositiveIntegerField(
                        default=0, verbose_name="draws in which the rules cannot hold"
                    ),
                ),
                ("seed", models.PositiveBigIntegerField(default=0, verbose_name="seed")),
                ("interval", models.FloatField(verbose_name="central share of an interval")),
                (
                    "rows",
                    models.JSONField(
                        default=list,
                        help_text="By platform: share that differs, interval in yuan",
                        verbose_name="amounts over the draws",
                    ),
                ),
                ("refusal", models.JSONField(blank=True, default=list, verbose_name="refusals")),
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
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sensitivity",
                        to="funding.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "sureness of a proposal",
                "verbose_name_plural": "sureness of proposals",
            },
        ),
        migrations.CreateModel(
            name="RulesVersion",
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
                (
                    "kind",
                    models.CharField(
                        help_text="How performance money is shared out", max_length=16, verbose_name="kind"
                    ),
                ),
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
                        help_text="Notice or decision that sets the rules",
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
                "verbose_name": "allocation rules",
                "verbose_name_plural": "allocation rules",
                "ordering": ("code", "-uploaded_at", "-pk"),
            },
        ),
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
            },
        ),
        migrations.AddField(
            model_name="proposal",
            name="rules",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="funding.rulesversion",
                verbose_name="allocation rules",
            ),
        ),
        migrations.CreateModel(
            name="TeamShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="When the share was proposed",
                        max_digits=18,
                        verbose_name="paid out to the platform",
                    ),
                ),
                ("spent_on", models.DateField(verbose_name="handed on")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed at"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_shares",
                        to="funding.proposalline",
                        verbose_name="amount of a platform",
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
            ],
            options={
                "verbose_name": "team share",
                "verbose_name_plural": "team shares",
                "ordering": ("line", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weight", models.DecimalField(decimal_places=4, max_digits=14, verbose_name="weight")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("steps", models.JSONField(blank=True, default=list, verbose_name="formula")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="funding.teamshare",
                        verbose_name="team share",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a team share",
                "verbose_name_plural": "members of team shares",
                "ordering": ("share", "-amount", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spent_on", models.DateField(verbose_name="used on")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        help_text="A code of the rules",
                        max_length=64,
                        verbose_name="category of use",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="purpose")),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="voucher number")),
                (
                    "entered_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.evidence",
                        verbose_name="file",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spendings",
                        to="funding.proposalline",
                        verbose_name="amount of a platform",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.spending",
                        verbose_name="takes back",
                    ),
                ),
                (
                    "share",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="funding.teamshare",
                        verbose_name="team share",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of money",
                "verbose_name_plural": "uses of money",
                "ordering": ("spent_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("voucher", models.CharField(max_length=60, verbose_name="voucher number")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="payment document")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "entered_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.evidence",
                        verbose_name="file",
                    ),
                ),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="funding.instalment",
                        verbose_name="instalment",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="funding.payment",
                        verbose_name="takes back",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ("paid_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="funding_payment_amount",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="funding_pool_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__isnull", True), ("run__isnull", True), _connector="OR"),
                name="funding_pool_one_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(
                        ("chosen__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decision__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="funding_pool_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalline",
            constraint=models.UniqueConstraint(fields=("proposal", "platform"), name="funding_one_line"),
        ),
        migrations.AddConstraint(
            model_name="proposalline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="funding_line_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("line", "number"), name="funding_one_instalment"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="funding_instalment_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesversion",
            constraint=models.UniqueConstraint(fields=("code", "version"), name="funding_one_rules_version"),
        ),
        migrations.AddConstraint(
            model_name="rulesproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("version",),
                name="funding_one_rulesproposal_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("accepted", "refused")), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="funding_rulesproposal_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("pool", "number"), name="funding_one_proposal"),
        ),
        migrations.AddConstraint(
            model_name="teamshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="funding_team_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("share", "person"), name="funding_one_member"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="funding_member_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                    models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="funding_spending_amount",
            ),
        ),
    ]
