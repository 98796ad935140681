"""Units: create, edit, close and open again. Never deleted: facts and entries of the log point to them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.witness import record

RIGHT = "accounts.users"
KEPT = ("code", "name", "name_en", "kind", "is_active")


@transaction.atomic
def save_unit(actor: Actor, unit: Unit) -> Unit:
    """Save a new unit or the changes of one. Needs accounts.users.

    The code of a unit stays: files and imports name it. A unit with active users is not closed. Raises ValidationError.
    """
    require(actor, RIGHT)
    before = Unit.objects.select_for_update().filter(pk=unit.pk).first() if unit.pk else None
    if before is not None and unit.code != before.code:
        raise ValidationError({"code": _("The code of a unit does not change.")})
    unit.full_clean()
    if before is not None and before.is_active and not unit.is_active:
        active = unit.users.filter(is_active=True).count()
        if active:
            raise ValidationError(
                {
                    "is_active": _("The unit has %(count)d active users. Move them or switch them off first.")
                    % {"count": active}
                }
            )
    unit.save()
    new = {key: getattr(unit, key) for key in KEPT}
    if before is None:
        record(actor, "accounts.create_unit", target=unit, detail=new)
        return unit
    old = {key: getattr(before, key) for key in KEPT}
    detail = {key: {"before": old[key], "after": new[key]} for key in KEPT if old[key] != new[key]}
    if detail:
        record(actor, "accounts.edit_unit", target=unit, detail=detail)
    return unit
