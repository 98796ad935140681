"""Lines of a list of users → the accounts they would make, or what is wrong with them. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.cells import same_text
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.separation import check_roles
from keqiao.web.site.punctuation import bracketed

Named = TypeVar("Named")
BETWEEN_ROLES = "、;；,，\n"


def plan_users(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each line the account (``user``: codes in the place of names) or its errors by column."""
    check = _Check()
    return [check.line(line["row"], line["cells"]) for line in lines]


def names_of_units() -> dict[str, str]:
    """Return the units by code, as the reader's language calls them."""
    return {unit.code: bracketed(unit, unit.code) for unit in Unit.objects.all()}


def names_of_roles() -> dict[str, str]:
    """Return the roles by code, as the reader's language calls them."""
    return {role.code: str(role) for role in Role.objects.all()}


class _Check:
    """One pass over the lines."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(is_active=True):
            self.units |= dict.fromkeys(
                (unit.code.casefold(), same_text(unit.name), same_text(unit.name_en)), unit
            )
        self.roles: dict[str, Role] = {}
        for role in Role.objects.all():
            self.roles |= dict.fromkeys(
                (role.code.casefold(), same_text(role.name), same_text(role.name_en)), role
            )
        for known in (self.units, self.roles):
            known.pop("", None)
        self.taken = {name.casefold() for name in User.objects.values_list("username", flat=True)}

    def line(self, row: int, cells: Mapping[str, str]) -> dict[str, Any]:
        """Check one line."""
        errors: dict[str, list[str]] = {}
        name = cells.get("username", "")
        user = User(username=name, display_name=cells.get("display_name", ""), email=cells.get("email", ""))
        if not user.display_name:
            errors["display_name"] = [_("The full name is missing.")]
        if name and name.casefold() in self.taken:
            taken = _("There is a user of this name already: %(name)s.") % {"name": name[:150]}
            errors["username"] = [taken]
        else:
            _by_model(user, errors)
        self.taken.add(name.casefold())
        unit = self._unit(cells.get("unit", ""), errors)
        roles = self._roles(cells.get("roles", ""), user, errors)
        account = {
            "username": name,
            "display_name": user.display_name,
            "unit": unit.code if unit else "",
            "email": user.email,
            "roles": [role.code for role in roles],
        }
        return {
            "row": row,
            "cells": dict(cells),
            "state": "error" if errors else "new",
            "name": user.display_name or name,
            "user": None if errors else account,
            "errors": {key: " ".join(texts) for key, texts in errors.items()},
            "warnings": [],
            "notes": [],
        }

    def _unit(self, text: str, errors: dict[str, list[str]]) -> Unit | None:
        """The unit of a line by code or name."""
        unit = _named(self.units, text) if text else None
        if text and unit is None:
            none = _("There is no unit “%(text)s” in use.") % {"text": text[:100]}
            errors.setdefault("unit", []).append(none)
        return unit

    def _roles(self, text: str, user: User, errors: dict[str, list[str]]) -> list[Role]:
        """The roles of a line; several are separated by a comma of any kind."""
        for mark in BETWEEN_ROLES:
            text = text.replace(mark, "、")
        roles: list[Role] = []
        for part in filter(None, (part.strip() for part in text.split("、"))):
            role = _named(self.roles, part)
            if role is None:
                none = _("There is no role “%(text)s”.") % {"text": part[:100]}
                errors.setdefault("roles", []).append(none)
            elif role not in roles:
                roles.append(role)
        try:
            check_roles(user, roles)
        except ValidationError as error:
            errors.setdefault("roles", []).extend(error.messages)
        return roles


def _by_model(user: User, errors: dict[str, list[str]]) -> None:
    """Add what the model itself refuses: an empty or impossible name, a long text, a wrong address."""
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        for key, reasons in error.message_dict.items():
            errors.setdefault(key, []).extend(reasons)


def _named(known: dict[str, Named], text: str) -> Named | None:
    """What is called so: "P01", "示范平台甲", or "P01 示范平台甲" as the drop-down writes it."""
    words = text.split(maxsplit=1)
    return known.get(same_text(text)) or (known.get(words[0].casefold()) if words else None)
