"""One record that was two becomes two: chosen rows that refer to it move to a new one."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.changes.references import referring
from keqiao.web.registry.merging.mergers import RIGHT
from keqiao.web.registry.models import ChangeSet, OrganisationAlias, Record


def split(
    actor: Actor,
    row: Record,
    new: Record,
    moving: Iterable[tuple[str, int]],
    *,
    register: str = "",
    reason: str = "",
) -> ChangeSet:
    """Store ``new`` and let the chosen rows (model label, key) refer to it instead of to ``row``.

    An alias that is the name of the new record is withdrawn. Raises PermissionDenied; ValidationError when a chosen
    row does not refer to ``row`` or when a record would not be valid; nothing is written then.
    """
    require(actor, RIGHT)
    wanted = set(moving)
    with change_set(actor, ChangeSet.Kind.SPLIT, register=register, reason=reason) as changes:
        changes.save(new)
        for name, rows in list(referring(row)):
            keys = [key for label, key in wanted if label == rows.model._meta.label]
            for referrer in list(rows.filter(pk__in=keys).order_by("pk")):
                if isinstance(referrer, OrganisationAlias) and referrer.name == getattr(new, "name", None):
                    changes.withdraw(referrer, _("now a record of its own"))
                else:
                    changes.rewrite(referrer, {name: new.pk})
                wanted.discard((rows.model._meta.label, referrer.pk))
        if wanted:
            raise ValidationError(_("A chosen row does not belong to “%(row)s”.") % {"row": row})
    if changes.stored is None:  # a new record is always a change
        raise ValidationError(_("There is nothing to split."))
    return changes.stored
