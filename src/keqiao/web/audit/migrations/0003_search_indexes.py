"""Indexes for searching the log. Only indexes are added: a rebuilt table would lose its triggers on SQLite."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0002_triggers"),
    ]

    operations = [
        migrations.AddIndex("entry", models.Index(fields=[field, "number"], name=f"audit_entry_{field}"))
        for field in ("actor", "action", "outcome", "address")
    ]
