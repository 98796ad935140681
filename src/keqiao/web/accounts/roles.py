"""The roles that every installation starts with: who they are from roles.yaml, what they may from the rooms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from keqiao.web.accounts.models import Role
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.site.rooms import rooms

FILE = Path(__file__).with_name("roles.yaml")


def initial_roles() -> list[dict[str, Any]]:
    """The rows of roles.yaml (code, name, name_en, scope), each with the rights that rooms declare for it.

    Raises ValueError where a room names a role that is not there.
    """
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    held: dict[str, list[str]] = {row["code"]: [] for row in rows}
    for right in (right for room in rooms() for right in room.rights):
        if strangers := set(right.roles.split()) - set(held):
            raise ValueError(f"{right.code} is given to unknown roles: {', '.join(sorted(strangers))}")
        for code in right.roles.split():
            held[code].append(right.code)
    return [{**row, "rights": [right for right in RIGHTS if right in held[row["code"]]]} for row in rows]


@transaction.atomic
def ensure_roles() -> dict[str, Role]:
    """Create the initial roles that are missing and return all roles by code.

    A role that exists is left as it is: an administrator may have changed its rights on purpose.
    """
    present = set(Role.objects.values_list("code", flat=True))
    for row in initial_roles():
        if row["code"] not in present:
            role = Role(**row)
            role.full_clean()
            role.save()
    return {role.code: role for role in Role.objects.all()}


def unheld_rights() -> dict[str, list[str]]:
    """Rights that no role in the database holds → codes of the initial roles that come with them.

    An update may bring rights; roles that were there are left as they are, so somebody has to give them.
    """
    held = {right for rights in Role.objects.values_list("rights", flat=True) for right in rights}
    return {
        right: [row["code"] for row in initial_roles() if right in row["rights"]]
        for right in RIGHTS
        if right not in held
    }
