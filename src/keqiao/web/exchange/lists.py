"""The lists of needs and of offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.exchange.figures import tallies
from keqiao.web.exchange.models import (
    ClosingReason,
    Need,
    NeedGrade,
    Offer,
    PostingKind,
    PostingSource,
    PostingState,
)
from keqiao.web.exchange.models.choices import INVALID_REASONS
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.exchange.rights import POST, VIEW
from keqiao.web.exchange.selectors import needs_for, offers_for, own
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Light, Table

_LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}


def light_of(state: str) -> Light:
    """Return the light of a state."""
    return _LIGHTS.get(PostingState.tone_of(state), "none")


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(body__icontains=word) | Q(code__iexact=word))
    return rows


class PostingList(ListView):
    """What needs and offers have in common as lists."""

    right = VIEW
    template_name = "exchange/list.html"
    export = "exchange.export"
    new_name = ""
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "kind": "kind",
        "state": "state",
        "expires_on": "expires_on",
        "posted_at": "posted_at",
    }

    def filters(self) -> list[Filter]:
        """Words, kind, state, whose."""
        user = self.request.user
        return [
            Filter("words", _("Words"), kind="words", apply=_words),
            Filter(
                "kind",
                pgettext("posting", "Kind"),
                choices=[(code, str(words)) for code, words in PostingKind.choices],
                apply=lambda rows, value: rows.filter(kind=value),
            ),
            Filter(
                "state",
                pgettext("posting", "State"),
                choices=[(code, str(words)) for code, words in PostingState.choices],
                apply=lambda rows, value: rows.filter(state=value),
            ),
            Filter(
                "source",
                pgettext("posting", "Source"),
                choices=[(code, str(words)) for code, words in PostingSource.choices],
                apply=lambda rows, value: rows.filter(source=value),
            ),
            Filter(
                "closing_reason",
                _("Reason of closing"),
                choices=[(code, str(words)) for code, words in ClosingReason.choices],
                apply=lambda rows, value: rows.filter(closing_reason=value),
            ),
            Filter(
                "chain_node",
                _("Node of the chain"),
                kind="words",
                apply=lambda rows, value: rows.filter(chain_node__iexact=value),
            ),
            Filter(
                "whose",
                _("Whose"),
                choices=[("own", _("of my unit")), ("brokered", _("I look after"))],
                apply=lambda rows, value: own(rows, user) if value == "own" else rows.filter(broker=user),
            ),
        ]

    def cells(self, row: Any) -> dict[str, Any]:
        """The cells of a row."""
        posting = as_shown(self.request.user, row)
        return {
            "code": Cell(row.code, url=row.get_absolute_url()),
            "title": Cell(row.title, url=row.get_absolute_url()),
            "kind": row.get_kind_display(),
            "owner": posting.owner,
            "state": Cell(row.state, text=row.get_state_display(), light=light_of(row.state)),
            "cluster": str(row.cluster or ""),
            "chain_node": row.chain_node,
            "broker": str(row.broker or ""),
            "expires_on": row.expires_on,
            "posted_at": timezone.localdate(row.posted_at),
        }

    def columns(self) -> list[Column]:
        """The columns that both lists have."""
        return [
            Column("code", pgettext("posting", "Number")),
            Column("title", pgettext("posting", "Title")),
            Column("kind", pgettext("posting", "Kind")),
            Column("owner", _("Organisation")),
            Column("state", pgettext("posting", "State")),
            Column("cluster", _("Industry cluster"), secondary=True),
            Column("chain_node", _("Node of the chain")),
            Column("broker", pgettext("posting", "Broker")),
            Column("expires_on", _("Open until"), "date"),
            Column("posted_at", _("Posted at"), "date"),
        ]

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader may post."""
        return {"may_post": self.request.user.has_right(POST), "new_address": reverse(self.new_name)}


class NeedList(PostingList):
    """The needs the reader may see."""

    file_name = "needs"
    new_name = "exchange:new_need"
    orders: ClassVar = PostingList.orders | {"grade": "grade"}

    def filters(self) -> list[Filter]:
        """Also the grade."""
        grade = Filter(
            "grade",
            pgettext("need", "Grade"),
            choices=[(code, str(words)) for code, words in NeedGrade.choices],
            apply=lambda rows, value: rows.filter(grade=value),
        )
        return [*super().filters(), grade]

    def rows(self, wanted: ListPage) -> QuerySet[Need]:
        """The needs."""
        return needs_for(self.request.user)

    def table(self, rows: Iterable[Need]) -> Table:
        """Print them."""
        cells = [self.cells(row) | {"grade": row.get_grade_display()} for row in rows]
        columns = self.columns()
        columns.insert(5, Column("grade", pgettext("need", "Grade")))
        return Table(_("Needs"), columns, cells, name="needs", stacked=True)


class OfferList(PostingList):
    """The offers the reader may see."""

    file_name = "offers"
    new_name = "exchange:new_offer"
    orders: ClassVar = PostingList.orders | {"trl": "trl"}

    def rows(self, wanted: ListPage) -> QuerySet[Offer]:
        """The offers."""
        return offers_for(self.request.user)

    def table(self, rows: Iterable[Offer]) -> Table:
        """Print them."""
        cells = [self.cells(row) | {"trl": row.trl} for row in rows]
        columns = self.columns()
        columns.insert(5, Column("trl", _("Readiness level"), "number"))
        return Table(_("Offers"), columns, cells, name="offers", stacked=True)


@require_safe
@right_required(VIEW)
def figures(request: SignedInRequest) -> HttpResponse:
    """How many needs came in and how many were needs indeed, as far as the reader sees them."""
    needs = needs_for(request.user)
    context = {
        "received": needs.count(),
        "valid": needs.exclude(closing_reason__in=INVALID_REASONS).count(),
        "tallies": tallies(needs),
        "crumbs": [(_("Needs"), reverse("exchange:needs"))],
    }
    return render(request, "exchange/figures.html", context)
