"""Which rows a user may write within a set of changes: asked before a change and once more at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require_one
from keqiao.web.registry.changes.state import batches
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record


class Permission:
    """What an actor may write; ``right``: one that reaches every row, instead of those to change registers."""

    def __init__(self, actor: Actor, right: str = "") -> None:
        self.actor = actor
        self._everywhere = bool(right) and actor.scope_for(right) == "all"

    def everything(self, model: type[Record]) -> bool:
        """Whether the user may write every row of a register. Raises PermissionDenied when no row at all."""
        if self._everywhere:
            return True
        require_one(self.actor, model.kept_with)
        return model.reach_of(self.actor) == "all"

    def require(self, rows: Sequence[Record], changed: Mapping[int, Iterable[str]]) -> None:
        """Refuse a change of rows of one register that are not the user's to change, as they stand now.

        ``changed``: the fields of each row that change, by its key. Raises PermissionDenied.
        """
        if not rows or self.everything(type(rows[0])):
            return
        own = self._own(type(rows[0]), [row.pk for row in rows])
        for row in rows:
            if row.pk not in own:
                raise PermissionDenied(
                    _("You may change the rows of your own unit only; “%(row)s” is not one.") % {"row": row}
                )
            self.require_bureau(row, changed[row.pk])

    def require_bureau(self, row: Record, changed: Iterable[str]) -> None:
        """Refuse what only the bureau keeps. Raises PermissionDenied."""
        model = type(row)
        if model.bureau_only:
            raise PermissionDenied(
                _("The register “%(register)s” is kept by the bureau.")
                % {"register": model._meta.verbose_name_plural}
            )
        kept = [name for name in changed if name in model.bureau_fields]
        if kept:
            names = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in kept)  # type: ignore[union-attr]
            raise PermissionDenied(_("Only the bureau may change: %(fields)s.") % {"fields": names})

    def require_still(self, changes: Iterable[Change]) -> None:
        """Refuse changes after which a row is not the user's to change: nobody gives rows to others."""
        touched: dict[str, set[int]] = defaultdict(set)
        for change in changes:
            if change.action != Change.Action.WITHDRAWN:
                touched[change.model].add(change.row)
        for label, keys in touched.items():
            model: Any = apps.get_model(label)
            if self.everything(model):
                continue
            if lost := sorted(keys - self._own(model, sorted(keys))):
                raise PermissionDenied(
                    _("You may record rows of your own unit only; “%(row)s” would be another's.")
                    % {"row": model.objects.get(pk=lost[0])}
                )

    def _own(self, model: type[Record], keys: list[int]) -> set[int]:
        own: set[int] = set()
        for part in batches(keys):
            rows = model.objects.filter(pk__in=part).editable_by(self.actor)
            own.update(rows.values_list("pk", flat=True))
        return own
