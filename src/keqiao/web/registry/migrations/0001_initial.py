import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import keqiao.web.registry.identifiers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "division_code",
                    models.CharField(
                        help_text="GB/T 2260, e.g. 320481", max_length=12, verbose_name="division code"
                    ),
                ),
                ("demonstration", models.BooleanField(default=False, verbose_name="demonstration data")),
                ("default_as_of", models.DateField(blank=True, null=True, verbose_name="default as-of date")),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "region",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="title in English")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        help_text="The agreement that this one changes; it stays readable",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="registry.agreement",
                        verbose_name="amends",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ("platform", "-signed_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="time"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("edit", "Form"),
                            ("bulk", "Bulk edit"),
                            ("paste", "Paste"),
                            ("import", "Import"),
                            ("merge", "Merge"),
                            ("split", "Split"),
                            ("undo", "Undo"),
                            ("api", "Interface"),
                            ("handover", "Hand-over"),
                        ],
                        max_length=10,
                        verbose_name="way",
                    ),
                ),
                ("register", models.CharField(blank=True, max_length=40, verbose_name="register")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("file_digest", models.CharField(blank=True, max_length=64)),
                ("created", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("withdrawn", models.PositiveIntegerField(default=0, verbose_name="withdrawn")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="registry.changeset",
                        verbose_name="undoes",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "set of changes",
                "verbose_name_plural": "sets of changes",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("tier", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_two", "First two (100 billion yuan class)"),
                            ("second_two", "Second two (50 billion yuan class)"),
                            ("x", "X (other clusters)"),
                        ],
                        default="x",
                        max_length=10,
                        verbose_name="group",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "industry cluster",
                "verbose_name_plural": "industry clusters",
                "ordering": ("tier", "code"),
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "party",
                    models.CharField(
                        choices=[("government", "Government"), ("platform", "Platform")],
                        max_length=10,
                        verbose_name="party",
                    ),
                ),
                ("item", models.CharField(max_length=300, verbose_name="item")),
                ("item_en", models.CharField(blank=True, max_length=400, verbose_name="item in English")),
                ("measure_code", models.CharField(blank=True, max_length=64, verbose_name="measure")),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="Money in yuan",
                        max_digits=24,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "delivered",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For what no measure counts; money in yuan",
                        max_digits=24,
                        null=True,
                        verbose_name="delivered",
                    ),
                ),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="delivered on")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="registry.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "commitment",
                "verbose_name_plural": "commitments",
                "ordering": ("agreement", "year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "community",
                "verbose_name_plural": "communities",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("market", "Market expansion"),
                            ("incubation", "Project incubation"),
                            ("cultivation", "Cultivation of firms"),
                            ("income", "Income distribution"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="wording")),
                ("text_en", models.TextField(blank=True, max_length=3000, verbose_name="wording in English")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="registry.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "condition granted",
                "verbose_name_plural": "conditions granted",
                "ordering": ("agreement", "kind", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Direction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "industry_code",
                    models.CharField(
                        blank=True,
                        help_text="GB/T 4754-2017",
                        max_length=5,
                        validators=[keqiao.web.registry.identifiers.validate_industry],
                        verbose_name="industry code",
                    ),
                ),
                (
                    "strategic",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("it", "New-generation information technology"),
                            ("equipment", "High-end equipment"),
                            ("materials", "New materials"),
                            ("biology", "Biology"),
                            ("vehicles", "New-energy vehicles"),
                            ("energy", "New energy"),
                            ("environment", "Energy saving and environment"),
                            ("digital", "Digital creativity"),
                            ("services", "Related services"),
                        ],
                        max_length=12,
                        verbose_name="strategic emerging industry",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "research direction",
                "verbose_name_plural": "research directions",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("asset_no", models.CharField(max_length=60, verbose_name="asset number")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("model", models.CharField(blank=True, max_length=120, verbose_name="model")),
                (
                    "original_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="original value"
                    ),
                ),
                ("in_use_from", models.DateField(verbose_name="in use from")),
                ("scrapped_on", models.DateField(blank=True, null=True, verbose_name="scrapped on")),
                ("shared", models.BooleanField(default=False, verbose_name="open to others")),
                (
                    "hours_available",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="hours available in a year"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "ordering": ("platform", "asset_no", "pk"),
            },
        ),
        migrations.CreateModel(
            name="EquipmentUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("hours", models.PositiveIntegerField(verbose_name="hours used")),
                (
                    "hours_for_others",
                    models.PositiveIntegerField(default=0, verbose_name="of these for others"),
                ),
                ("users", models.PositiveIntegerField(default=0, verbose_name="organisations served")),
                (
                    "income",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="income from others"
                    ),
                ),
                (
                    "equipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="registry.equipment",
                        verbose_name="equipment",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of equipment",
                "verbose_name_plural": "use of equipment",
                "ordering": ("equipment", "-year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Firm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("local", models.BooleanField(default=True, verbose_name="settled locally")),
                (
                    "chain_position",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upstream", "Upstream"),
                            ("midstream", "Midstream"),
                            ("downstream", "Downstream"),
                        ],
                        max_length=12,
                        verbose_name="place in the chain",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "Seed"),
                            ("startup", "Start-up"),
                            ("growth", "Growth"),
                            ("mature", "Mature"),
                        ],
                        max_length=8,
                        verbose_name="stage",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose users keep the firm's own rows",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="firms",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "firm",
                "verbose_name_plural": "firms",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="FirmCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("high_tech", "High-tech enterprise"),
                            ("specialised", "Specialised and sophisticated SME"),
                            ("tech_sme", "Technology SME"),
                            ("gazelle", "Gazelle firm"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("granted_on", models.DateField(verbose_name="granted on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="registry.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ("firm", "-granted_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FirmReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "revenue",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="revenue"
                    ),
                ),
                (
                    "tax",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="tax paid"
                    ),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="employees")),
                (
                    "insured_local",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="employees insured locally"
                    ),
                ),
                (
                    "rd_spend",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="R&D expenditure"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="registry.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "firm's yearly report",
                "verbose_name_plural": "firms' yearly reports",
                "ordering": ("firm", "-year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FundingDeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("equity", "Equity"),
                            ("loan", "Loan"),
                            ("guarantee", "Guarantee"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="instrument",
                    ),
                ),
                ("investor", models.CharField(blank=True, max_length=200, verbose_name="investor")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("on", models.DateField(verbose_name="date")),
                ("private", models.BooleanField(default=True, verbose_name="private capital")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funding_deals",
                        to="registry.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "funding deal",
                "verbose_name_plural": "funding deals",
                "ordering": ("firm", "on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="instalment no.")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "condition",
                    models.CharField(blank=True, max_length=300, verbose_name="condition of payment"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "paid_amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="amount paid"
                    ),
                ),
                ("voucher", models.CharField(blank=True, max_length=60, verbose_name="voucher")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="registry.agreement",
                        verbose_name="agreement",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "instalment",
                "verbose_name_plural": "instalments",
                "ordering": ("agreement", "number", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "usci",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        null=True,
                        validators=[keqiao.web.registry.identifiers.validate_usci],
                        verbose_name="unified social credit code",
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="name in English")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("agency", "State agency"),
                            ("public_institution", "Public institution"),
                            ("social_group", "Social group"),
                            ("private_non_enterprise", "Private non-enterprise unit"),
                            ("foundation", "Foundation"),
                            ("company", "Company"),
                            ("individual", "Individual business"),
                            ("cooperative", "Farmers' cooperative"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=24,
                        verbose_name="legal form",
                    ),
                ),
                (
                    "division",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=12,
                        validators=[keqiao.web.registry.identifiers.validate_division],
                        verbose_name="division code",
                    ),
                ),
                (
                    "industry_code",
                    models.CharField(
                        blank=True,
                        help_text="GB/T 4754-2017",
                        max_length=5,
                        validators=[keqiao.web.registry.identifiers.validate_industry],
                        verbose_name="industry code",
                    ),
                ),
                ("registered_on", models.DateField(blank=True, null=True, verbose_name="registered on")),
                (
                    "status",
                    models.CharField(
                        choices=[("existing", "Existing"), ("deregistered", "Deregistered")],
                        default="existing",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("deregistered_on", models.DateField(blank=True, null=True, verbose_name="deregistered on")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="firm",
            name="organisation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="firm",
                to="registry.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.CreateModel(
            name="CommunityMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("workstation", "Workstation"),
                            ("centre", "Innovation centre"),
                            ("fund", "Investment fund"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="registry.community",
                        verbose_name="community",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communities",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a community",
                "verbose_name_plural": "members of communities",
                "ordering": ("community", "pk"),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="parties",
            field=models.ManyToManyField(
                blank=True, related_name="agreements", to="registry.organisation", verbose_name="parties"
            ),
        ),
        migrations.CreateModel(
            name="OrganisationAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("name", models.CharField(db_index=True, max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "Former name"), ("short", "Short name"), ("other", "Other name")],
                        default="short",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
                "ordering": ("organisation", "name"),
            },
        ),
        migrations.CreateModel(
            name="Park",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "park",
                "verbose_name_plural": "parks",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="PartnerFamily",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner family",
                "verbose_name_plural": "partner families",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("theme", models.CharField(blank=True, max_length=60, verbose_name="theme")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="registry.partnerfamily",
                        verbose_name="family",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ("family", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Patent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "application_no",
                    models.CharField(
                        max_length=14,
                        validators=[keqiao.web.registry.identifiers.validate_patent_number],
                        verbose_name="application number",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invention", "Invention"),
                            ("utility", "Utility model"),
                            ("design", "Design"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="filed on")),
                ("granted_on", models.DateField(blank=True, null=True, verbose_name="granted on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="last day in force")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("granted", "In force"),
                            ("lapsed", "Lapsed"),
                            ("rejected", "Rejected"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "ipc",
                    models.CharField(
                        blank=True,
                        max_length=30,
                        validators=[keqiao.web.registry.identifiers.validate_ipc],
                        verbose_name="IPC",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "patent",
                "verbose_name_plural": "patents",
                "ordering": ("application_no",),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        help_text="Earlier names and other spellings, by which a search finds the person too",
                        max_length=300,
                        verbose_name="other names",
                    ),
                ),
                (
                    "orcid",
                    models.CharField(
                        blank=True,
                        max_length=19,
                        validators=[keqiao.web.registry.identifiers.validate_orcid],
                        verbose_name="ORCID iD",
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("doctor", "Doctor"),
                            ("master", "Master"),
                            ("bachelor", "Bachelor"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="highest degree",
                    ),
                ),
                (
                    "person_class",
                    models.CharField(
                        choices=[
                            ("research", "Research"),
                            ("transfer", "Transfer"),
                            ("management", "Management"),
                            ("skill", "Skilled work"),
                        ],
                        default="research",
                        max_length=12,
                        verbose_name="class",
                    ),
                ),
                (
                    "consent_public",
                    models.BooleanField(
                        default=False,
                        help_text="With consent, or where the name is already lawfully public",
                        verbose_name="name may be published",
                    ),
                ),
                (
                    "consent_note",
                    models.CharField(
                        blank=True,
                        help_text="Date of the consent, or where it is lawfully public",
                        max_length=200,
                        verbose_name="ground of publication",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "persons",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Platform",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("short_name", models.CharField(max_length=60, verbose_name="short name")),
                (
                    "short_name_en",
                    models.CharField(blank=True, max_length=120, verbose_name="short name in English"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("city", "City"),
                            ("county", "County"),
                        ],
                        default="county",
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("rd", "R&D"),
                            ("incubation", "Incubation and transfer"),
                            ("service", "Industry service"),
                            ("comprehensive", "Comprehensive"),
                        ],
                        max_length=14,
                        verbose_name="type",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("startup", "Start-up"), ("growth", "Growth"), ("mature", "Mature")],
                        default="growth",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("settled_on", models.DateField(verbose_name="settled on")),
                (
                    "settled_precision",
                    models.CharField(
                        choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                        default="day",
                        max_length=6,
                        verbose_name="precision",
                    ),
                ),
                ("operating_since", models.DateField(blank=True, null=True, verbose_name="operating since")),
                (
                    "research_direction",
                    models.CharField(blank=True, max_length=300, verbose_name="research direction"),
                ),
                (
                    "research_direction_en",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="research direction in English"
                    ),
                ),
                (
                    "market_direction",
                    models.CharField(blank=True, max_length=300, verbose_name="market direction"),
                ),
                (
                    "market_direction_en",
                    models.CharField(blank=True, max_length=400, verbose_name="market direction in English"),
                ),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("summary_en", models.TextField(blank=True, verbose_name="summary in English")),
                ("valid_from", models.DateField(verbose_name="in the platform system from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="in the platform system to"),
                ),
                (
                    "clusters",
                    models.ManyToManyField(
                        blank=True, related_name="platforms", to="registry.cluster", verbose_name="clusters"
                    ),
                ),
                (
                    "directions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="platforms",
                        to="registry.direction",
                        verbose_name="research directions",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platform",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platforms",
                        to="registry.park",
                        verbose_name="park",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="platforms", to="registry.partner", verbose_name="partners"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platforms",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "platform",
                "verbose_name_plural": "platforms",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="PatentOwner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patent_ownerships",
                        to="registry.organisation",
                        verbose_name="other organisation",
                    ),
                ),
                (
                    "patent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owners",
                        to="registry.patent",
                        verbose_name="patent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patent_ownerships",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "patent owner",
                "verbose_name_plural": "patent owners",
                "ordering": ("patent", "pk"),
            },
        ),
        migrations.CreateModel(
            name="IncubationLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("equity", "Equity"),
                            ("technology", "Origin of technology"),
                            ("tenancy", "Tenancy"),
                            ("service", "Service"),
                        ],
                        max_length=12,
                        verbose_name="ground",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubation_links",
                        to="registry.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incubation_links",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "incubation link",
                "verbose_name_plural": "incubation links",
                "ordering": ("platform", "valid_from", "pk"),
            },
        ),
        migrations.CreateModel(
            name="GovernanceItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Council"),
                            ("head", "Appointment of the head"),
                            ("investors", "Several investors"),
                            ("management", "Modern management"),
                            ("market", "Market-oriented operation"),
                            ("employment", "Flexible employment"),
                            ("charter", "Charter"),
                            ("rule", "Rule"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_place", "In place"),
                            ("partly", "Partly in place"),
                            ("missing", "Missing"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "head",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seconded", "Seconded by the co-founder"),
                            ("council", "Appointed by the council"),
                            ("market", "Hired on the market"),
                        ],
                        max_length=10,
                        verbose_name="head comes from",
                    ),
                ),
                ("detail", models.TextField(blank=True, max_length=2000, verbose_name="detail")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="governance_items",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "governance item",
                "verbose_name_plural": "governance items",
                "ordering": ("platform", "kind", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FormerClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("city", "City"),
                            ("county", "County"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("rd", "R&D"),
                            ("incubation", "Incubation and transfer"),
                            ("service", "Industry service"),
                            ("comprehensive", "Comprehensive"),
                        ],
                        max_length=14,
                        verbose_name="type",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("startup", "Start-up"), ("growth", "Growth"), ("mature", "Mature")],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_classes",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "former class",
                "verbose_name_plural": "former classes",
                "ordering": ("platform", "valid_from", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("founded", "Founded"),
                            ("signed", "Signed"),
                            ("registered", "Registered"),
                            ("opened", "Opened"),
                            ("settled", "Settled"),
                            ("award", "Award or recognition"),
                            ("milestone", "Milestone"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=400, verbose_name="title in English")),
                ("on", models.DateField(verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                        default="day",
                        max_length=6,
                        verbose_name="precision",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the city",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ("on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="EquityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technology", "Technology for equity"),
                            ("cash", "Cash"),
                            ("transfer", "Transfer (disposal)"),
                            ("increase", "Capital increase"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=7,
                        null=True,
                        verbose_name="share held after the event, %",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equity_events",
                        to="registry.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equity_events",
                        to="registry.platform",
                        verbose_name="holder",
                    ),
                ),
            ],
            options={
                "verbose_name": "equity event",
                "verbose_name_plural": "equity events",
                "ordering": ("firm", "on", "pk"),
            },
        ),
        migrations.AddField(
            model_name="equipment",
            name="platform",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="equipment",
                to="registry.platform",
                verbose_name="platform",
            ),
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("role", models.CharField(blank=True, max_length=60, verbose_name="role")),
                ("role_en", models.CharField(blank=True, max_length=120, verbose_name="role in English")),
                ("is_research", models.BooleanField(default=True, verbose_name="R&D post")),
                (
                    "mode",
                    models.CharField(
                        choices=[("full", "Full-time"), ("part", "Part-time"), ("flexible", "Flexible")],
                        default="full",
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                (
                    "fte",
                    models.DecimalField(
                        decimal_places=3, default=1, max_digits=4, verbose_name="share of working time"
                    ),
                ),
                ("started_on", models.DateField(verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "resident",
                    models.BooleanField(
                        default=False,
                        help_text="Works on site by a signed plan (常驻)",
                        verbose_name="resident",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="registry.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "engagement",
                "verbose_name_plural": "engagements",
                "ordering": ("platform", "started_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("on", models.DateField(verbose_name="date")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Meeting"),
                            ("visit", "Visit"),
                            ("call", "Call or letter"),
                            ("review", "Review of the co-operation"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("outcome", models.TextField(blank=True, max_length=2000, verbose_name="outcome")),
                (
                    "satisfaction",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="satisfaction, 1 to 5",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="registry.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "talk with a partner",
                "verbose_name_plural": "talks with partners",
                "ordering": ("-on", "pk"),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="platform",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="registry.platform",
                verbose_name="platform",
            ),
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("number", models.CharField(max_length=60, verbose_name="number")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=400, verbose_name="title in English")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("city", "City"),
                            ("county", "County"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("running", "Running"),
                            ("accepted", "Accepted"),
                            ("terminated", "Terminated"),
                        ],
                        default="running",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "S&T project",
                "verbose_name_plural": "S&T projects",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="ProjectParticipation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("participant", "Participant")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "granted",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="amount granted"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_participations",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="registry.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "project participation",
                "verbose_name_plural": "project participations",
                "ordering": ("project", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ProjectReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("received_on", models.DateField(verbose_name="received on")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.projectparticipation",
                        verbose_name="participation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "project receipt",
                "verbose_name_plural": "project receipts",
                "ordering": ("participation", "received_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("co_built_lab", "Co-built key laboratory"),
                            ("key_lab", "Key laboratory"),
                            ("centre", "Engineering or technology centre"),
                            ("workstation", "Academician workstation"),
                            ("standard", "Standard"),
                            ("incubator", "Incubator"),
                            ("enterprise", "Enterprise status"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("city", "City"),
                            ("county", "County"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issuer")),
                ("granted_on", models.DateField(verbose_name="granted on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires on")),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                (
                    "points",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty: by level, see parameters",
                        max_digits=6,
                        null=True,
                        verbose_name="points",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "qualification",
                "verbose_name_plural": "qualifications",
                "ordering": ("platform", "-granted_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=40, verbose_name="register")),
                ("seed", models.PositiveBigIntegerField(verbose_name="seed")),
                ("population", models.JSONField(default=list)),
                ("drawn", models.JSONField(default=list)),
                ("at", models.DateTimeField(verbose_name="drawn at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being checked"),
                            ("passed", "All right: the stratum is verified"),
                            ("failed", "Some wrong: the stratum stays reported"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drawn by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample",
                "verbose_name_plural": "samples",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SampleFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.BigIntegerField()),
                ("right", models.BooleanField(verbose_name="found right")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="registry.sample",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding of a sample",
                "verbose_name_plural": "findings of samples",
            },
        ),
        migrations.CreateModel(
            name="SiteMonths",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("months", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="months")),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_months",
                        to="registry.engagement",
                        verbose_name="engagement",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "months on site",
                "verbose_name_plural": "months on site",
                "ordering": ("engagement", "year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TalentAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("programme", models.CharField(max_length=100, verbose_name="programme")),
                (
                    "programme_en",
                    models.CharField(blank=True, max_length=160, verbose_name="programme in English"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("provincial", "Provincial"),
                            ("city", "City"),
                            ("county", "County"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("academician", "Academician"),
                            ("national_top", "National top talent"),
                            ("provincial_shuangchuang", "Provincial Shuangchuang talent"),
                            ("longcheng", "Longcheng talent"),
                            ("other", "Other"),
                        ],
                        max_length=24,
                        verbose_name="category",
                    ),
                ),
                ("document_no", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="registry.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "talent title",
                "verbose_name_plural": "talent titles",
                "ordering": ("person", "year", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TechContract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("registration_no", models.CharField(max_length=40, verbose_name="registration number")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("development", "Development"),
                            ("assignment", "Assignment"),
                            ("licence", "Licence"),
                            ("consulting", "Consulting"),
                            ("service", "Service"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "buyer_local",
                    models.BooleanField(
                        blank=True,
                        help_text="Empty: by the buyer's division code",
                        null=True,
                        verbose_name="local buyer",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="contract amount"),
                ),
                (
                    "tech_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name="technology amount",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("registered_on", models.DateField(blank=True, null=True, verbose_name="registered on")),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bought_contracts",
                        to="registry.organisation",
                        verbose_name="buyer",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="registry.cluster",
                        verbose_name="industry cluster",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="registry.platform",
                        verbose_name="seller",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "technology contract",
                "verbose_name_plural": "technology contracts",
                "ordering": ("registration_no",),
            },
        ),
        migrations.CreateModel(
            name="PatentTransfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transfer", "Assignment"),
                            ("licence", "Licence"),
                            ("equity", "Contribution for equity"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "patent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="registry.patent",
                        verbose_name="patent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patent_transfers",
                        to="registry.techcontract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "patent transfer",
                "verbose_name_plural": "patent transfers",
                "ordering": ("patent", "on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ContractReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of withdrawal"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verification",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Reported"),
                            (1, "Questioned"),
                            (2, "Verified"),
                            (3, "Verified by sample"),
                        ],
                        db_index=True,
                        default=0,
                        editable=False,
                        verbose_name="verification",
                    ),
                ),
                ("verified_version", models.PositiveIntegerField(editable=False, null=True)),
                ("search_text", models.TextField(blank=True, default="", editable=False)),
                ("received_on", models.DateField(verbose_name="received on")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.techcontract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract receipt",
                "verbose_name_plural": "contract receipts",
                "ordering": ("contract", "received_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("register", models.CharField(max_length=40, verbose_name="register")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("single", "One by one"),
                            ("batch", "In a batch"),
                            ("sample", "By a sample"),
                            ("carried", "Carried over"),
                        ],
                        max_length=8,
                        verbose_name="way",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("verified", "Verified"), ("questioned", "Questioned")],
                        default="verified",
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verified by",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="registry.sample",
                        verbose_name="sample",
                    ),
                ),
            ],
            options={
                "verbose_name": "verification",
                "verbose_name_plural": "verifications",
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="VerificationLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("model", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                (
                    "verification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="registry.verification",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a verification",
                "verbose_name_plural": "lines of verifications",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("model", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
                ("row_name", models.CharField(max_length=240)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("created", "recorded"),
                            ("changed", "changed"),
                            ("withdrawn", "withdrawn"),
                            ("restored", "restored"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="registry.changeset",
                    ),
                ),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["model", "row"], name="registry_change_row"),
                    models.Index(fields=["model", "at"], name="registry_change_at"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_cluster"
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("name",), name="registry_one_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_community_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="direction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("equipment", "year"),
                name="registry_one_use_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours_for_others__lte", models.F("hours"))), name="registry_use_hours"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__lte", 8784)), name="registry_use_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("income__isnull", True), ("income__gte", 0), _connector="OR"),
                name="registry_use_income",
            ),
        ),
        migrations.AddConstraint(
            model_name="firmcertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("granted_on__isnull", True),
                    ("expires_on__gte", models.F("granted_on")),
                    _connector="OR",
                ),
                name="registry_certificate_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="firmreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("firm", "year"),
                name="registry_one_report_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingdeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="registry_funding_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("agreement", "number"),
                name="registry_one_instalment",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="registry_instalment_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid_amount__isnull", True), ("paid_amount__gte", 0), _connector="OR"),
                name="registry_instalment_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deregistered_on__isnull", True),
                    ("registered_on__isnull", True),
                    ("deregistered_on__gte", models.F("registered_on")),
                    _connector="OR",
                ),
                name="registry_organisation_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("usci",), name="registry_one_usci"
            ),
        ),
        migrations.AddConstraint(
            model_name="communitymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_member_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("organisation", "name"),
                name="registry_one_alias",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_alias_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="park",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_park"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerfamily",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_family"
            ),
        ),
        migrations.AddConstraint(
            model_name="patent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("application_no",),
                name="registry_one_patent",
            ),
        ),
        migrations.AddConstraint(
            model_name="patent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted_on__isnull", True),
                    ("filed_on__isnull", True),
                    ("granted_on__gte", models.F("filed_on")),
                    _connector="OR",
                ),
                name="registry_patent_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="patent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("granted_on__isnull", True),
                    ("ended_on__gte", models.F("granted_on")),
                    _connector="OR",
                ),
                name="registry_patent_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_platform_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("code",), name="registry_one_platform"
            ),
        ),
        migrations.AddConstraint(
            model_name="patentowner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("patent", "platform"),
                name="registry_one_ownership",
            ),
        ),
        migrations.AddConstraint(
            model_name="patentowner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("patent", "organisation"),
                name="registry_one_other_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="patentowner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("platform", None)),
                    models.Q(("organisation", None), ("platform__isnull", False)),
                    _connector="OR",
                ),
                name="registry_owner_is_one",
            ),
        ),
        migrations.AddIndex(
            model_name="incubationlink",
            index=models.Index(fields=["firm", "platform"], name="registry_incubation_firm"),
        ),
        migrations.AddConstraint(
            model_name="incubationlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_incubation_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="governanceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_governance_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="registry_class_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="equityevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="registry_equity_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("platform", "asset_no"),
                name="registry_one_equipment",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scrapped_on__isnull", True),
                    ("in_use_from__isnull", True),
                    ("scrapped_on__gte", models.F("in_use_from")),
                    _connector="OR",
                ),
                name="registry_equipment_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("original_value__isnull", True), ("original_value__gte", 0), _connector="OR"
                ),
                name="registry_equipment_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("started_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="registry_engagement_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("fte__gte", 0), ("fte__lte", 1)), name="registry_engagement_fte"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("signed_on__isnull", True),
                    ("ends_on__gte", models.F("signed_on")),
                    _connector="OR",
                ),
                name="registry_agreement_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("number",), name="registry_one_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("started_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="registry_project_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectparticipation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("project", "platform"),
                name="registry_one_participation",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectparticipation",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted__isnull", True), ("granted__gte", 0), _connector="OR"),
                name="registry_participation_granted",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("granted_on__isnull", True),
                    ("expires_on__gte", models.F("granted_on")),
                    _connector="OR",
                ),
                name="registry_qualification_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="samplefinding",
            constraint=models.UniqueConstraint(fields=("sample", "row"), name="registry_one_finding_by_row"),
        ),
        migrations.AddConstraint(
            model_name="sitemonths",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("engagement", "year"),
                name="registry_one_site_months_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitemonths",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gte", 0), ("months__lte", 12)), name="registry_site_months_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="techcontract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("registration_no",),
                name="registry_one_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="techcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="registry_contract_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="techcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tech_amount", None), ("tech_amount__lte", models.F("amount")), _connector="OR"
                ),
                name="registry_contract_tech_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="verificationline",
            index=models.Index(fields=["model", "row"], name="registry_verified_row"),
        ),
        migrations.AddIndex(
            model_name="verificationline",
            index=models.Index(fields=["model", "at"], name="registry_verified_at"),
        ),
    ]
