"""What every action on a form does: lock it, ask whether it may happen, keep before and after, move the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.audit import acting as acting_base
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.audit.words import MOST_WORDS, words_given
from keqiao.web.returns.models import Cell, Return, Step
from keqiao.web.returns.states import ACTIONS, decide_action


class ChangedMeanwhile(acting_base.ChangedMeanwhile):
    """Somebody else changed what the user had open. ``cells``: the cells as they are now; empty for the form itself."""

    def __init__(self, message: str, cells: Sequence[Cell] = ()) -> None:
        self.cells = list(cells)
        super().__init__(message)


class Acting:
    """An action that is under way on a locked form."""

    def __init__(self, actor: Any, form: Return, action: str) -> None:
        self.actor, self.form, self.action = actor, form, action
        self.at = present()
        self.detail: dict[str, Any] = {}
        self._steps: list[Step] = []

    def cells(self, codes: Sequence[str] | None = None) -> dict[str, Cell]:
        """Return cells by measure code, in the order of the form. Raises ValidationError for a code not on it."""
        found = {
            cell.item.measure.code: cell
            for cell in self.form.cells.select_related("item__measure", "item__definition", "changed_by")
        }
        if codes is None:
            return found
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(_("This form has no figure %(code)s.") % {"code": unknown[0][:64]})
        return {code: found[code] for code in found if code in set(codes)}

    def keep(
        self, cell: Cell | None, before: dict[str, Any], after: dict[str, Any], reason: str = ""
    ) -> None:
        """Keep what an action changed in a cell, or in the form itself."""
        self._steps.append(
            Step(
                form=self.form,
                cell=cell,
                version=self.form.version,
                action=self.action,
                at=self.at,
                by=self.actor,
                before=before,
                after=after,
                reason=reason[:MOST_WORDS],
            )
        )

    def change(self, cell: Cell, why: str = "", **fields: Any) -> bool:
        """Set fields of a cell, save it and keep the change with its reason; tell whether there was one."""
        changed = self.put(cell, fields, why)
        if changed:
            cell.save(update_fields=[*changed, "edition", "changed_at", "changed_by"])
        return bool(changed)

    def put(self, cell: Cell, fields: Mapping[str, Any], why: str = "") -> list[str]:
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
            _named({name: before[name] for name in changed}),
            _named({name: fields[name] for name in changed}),
            why,
        )
        return changed

    @property
    def steps(self) -> list[Step]:
        """What was kept so far, unsaved."""
        return list(self._steps)

    def finish(self) -> None:
        """Write the steps, the next state and the audit entry."""
        to = ACTIONS[self.action].to
        if to is not None and to != self.form.state:
            self.keep(None, {"state": self.form.state}, {"state": to}, str(self.detail.get("reason", "")))
            self.form.state = to
        elif not self._steps and not self.detail:
            return
        self.form.edition += 1
        self.form.save()
        Step.objects.bulk_create(self._steps)
        cells = [step.cell.item.measure.code for step in self._steps if step.cell is not None]
        detail = {"version": self.form.version, "state": self.form.state} | self.detail
        if cells:
            detail["cells"] = cells[:50]
        record(self.actor, f"returns.{self.action}", self.form, detail)


@contextmanager
def acting(actor: Any, form_pk: int, action: str, *, since: int | None = None) -> Iterator[Acting]:
    """Take ``action`` on a form within one transaction.

    ``since``: the edition of the form that the user saw. Raises Http404 for a form the user may not see,
    PermissionDenied with the reason why not, ChangedMeanwhile; nothing is written then.
    """
    with transaction.atomic():
        forms = Return.objects.visible_to(actor).select_related(
            "collection", "platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
        )
        form = forms.select_for_update(of=("self",)).filter(pk=form_pk).first()
        if form is None:
            raise Http404
        if since is not None and since != form.edition:
            raise ChangedMeanwhile(changed_words(form))
        decision = decide_action(actor, form, action)
        if not decision:
            raise PermissionDenied(decision.reason)
        at_work = Acting(actor, form, action)
        yield at_work
        at_work.finish()


def changed_words(form: Return) -> str:
    """Say who changed the form last and what was done."""
    last = form.steps.select_related("by").order_by("-pk").first()
    if last is None:
        return _("The form was changed since you opened it; look at it again.")
    return _("%(user)s changed the form at %(time)s (%(action)s); look at it again.") % {
        "user": last.by or _("The system"),
        "time": timezone.localtime(last.at).strftime("%H:%M:%S"),
        "action": ACTIONS[last.action].name,
    }


def reason_given(text: str) -> str:
    """Return a reason in words. Raises ValidationError when there is none, or too much."""
    return words_given(text, _("Say why."), MOST_WORDS, field="reason")


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as a step keeps them: people and files by their name."""
    return {name: getattr(value, "username", value) for name, value in fields.items()}
