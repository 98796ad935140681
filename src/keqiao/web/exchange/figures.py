"""Figures of the exchange: needs received and valid, by source, grade and node of the chain; why others were dropped.

A valid need is one that was not dropped as too vague, advertising or posted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.exchange.models import ClosingReason, Need, NeedGrade, PostingSource, PostingState
from keqiao.web.exchange.models.choices import INVALID_REASONS


@dataclass(frozen=True)
class PostingTally:
    """A breakdown of needs: (words, received, valid, address of the rows)."""

    title: str
    lines: list[tuple[str, int, int, str]]


def tallies(needs: QuerySet[Need]) -> list[PostingTally]:
    """Return the breakdowns of some needs, each by one query."""
    return [
        _tally(needs, "source", pgettext("posting", "Source"), dict(PostingSource.choices)),
        _tally(needs, "grade", pgettext("need", "Grade"), dict(NeedGrade.choices)),
        _tally(needs, "state", pgettext("posting", "State"), dict(PostingState.choices)),
        _tally(needs, "chain_node", _("Node of the chain"), {}),
        _tally(
            needs.filter(state=PostingState.CLOSED),
            "closing_reason",
            _("Reason of closing"),
            dict(ClosingReason.choices),
        ),
    ]


def _tally(needs: QuerySet[Need], field: str, title: str, words: dict[Any, Any]) -> PostingTally:
    counted = (
        needs.order_by()
        .values(field)
        .annotate(received=Count("pk"), valid=Count("pk", filter=~Q(closing_reason__in=INVALID_REASONS)))
    )
    lines = [
        (
            str(words.get(row[field], row[field]) or pgettext("condition", "not told")),
            row["received"],
            row["valid"],
            f"?{field}={row[field]}" if row[field] else "",
        )
        for row in counted
    ]
    return PostingTally(title, sorted(lines, key=lambda line: (-line[1], line[0])))
