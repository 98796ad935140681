"""Input–output efficiency of the platforms of a run, by measures that the reader chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.schemes.parts import Measure
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import computation, efficiency_settings, selectors
from keqiao.web.evaluations import efficiency_pages as pages
from keqiao.web.evaluations import frontier_pages as frontier
from keqiao.web.evaluations.context import RunContext, crumbs, open_run, page_of_run, run_context
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.site.lists import ListPage


class EfficiencyPage(RightRequired, View):
    """Scores, peers and targets; for readers who may see all platforms."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = page_of_run(request, run)
        if page.names.hides:
            # Every score is a ratio of raw figures to those of others; beside a public figure it tells whose they are.
            raise PermissionDenied(
                _(
                    "Efficiency compares the raw figures of all platforms; it is for those who may see all of them."
                )
            )
        return render(request, "evaluations/efficiency.html", self._context(request, page))

    def _context(self, request: HttpRequest, page: RunContext) -> dict[str, Any]:
        scheme, query = page.reading.scheme, request.GET
        known = {measure.code: measure for measure in efficiency_settings.measures(scheme)}
        model = efficiency_settings.model(
            scheme,
            query.getlist("input"),
            query.getlist("output"),
            query.get("returns", ""),
            query.get("orientation", ""),
        )
        context = run_context(request, page) | {
            "crumbs": crumbs(page.run),
            "model": model,
            "inputs": [(code, words(m.name), code in model.inputs) for code, m in known.items()],
            "outputs": [(code, words(m.name), code in model.outputs) for code, m in known.items()],
            "input_names": _(", ").join(words(known[code].name) for code in model.inputs) or "—",
            "output_names": _(", ").join(words(known[code].name) for code in model.outputs) or "—",
            "returns": pages.returns(),
            "orientations": pages.orientations(),
        }
        try:
            efficiency = efficiency_settings.compute(
                model, _figures(page), page.reading.codes, [page.names[code] for code in page.reading.codes]
            )
        except efficiency_settings.NotComparable as error:
            return context | {"refusals": pages.refusals(error, page, known)}
        if efficiency is None:
            return context | {
                "refusals": [
                    _("Choose at least one input and one output that the platforms have figures for.")
                ]
            }
        page_rows = ListPage(request).page(pages.best_first(efficiency))
        scores = pages.score_table(efficiency, page, list(page_rows))
        return (
            context
            | {
                "result": True,
                "page": page_rows,
                "warnings": pages.warnings(efficiency, page),
                "sentences": pages.sentences(efficiency),
                "table": replace(scores, is_page=page_rows.has_other_pages()),
                "targets": pages.target_table(efficiency, page, known, list(page_rows)),
                "picture": pages.picture(efficiency, page),
            }
            | self._frontier(request, page, model, known)
        )

    def _frontier(
        self,
        request: HttpRequest,
        page: RunContext,
        model: efficiency_settings.Model,
        known: Mapping[str, Measure],
    ) -> dict[str, Any]:
        """Return the picture of one input and one output, by the reader's choice among those of the model."""
        axes = frontier.chosen(model, request.GET.get("across", ""), request.GET.get("up", ""))
        codes = page.reading.codes
        try:
            efficiency = efficiency_settings.compute(
                frontier.narrowed(model, axes), _figures(page), codes, [page.names[code] for code in codes]
            )
        except efficiency_settings.NotComparable:
            return {}
        if efficiency is None:
            return {}
        return {
            "across": [(code, words(known[code].name), code == axes.input) for code in model.inputs],
            "up": [(code, words(known[code].name), code == axes.output) for code in model.outputs],
            "frontier": frontier.picture(efficiency, page, known),
            "ways": frontier.way_table(efficiency, page, known),
        }


def _figures(page: RunContext) -> pl.DataFrame:
    """Return every measure of the platforms in the period page_rows, as the run read them."""
    kept = selectors.stored_frames(page.run, computation.REPORTED, computation.VERIFIED, computation.DERIVED)
    table = computation.measures_of(page.reading.scheme, computation.panel_of(kept), page.reading.basis)
    return table.filter(pl.col("period") == page.reading.period)
