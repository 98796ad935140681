"""Why a platform stands where it stands, and one indicator over all platforms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.evaluation import DataError, ScoreChange, compare, explain
from keqiao.periods import same_length
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import (
    computation,
    grades,
    intervals,
    lineage,
    listings,
    overview,
    pictures,
    selectors,
    why,
)
from keqiao.web.evaluations.context import RunContext, crumbs, open_run, page_of_run, run_context
from keqiao.web.evaluations.intervals import Certainty
from keqiao.web.evaluations.marks import NOTHING
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.providers import providers
from keqiao.web.evaluations.rating_sentences import ratings
from keqiao.web.evaluations.reading import RunReading, words
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.site.lists import ListPage

MOST_NEIGHBOURS = 60
"""So many platforms are offered beside the one shown."""


class PlatformPage(RightRequired, View):
    """Raw value → treated → score → weight → contribution of one platform, down to the figures."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str, platform: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = page_of_run(request, run)
        if page.names.hides and not page.names.is_open(platform):
            # Whether the run has such a platform is not told.
            raise PermissionDenied(_("You may see the details of your own platform only."))
        row = page.reading.total(platform)
        if row is None:
            raise Http404
        return render(request, "evaluations/platform.html", self._context(request, page, row))

    def _context(self, request: SignedInRequest, page: RunContext, row: RunTotal) -> dict[str, Any]:
        run, reading, platform = page.run, page.reading, row.platform.code
        kept = selectors.stored_frames(run)
        panel = computation.panel_of(kept)
        measures = computation.measures_of(reading.scheme, panel, reading.basis)
        by_hand = lineage.figures_by_hand(run.snapshot, platform, reading.basis)
        proved = panel.alone if reading.basis == "verified" else frozenset()
        down = lineage.Lineage.of(
            reading.scheme, measures, platform, reading.period, by_hand=by_hand, proved=proved
        )
        urls = {
            node.code: listings.indicator_url(run, node.code, reading.period, reading.basis)
            for node in reading.nodes
        }
        explanation = explain(computation.stored(run, kept), platform, reading.period, reading.basis)
        cases = why.cases(reading, explanation, kept.get(computation.TOLERANCE))
        # The sentences of the room name the case, those of the engine cannot.
        explanation = replace(explanation, name=page.names[platform], tolerated=())
        if page.names.hides:
            explanation = why.coarse(explanation)
        table = why.rows(reading, platform, down, explanation, urls)
        distance = grades.distance(reading, platform)
        return (
            run_context(request, page)
            | self._change(request, page, kept, platform)
            | {
                "platform": row.platform,
                "row": row,
                "span": reading.certainty.span(platform) if row.rank is not None else "",
                "border": reading.certainty.is_border(platform),
                "certain": reading.certainty.sentence(platform),
                "robustness_url": listings.robustness_url(run, reading.period, reading.basis),
                "rows": table,
                "pillar_rows": [line for line in table if line.node.depth == 0],
                "next_grade": words(distance.grade.name) if distance else "",
                "crumbs": crumbs(run),
                "sentences": [
                    *_with_certainty(explanation.sentences(get_language() or "zh"), reading, platform),
                    *cases,
                ],
                "decided": providers.gradings.decided_grade(row.platform, run, reading.period),
                "cases": providers.tolerance.taken_in(request.user, run, platform, reading.period),
                "apply_url": providers.tolerance.application_url(
                    request.user, run, reading.period, row.platform
                ),
                "lifts": pictures.lifts_and_pulls(why.differences(explanation), page.origin),
                "held_back": explanation.next_grade.held_back if explanation.next_grade else "",
                "distance": distance,
                "levers": _levers(distance, table),
                "adjustments": why.adjustments(reading, kept["adjustments"], platform),
                "vetoes": why.vetoes(reading, row),
                "variant": why.variant(reading, row),
                "outcomes": why.outcomes(reading, kept["outcomes"], platform),
                "type": listings.type_of(row),
                "ratings": ratings(reading.scheme, row.platform, reading.period, run.snapshot.known_at),
                "others": [
                    (
                        page.names[other],
                        listings.platform_url(run, other, reading.period, reading.basis),
                        other == platform,
                    )
                    for other in _neighbours(reading.codes, platform)
                ],
            }
        )

    def _change(self, request: SignedInRequest, page: RunContext, kept: Any, platform: str) -> dict[str, Any]:
        """Return the change since what stands for the year before, else since the period before in the same run."""
        earlier = _before(request, page, kept, platform)
        if earlier is None:
            return {"change": None}
        change, period, label, url, before = earlier
        total = change.totals.filter(change.totals["unit"] == platform).row(0, named=True)
        parts = why.change_parts(change, page.reading, platform)
        chart = pictures.change(
            total["before"], why.change_by_name(parts), (period, page.reading.period), page.origin
        )
        return {
            "change": total,
            "rank_before": before.rank(platform, total["rank_before"]),
            "rank_after": page.reading.certainty.rank(platform, total["rank_after"]),
            "change_label": label,
            "change_url": url,
            "change_parts": parts,
            "change_chart": chart,
        }


def _before(
    request: SignedInRequest, page: RunContext, kept: Any, platform: str
) -> tuple[ScoreChange, str, str, str, Certainty] | None:
    """Return the change, the period before, what is said of it, its address and its intervals.

    Before is the result that stands for the year before; where none was decided or published, the period before in the
    same run.
    """
    run, reading = page.run, page.reading
    after = computation.stored(run, kept)
    official = providers.gradings.official_before(request.user, reading.period, run.scheme.code)
    try:
        if official is not None:
            other = official.run
            change = compare(
                computation.stored(other, selectors.stored_frames(other, *computation.RESULTS)),
                after,
                before_period=official.period,
                after_period=reading.period,
                before_basis=official.basis,
                basis=reading.basis,
            )
            url = listings.platform_url(other, platform, official.period, official.basis)
            sure = intervals.certainty(other, official.period, official.basis)
            period, label = official.period, official.words
        else:
            earlier = [
                period
                for period in run.periods
                if period < reading.period and same_length(period, reading.period)
            ]
            if not earlier:
                return None
            period = label = max(earlier)
            change = compare(
                after, after, before_period=label, after_period=reading.period, basis=reading.basis
            )
            url = listings.platform_url(run, platform, label, reading.basis)
            sure = intervals.certainty(run, label, reading.basis)
    except (DataError, computation.NoResult):
        return None
    return (change, period, label, url, sure) if platform in set(change.totals["unit"]) else None


def _with_certainty(sentences: Sequence[str], reading: RunReading, platform: str) -> list[str]:
    """Return the sentences with what the draws say after the first, which names the rank."""
    sure = reading.certainty.sentence(platform)
    return [*sentences[:1], *([_("How sure: %(told)s.") % {"told": sure}] if sure else []), *sentences[1:]]


def _levers(distance: grades.GradeDistance | None, table: list[why.WhyRow]) -> list[dict[str, Any]]:
    """Return the indicators with most to gain, with what would close the distance."""
    if distance is None:
        return []
    by_code = {row.node.code: row for row in table}
    return [{"lever": lever, "row": by_code[lever.node]} for lever in distance.levers]


def _neighbours(codes: list[str], platform: str) -> list[str]:
    """Return the platforms that stand around one, best first; the whole list where it is short."""
    place = codes.index(platform)
    first = max(min(place - MOST_NEIGHBOURS // 2, len(codes) - MOST_NEIGHBOURS), 0)
    return codes[first : first + MOST_NEIGHBOURS]


def _platforms(request: HttpRequest, page: RunContext, node: str) -> dict[str, Any]:
    """Return a page of the platforms with their marks on a node, in the order asked for, else best first."""
    reading, names = page.reading, page.names
    marks = reading.marks.of_node(node)
    words = request.GET.get("words", "").strip().lower()
    wanted = ListPage(request, orders=listings.INDICATOR_ORDERS)
    rows = [
        (code, marks.get(code, NOTHING))
        for code in reading.codes
        if words in code.lower() or words in names[code].lower()
    ]
    page_rows = wanted.page(wanted.select(rows))
    table = listings.indicator_table(page.run, reading, node, names, page_rows)
    return wanted.context(page_rows, table)


class IndicatorPage(RightRequired, View):
    """One indicator (or group of indicators) over all platforms."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str, node: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = page_of_run(request, run)
        if node not in page.reading.node:
            raise Http404
        if not page.names.tells_parts:
            raise PermissionDenied(_("Grades are published; points and indicators of the platforms are not."))
        return render(request, "evaluations/indicator.html", self._context(request, page, node))

    def _context(self, request: HttpRequest, page: RunContext, code: str) -> dict[str, Any]:
        run, reading, names = page.run, page.reading, page.names
        node = reading.node[code]
        return run_context(request, page) | {
            "node": node,
            "rule": why.rule(reading, None, node),
            "crumbs": crumbs(run),
            "chart": None if names.hides else overview.distribution(page, node),
            **_platforms(request, page, code),
            "children": [
                (child, listings.indicator_url(run, child.code, reading.period, reading.basis))
                for child in reading.nodes
                if child.parent == code
            ],
        }
