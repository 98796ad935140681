"""Pages of gradings: the list, beginning one, the grading itself, publicity, decision, withdrawal, notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import RightRequired, right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations.context import crumbs as evaluation_crumbs
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.selectors import visible_runs
from keqiao.web.grading import material, notices, tables
from keqiao.web.grading.forms import (
    MOST_RUNS,
    GradingReasonForm,
    PrepareForm,
    PublicityForm,
)
from keqiao.web.grading.loose_ends import cases_in_words, cases_without_a_run
from keqiao.web.grading.models import Grading
from keqiao.web.grading.page import answered, crumbs, scheme_of, show
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.reader_view import seen
from keqiao.web.grading.selectors import DECIDE, VIEW, VIEW_DRAFTS, gradings
from keqiao.web.grading.services import preparation, publicity
from keqiao.web.procedures.responses import INVALID, edition_in
from keqiao.web.procedures.second_look import second_look
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Table


class GradingList(ListView):
    """All gradings the reader may see, newest first."""

    right = VIEW
    template_name = "grading/list.html"
    export, file_name = "grading.export", "gradings"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "period": "period",
        "state": "state",
        "run": "run__code",
        "final_at": "final_at",
    }

    def filters(self) -> list[Filter]:
        """Words, period, state."""
        every = gradings(self.request.user).order_by("-period").values_list("period", flat=True)
        periods = [(period, period) for period in every.distinct()]
        states = in_words(Grading.State)
        return [
            Filter("q", _("Number or title"), kind="words", apply=with_words("code", "title")),
            Filter("period", _("Period"), choices=periods, apply=with_value("period")),
            Filter("state", pgettext("run", "State"), choices=states, apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Grading]:
        """The gradings."""
        return gradings(self.request.user)

    def table(self, rows: Iterable[Grading]) -> Table:
        """Print them."""
        return tables.gradings_table(rows)

    def context(self, wanted: ListPage, page: Page[Grading]) -> dict[str, Any]:
        """Whether the reader may begin one."""
        return {"may_begin": signed_in(self.request).has_right(DECIDE), "crumbs": evaluation_crumbs()}


class NewGrading(RightRequired, View):
    """Choose the result that is graded. ``?run=`` the code of a run, ``&period=``, ``&basis=`` choose one at once."""

    right = DECIDE

    def _runs(self, request: SignedInRequest) -> list[Run]:
        done = visible_runs(request.user).filter(state=Run.State.DONE)
        done = done.exclude(scheme__status=SchemeVersion.Status.DRAFT)
        return list(done.order_by("-finished_at", "-pk")[:MOST_RUNS])

    def get(self, request: SignedInRequest) -> HttpResponse:
        """Show the form."""
        runs = self._runs(request)
        run = next((candidate for candidate in runs if candidate.code == request.GET.get("run")), None)
        result = ""
        if run is not None:
            period = request.GET.get("period", "")
            basis = request.GET.get("basis", "")
            result = "/".join(
                (
                    run.code,
                    period if period in run.periods else run.last_period,
                    basis if basis in run.bases else run.bases[0],
                )
            )
        return self._form(request, PrepareForm(runs, initial={"result": result}))

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Begin the grading and show it."""
        form = PrepareForm(self._runs(request), request.POST)
        if not form.is_valid():
            return self._form(request, form, INVALID)
        run, period, basis = form.chosen()
        data = form.cleaned_data
        try:
            grading = preparation.prepare(
                request.user,
                run,
                period,
                basis,
                title=data["title"],
                reason=data["reason"],
                gaps_reason=data["gaps_reason"],
                basis_reason=data["basis_reason"],
            )
        except ValidationError as error:
            form.refuse(error)
            return self._form(request, form, INVALID)
        messages.success(request, _("The grading is begun; record the consultation next."))
        return redirect(grading)

    def _form(self, request: SignedInRequest, form: PrepareForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "crumbs": crumbs()}
        return render(request, "grading/new.html", context, status=status)


@require_safe
@right_required(VIEW)
def grading(request: SignedInRequest, pk: int) -> HttpResponse:
    """One grading."""
    return show(request, pk)


@require_POST
@right_required(DECIDE)
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the publicity."""
    form = PublicityForm(request.POST)
    if not form.is_valid():
        return show(request, pk, status=INVALID, publicity=form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    since = edition_in(request.POST)
    return answered(
        request,
        lambda: publicity.publish(request.user, pk, first, last, since=since),
        partial(show, request, pk),
        done=_("Published; objections can be lodged until the last day."),
        to=reverse("grading:grading", args=(pk,)),
        publicity=form,
    )


@require_POST
@right_required(DECIDE)
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the grades final, once who decides has seen them all together."""
    since = edition_in(request.POST)
    grading = seen(request.user, pk).grading
    if GRADINGS.decide(request.user, grading, "finish"):
        ask = second_look(
            request,
            _("Decide the final grades"),
            material.final_effects(grading),
            label=_("Decide the final grades"),
            back=grading.get_absolute_url(),
            crumbs=crumbs(grading),
            table=tables.final_table(grading),
        )
        if ask is not None:
            return ask
    return answered(
        request,
        lambda: publicity.finish(request.user, pk, since=since),
        partial(show, request, pk),
        done=_("The grades are final."),
        to=reverse("grading:grading", args=(pk,)),
    )


@require_POST
@right_required(DECIDE)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw the grading."""
    form = GradingReasonForm(request.POST)
    if not form.is_valid():
        return show(request, pk, status=INVALID, withdrawal=form)
    since, reason = edition_in(request.POST), form.cleaned_data["reason"]
    return answered(
        request,
        lambda: preparation.withdraw(request.user, pk, reason, since=since),
        partial(show, request, pk),
        done=_("The grading is withdrawn."),
        to=reverse("grading:grading", args=(pk,)),
        withdrawal=form,
    )


@require_safe
@right_required(VIEW_DRAFTS)
def meeting_material(request: SignedInRequest, pk: int) -> HttpResponse:
    """The material of the consultation, to be printed."""
    visible = seen(request.user, pk)
    scheme = scheme_of(visible.grading)
    context = {
        "grading": visible.grading,
        "crumbs": crumbs(visible.grading),
        "table": tables.grades_table(visible, scheme),
        "tables": material.tables(visible, scheme),
        "quotas": material.quota_sentences(visible, scheme),
        "loose_cases": cases_in_words(cases_without_a_run(visible.grading)),
    }
    return render(request, "grading/material.html", context)


@require_safe
@right_required(VIEW)
def publicity_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """The notice of the publicity as a Word document, from the publicity on."""
    return _document(request, pk, notices.publicity, notices.publicity_title)


@require_safe
@right_required(VIEW)
def final_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """The notice of the final grades as a Word document, once they are final."""
    return _document(request, pk, notices.final, notices.final_title)


def _document(
    request: SignedInRequest, pk: int, made: Callable[..., bytes | None], title: Callable[[Grading], str]
) -> HttpResponse:
    visible = seen(request.user, pk)
    content = made(visible.grading, visible.lines)
    if content is None:
        raise Http404
    about = Export("grading.export_notice", visible.grading, {"notice": made.__name__})
    return send_file(
        request, content, f"{title(visible.grading)}（{visible.grading.code}）.docx", about=about
    )
