"""Cases of fault tolerance for programs, read only.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.site.api_pages import (
    REFUSALS,
    PeriodText,
    PlatformQuery,
    page_of,
    page_schema,
    platform_code,
)
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep
from keqiao.web.tolerance.selectors import visible_cases

VIEW = "evaluations.view"
cases = Router(tags=["fault tolerance"])


class CaseOut(Schema):
    """A case: the indicators of a scheme that it asks to be made neutral in a period, on which ground."""

    code: str
    platform: str
    scheme: str
    period: str
    indicators: list[str]
    subject: str
    ground: str
    state: str
    created_at: datetime
    applied_at: datetime | None
    decided_at: datetime | None


class CaseQuery(PlatformQuery):
    """Which cases: of a platform, a period, in a state."""

    period: PeriodText = ""
    state: Literal["draft", "applied", "checked", "accepted", "refused", "withdrawn"] | None = None


CasePage = page_schema(CaseOut)


@cases.get("/", response={200: CasePage, **REFUSALS}, operation_id="listCases")
def list_cases(request: SignedInRequest, query: Query[CaseQuery]) -> Any:
    """The cases that the caller may see, newest first."""
    require(request.user, VIEW)
    rows = visible_cases(request.user)
    if query.platform:
        rows = rows.filter(platform__code=query.platform)
    if query.period:
        rows = rows.filter(period=query.period)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-created_at", "-pk"), query, _case, _changed)


def _changed(moment: datetime) -> Q:
    return Q(created_at__gte=moment) | Q(pk__in=ToleranceStep.objects.filter(at__gte=moment).values("case"))


def _case(case: ToleranceCase) -> dict[str, Any]:
    names = ("code", "period", "indicators", "subject", "ground", "state")
    moments = ("created_at", "applied_at", "decided_at")
    return {name: getattr(case, name) for name in (*names, *moments)} | {
        "platform": platform_code(case),
        "scheme": case.scheme_code,
    }
