"""Reading users and roles."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.site.tables import Column, Table


def user_table() -> Table:
    """Every account with its unit, roles and last sign-in."""
    columns = [
        Column("user", _("User name")),
        Column("name", _("Full name")),
        Column("unit", _("Unit")),
        Column("roles", _("Roles")),
        Column("active", _("Active")),
        Column("last_login", _("Last sign-in"), "date"),
    ]
    rows = [
        {
            "user": user.username,
            "name": user.display_name,
            "unit": str(user.unit or ""),
            "roles": _(", ").join(str(role) for role in user.roles.all()),
            "active": user.is_active,
            "last_login": user.last_login,
        }
        for user in User.objects.select_related("unit").prefetch_related("roles")
    ]
    return Table(_("Users"), columns, rows, name="users")


def role_table() -> Table:
    """Every role with its rights in words and their scope."""
    columns = [
        Column("name", _("Role")),
        Column("scope", _("Scope")),
        Column("rights", _("Rights")),
        Column("users", _("Users"), "number"),
    ]
    rows = [
        {
            "name": str(role),
            "scope": role.get_scope_display(),
            "rights": _(", ").join(str(RIGHTS.get(right, right)) for right in role.rights),
            "users": role.users.count(),
        }
        for role in Role.objects.all()
    ]
    return Table(_("Roles"), columns, rows, name="roles")
