"""Allocation rules as a kind of document: what the pages of rulebooks show of them, and what the room adds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keqiao.engine.allocation import AllocationRules, explain_rules
from keqiao.engine.allocation.loading import ALLOCATION_RULES
from keqiao.web.accounts.actors import Actor
from keqiao.web.funding import listings, selectors
from keqiao.web.funding.models import Pool, RulesProposal, RulesVersion
from keqiao.web.funding.rights import PLAN, VIEW
from keqiao.web.rulebooks.enactment import Enactment
from keqiao.web.rulebooks.kind import KindPanel
from keqiao.web.rulebooks.library import LibraryKind
from keqiao.web.rulebooks.version_rows import VersionRow

MOST_POOLS = 20


def _page_parts(user: Actor, row: VersionRow, rules: AllocationRules | None) -> dict[str, Any]:
    """Return how money is shared, the columns of figures that are read, and the pools with proposals by the rules."""
    pools = Pool.objects.visible_to(user).filter(proposals__rules=row.stored).distinct()[:MOST_POOLS]
    return {
        "sharing": listings.kinds().get(row.stored.kind, row.stored.kind),
        "columns": rules.columns() if rules is not None else (),
        "pools": pools,
    }


def _columns(rules: AllocationRules) -> dict[str, Any]:
    return {"kind": rules.sharing.rule}


RULES = LibraryKind(
    RulesVersion.kind_code,
    _("Allocation rules"),
    _("How the money of a pool is shared out by grades, scores and figures"),
    ALLOCATION_RULES,
    RulesVersion,
    explain=explain_rules,
    view_right=VIEW,
    panel=KindPanel(_page_parts, aside="funding/_rules_uses.html"),
    exported="funding.export_rules",
    coming=Enactment(RulesProposal, PLAN, "funding.rules"),
    visible=selectors.rules,
    added="funding.add_rules",
    columns=_columns,
)
