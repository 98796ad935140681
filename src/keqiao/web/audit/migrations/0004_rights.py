"""Whoever could see the log could export it; the rights to export and to verify now stand by themselves."""

from django.db import migrations

NEW = ["audit.verify", "audit.export"]


def grant(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if "audit.view" in role.rights:
            role.rights = [*role.rights, *(right for right in NEW if right not in role.rights)]
            role.save(update_fields=["rights"])


def withdraw(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.all():
        if set(NEW) & set(role.rights):
            role.rights = [right for right in role.rights if right not in NEW]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0003_search_indexes")]
    operations = [migrations.RunPython(grant, withdraw)]
