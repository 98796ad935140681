"""The steps of a case in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.procedures import history as procedures
from keqiao.web.procedures.history import Entry
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep
from keqiao.web.tolerance.procedure import CASES


def history(case: ToleranceCase) -> list[Entry]:
    """Return the steps of a case, the last one first: what the form holds is read there, its files are told."""
    steps = case.steps.select_related("by").order_by("-pk")
    return procedures.entries(
        CASES, steps, lambda step: procedures.field_changes(CASES, step, only=("state",)), _files
    )


def _files(step: ToleranceStep) -> list[str]:
    """Say that a file came or went."""
    if "files" not in step.after:
        return []
    return [_("attached a file") if step.after["files"] else _("took a file away")]
