"""Two runs (or two periods or bases of one) beside each other: totals, ranks, grades, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.evaluation import DataError, ScoreChange, compare
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import computation, intervals, listings, pictures, selectors, why
from keqiao.web.evaluations.context import RunContext, crumbs, seen_by
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.providers import providers
from keqiao.web.evaluations.reading import RunReading
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.site.lists import ListPage


class CompareRuns(RightRequired, View):
    """Choose two results; see every platform's change and what it is made of."""

    right = VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the choice and, where both sides are chosen, the comparison."""
        runs = list(selectors.visible_runs(request.user).filter(state=Run.State.DONE)[:200])
        sides = [
            (run, period, basis) for run in runs for period in reversed(run.periods) for basis in run.bases
        ]
        options = [(_key(*side), _label(*side)) for side in sides]
        known = dict(zip((key for key, _label in options), sides, strict=True))
        before, after = request.GET.get("before", ""), request.GET.get("after", "")
        if not before and len(options) > 1:
            after = (
                after
                if after in known
                else next((k for k, side in known.items() if not side[0].is_trial), "")
            )
            before = _before(request, known, after)
        if (before and before not in known) or (after and after not in known):
            raise Http404
        context: dict[str, Any] = {"options": options, "before": before, "after": after, "crumbs": crumbs()}
        if before and after:
            context |= self._compared(request, known[before], known[after])
        return render(request, "evaluations/comparison.html", context)

    def _compared(
        self, request: SignedInRequest, before: tuple[Run, str, str], after: tuple[Run, str, str]
    ) -> dict[str, Any]:
        one = computation.stored(before[0], selectors.stored_frames(before[0], *computation.RESULTS))
        two = computation.stored(after[0], selectors.stored_frames(after[0], *computation.RESULTS))
        try:
            change = compare(
                one,
                two,
                before_period=before[1],
                after_period=after[1],
                before_basis=before[2],
                basis=after[2],
            )
        except DataError as error:
            return {"refused": error.in_language(get_language() or "zh")}
        page = seen_by(request.user, after[0], selectors.reading(*after))
        reading, names = page.reading, page.names
        platform = request.GET.get("platform", "")
        lines = change.totals.sort("rank_after", nulls_last=True, maintain_order=True)
        if names.hides:
            lines = lines.filter(pl.col("unit").is_in(list(names.by_code)))
        lines = _with_words(lines, names, request.GET.get("words", ""))
        page_rows = ListPage(request).page(range(lines.height))
        rows = list(lines[list(page_rows)].iter_rows(named=True))
        codes = [row["unit"] for row in rows]
        table = listings.change_table(
            request,
            rows,
            page,
            (_label(*before), _label(*after)),
            (_grades(*before, codes), _grades(*after, codes)),
            (intervals.certainty(*before), reading.certainty),
        )
        context: dict[str, Any] = {
            "page": page_rows,
            "table": replace(table, is_page=page_rows.has_other_pages()),
            "entered": [names[code] for code in change.entered if names.is_open(code)],
            "left": [names[code] for code in change.left if names.is_open(code) or not names.hides],
        }
        if platform in set(change.totals["unit"]) and names.is_open(platform):
            context |= _parts(change, reading, platform, page, (_short(*before), _short(*after)))
        return context


def _parts(
    change: ScoreChange, reading: RunReading, platform: str, page: RunContext, labels: tuple[str, str]
) -> dict[str, Any]:
    """Return what one platform's change is made of."""
    parts = why.change_parts(change, reading, platform)
    total = change.totals.filter(change.totals["unit"] == platform).row(0, named=True)
    return {
        "platform": page.names[platform],
        "platform_change": total,
        "change_parts": parts,
        "change_chart": pictures.change(total["before"], why.change_by_name(parts), labels, page.origin),
    }


def _before(request: SignedInRequest, known: Mapping[str, tuple[Run, str, str]], after: str) -> str:
    """Return the result to compare with: what stands for the year before, else the next one of another period or run
    that is no trial; empty where there is none.
    """
    if not after:
        return ""
    run, period, basis = known[after]
    official = providers.gradings.official_before(request.user, period, run.scheme.code)
    if official is not None:
        key = _key(official.run, official.period, official.basis)
        if key in known:
            return key
    others = [key for key, side in known.items() if key != after and not side[0].is_trial]
    earlier = [key for key in others if known[key][1] < period and known[key][2] == basis]
    return next(iter([*earlier, *others]), "")


def _grades(run: Run, period: str, basis: str, codes: Sequence[str]) -> dict[str, str]:
    """Return the grades of some platforms as the run shows them, 起步期 among them."""
    rows = selectors.totals(run, period, basis).filter(platform__code__in=codes)
    return {row.platform.code: row.grade for row in rows}


def _with_words(lines: pl.DataFrame, names: PlatformNames, words: str) -> pl.DataFrame:
    """Return the lines of the platforms whose name or code holds the words."""
    wanted = words.strip().lower()
    if not wanted:
        return lines
    return lines.filter([wanted in code.lower() or wanted in names[code].lower() for code in lines["unit"]])


def _key(run: Run, period: str, basis: str) -> str:
    return f"{run.code}/{period}/{basis}"


def _label(run: Run, period: str, basis: str) -> str:
    words = dict(Run.Basis.choices)
    named = _("%(run)s (draft, for trial)") % {"run": run} if run.is_trial else str(run)
    return _("%(run)s, %(period)s, %(basis)s") % {"run": named, "period": period, "basis": words[basis]}


def _short(run: Run, period: str, basis: str) -> str:
    return f"{run.code} {period}"
