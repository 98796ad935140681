"""List of runs, starting one, its result, computing it again, downloads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.charts.definition import Chart
from keqiao.web.evaluations import downloads, listings, pictures, results, selectors, services
from keqiao.web.evaluations.deciding.selectors import DECIDE, of_run
from keqiao.web.evaluations.deciding.states import standing
from keqiao.web.evaluations.experts.selectors import sees_all
from keqiao.web.evaluations.forms import NewRunForm
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.reading import Node
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.evaluations.shown import Shown, crumbs, open_run, run_context, shown, signed_in
from keqiao.web.site import wording
from keqiao.web.site.tables.workbook import CONTENT_TYPE as EXCEL

RUNS_ON_A_PAGE = 50
MOST_IN_RADAR = 4


class RunList(RightRequired, View):
    """All runs the reader may see, newest first."""

    right = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        page = Paginator(selectors.visible_runs(request.user), RUNS_ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            "table": listings.runs_table(page),
            "page": page,
            "may_run": signed_in(request).has_right(RUN),
            "sees_panels": sees_all(signed_in(request)),
            "two": page.paginator.count > 1,
        }
        return render(request, "evaluations/runs.html", context)


class NewRun(RightRequired, View):
    """Choose snapshot, scheme, periods and basis, and start."""

    right = RUN

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        initial = {
            key: request.GET[key] for key in ("snapshot", "scheme") if request.GET.get(key, "").isdigit()
        }
        return self._form(request, NewRunForm(request.user, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Start the run in the background and show its progress."""
        form = NewRunForm(request.user, request.POST)
        if not form.is_valid():
            return self._form(request, form, 422)
        try:
            run = form.save(request.user)
        except services.RunRefused as refused:
            form.add_error(None, str(refused))
            return self._form(request, form, 422)
        job = services.queue_run(signed_in(request), run)
        return redirect(job)

    def _form(self, request: HttpRequest, form: NewRunForm, status: int = 200) -> HttpResponse:
        return render(request, "evaluations/new_run.html", {"form": form, "crumbs": crumbs()}, status=status)


class RunPage(RightRequired, View):
    """The result of a run; where there is none yet, how far it is or why it failed."""

    right = VIEW

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show the result."""
        run = open_run(request, code)
        if not run.is_done:
            return self._unfinished(request, run)
        page = shown(request, run)
        return render(request, "evaluations/run.html", self._context(request, page))

    def _unfinished(self, request: HttpRequest, run: Run) -> HttpResponse:
        language = get_language() or "zh"
        reasons = [wording.read(item, language) for item in run.warnings] or [run.failure]
        return render(
            request, "evaluations/unfinished.html", {"run": run, "reasons": reasons, "crumbs": crumbs()}
        )

    def _context(self, request: HttpRequest, page: Shown) -> dict[str, Any]:
        run, reading, names = page.run, page.reading, page.names
        chosen = _chosen(request, page)
        platforms = [
            (
                names[code],
                listings.platform_url(run, code, reading.period, reading.basis)
                if names.is_open(code)
                else "",
            )
            for code in reading.codes
        ]
        pillars = [
            (pillar.name, [reading.mark(code, pillar.code).contribution for code in reading.codes])
            for pillar in reading.pillars
        ]
        named = [(code, names[code]) for code in chosen]
        language = get_language() or "zh"
        return run_context(request, page) | {
            "crumbs": crumbs(),
            "summary": results.summary(run, reading),
            "about": results.about(run),
            "table": listings.result_table(run, reading, names, demonstration=page.demonstration),
            "by_pillar": pictures.by_pillar(platforms, pillars, page.origin),
            "radars": [_radar(page, pillar, named) for pillar in reading.pillars],
            "grades": pictures.grades(listings.grade_counts(reading.totals, reading), page.origin),
            "platforms": [(key, names[code], code in chosen) for key, code in _keys(page).items()],
            "most": MOST_IN_RADAR,
            "indicators": [
                (node, listings.indicator_url(run, node.code, reading.period, reading.basis))
                for node in reading.nodes
            ],
            "warnings": [
                wording.read(item, language)
                for item in run.warnings
                if not names.hides
                or not isinstance(item, dict)
                or item.get("unit") in {None, *names.open_codes}
            ],
            "robustness_url": listings.robustness_url(run, reading.period, reading.basis),
            "efficiency_url": listings.efficiency_url(run, reading.period, reading.basis),
            "comparable": selectors.comparable_runs(request.user, run)[:10],
            "may_run": signed_in(request).has_right(RUN),
            "gradings": [
                (decision, standing(decision))
                for decision in of_run(request.user, run, reading.period, reading.basis)
            ],
            "may_grade": run.scheme.status != SchemeVersion.Status.DRAFT
            and signed_in(request).has_right(DECIDE),
        }


def _radar(page: Shown, pillar: Node, chosen: list[tuple[str, str]]) -> Chart:
    """Return the radar of one pillar: its indicators, or the pillar itself where it has none."""
    reading = page.reading
    nodes = reading.below(pillar.code) or [pillar]
    axes = [(node.code, node.name, reading.scores(node.code)) for node in nodes]
    profiles = [(name, [reading.mark(code, node.code).score for node in nodes]) for code, name in chosen]
    return pictures.radar(pillar.name, axes, profiles, page.origin)


def _keys(page: Shown) -> dict[str, str]:
    """Return how the page calls each platform in its address: by code, a hidden one by its place only."""
    return {
        code if page.names.is_open(code) or not page.names.hides else f"place-{place}": code
        for place, code in enumerate(page.reading.codes, start=1)
    }


def _chosen(request: HttpRequest, page: Shown) -> list[str]:
    """Return the platforms in the radar: those asked for, else the reader's own, else the best three."""
    keys = _keys(page)
    asked = [keys[key] for key in request.GET.getlist("platform") if key in keys][:MOST_IN_RADAR]
    if asked:
        return asked
    own = [code for code in page.reading.codes if page.names.is_open(code)] if page.names.hides else []
    return own[:MOST_IN_RADAR] or page.reading.codes[:3]


class Recompute(RightRequired, View):
    """Compute the run again and say whether the digest is the same."""

    right = VIEW

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Compute again and go back to the result."""
        run = open_run(request, code)
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


class Workbook(RightRequired, View):
    """The result as an Excel workbook with results, contributions, data and warnings."""

    right = VIEW

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Send the workbook."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = shown(request, run)
        return _file(downloads.workbook(page, request.user), EXCEL, f"{run.code}.xlsx")


class Csv(RightRequired, View):
    """Every stage of every indicator as CSV."""

    right = VIEW

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Send the file."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = shown(request, run)
        if page.names.hides:
            raise PermissionDenied(_("You may see the details of your own platform only."))
        return _file(downloads.csv(page, request.user), "text/csv; charset=utf-8", f"{run.code}.csv")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a download."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
