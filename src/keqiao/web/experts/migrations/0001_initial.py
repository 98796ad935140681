import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("facts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                (
                    "source",
                    models.CharField(
                        help_text="Source of criteria: an indicator system and others",
                        max_length=32,
                        verbose_name="what asks for it",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        help_text="Indicator system and its version",
                        max_length=120,
                        verbose_name="document that asks for it",
                    ),
                ),
                ("period", models.CharField(max_length=10, verbose_name="period")),
                (
                    "subject_kind",
                    models.CharField(
                        default="platform", max_length=32, verbose_name="kind of what is scored"
                    ),
                ),
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
                        help_text="With fewer scores after the cut there is no result",
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
                        to="experts.expertpanel",
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
                        to="experts.expertpanel",
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
            name="PanelStep",
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
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="experts.expertpanel",
                        verbose_name="panel",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="experts.panelseat",
                        verbose_name="seat on a panel",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a panel",
                "verbose_name_plural": "steps of a panel",
                "ordering": ("pk",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PanelSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField(verbose_name="what is scored")),
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
                        related_name="subjects",
                        to="experts.expertpanel",
                        verbose_name="panel",
                    ),
                ),
            ],
            options={
                "verbose_name": "subject of a panel",
                "verbose_name_plural": "subjects of a panel",
                "ordering": ("panel", "key"),
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
                        to="experts.expertpanel",
                        verbose_name="panel",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="experts.panelseat",
                        verbose_name="seat",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="experts.panelsubject",
                        verbose_name="subject of a panel",
                    ),
                ),
            ],
            options={
                "verbose_name": "expert's score",
                "verbose_name_plural": "experts' scores",
                "ordering": ("seat", "subject", "round"),
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
                        help_text="As the kind of the subject tells it",
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
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="experts.panelseat",
                        verbose_name="seat",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.panelsubject",
                        verbose_name="subject of a panel",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of conflicts",
                "verbose_name_plural": "declarations of conflicts",
                "ordering": ("seat", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="panelseat",
            constraint=models.UniqueConstraint(fields=("panel", "expert"), name="experts_panel_expert_once"),
        ),
        migrations.AddConstraint(
            model_name="panelsubject",
            constraint=models.UniqueConstraint(fields=("panel", "key"), name="experts_panel_subject_once"),
        ),
        migrations.AddConstraint(
            model_name="expertscore",
            constraint=models.UniqueConstraint(
                fields=("seat", "subject", "round"), name="experts_one_score_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="expertscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0), ("points__lte", 100)), name="experts_score_in_range"
            ),
        ),
    ]
