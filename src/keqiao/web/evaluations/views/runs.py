"""List of runs, starting one, its result, computing it again, downloads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import (
    completeness,
    listings,
    orphans,
    overview,
    pictures,
    releases,
    results,
    selectors,
    services,
)
from keqiao.web.evaluations.context import RunContext, crumbs, open_run, page_of_run, run_context
from keqiao.web.evaluations.forms import NewRunForm
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.providers import providers
from keqiao.web.evaluations.releases import DECIDE
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.evaluations.totals_page import totals_page
from keqiao.web.experts.selectors import sees_all
from keqiao.web.jobs import services as jobs
from keqiao.web.site import stored_sentences
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table

MOST_IN_RADAR = 4


class RunList(ListView):
    """All runs the reader may see, newest first."""

    right = VIEW
    template_name = "evaluations/runs.html"
    export, file_name = "evaluations.export", "runs"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "state": "state",
        "scheme": ("scheme__code", "scheme__version"),
        "snapshot": "snapshot__code",
        "basis": "basis",
        "created_by": "created_by__display_name",
        "finished_at": "finished_at",
    }

    def filters(self) -> list[Filter]:
        """Words, state, scheme, basis."""
        codes = selectors.visible_runs(self.request.user).order_by("scheme__code")
        schemes = [(code, code) for code in codes.values_list("scheme__code", flat=True).distinct()]
        return [
            Filter("q", _("Run number or title"), kind="words", apply=with_words("code", "title")),
            Filter("state", pgettext("run", "State"), choices=in_words(Run.State), apply=with_value("state")),
            Filter("scheme", _("Scheme"), choices=schemes, apply=with_value("scheme__code")),
            Filter("basis", _("Basis"), choices=in_words(Run.Basis), apply=with_value("basis")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Run]:
        """The runs."""
        return selectors.visible_runs(self.request.user)

    def table(self, rows: Iterable[Run]) -> Table:
        """Print them."""
        return listings.runs_table(rows)

    def context(self, wanted: ListPage, page: Page[Run]) -> dict[str, Any]:
        """What the reader may begin here."""
        user = signed_in(self.request)
        return {
            "may_run": user.has_right(RUN),
            "sees_panels": sees_all(user),
            "two": wanted.is_narrowed or page.paginator.count > 1,
        }


class NewRun(RightRequired, View):
    """Choose snapshot, scheme, periods and basis, and start."""

    right = RUN

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the form."""
        initial: dict[str, Any] = {
            key: request.GET[key] for key in ("snapshot", "scheme") if request.GET.get(key, "").isdecimal()
        }
        initial["periods"] = request.GET.getlist("periods")
        if request.GET.get("basis") in Run.Basis.values:
            initial["basis"] = request.GET["basis"]
        return self._form(request, NewRunForm(request.user, initial=initial))

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Start the run in the background and show its progress."""
        form = NewRunForm(request.user, request.POST)
        if not form.is_valid():
            return self._form(request, form, 422)
        try:
            job = orphans.begin(signed_in(request), lambda: form.save(request.user))
        except services.RunRefused as refused:
            form.add_error(None, str(refused))
            return self._form(request, form, 422)
        return redirect(job)

    def _form(self, request: HttpRequest, form: NewRunForm, status: int = 200) -> HttpResponse:
        return render(request, "evaluations/new_run.html", {"form": form, "crumbs": crumbs()}, status=status)


class Release(RightRequired, View):
    """Open a run to everyone who may see results: another person than the one who started it, with a reason."""

    right = DECIDE

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Release it, or say on its page why not; the reason given stays in the form."""
        run = open_run(request, code)
        reason = request.POST.get("reason", "")
        try:
            releases.release(request.user, run, reason)
        except ValidationError as error:
            if not run.is_done:
                messages.error(request, " ".join(error.messages))
                return redirect(run)
            return RunPage.answer(
                request, run, {"release_problems": error.messages, "release_reason": reason}, 422
            )
        messages.success(request, _("The run is released: everyone who may see results sees it."))
        return redirect(run)


class RunPage(RightRequired, View):
    """The result of a run as far as the reader sees it; where there is none yet, how far it is or why it failed."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Show the result."""
        run = open_run(request, code)
        if not run.is_done:
            return self._unfinished(request, run)
        return self.answer(request, run)

    @classmethod
    def answer(
        cls, request: SignedInRequest, run: Run, more: dict[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        """Answer with the result of a finished run."""
        page = page_of_run(request, run)
        context = cls._shared(request, page)
        if page.names.hides:
            return render(request, "evaluations/run_own.html", context | cls._own(page))
        context |= cls._context(request, page) | (more or {})
        return render(request, "evaluations/run.html", context, status=status)

    def _unfinished(self, request: HttpRequest, run: Run) -> HttpResponse:
        language = get_language() or "zh"
        reasons = [stored_sentences.read(item, language) for item in run.warnings] or [run.failure]
        orphan = orphans.is_orphan(run) and signed_in(request).has_right(RUN)
        return render(
            request,
            "evaluations/unfinished.html",
            {"run": run, "reasons": reasons, "crumbs": crumbs(), "orphan": orphan},
        )

    @staticmethod
    def _shared(request: SignedInRequest, page: RunContext) -> dict[str, Any]:
        """Return what every reader of the result sees."""
        run, reading = page.run, page.reading
        return run_context(request, page) | {
            "crumbs": crumbs(),
            "summary": results.summary(run, reading),
            "grades": pictures.grades(listings.grade_counts(reading.grades_held, reading), page.origin),
            "robustness_url": listings.robustness_url(run, reading.period, reading.basis),
            "gradings": providers.gradings.of_run(request.user, run, reading.period, reading.basis),
        }

    @staticmethod
    def _own(page: RunContext) -> dict[str, Any]:
        """Return the page of a reader who sees the own platforms only, and of others how many hold which grade."""
        run, reading = page.run, page.reading
        table = listings.result_table(run, reading, page.names)
        return {"table": table if table.rows else None}

    @staticmethod
    def _context(request: SignedInRequest, page: RunContext) -> dict[str, Any]:
        run, reading, names = page.run, page.reading, page.names
        chosen = _chosen(request, page)
        totals = totals_page(request, page)
        printed = [row.platform.code for row in totals]
        offered = [*printed, *(code for code in chosen if code not in printed)]
        language = get_language() or "zh"
        return {
            "completeness": completeness.of_reading(reading),
            "release": releases.status_of(request.user, run),
            "about": results.about(request.user, run),
            "page": totals,
            "table": replace(
                listings.result_table(run, reading, names, totals=list(totals)),
                is_page=totals.has_other_pages(),
            ),
            "by_pillar": overview.by_pillar(page),
            "radars": [overview.radar(page, pillar, chosen) for pillar in reading.pillars],
            "platforms": [(code, names[code], code in chosen) for code in offered],
            "most": MOST_IN_RADAR,
            "indicators": [
                (node, listings.indicator_url(run, node.code, reading.period, reading.basis))
                for node in reading.nodes
            ],
            "warnings": [stored_sentences.read(item, language) for item in run.warnings],
            "efficiency_url": listings.efficiency_url(run, reading.period, reading.basis),
            "comparable": selectors.comparable_runs(request.user, run)[:10],
            "may_grade": not run.is_trial and signed_in(request).has_right(DECIDE),
        }


def _chosen(request: HttpRequest, page: RunContext) -> list[str]:
    """Return the platforms in the radar: those asked for, else the best three."""
    known = page.names.by_code
    chosen = [code for code in request.GET.getlist("platform") if code in known][:MOST_IN_RADAR]
    return chosen or page.reading.codes[:3]


class RecomputeRun(RightRequired, View):
    """Compute the run again and say whether the digest is the same; of very many totals in the background."""

    right = VIEW

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Compute again and go back to the result."""
        run = open_run(request, code)
        if run.is_done and services.takes_long(run):
            return redirect(jobs.start(signed_in(request), "evaluations.recompute", str(run), run_id=run.pk))
        try:
            again = services.recompute(signed_in(request), run)
        except (services.RunFailed, services.RunRefused) as error:
            messages.error(request, _("The run could not be computed again: %(reason)s") % {"reason": error})
            return redirect(run)
        if again.same_intervals is False:
            text = _("Computed again, the rank intervals differ from those kept. Tell the auditor.")
            messages.error(request, text)
        if again.same_result:
            text = _("Computed again from the snapshot: the same result to the bit. Digest %(digest)s")
            messages.success(request, text % {"digest": again.digest})
        else:
            text = _("Computed again, the result differs: now %(now)s, kept %(kept)s. Tell the auditor.")
            messages.error(request, text % {"now": again.digest, "kept": run.digest})
        return redirect(run)
