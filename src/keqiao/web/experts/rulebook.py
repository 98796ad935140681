"""The rules that a panel goes by: the version it was prepared with, whatever came into force since."""

from __future__ import annotations

from keqiao.web.experts.documents import RULES, PanelParameters
from keqiao.web.experts.models import ExpertPanel


def rules_of(panel: ExpertPanel) -> PanelParameters:
    """Return the rules of a panel, whose version it names; of one that is only being prepared those in force."""
    return RULES.used_by(panel.documents)
