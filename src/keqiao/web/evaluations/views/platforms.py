"""Why a platform stands where it stands, and one indicator over all platforms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.evaluation import Change, DataError, compare, explain
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.rules import decide
from keqiao.web.evaluations import computing, grades, intervals, lineage, listings, pictures, selectors, why
from keqiao.web.evaluations.experts.telling import ratings
from keqiao.web.evaluations.intervals import Certainty
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import Reading, words
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.evaluations.shown import Shown, crumbs, open_run, run_context, shown
from keqiao.web.evaluations.tolerance import selectors as tolerance


class PlatformPage(RightRequired, View):
    """Raw value → treated → score → weight → contribution of one platform, down to the figures."""

    right = VIEW

    def get(self, request: HttpRequest, code: str, platform: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = shown(request, run)
        if platform not in page.reading.total:
            raise Http404
        if not page.names.is_open(platform):
            raise PermissionDenied(_("You may see the details of your own platform only."))
        return render(request, "evaluations/platform.html", self._context(request, page, platform))

    def _context(self, request: HttpRequest, page: Shown, platform: str) -> dict[str, Any]:
        run, reading = page.run, page.reading
        row = reading.total[platform]
        kept = selectors.stored_frames(run)
        panel = computing.panel_of(kept)
        measures = computing.measures_of(reading.scheme, panel, reading.basis)
        proved = panel.alone if reading.basis == "verified" else frozenset()
        down = lineage.Lineage.of(reading.scheme, measures, platform, reading.period, proved=proved)
        urls = {
            node.code: listings.indicator_url(run, node.code, reading.period, reading.basis)
            for node in reading.nodes
        }
        told = explain(computing.stored(run, kept), platform, reading.period, reading.basis)
        cases = why.cases(reading, told, kept.get(computing.TOLERANCE))
        # The sentences of the room name the case, those of the engine cannot.
        told = replace(told, name=page.names[platform], tolerated=())
        table = why.rows(reading, platform, down, told, urls)
        distance = grades.distance(reading, platform)
        return (
            run_context(request, page)
            | self._change(request, page, kept, platform)
            | {
                "platform": row.platform,
                "row": row,
                "span": reading.certainty.span(platform) if row.rank is not None else "",
                "border": reading.certainty.is_border(platform),
                "certain": reading.certainty.told(platform),
                "robustness_url": listings.robustness_url(run, reading.period, reading.basis),
                "rows": table,
                "pillar_rows": [line for line in table if line.node.depth == 0],
                "next_grade": words(distance.grade.name) if distance else "",
                "crumbs": crumbs(run),
                "sentences": [
                    *_with_certainty(told.sentences(get_language() or "zh"), reading, platform),
                    *cases,
                ],
                "cases": tolerance.taken_in(request.user, run, platform, reading.period),
                "apply_url": _apply_url(request, page, platform),
                "lifts": pictures.lifts_and_pulls(why.differences(told), page.origin),
                "held_back": told.next_grade.held_back if told.next_grade else "",
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
                    for other in reading.codes
                    if page.names.is_open(other)
                ],
            }
        )

    def _change(self, request: HttpRequest, page: Shown, kept: Any, platform: str) -> dict[str, Any]:
        """Return the change since the period before in the same run, or since the last run that can be
        compared.
        """
        found = _before(request, page, kept, platform)
        if found is None:
            return {"change": None}
        change, label, url, before = found
        total = change.totals.filter(change.totals["unit"] == platform).row(0, named=True)
        parts = why.change_parts(change, page.reading, platform)
        chart = pictures.change(
            total["before"], why.change_by_name(parts), (label, page.reading.period), page.origin
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
    request: HttpRequest, page: Shown, kept: Any, platform: str
) -> tuple[Change, str, str, Certainty] | None:
    run, reading = page.run, page.reading
    earlier = [
        period for period in run.periods if period < reading.period and len(period) == len(reading.period)
    ]
    after = computing.stored(run, kept)
    try:
        if earlier:
            change = compare(
                after, after, before_period=max(earlier), after_period=reading.period, basis=reading.basis
            )
            label, url = max(earlier), listings.platform_url(run, platform, max(earlier), reading.basis)
            sure = intervals.certainty(run, max(earlier), reading.basis)
        else:
            other = _last_comparable(request, run, reading.period, reading.basis)
            if other is None:
                return None
            before = computing.stored(other, selectors.stored_frames(other, *computing.RESULTS))
            change = compare(
                before,
                after,
                before_period=other.last_period,
                after_period=reading.period,
                basis=reading.basis,
            )
            label = _("run %(run)s, %(period)s") % {"run": other.code, "period": other.last_period}
            url = listings.platform_url(other, platform, "", reading.basis)
            sure = intervals.certainty(other, other.last_period, reading.basis)
    except (DataError, computing.NoResult):
        return None
    return (change, label, url, sure) if platform in set(change.totals["unit"]) else None


def _last_comparable(request: HttpRequest, run: Run, period: str, basis: str) -> Run | None:
    """Return the newest earlier run of the same indicator system that has the basis."""
    for other in selectors.comparable_runs(request.user, run).filter(pk__lt=run.pk)[:20]:
        if basis in other.bases and other.last_period <= period:
            return other
    return None


def _apply_url(request: HttpRequest, page: Shown, platform: str) -> str:
    """Return where the platform's own director applies for fault tolerance about this result; empty for others."""
    if not decide(request.user, "evaluations.appeal", page.reading.total[platform].platform):
        return ""
    query = {"of": f"{page.run.scheme.code}:{page.reading.period}", "platform": platform}
    return f"{reverse('evaluations:tolerance_new')}?{urlencode(query)}"


def _with_certainty(sentences: Sequence[str], reading: Reading, platform: str) -> list[str]:
    """Return the sentences with what the draws say after the first, which names the rank."""
    sure = reading.certainty.told(platform)
    return [*sentences[:1], *([_("How sure: %(told)s.") % {"told": sure}] if sure else []), *sentences[1:]]


def _levers(distance: grades.Distance | None, table: list[why.Row]) -> list[dict[str, Any]]:
    """Return the indicators with most to gain, with what would close the distance."""
    if distance is None:
        return []
    by_code = {row.node.code: row for row in table}
    return [{"lever": lever, "row": by_code[lever.node]} for lever in distance.levers]


class IndicatorPage(RightRequired, View):
    """One indicator (or group of indicators) over all platforms."""

    right = VIEW

    def get(self, request: HttpRequest, code: str, node: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = shown(request, run)
        if node not in page.reading.node:
            raise Http404
        if not page.names.tells_parts:
            raise PermissionDenied(
                _("Total points and grades are published, indicators of the platforms are not.")
            )
        return render(request, "evaluations/indicator.html", self._context(request, page, node))

    def _context(self, request: HttpRequest, page: Shown, code: str) -> dict[str, Any]:
        run, reading, names = page.run, page.reading, page.names
        node = reading.node[code]
        values = [
            (
                names[platform],
                listings.platform_url(run, platform, reading.period, reading.basis)
                if names.is_open(platform)
                else "",
                reading.mark(platform, code).raw if node.is_leaf else reading.mark(platform, code).score,
            )
            for platform in reading.codes
        ]
        unit = node.unit if node.is_leaf else _("score, 0 to 100")
        middle = pictures.median_of([value for _name, _url, value in values])
        chart = pictures.distribution(node.name, unit, values, {_("Median"): middle}, page.origin)
        return run_context(request, page) | {
            "node": node,
            "crumbs": crumbs(run),
            "chart": chart,
            "table": listings.indicator_table(run, reading, code, names, demonstration=page.demonstration),
            "children": [
                (child, listings.indicator_url(run, child.code, reading.period, reading.basis))
                for child in reading.nodes
                if child.parent == code
            ],
        }
