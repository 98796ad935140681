"""The steps of a form in words: who, when, what before, what after, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Evidence, Measure
from keqiao.web.procedures import history
from keqiao.web.procedures.history import FieldChange, StepInWords
from keqiao.web.returns.form.differences import exactly
from keqiao.web.returns.models import Cell, Return, Step
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.site import numbers

FIELDS: dict[str, str | Promise] = {
    "value": gettext_lazy("value"),
    "not_applicable": gettext_lazy("not applicable"),
    "comment": gettext_lazy("note"),
    "evidence": gettext_lazy("evidence"),
    "state": gettext_lazy("state"),
    "reason": gettext_lazy("reason"),
    "verified_value": gettext_lazy("verified value"),
    "verified_reason": gettext_lazy("reason of the verified value"),
    "due_on": gettext_lazy("due on"),
    "first_reviewer": gettext_lazy("first reviewer"),
    "second_reviewer": gettext_lazy("second reviewer"),
    "origin": gettext_lazy("origin"),
}
SILENT = {"verified_by", "reviewed_by"}
"""Fields whose change the step itself tells: who acted stands beside it."""
CHOICES: dict[str, dict[str, str | Promise]] = {
    "origin": dict(Cell.Origin.choices),
    "cell": dict(Cell.State.choices),
    "form": dict(Return.State.choices),
}
EXPLAINED = pgettext_lazy("step", "explanation")


def entries(steps: Iterable[Step], files: Mapping[str, str]) -> list[StepInWords]:
    """Return steps in words, in their order. ``files``: SHA-256 → title of the files that they may name."""
    return history.entries(RETURNS, steps, lambda step: _changes(step, files))


def titles_of(steps: Iterable[Step], user: Actor) -> dict[str, str]:
    """Return the titles of the files that steps name and the user may open, by SHA-256; one query."""
    digests = {
        digest
        for step in steps
        for side in (step.before, step.after)
        for digest in side.get("evidence", ())
        if isinstance(digest, str)
    }
    files = Evidence.objects.visible_to(user).filter(sha256__in=digests).order_by("uploaded_at", "pk")
    return dict(files.values_list("sha256", "title"))


def _changes(step: Step, files: Mapping[str, str]) -> list[FieldChange]:
    measure = step.cell.item.measure if step.cell else None
    changes = []
    for name in dict.fromkeys([*step.before, *step.after]):
        before, after = step.before.get(name), step.after.get(name)
        if name in SILENT or before == after or (not before and not after and name != "value"):
            continue
        before, after = (_words(name, value, measure, files) for value in (before, after))
        changes.append(FieldChange(str(FIELDS.get(name, EXPLAINED)), before, after))
    return changes


def _words(name: str, value: Any, measure: Measure | None, files: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return numbers.NOTHING
    if name in {"value", "verified_value"} and measure is not None:
        try:
            return f"{exactly(measure, Decimal(str(value)))} {measure.display_unit}"
        except InvalidOperation:
            return str(value)
    if name == "evidence":
        return _(", ").join(files.get(file, file[:12]) for file in value)
    if name == "not_applicable":
        return _("yes") if value else _("no")
    known = CHOICES["origin"] if name == "origin" else CHOICES["cell" if measure else "form"]
    if name in {"origin", "state"}:
        return str(known.get(str(value), value))
    return str(value)
