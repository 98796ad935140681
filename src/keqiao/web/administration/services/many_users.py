"""Creating all users of a list, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.rules import require
from keqiao.web.administration.services.users import create_user
from keqiao.web.site.tables import Column, Table, workbook


@transaction.atomic
def create_all(actor: Actor, lines: Iterable[Mapping[str, Any]]) -> list[tuple[User, str]]:
    """Create the users of planned lines, or none; returns each with the one-time password. Needs accounts.users.

    Raises ValidationError when something has changed since the lines were checked (a name taken, a unit closed, a role
    gone).
    """
    require(actor, "accounts.users")
    units = {unit.code: unit for unit in Unit.objects.all()}
    made = []
    for line in lines:
        row, account = line["row"], line["user"]
        if account["unit"] and account["unit"] not in units:
            raise ValidationError(
                _("Row %(row)d: there is no unit %(unit)s.") % {"row": row, "unit": account["unit"]}
            )
        try:
            user, password = create_user(
                actor,
                account["username"],
                account["display_name"],
                units.get(account["unit"]),
                account["roles"],
                account["email"],
            )
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise ValidationError(_("Row %(row)d: %(reason)s") % {"row": row, "reason": reason}) from error
        made.append((user, password))
    return made


def passwords_workbook(actor: Actor, made: Iterable[tuple[User, str]]) -> bytes:
    """Return the workbook that lists the one-time passwords."""
    columns = [
        Column("username", _("User name")),
        Column("name", _("Full name")),
        Column("unit", _("Unit")),
        Column("password", _("One-time password")),
    ]
    rows = [
        {
            "username": user.username,
            "name": user.display_name,
            "unit": str(user.unit or ""),
            "password": password,
        }
        for user, password in made
    ]
    note = _(
        "Hand each password over in person, then delete this file. It must be changed at the first sign-in."
    )
    return workbook(Table(_("One-time passwords"), columns, rows, note=note), actor)
