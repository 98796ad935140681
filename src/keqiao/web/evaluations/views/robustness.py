"""How sure ranks and grades of a run are; computing it for a run that has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import frames, robustness
from keqiao.web.evaluations import uncertainty_pages as pages
from keqiao.web.evaluations.context import RunContext, crumbs, open_run, page_of_run, run_context
from keqiao.web.evaluations.drivers import pages as deciding
from keqiao.web.evaluations.drivers import results
from keqiao.web.evaluations.models import RunRobustness, RunTotal
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.evaluations.totals_page import totals_page
from keqiao.web.site import stored_sentences


class RobustnessPage(RightRequired, View):
    """Intervals, shares of grades and pairs of a run, with plain words of what they mean and how they were drawn."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Show the page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = page_of_run(request, run)
        if not page.names.tells_parts:
            raise PermissionDenied(_("Grades are published; points and indicators of the platforms are not."))
        intervals = RunRobustness.objects.filter(run=run).select_related("made_by").first()
        context = run_context(request, page) | {
            "crumbs": crumbs(run),
            "kept": intervals is not None,
            "may_run": signed_in(request).has_right(RUN),
        }
        if intervals is not None:
            context |= _stored_context(request, page, intervals)
            if page.reading.certainty and not page.names.hides:
                context |= _decided(page, context["page"], request.GET.get("platform", ""))
        return render(request, "evaluations/robustness.html", context)


def _stored_context(request: SignedInRequest, page: RunContext, stored: RunRobustness) -> dict[str, Any]:
    reading, names, totals = page.reading, page.names, totals_page(request, page)
    language = get_language() or "zh"
    context: dict[str, Any] = {
        "about": pages.about(stored, reading),
        "sentences": pages.sentences(stored, reading, names),
        "refusals": [stored_sentences.read(item, language) for item in stored.refusals],
    }
    if not reading.certainty:
        return context
    table = pages.interval_table(reading, names, page.run, totals)
    context |= {"page": totals, "table": replace(table, is_page=totals.has_other_pages())}
    if names.hides:
        return context
    return context | {
        "picture": pages.interval_picture(reading, names, page.origin),
        "heat": pages.heat(frames.unpacked(stored.acceptability), reading, names, page.origin),
        "grade_table": pages.grade_table(frames.unpacked(stored.grades), reading, names, totals),
        "pair_table": pages.pair_table(frames.unpacked(stored.pairs), reading, names),
    }


def _decided(page: RunContext, totals: Page[RunTotal], platform: str) -> dict[str, Any]:
    """What decides the ranks, for all platforms or for one that the reader may open."""
    chosen = platform if page.names.is_open(platform) else ""
    run, period, basis = page.run, page.reading.period, page.reading.basis
    drivers = results.stored_drivers(run, period, basis)
    if drivers is None:
        # What the draws could do, a change of one part may not: then the page says no more than the draws.
        return {"may_ask_drivers": not results.is_asked(run, period, basis)}
    language, refusal = get_language() or "zh", drivers.shares.refusal
    return {
        "deciding": True,
        "platforms": deciding.choices(page, totals, chosen),
        "chosen": chosen,
        "shares_refused": refusal.in_language(language) if refusal is not None else "",
        "share_sentences": deciding.share_sentences(drivers.shares, page, chosen),
        "share_picture": deciding.share_picture(drivers.shares, page, chosen),
        "share_table": deciding.share_table(drivers.shares, page, chosen),
        "margin_sentences": deciding.margin_sentences(drivers, page),
        "swap_table": deciding.swap_table(drivers, page, totals),
        "threshold_table": deciding.grade_table(drivers, page, totals),
        "without_sentence": deciding.without_sentence(drivers, page),
        "without_table": deciding.without_table(drivers, page),
    }


class DrawRun(RightRequired, View):
    """Compute the intervals of a run that has none, in the background."""

    right = RUN

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Start the job and show its progress."""
        run = open_run(request, code)
        try:
            return redirect(robustness.queue(signed_in(request), run))
        except robustness.NoIntervals as refused:
            messages.error(request, str(refused))
            return redirect(run)


class AskDrivers(RightRequired, View):
    """Compute in the background what decides the ranks of a period and basis; "back" is the page that asks."""

    right = VIEW

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Start the job, or return to the page where the answer is there already."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = page_of_run(request, run)
        if page.names.hides or not page.names.tells_parts:
            raise PermissionDenied(_("Grades are published; points and indicators of the platforms are not."))
        period, basis = page.reading.period, page.reading.basis
        name = "evaluations:try" if request.POST.get("back") == "try" else "evaluations:robustness"
        back = f"{reverse(name, args=(run.code,))}?{request.GET.urlencode()}"
        if results.is_asked(run, period, basis):
            return redirect(back)
        return redirect(results.ask(request.user, run, period, basis, back))
