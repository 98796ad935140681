"""Other weights and thresholds on the result of a run: the page, its answer while a slider moves, the draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import listings, selectors
from keqiao.web.evaluations.context import crumbs, open_run, switches
from keqiao.web.evaluations.drivers import results
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.selectors import RUN, VIEW
from keqiao.web.evaluations.what_if import controls, drafts, hints, narrative
from keqiao.web.evaluations.what_if.changes import ScenarioChanges, changed
from keqiao.web.evaluations.what_if.families import values
from keqiao.web.evaluations.what_if.forms import DraftForm
from keqiao.web.evaluations.what_if.scenario import Attempt, Ready, attempt, ready
from keqiao.web.evaluations.what_if.text import number
from keqiao.web.evaluations.what_if.yardsticks import NotMovable
from keqiao.web.site.downloads import Export, send_file

MOST_KEYS = 2000
"""More parts of an address than this are not read."""


@dataclass(frozen=True)
class ScenarioContext:
    """A finished run under trial, as far as the reader may see it."""

    run: Run
    start: Ready
    period: str
    basis: str
    rows: list[RunTotal]
    names: PlatformNames
    changes: ScenarioChanges

    @property
    def place(self) -> str:
        """Period and basis as the start of an address, where they are not those shown by themselves."""
        parts = QueryDict(mutable=True)
        if self.period != self.run.last_period:
            parts["period"] = self.period
        if self.basis != self.run.bases[0]:
            parts["basis"] = self.basis
        return parts.urlencode()

    def query(self, changes: ScenarioChanges) -> str:
        """Return period, basis and changes as parts of an address."""
        return "&".join(part for part in (self.place, changes.query()) if part)

    def address(self, changes: ScenarioChanges) -> str:
        """Return the address of the page with changes."""
        query = self.query(changes)
        return reverse("evaluations:try", args=(self.run.code,)) + (f"?{query}" if query else "")


def _scenario_context(
    request: SignedInRequest, run: Run, query: QueryDict, state: QueryDict
) -> ScenarioContext:
    """Return the run with the period and basis asked for and the changes in `state`.

    Raises PermissionDenied for a reader of what is published: weights that can be moved tell every indicator.
    """
    period, basis = query.get("period", ""), query.get("basis", "")
    period = period if period in run.periods else run.last_period
    basis = basis if basis in run.bases else run.bases[0]
    totals = selectors.totals(run, period, basis)
    names = selectors.names_for(request.user, totals)
    if not names.tells_parts:
        raise PermissionDenied(_("Grades are published; points and indicators of the platforms are not."))
    rows = [row for row in totals if names.is_open(row.platform.code)]
    start = ready(run)
    return ScenarioContext(
        run, start, period, basis, rows, names, ScenarioChanges.read(start.scheme, _pairs(state))
    )


def _pairs(state: QueryDict) -> list[tuple[str, str]]:
    return [(key, text) for key, texts in state.lists() for text in texts[-1:]][:MOST_KEYS]


def _query(text: str) -> QueryDict:
    """Return a text as parts of an address; what is none has no parts."""
    try:
        return QueryDict(text)
    except Exception:  # too many fields, wrong encoding: hostile, and nothing to tell
        return QueryDict()


class Try(RightRequired, View):
    """The page with the sliders; without a script its button asks the same."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Show the page; what a form without a script sends leads to the address that says it."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        if "from" in request.GET:
            before = _scenario_context(request, run, request.GET, _query(request.GET["from"]))
            return redirect(before.address(_merged(before, request.GET)))
        return _page(request, _scenario_context(request, run, request.GET, request.GET))


def _merged(page: ScenarioContext, sent: QueryDict) -> ScenarioChanges:
    """Return the changes after a form was sent: numbers that are not as they were shown are asked last."""
    scheme, changes = page.start.scheme, page.changes
    try:
        was = values(changed(scheme, changes))
    except NotMovable:
        was = values(scheme)
    new = {
        key: value
        for key, value in ScenarioChanges.read(scheme, _pairs(sent)).numbers.items()
        if value != was[key]
    }
    changes = changes.then(new)
    reset = str(sent.get("reset", ""))
    changes = ScenarioChanges() if reset == "all" else changes.without(reset)
    return changes.then(controls.preset(scheme, str(sent.get("preset", ""))))


def _page(
    request: HttpRequest, page: ScenarioContext, form: DraftForm | None = None, status: int = 200
) -> HttpResponse:
    run, may_run = page.run, signed_in(request).has_right(RUN)
    done = attempt(page.start, page.changes, page.basis)
    context = _answer(page, done) | {
        "crumbs": crumbs(run),
        "groups": controls.groups(page.start, done.scheme, page.changes),
        "has_types": page.start.scheme.profiles is not None,
        "robustness_url": listings.robustness_url(run, page.period, page.basis),
        "hides": page.names.hides,
        "may_run": may_run,
        **(switches(request, run, page.period, page.basis) if request.method == "GET" else {}),
    }
    if not page.names.hides:  # every hint says how far one platform is from another
        context |= _hints(page)
    if may_run:
        initial = {"version": drafts.suggested_version(run.scheme), "state": page.changes.query()}
        context["form"] = form or DraftForm(initial=initial)
    return render(request, "evaluations/what_if/try.html", context, status=status)


def _hints(page: ScenarioContext) -> dict[str, Any]:
    """Return the hints, or that they can be asked for."""
    run, period, basis = page.run, page.period, page.basis
    drivers = results.stored_drivers(run, period, basis)
    if drivers is None:
        return {"may_ask_drivers": not results.is_asked(run, period, basis)}
    suggestions = hints.hints(page.start, drivers, page.rows, page.names)
    return {
        "hints": [
            (hint.text, page.address(hint.changes) if hint.changes.numbers else "") for hint in suggestions
        ]
    }


def _answer(page: ScenarioContext, done: Attempt) -> dict[str, Any]:
    """Return what the answer shows: the sentence, the platforms, the numbers that gave way."""
    language = get_language() or "zh"
    context: dict[str, Any] = {
        "run": page.run,
        "period": page.period,
        "basis": page.basis,
        "state": page.changes.query(),
        "place": page.place,
        "file": page.query(page.changes),
        "refused": bool(done.problems),
        "values": json.dumps({key: number(value) for key, value in values(done.scheme).items()}),
    }
    if done.evaluation is None:
        said = " ".join(text.in_language(language) for text in done.problems)
        return context | {"sentence": _("This cannot be tried: %(reason)s") % {"reason": said}}
    lines = narrative.lines(page.run, done.evaluation, page.rows, page.names)
    changed = done.scheme is not page.start.scheme
    listed = narrative.telling(lines)
    return context | {
        "sentence": narrative.sentence(lines, changed=changed, own=page.names.hides),
        "lines": listed,
        "count": len(lines),
        "left_out": len(lines) - len(listed),
        "picture": narrative.slopes(lines) if changed and not page.names.hides else None,
    }


class ScenarioView(RightRequired, View):
    """What is tried on a finished run, computed and answered."""

    right = VIEW

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Compute it and answer; an unfinished run has its own page."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        page = _scenario_context(request, run, request.GET, request.GET)
        return self.answer(page, attempt(page.start, page.changes, page.basis))

    def answer(self, page: ScenarioContext, done: Attempt) -> HttpResponse:
        """Answer with what was tried."""
        raise NotImplementedError


class ScenarioAnswer(ScenarioView):
    """The part of the page that changes while a slider moves."""

    def answer(self, page: ScenarioContext, done: Attempt) -> HttpResponse:
        """Send the part."""
        return render(self.request, "evaluations/what_if/_answer.html", _answer(page, done))


class ScenarioFile(ScenarioView):
    """All platforms of what is tried, as a file."""

    def answer(self, page: ScenarioContext, done: Attempt) -> HttpResponse:
        """Send the file; what cannot be tried is told on the page."""
        if done.evaluation is None:
            return redirect(page.address(page.changes))
        run = page.run
        title = _("%(run)s with other weights and thresholds") % {"run": run.title}
        table = narrative.table(narrative.lines(run, done.evaluation, page.rows, page.names), title)
        about = Export("evaluations.export", run, {"format": "what-if", "changes": page.changes.query()})
        return send_file(self.request, table, f"{run.code}-what-if.xlsx", about=about)


class Save(RightRequired, View):
    """Keep what is tried as a draft of the scheme."""

    right = RUN

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Keep it and go to the draft, or say why not."""
        run = open_run(request, code)
        if not run.is_done:
            return redirect(run)
        form = DraftForm(request.POST)
        valid = form.is_valid()
        page = _scenario_context(request, run, request.POST, _query(form.cleaned_data.get("state", "")))
        if valid:
            data = form.cleaned_data
            try:
                draft = drafts.save_draft(
                    signed_in(request), run, page.changes, data["version"], data["reason"]
                )
            except drafts.NotSaved as refused:
                form.add_error(None, str(refused))
            else:
                text = _(
                    "Kept as a draft: %(scheme)s. Run %(run)s stays as it is; try the draft with a new run."
                )
                messages.success(request, text % {"scheme": draft, "run": run.code})
                return redirect(draft)
        return _page(request, page, form, 422)
