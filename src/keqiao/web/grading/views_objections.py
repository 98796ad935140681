"""Pages of objections: lodging one, and one objection with its re-check and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import RightRequired, right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.audit.acting import ChangedMeanwhile
from keqiao.web.grading.forms import AnswerForm, FindingsForm, ObjectionForm, edition_in
from keqiao.web.grading.models import Objection
from keqiao.web.grading.page import crumbs, scheme_of
from keqiao.web.grading.seeing import seen
from keqiao.web.grading.selectors import APPEAL, DECIDE, VIEW, objections
from keqiao.web.grading.services import objecting
from keqiao.web.grading.states import ACTIONS, decide_action
from keqiao.web.registry.models import Platform


class Lodging(RightRequired, View):
    """A platform objects to its published grade."""

    right = APPEAL

    def _form(self, request: SignedInRequest, pk: int, *given: Any) -> tuple[Any, ObjectionForm]:
        found = seen(request.user, pk)
        answer = decide_action(request.user, found.grading, "object")
        if not answer:
            raise PermissionDenied(answer.reason)
        platforms = Platform.objects.filter(pk__in=[line.platform_id for line in found.own_lines])
        indicators = objecting.indicator_names(scheme_of(found.grading))
        return found, ObjectionForm(platforms.order_by("code"), indicators, *given)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show the form."""
        found, form = self._form(request, pk)
        return self._page(request, found, form)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Lodge the objection and show it."""
        found, form = self._form(request, pk, request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, found, form, 422)
        data = form.cleaned_data
        try:
            objection = objecting.lodge(
                request.user,
                pk,
                data["platform"],
                data["text"],
                indicators=data["indicators"],
                files=data["proof"],
            )
        except ValidationError as error:
            form.refuse(error)
            return self._page(request, found, form, 422)
        messages.success(request, _("The objection is lodged; the bureau re-checks it."))
        return redirect("grading:objection", pk=pk, objection=objection.pk)

    def _page(self, request: HttpRequest, found: Any, form: ObjectionForm, status: int = 200) -> HttpResponse:
        context = {
            "grading": found.grading,
            "crumbs": crumbs(found.grading),
            "form": form,
            "own": found.own_lines,
        }
        return render(request, "grading/object.html", context, status=status)


def _find(request: SignedInRequest, pk: int, objection: int) -> Objection:
    """Return the objection if the reader may see it and its grading. Raises Http404."""
    found = objections(request.user, seen(request.user, pk).grading).filter(pk=objection).first()
    if found is None:
        raise Http404
    return found


@require_safe
@right_required(VIEW)
def objection_page(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """One objection."""
    return _show(request, pk, objection)


def _show(request: SignedInRequest, pk: int, objection: int, status: int = 200, **forms: Any) -> HttpResponse:
    found = _find(request, pk, objection)
    grading = found.grading
    actions = ("retract", "begin_recheck", "record_findings", "uphold")
    may = {action: decide_action(request.user, grading, action, found) for action in actions}
    user: Actor = request.user
    names = objecting.indicator_names(scheme_of(grading))
    context = {
        "grading": grading,
        "objection": found,
        "crumbs": crumbs(grading),
        "indicators": [f"{code} {names.get(code, '')}" for code in found.indicators],
        "inside": user.has_right(DECIDE) or seen(user, pk).inside,
        "may": {action: bool(answer) for action, answer in may.items()},
        "not_now": [
            (ACTIONS[action].name, answer.reason)
            for action, answer in may.items()
            if not answer and not found.is_answered and user.has_right(ACTIONS[action].right)
        ],
        "findings": FindingsForm(initial={"findings": found.findings}),
        "answer": AnswerForm(),
        "problems": [],
    }
    return render(request, "grading/objection.html", context | forms, status=status)


@require_POST
@right_required(APPEAL)
def retract(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Withdraw the objection."""
    return _done(
        request,
        (pk, objection),
        lambda: objecting.retract(request.user, pk, objection),
        _("The objection is withdrawn."),
    )


@require_POST
@right_required(DECIDE)
def begin(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Take the objection into re-check."""
    since = edition_in(request.POST)
    return _done(
        request,
        (pk, objection),
        lambda: objecting.begin_recheck(request.user, pk, objection, since=since),
        _("The re-check has begun."),
    )


@require_POST
@right_required(DECIDE)
def findings(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Record what the re-check found."""
    form = FindingsForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, objection, 422, findings=form)
    said, since = form.cleaned_data["findings"], edition_in(request.POST)
    return _done(
        request,
        (pk, objection),
        lambda: objecting.record_findings(request.user, pk, objection, said, since=since),
        _("The findings are recorded; another person answers the objection."),
        findings=form,
    )


@require_POST
@right_required(DECIDE)
def answer(request: SignedInRequest, pk: int, objection: int) -> HttpResponse:
    """Uphold or dismiss the objection."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, objection, 422, answer=form)
    upheld, said = form.cleaned_data["upheld"] == "1", form.cleaned_data["answer"]
    since = edition_in(request.POST)
    return _done(
        request,
        (pk, objection),
        lambda: objecting.answer(request.user, pk, objection, upheld, said, since=since),
        _("The objection is upheld; take a new run as the ground.")
        if upheld
        else _("The objection is dismissed."),
        answer=form,
    )


def _done(
    request: SignedInRequest, keys: tuple[int, int], act: Callable[[], Any], said: str, **forms: Any
) -> HttpResponse:
    """Do one step and answer with the page of the objection. PermissionDenied goes on: its page tells the reason."""
    try:
        act()
    except ValidationError as error:
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        for form in forms.values():
            form.refuse(error)
        return _show(request, *keys, status, problems=[] if forms else error.messages, **forms)
    messages.success(request, said)
    return redirect("grading:objection", pk=keys[0], objection=keys[1])
