import uuid

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
            name="StoredResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=80)),
                ("question", models.CharField(help_text="SHA-256 of the inputs", max_length=64)),
                ("content", models.BinaryField(blank=True, default=b"")),
                ("file", models.FileField(blank=True, max_length=200, upload_to="results/%Y/%m/")),
                ("digest", models.CharField(help_text="SHA-256 of what is stored", max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "stored result",
                "verbose_name_plural": "stored results",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "question"), name="jobs_one_answer_to_a_question")
                ],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("part", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "sign of life",
                "verbose_name_plural": "signs of life",
                "ordering": ["part"],
            },
        ),
        migrations.CreateModel(
            name="DailyRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "work of a day",
                "verbose_name_plural": "works of days",
                "ordering": ["-day", "name"],
                "constraints": [models.UniqueConstraint(fields=("name", "day"), name="jobs_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=80, verbose_name="kind")),
                ("label", models.CharField(blank=True, max_length=240, verbose_name="label")),
                ("question", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress")),
                ("message_template", models.CharField(blank=True, max_length=400)),
                ("message_values", models.JSONField(blank=True, default=dict)),
                ("result_url", models.CharField(blank=True, max_length=400, verbose_name="result")),
                ("cancel_requested", models.BooleanField(default=False, verbose_name="cancel requested")),
                ("inputs", models.JSONField(blank=True, default=dict, editable=False)),
                ("worker", models.CharField(blank=True, editable=False, max_length=100)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempt", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("acted", models.BooleanField(default=False, editable=False)),
                ("acted_at", models.CharField(blank=True, editable=False, max_length=400)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="jobs_job_progress_at_most_100"
                    )
                ],
            },
        ),
    ]
