"""Schemes as a kind of document: what the pages of rulebooks show of them, and what the room adds."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.engine.schemes import Scheme, explain_scheme
from keqiao.engine.schemes.loading import SCHEMES as FORM
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import selectors
from keqiao.web.evaluations.models import SchemeProposal, SchemeVersion
from keqiao.web.evaluations.outline import outline
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.rulebooks.enactment import Enactment
from keqiao.web.rulebooks.kind import KindPanel
from keqiao.web.rulebooks.library import LibraryKind
from keqiao.web.rulebooks.version_rows import VersionRow

MOST_RUNS = 20


def _page_parts(user: Actor, row: VersionRow, scheme: Scheme | None) -> dict[str, Any]:
    """Return the tree of a scheme, the newest runs with it and where another is begun."""
    runs = selectors.visible_runs(user).filter(scheme=row.stored)[:MOST_RUNS]
    usable = user.has_right(RUN) and row.stored.status != SchemeVersion.Status.RETIRED
    new_run = f"{reverse('evaluations:new')}?scheme={row.key}" if usable else ""
    return {"outline": outline(scheme) if scheme else (), "runs": runs, "new_run": new_run}


SCHEMES = LibraryKind(
    SchemeVersion.kind_code,
    _("Schemes"),
    _("By which indicators, weights and grades platforms are evaluated"),
    FORM,
    SchemeVersion,
    explain=explain_scheme,
    view_right=VIEW,
    panel=KindPanel(_page_parts, main="evaluations/_scheme_tree.html", aside="evaluations/_scheme_runs.html"),
    exported="evaluations.export_scheme",
    coming=Enactment(SchemeProposal, RUN, "evaluations.scheme"),
    visible=selectors.visible_schemes,
    added="evaluations.add_scheme",
)
