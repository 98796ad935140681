"""The steps of a panel in words; points are told nowhere here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.experts.models import ExpertPanel, PanelStep
from keqiao.web.experts.procedure import PANELS
from keqiao.web.procedures import history as procedures
from keqiao.web.procedures.history import Entry

FIELDS = ("title", "field", "measure", "period", "due_on", "chair", "subjects", "experts")


def history(panel: ExpertPanel) -> list[Entry]:
    """Return the steps of a panel and of its experts, the last one first."""
    steps = panel.steps.select_related("by", "seat").order_by("-pk")
    labels = {"subjects": _("What is scored"), "experts": _("Experts")}
    return procedures.entries(
        PANELS,
        steps,
        lambda step: procedures.field_changes(PANELS, step, labels, only=FIELDS),
        _remarks,
    )


def _remarks(step: PanelStep) -> list[str]:
    """Say of whom a step of the bureau tells, and that the last scores have ended the round."""
    remarks = []
    if expert := step.after.get("expert"):
        remarks.append(_("Expert: %(expert)s") % {"expert": expert})
    if step.after.get("panel") == ExpertPanel.State.DISCUSSION:
        remarks.append(_("All have handed in; the discussion begins."))
    return remarks
