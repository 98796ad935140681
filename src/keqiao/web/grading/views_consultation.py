"""The page of the consultation, and the page on which a new run becomes the ground after an upheld objection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.engine.evaluation.grades import ordered
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import completeness
from keqiao.web.evaluations.reading import words
from keqiao.web.grading import material, tables
from keqiao.web.grading.forms import RebaseForm, changes_in, day_or_none
from keqiao.web.grading.loose_ends import unmoved
from keqiao.web.grading.models import GradeLine
from keqiao.web.grading.page import crumbs, scheme_of
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.reader_view import Seen, seen
from keqiao.web.grading.selectors import DECIDE
from keqiao.web.grading.services import consultation, rebasing
from keqiao.web.grading.words import MOST_MINUTES
from keqiao.web.procedures.responses import CHANGED, INVALID, edition_in, status_of
from keqiao.web.procedures.words import MOST_WORDS


def _open(request: SignedInRequest, pk: int, action: str) -> Seen:
    """Return the grading for an action. Raises Http404, PermissionDenied with the reason why not."""
    visible = seen(request.user, pk)
    decision = GRADINGS.decide(request.user, visible.grading, action)
    if not decision:
        raise PermissionDenied(decision.reason)
    return visible


class Consultation(RightRequired, View):
    """Minutes of the meeting and the grades that it gives."""

    right = DECIDE

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show every platform with its grade, ready to be changed."""
        visible = _open(request, pk, "consult")
        given = {line.platform.code: (line.grade_code, line.reason) for line in visible.lines}
        return self._page(request, visible, visible.grading.minutes, given, [], 200)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Record the consultation; what was typed stays on the page when it is refused."""
        visible = seen(request.user, pk)
        minutes = request.POST.get("minutes", "")
        changes = changes_in(request.POST, visible.lines)
        since = edition_in(request.POST)
        try:
            consultation.consult(request.user, pk, minutes, changes, since=since)
        except ValidationError as error:
            visible = seen(request.user, pk)
            return self._page(request, visible, minutes, changes, error.messages, status_of(error))
        messages.success(request, _("The consultation is recorded."))
        return redirect(visible.grading)

    def _page(  # noqa: PLR0917 - what was typed comes back
        self,
        request: SignedInRequest,
        visible: Seen,
        minutes: str,
        given: dict[str, tuple[str, str]],
        problems: list[str],
        status: int,
    ) -> HttpResponse:
        scheme = scheme_of(visible.grading)
        grades = [(grade.code, words(grade.name)) for grade in ordered(scheme.grades)]
        changed = status == CHANGED
        rows = [self._row(visible, line, given, scheme, changed=changed) for line in visible.lines]
        context = {
            "grading": visible.grading,
            "crumbs": crumbs(visible.grading),
            "minutes": minutes[:MOST_MINUTES],
            "minutes_now": visible.grading.minutes if changed else "",
            "rows": rows,
            "grades": grades,
            "quotas": material.quota_sentences(visible, scheme),
            "problems": problems,
            "most_minutes": MOST_MINUTES,
            "most_words": MOST_WORDS,
        }
        return render(request, "grading/consult.html", context, status=status)

    @staticmethod
    def _row(
        visible: Seen, line: GradeLine, given: dict[str, tuple[str, str]], scheme: Any, *, changed: bool
    ) -> dict[str, Any]:
        grade, reason = given.get(line.platform.code, (line.grade_code, line.reason))
        return {
            "line": line,
            "code": line.platform.code,
            "span": tables.span(line),
            "grade": grade,
            "reason": reason[:MOST_WORDS],
            "differs": changed and (grade, reason) != (line.grade_code, line.reason),
            "remarks": tables.remarks(visible, scheme, line),
        }


class NewGround(RightRequired, View):
    """Choose the run made after an upheld objection; ``?run=`` shows first what it changes."""

    right = DECIDE

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the runs to choose from and what the chosen one changes."""
        visible = _open(request, pk, "rebase")
        runs = rebasing.candidates(visible.grading)
        code = request.GET.get("run", "")
        chosen = next((run.code for run in runs if run.code == code), runs[0].code if runs else "")
        return self._page(request, visible, RebaseForm(runs, initial={"run": chosen}), chosen)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Take the run as the ground."""
        visible = seen(request.user, pk)
        form = RebaseForm(rebasing.candidates(visible.grading), request.POST)
        chosen = request.POST.get("run", "")
        if not form.is_valid():
            return self._page(request, visible, form, chosen, INVALID)
        data = form.cleaned_data
        try:
            grading = rebasing.rebase(
                request.user,
                pk,
                form.chosen(),
                day_or_none(data["first"]),
                day_or_none(data["last"]),
                gaps_reason=data["gaps_reason"],
                since=edition_in(request.POST),
            )
        except ValidationError as error:
            form.refuse(error)
            return self._page(request, seen(request.user, pk), form, chosen, status_of(error))
        messages.success(
            request,
            _("Run %(run)s is the ground now; published from %(first)s to %(last)s.")
            % {"run": grading.run.code, "first": grading.publicity_from, "last": grading.publicity_to},
        )
        return redirect(grading)

    def _page(
        self, request: SignedInRequest, visible: Seen, form: RebaseForm, chosen: str, status: int = 200
    ) -> HttpResponse:
        grading = visible.grading
        run = next(
            (candidate for candidate in rebasing.candidates(grading) if candidate.code == chosen), None
        )
        made = rebasing.preview(grading, run) if run is not None else None
        names = {line.platform.code: str(line.platform) for line in visible.lines}
        context = {
            "grading": grading,
            "crumbs": crumbs(grading),
            "form": form,
            "run": run,
            "made": made,
            "completeness": completeness.of_run(run, grading.period, grading.basis)
            if run is not None
            else None,
            "dropped": [names.get(code, code) for code in made.dropped] if made else [],
            "table": tables.change_table(made.changes) if made else None,
            "unmoved": unmoved(grading, run) if run is not None else [],
        }
        return render(request, "grading/rebase.html", context, status=status)
