"""An action on a form that is under way: its cells, and what is kept of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.procedures.execution import Acting, plain
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.models import Cell, Return, Step

MOST_CELLS = 50
"""So many cells an audit entry names."""


class CellsChanged(ChangedMeanwhile):
    """Somebody else changed cells that the user had open. ``cells``: as they are now."""

    def __init__(self, message: str, cells: Sequence[Cell]) -> None:
        self.cells = list(cells)
        super().__init__(message)


class FormActing(Acting):
    """An action that is under way on a locked form: changed cells have a step each, the form its own."""

    row: Return

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.steps: list[Step] = []

    @property
    def form(self) -> Return:
        """The form."""
        return self.row

    def cells(self, codes: Sequence[str] | None = None) -> dict[str, Cell]:
        """Return cells by measure code, in the order of the form. Raises ValidationError for a code not on it."""
        cells = {
            cell.item.measure.code: cell
            for cell in self.form.cells.select_related("item__measure", "item__definition", "changed_by")
        }
        if codes is None:
            return cells
        unknown = [code for code in codes if code not in cells]
        if unknown:
            raise ValidationError(_("This form has no figure %(code)s.") % {"code": unknown[0][:64]})
        return {code: cells[code] for code in cells if code in set(codes)}

    def keep(
        self, cell: Cell | None, before: dict[str, Any], after: dict[str, Any], reason: str = ""
    ) -> None:
        """Keep what the action changed in a cell, or in the form itself."""
        self.steps.append(
            Step(
                form=self.form,
                cell=cell,
                version=self.form.version,
                action=self.action.name,
                at=self.at,
                by=self.actor,
                before=before,
                after=after,
                reason=reason,
            )
        )

    def change_cell(self, cell: Cell, why: str = "", **fields: Any) -> bool:
        """Set fields of a cell, save it and keep the change with its reason; tell whether there was one."""
        changed = self.put_cell(cell, fields, why)
        if changed:
            cell.save(update_fields=[*changed, "edition", "changed_at", "changed_by"])
        return bool(changed)

    def put_cell(self, cell: Cell, fields: Mapping[str, Any], why: str = "") -> list[str]:
        """Set fields of a cell and keep the change, without saving the cell; return the names that differ."""
        before = {name: getattr(cell, name) for name in fields}
        changed = [name for name, value in fields.items() if before[name] != value]
        if not changed:
            return []
        for name in changed:
            setattr(cell, name, fields[name])
        cell.edition += 1
        cell.changed_at, cell.changed_by = self.at, self.actor
        self.keep(
            cell,
            {name: plain(before[name]) for name in changed},
            {name: plain(fields[name]) for name in changed},
            why,
        )
        return changed

    @property
    def is_done(self) -> bool:
        """Whether a cell or the form was changed."""
        return bool(self.steps) or super().is_done

    def store(self) -> None:
        """Save the form and the steps."""
        self.form.save()
        if self.before or self.after or self.reason:
            self.keep(None, self.before, self.after, self.reason)
        Step.objects.bulk_create(self.steps)

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: the version too, and which cells were changed."""
        cells = [step.cell.item.measure.code for step in self.steps if step.cell is not None]
        detail = {"version": self.form.version} | super().entry()
        return detail | ({"cells": cells[:MOST_CELLS]} if cells else {})
