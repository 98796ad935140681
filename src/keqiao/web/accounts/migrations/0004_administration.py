"""Proposed roles, units that are closed, and the split of the administrators' rights in databases that exist."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

OLD = "accounts.administer"


def split_rights(apps, schema_editor):
    """The system administrator keeps users and units; every other role that administered gets the roles."""
    for role in apps.get_model("accounts", "Role").objects.all():
        if OLD in role.rights:
            kept = [right for right in role.rights if right != OLD]
            new = "accounts.users" if role.code == "system_admin" else "accounts.roles"
            role.rights = [*kept, "accounts.view", new]
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_signing_in")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
        migrations.CreateModel(
            name="RoleProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("roles", models.JSONField(default=list, verbose_name="roles")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("given", "given"),
                            ("refused", "refused"),
                            ("replaced", "replaced by a newer one"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed roles",
                "verbose_name_plural": "proposed roles",
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("user",),
                        name="accounts_one_open_proposal",
                    )
                ],
            },
        ),
        migrations.RunPython(split_rights, migrations.RunPython.noop),
    ]
