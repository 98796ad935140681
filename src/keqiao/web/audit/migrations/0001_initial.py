import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
                ("keyed_hash", models.CharField(blank=True, max_length=64)),
                ("key_name", models.CharField(blank=True, max_length=8)),
                ("mark", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "head of the audit log",
                "verbose_name_plural": "heads of the audit log",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(unique=True, verbose_name="number")),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("actor_name", models.CharField(blank=True, max_length=240, verbose_name="user name")),
                ("action", models.CharField(db_index=True, max_length=80, verbose_name="action")),
                ("target_kind", models.CharField(blank=True, max_length=80, verbose_name="kind of object")),
                ("target_key", models.CharField(blank=True, max_length=120, verbose_name="key of object")),
                ("target_name", models.CharField(blank=True, max_length=240, verbose_name="object")),
                ("detail_text", models.TextField(default="{}", verbose_name="details")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("success", "success"), ("failure", "failed"), ("denied", "denied")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="network address")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="hash of the entry before")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                ("session", models.CharField(blank=True, max_length=24, verbose_name="session")),
                ("rows_text", models.TextField(blank=True)),
                ("key_name", models.CharField(blank=True, max_length=8)),
                ("keyed_hash", models.CharField(blank=True, max_length=64, verbose_name="keyed hash")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(fields=["target_kind", "target_key"], name="audit_entry_target"),
                    models.Index(fields=["actor", "number"], name="audit_entry_actor"),
                    models.Index(fields=["action", "number"], name="audit_entry_action"),
                    models.Index(fields=["outcome", "number"], name="audit_entry_outcome"),
                    models.Index(fields=["address", "number"], name="audit_entry_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TableRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("scope", models.PositiveBigIntegerField(help_text="Empty: in all", null=True)),
                ("number", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "verbose_name": "revision of a table",
                "verbose_name_plural": "revisions of tables",
                "indexes": [models.Index(fields=["scope", "name"], name="audit_revision_of")],
            },
        ),
    ]
