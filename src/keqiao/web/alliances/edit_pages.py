"""Pages that write: the bureau and secretaries keep alliances, owners report what they did."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.alliances import pages, services
from keqiao.web.alliances.forms import (
    AllianceForm,
    GatheringForm,
    GatheringMinutesForm,
    MemberForm,
    ResolutionForms,
)
from keqiao.web.alliances.models import Alliance, AllianceGathering, AllianceResolution
from keqiao.web.alliances.rights import KEEP
from keqiao.web.alliances.selectors import alliance_of, gathering_of, keeps
from keqiao.web.procedures.responses import answer, edition_in, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(KEEP)
def new(request: SignedInRequest) -> HttpResponse:
    """Record an alliance."""
    if request.user.scope_for(KEEP) != "all":
        raise PermissionDenied(_("Only the bureau records an alliance."))
    form = AllianceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.establish(request.user, Alliance(**form.fields_given())))
        except ValidationError as error:
            return _form_page(request, form, None, _mark(form, error))
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(KEEP)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an alliance."""
    alliance = alliance_of(request.user, pk)
    if not keeps(request.user, alliance):
        raise PermissionDenied(_("The secretary of the alliance or the bureau does it."))
    form = AllianceForm(request.POST if request.method == "POST" else None, instance=alliance)
    if request.method == "POST" and form.is_valid():
        try:
            since = edition_in(form.cleaned_data)
            return redirect(services.change(request.user, pk, form.fields_given(), since=since))
        except ValidationError as error:
            return _form_page(request, form, alliance, _mark(form, error))
    return _form_page(request, form, alliance)


@require_POST
@right_required(KEEP)
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a member."""
    alliance = alliance_of(request.user, pk)
    form = MemberForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        fields = form.cleaned_data
        services.join(request.user, pk, fields["organisation"], fields["part"], fields["joined_on"])

    def again(error: ValidationError, status: int) -> HttpResponse:
        return pages.show_alliance(
            request, alliance, member_form=form, problems=error.messages, status=status
        )

    return answer(request, act, done=_("Kept."), to=alliance, again=again)


@require_POST
@right_required(KEEP)
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a membership on a day."""
    alliance = alliance_of(request.user, pk)

    def act() -> None:
        try:
            day = date.fromisoformat(request.POST.get("left_on", ""))
        except ValueError as error:
            raise ValidationError(_("Give the day on which it left.")) from error
        services.leave(request.user, pk, _key(request.POST.get("member", "")), day)

    def again(error: ValidationError, status: int) -> HttpResponse:
        return pages.show_alliance(request, alliance, problems=error.messages, status=status)

    return answer(request, act, done=_("Kept."), to=alliance, again=again)


@require_POST
@right_required(KEEP)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a gathering into the calendar."""
    alliance = alliance_of(request.user, pk)
    form = GatheringForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        services.plan(request.user, AllianceGathering(alliance=alliance, **form.cleaned_data))

    def again(error: ValidationError, status: int) -> HttpResponse:
        return pages.show_alliance(request, alliance, plan_form=form, problems=error.messages, status=status)

    return answer(request, act, done=_("Kept."), to=alliance, again=again)


@require_POST
@right_required(KEEP)
def gathering_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the minutes of a gathering, or cancel it: ``action`` says which."""
    row, data = gathering_of(request.user, pk), request.POST
    form = GatheringMinutesForm(data) if data.get("action") == "hold" else None
    forms: Any = ResolutionForms(data, prefix="resolutions") if form is not None else None

    def act() -> None:
        if form is None:
            if data.get("action") != "cancel":
                raise ValidationError(_("Choose what is to be done."))
            services.cancel(request.user, pk, data.get("reason", ""), since=edition_in(data))
            return
        if not form.is_valid() or not forms.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        given = [part.cleaned_data for part in forms if part.cleaned_data.get("words")]
        since = edition_in(form.cleaned_data)
        services.hold(request.user, pk, form.cleaned_data["minutes"], given, since=since)

    def again(error: ValidationError, status: int) -> HttpResponse:
        fresh = gathering_of(request.user, pk)
        return pages.show_gathering(
            request, fresh, form=form, resolution_forms=forms, problems=error.messages, status=status
        )

    return answer(request, act, done=_("Kept."), to=row, again=again)


@require_POST
@right_required(KEEP)
def resolution_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report a decision as done, or drop it: ``action`` says which."""
    rows = AllianceResolution.objects.visible_to(request.user).select_related("gathering__alliance")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    data = request.POST
    words, since = data.get("result", ""), edition_in(data)

    def act() -> None:
        if data.get("action") == "complete":
            services.complete(request.user, pk, words, since=since)
        elif data.get("action") == "drop":
            services.drop(request.user, pk, words, since=since)
        else:
            raise ValidationError(_("Choose what is to be done."))

    def again(error: ValidationError, status: int) -> HttpResponse:
        return pages.show_gathering(request, row.gathering, problems=error.messages, status=status)

    return answer(request, act, done=_("Kept."), to=row.gathering, again=again)


def _form_page(
    request: SignedInRequest, form: AllianceForm, alliance: Alliance | None, status: int = 422
) -> HttpResponse:
    way = (
        pages.crumbs()
        if alliance is None
        else [*pages.crumbs(), (str(alliance), alliance.get_absolute_url())]
    )
    context = {"form": form, "alliance": alliance, "crumbs": way}
    return render(request, "alliances/form.html", context, status=status if form.is_bound else 200)


def _mark(form: Any, error: ValidationError) -> int:
    for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, errors)
    return status_of(error)


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
