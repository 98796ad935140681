"""Lists: requests of firms, innovation points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.finance import selectors
from keqiao.web.finance.models import FinanceRequest, InnovationPoints, RequestState
from keqiao.web.finance.rights import ASK, KEEP, REQUESTS, VIEW
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Light, Table

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad", "accent": "watch"}


def light_of(tone: str) -> Light:
    """Return the light of a state's tone."""
    return LIGHTS.get(tone, "none")


class FinanceList(ListView):
    """Base of the room's lists."""

    right = REQUESTS
    template_name = "finance/list.html"
    new_url, new_words = "", ""

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way here, and where a new row is made."""
        sees_map = self.request.user.has_right(VIEW)
        crumbs = [(_("Technology finance"), reverse("finance:map"))] if sees_map else []
        return {"crumbs": crumbs, "new_url": self.new_url, "new_words": self.new_words}


class RequestList(FinanceList):
    """Requests, the newest first."""

    export, file_name = "finance.export_requests", "finance-requests"
    orders: ClassVar = {
        "code": "code",
        "firm": "organisation__name",
        "institution": "institution__name",
        "wanted": "wanted",
        "state": "state",
        "amount": "amount",
        "granted_on": "granted_on",
    }

    def filters(self) -> list[Filter]:
        """Words, state."""
        words = with_words("code", "organisation__name", "institution__name", "purpose")
        return [
            Filter("q", _("Words"), kind="words", apply=words),
            Filter(
                "state",
                pgettext("finance", "State"),
                choices=in_words(RequestState),
                apply=with_value("state"),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[FinanceRequest]:
        """The requests."""
        if self.request.user.has_right(ASK):
            self.new_url, self.new_words = reverse("finance:ask"), _("Ask for finance")
        return selectors.requests_for(self.request.user)

    def table(self, rows: Iterable[FinanceRequest]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("finance", "Number")),
            Column("firm", _("Firm")),
            Column("institution", _("Institution")),
            Column("product", pgettext("finance", "Product")),
            Column("wanted", _("Wanted"), "money", unit="万元", total=True),
            Column("state", pgettext("finance", "State")),
            Column("amount", pgettext("finance", "Amount granted"), "money", unit="万元", total=True),
            Column("granted_on", pgettext("finance", "Granted on"), "date"),
        ]
        listed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "firm": str(row.organisation),
                "institution": str(row.institution),
                "product": str(row.product or ""),
                "wanted": row.wanted,
                "state": Cell(
                    row.state, text=row.get_state_display(), light=light_of(RequestState.tone_of(row.state))
                ),
                "amount": row.amount,
                "granted_on": row.granted_on,
            }
            for row in rows
        ]
        return Table(_("Requests for finance"), columns, listed, name="requests", stacked=True)


class PointsList(FinanceList):
    """Innovation points, the last year first."""

    export, file_name = "finance.export_points", "innovation-points"
    orders: ClassVar = {"year": "year", "firm": "organisation__name", "points": "points"}

    def filters(self) -> list[Filter]:
        """Words."""
        return [Filter("q", _("Words"), kind="words", apply=with_words("organisation__name", "basis"))]

    def rows(self, wanted: ListPage) -> QuerySet[InnovationPoints]:
        """The points."""
        if self.request.user.has_right(KEEP):
            self.new_url, self.new_words = reverse("finance:import_points"), _("Import innovation points")
        return selectors.points_for(self.request.user)

    def table(self, rows: Iterable[InnovationPoints]) -> Table:
        """Print them."""
        columns = [
            Column("year", _("Year")),
            Column("firm", _("Firm")),
            Column("points", pgettext("points", "Points"), "number"),
            Column("basis", _("Where it stands")),
        ]
        listed = [
            {
                "year": str(row.year),
                "firm": str(row.organisation),
                "points": row.points,
                "basis": row.basis,
            }
            for row in rows
        ]
        return Table(_("Innovation points"), columns, listed, name="points", stacked=True)
