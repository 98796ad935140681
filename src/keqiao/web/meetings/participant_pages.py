"""Pages of participants: sign up, wishes and times, withdraw, what came of a meeting."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.meetings import pages
from keqiao.web.meetings.forms import ParticipationForm
from keqiao.web.meetings.models import EventMeeting
from keqiao.web.meetings.rights import ORGANISE, TAKE_PART
from keqiao.web.meetings.selectors import event_of, own_participation
from keqiao.web.meetings.services import outcomes, participations
from keqiao.web.procedures.responses import answer, edition_in


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(TAKE_PART)
def sign_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign up, or change side, times and wishes."""
    event = event_of(request.user, pk)
    if request.method != "POST":
        return redirect(event)
    own = own_participation(request.user, event)
    form = ParticipationForm(event, own, request.POST)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        side, away = form.cleaned_data["side"], form.slots()
        if own is None:
            participations.sign_up(request.user, pk, side, away)
        else:
            since = edition_in(form.cleaned_data)
            participations.change(request.user, own.pk, side, away, form.wishes(), since=since)

    def again(error: ValidationError, status: int) -> HttpResponse:
        fresh = event_of(request.user, pk)
        return pages.show(request, fresh, form=form, problems=error.messages, code=status)

    return answer(request, act, done=_("Kept."), to=event, again=again)


@require_POST
@right_required(TAKE_PART)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw from an event."""
    event = event_of(request.user, pk)
    own = own_participation(request.user, event)
    if own is None:
        raise Http404

    def again(error: ValidationError, status: int) -> HttpResponse:
        return pages.show(request, event_of(request.user, pk), problems=error.messages, code=status)

    since = edition_in(request.POST)
    return answer(
        request,
        lambda: participations.withdraw(request.user, own.pk, since=since),
        done=_("Withdrawn."),
        to=event,
        again=again,
    )


@require_POST
@right_required(TAKE_PART, ORGANISE)
def outcome(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what came of a meeting."""
    rows = EventMeeting.objects.visible_to(request.user).select_related("event")
    meeting = rows.filter(pk=pk).first()
    if meeting is None:
        raise Http404

    def again(error: ValidationError, status: int) -> HttpResponse:
        event = event_of(request.user, meeting.event_id)
        return pages.show(request, event, problems=error.messages, code=status)

    chosen = request.POST.get("outcome", "")
    return answer(
        request,
        lambda: outcomes.say_outcome(request.user, pk, chosen),
        done=_("Kept."),
        to=meeting.event,
        again=again,
    )
