"""Pages of objections: lodging one, and one objection with its re-check and answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import RightRequired, right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.grading.forms import AnswerForm, FindingsForm, ObjectionForm, Styled
from keqiao.web.grading.models import Objection
from keqiao.web.grading.objections import OBJECTIONS, objection_of
from keqiao.web.grading.page import answered, crumbs, scheme_of
from keqiao.web.grading.reader_view import seen
from keqiao.web.grading.selectors import APPEAL, DECIDE, VIEW, objections
from keqiao.web.grading.services import objections as objection_services
from keqiao.web.grading.tables import points_url
from keqiao.web.procedures.responses import INVALID, edition_in
from keqiao.web.registry.models import Platform


class Lodging(RightRequired, View):
    """A platform objects to its published grade."""

    right = APPEAL

    def _form(self, request: SignedInRequest, pk: int, *given: Any) -> tuple[Any, ObjectionForm]:
        visible = seen(request.user, pk)
        user = request.user
        decision = OBJECTIONS.decide(user, objection_of(user, visible.grading), "object")
        if not decision:
            raise PermissionDenied(decision.reason)
        platforms = Platform.objects.filter(pk__in=[line.platform_id for line in visible.own_lines])
        indicators = objection_services.indicator_names(scheme_of(visible.grading))
        return visible, ObjectionForm(platforms.order_by("code"), indicators, *given)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the form."""
        visible, form = self._form(request, pk)
        return self._page(request, visible, form)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Lodge the objection and show it."""
        visible, form = self._form(request, pk, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, visible, form, INVALID)
        data = form.cleaned_data
        try:
            objection = objection_services.lodge(
                request.user,
                pk,
                data["platform"],
                data["text"],
                indicators=data["indicators"],
                files=data["proof"],
            )
        except ValidationError as error:
            form.refuse(error)
            return self._page(request, visible, form, INVALID)
        messages.success(request, _("The objection is lodged; the bureau re-checks it."))
        return redirect("grading:objection", pk=pk, objection=objection.pk)

    def _page(
        self, request: SignedInRequest, visible: Any, form: ObjectionForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "grading": visible.grading,
            "crumbs": crumbs(visible.grading),
            "form": form,
            "own": visible.own_lines,
        }
        return render(request, "grading/object.html", context, status=status)


def _find(request: SignedInRequest, pk: int, objection: int) -> Objection:
    """Return the objection if the reader may see it and its grading. Raises Http404."""
    objection_row = objections(request.user, seen(request.user, pk).grading).filter(pk=objection).first()
    if objection_row is None:
        raise Http404
    return objection_row


@require_safe
@right_required(VIEW)
def objection_page(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """One objection."""
    return _show(request, pk, objection)


def _show(
    request: SignedInRequest,
    pk: int,
    objection: int,
    *,
    status: int = 200,
    problems: list[str] | None = None,
    **forms: Any,
) -> HttpResponse:
    objection_row = _find(request, pk, objection)
    grading = objection_row.grading
    user: Actor = request.user
    may = OBJECTIONS.possible(user, objection_row)
    names = objection_services.indicator_names(scheme_of(grading))
    context = {
        "grading": grading,
        "objection": objection_row,
        "crumbs": crumbs(grading),
        "indicators": [
            (f"{code} {names.get(code, '')}", points_url(objection_row, code))
            for code in objection_row.indicators
        ],
        "inside": user.has_right(DECIDE) or seen(user, pk).inside,
        "may": {action: bool(decision) for action, decision in may.items()},
        "works": any(may.values()),
        "not_now": [] if objection_row.is_answered else OBJECTIONS.not_now(user, may, may),
        "findings": FindingsForm(initial={"findings": objection_row.findings}),
        "answer": AnswerForm(),
        "problems": problems or [],
    }
    return render(request, "grading/objection.html", context | forms, status=status)


def _step(
    request: SignedInRequest, pk: int, objection: int, act: Callable[[], object], done: str, **forms: Styled
) -> HttpResponse:
    """Take a step of an objection that the reader may see, and answer with its page. Raises Http404."""
    objection_row = _find(request, pk, objection)
    page = partial(_show, request, pk, objection)
    return answered(request, act, page, done=done, to=objection_row.get_absolute_url(), **forms)


@require_POST
@right_required(APPEAL)
def retract(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Withdraw the objection."""
    done = _("The objection is withdrawn.")
    return _step(request, pk, objection, lambda: objection_services.retract(request.user, objection), done)


@require_POST
@right_required(DECIDE)
def begin(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Take the objection into re-check."""
    since = edition_in(request.POST)
    return _step(
        request,
        pk,
        objection,
        lambda: objection_services.begin_recheck(request.user, objection, since=since),
        _("The re-check has begun."),
    )


@require_POST
@right_required(DECIDE)
def findings(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Record what the re-check found."""
    form = FindingsForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, objection, status=INVALID, findings=form)
    text, since = form.cleaned_data["findings"], edition_in(request.POST)
    return _step(
        request,
        pk,
        objection,
        lambda: objection_services.record_findings(request.user, objection, text, since=since),
        _("The findings are recorded; another person answers the objection."),
        findings=form,
    )


@require_POST
@right_required(DECIDE)
def answer(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Uphold or dismiss the objection."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, objection, status=INVALID, answer=form)
    upheld, text = form.cleaned_data["upheld"] == "1", form.cleaned_data["answer"]
    since = edition_in(request.POST)
    return _step(
        request,
        pk,
        objection,
        lambda: objection_services.answer(request.user, objection, upheld, text, since=since),
        _("The objection is upheld; take a new run as the ground.")
        if upheld
        else _("The objection is dismissed."),
        answer=form,
    )
