"""Panels of experts for programs, read only; scores stay on the pages, the results are facts (``/facts/``).

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require_one
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.rights import READING
from keqiao.web.experts.selectors import listed_panels
from keqiao.web.site.api_pages import REFUSALS, PageQuery, PeriodText, page_of, page_schema

panels = Router(tags=["panels"])


class PanelOut(Schema):
    """A panel: what it scores, how many subjects of which kind and experts, and where it stands."""

    code: str
    title: str
    field: str
    measure: str
    period: str
    state: str
    due_on: date | None
    subject_kind: str
    subjects: int
    experts: int
    created_at: datetime
    opened_at: datetime | None
    first_ended_at: datetime | None
    closed_at: datetime | None
    corrects: str


class PanelQuery(PageQuery):
    """Which panels: of a period, in a state."""

    period: PeriodText = ""
    state: Literal["preparing", "scoring", "discussion", "closed", "dissolved"] | None = None


PanelPage = page_schema(PanelOut)


@panels.get("/", response={200: PanelPage, **REFUSALS}, operation_id="listPanels")
def list_panels(request: SignedInRequest, query: Query[PanelQuery]) -> Any:
    """The panels that the caller runs, audits or sits on, newest first."""
    require_one(request.user, READING)
    rows = listed_panels(request.user)
    if query.period:
        rows = rows.filter(period=query.period)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-created_at", "-pk"), query, _panel, _changed)


def _changed(moment: datetime) -> Q:
    moments = ("created_at", "opened_at", "first_ended_at", "closed_at")
    condition = Q()
    for name in moments:
        condition |= Q(**{f"{name}__gte": moment})
    return condition


def _panel(panel: ExpertPanel) -> dict[str, Any]:
    names = ("code", "title", "field", "period", "state", "due_on")
    moments = ("created_at", "opened_at", "first_ended_at", "closed_at")
    counts: Any = panel
    return {name: getattr(panel, name) for name in (*names, *moments)} | {
        "measure": panel.measure.code,
        "subject_kind": panel.subject_kind,
        "subjects": counts.subject_count,
        "experts": counts.seat_count,
        "corrects": panel.corrects.code if panel.corrects else "",
    }
