"""The pages of a call and of an application, and what is done there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.calls import selectors, services
from keqiao.web.calls.application_steps import BY_NAME, STEPS, take
from keqiao.web.calls.forms import CallForm, DeadlineForms, NoticeForm, deadlines_of
from keqiao.web.calls.lists import crumbs, light_of
from keqiao.web.calls.models import (
    WAY,
    ApplicationState,
    CallApplication,
    CallDeadline,
    CallState,
    UpwardCall,
)
from keqiao.web.calls.notice_draft import read_rows, text_of
from keqiao.web.calls.procedure import APPLICATIONS, CALLS
from keqiao.web.calls.programme_draft import draft_text
from keqiao.web.calls.rights import APPLY, KEEP, VIEW
from keqiao.web.jobs import services as jobs
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.responses import INVALID, answer, edition_in, refused
from keqiao.web.programmes.library import PROGRAMMES
from keqiao.web.programmes.models import ProgrammeResult, ResultState
from keqiao.web.programmes.selectors import counts_of, own_subject, subject_of
from keqiao.web.rulebooks.services import DocumentRefused
from keqiao.web.site.tables import Cell, Column, Table


@right_required(KEEP)
def new(request: SignedInRequest) -> HttpResponse:
    """Paste or upload a notice; what the rules read becomes a draft."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                text = text_of(file.read()) if file else form.cleaned_data["text"]
                return redirect("calls:edit", services.draft(request.user, text).pk)
            except ValidationError as error:
                form.add_error(None, error.messages)
    return render(request, "calls/new.html", {"form": form, "crumbs": crumbs()}, status=status)


@require_safe
@right_required(VIEW)
def call_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A call: what it asks and gives, deadlines, whom it fits, applications."""
    return _call(request, selectors.call_of(request.user, pk))


def _call(
    request: SignedInRequest, call: UpwardCall, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    own = own_subject(user) if user.has_right(APPLY) else None
    applications = selectors.applications_for(user).filter(call=call)
    decisions = CALLS.possible(user, call)
    context = {
        "call": call,
        "about": _about(call),
        "light": light_of(CallState.tone_of(call.state)),
        "deadlines": _deadlines(call, with_source=user.has_right(KEEP)),
        "may_keep": user.has_right(KEEP),
        "decisions": decisions,
        "not_now": CALLS.not_now(user, decisions, ["publish", "close"]),
        "fit": counts_of(user, call.programme) if call.programme else [],
        "own_result": _own_result(call, own),
        "own_application": applications.filter(organisation=own).first() if own else None,
        "may_apply": bool(own) and call.state == CallState.OPEN,
        "counts": _counts(applications),
        "granted": _granted(request, call),
        "problems": problems or [],
        "crumbs": crumbs(),
    }
    if user.has_right(KEEP):
        context |= {
            "entries": entries(CALLS, call.steps.select_related("by").order_by("-pk"), lambda step: []),
            "programme_text": "" if call.programme else draft_text(call),
        }
    return render(request, "calls/call.html", context, status=status)


def _about(call: UpwardCall) -> list[tuple[str, object]]:
    facts: list[tuple[Any, object]] = [
        (pgettext("call", "Kind"), call.get_kind_display()),
        (pgettext("call", "Level"), call.get_level_display()),
        (pgettext("call", "Issued by"), call.issuer),
        (_("Document number"), call.document_number),
        (pgettext("call", "Issued on"), call.issued_on),
        (_("Valid to"), call.valid_to),
        (_("Leading department"), call.lead),
        (_("Supporting departments"), call.support),
        (pgettext("call", "Places"), call.quota),
        (_("Documents to hand in"), call.materials),
        (_("What it gives"), call.summary),
        (_("Granted without application"), _("yes") if call.unasked else ""),
    ]
    return [(term, value) for term, value in facts if value]


def _deadlines(call: UpwardCall, *, with_source: bool) -> Table:
    columns = [
        Column("on", _("By"), "date"),
        Column("time", _("Time of day")),
        Column("who", pgettext("deadline", "Who")),
        Column("what", pgettext("deadline", "What")),
    ]
    if with_source:
        columns += [Column("source", _("Read from")), Column("confidence", pgettext("read", "How sure"))]
    sure = _sure()
    rows = [
        {
            "on": deadline.on,
            "time": deadline.time,
            "who": Cell(deadline.who, mark=_("applicants") if deadline.for_applicant else ""),
            "what": deadline.what,
            "source": _read_from(deadline),
            "confidence": sure.get(deadline.confidence, ""),
        }
        for deadline in call.deadlines.all()
    ]
    return Table(_("Deadlines"), columns, rows, name="deadlines", stacked=True)


def _sure() -> dict[str, str]:
    return {"high": _("sure"), "medium": _("look at it"), "low": _("unsure")}


def _read_from(deadline: CallDeadline) -> str:
    """The line and words that a deadline was read from."""
    if not deadline.line:
        return _("entered by hand")
    return _("line %(line)s: %(words)s") % {"line": deadline.line, "words": deadline.source}


def _own_result(call: UpwardCall, own: Any) -> ProgrammeResult | None:
    if own is None or call.programme is None:
        return None
    return ProgrammeResult.objects.filter(version=call.programme, organisation=own).first()


def _counts(applications: Any) -> list[tuple[ApplicationState, int]]:
    counts = dict(applications.order_by().values_list("state").annotate(count=Count("pk")))
    return [(state, counts[state.value]) for state in ApplicationState if counts.get(state.value)]


MOST_GRANTED = 100


def _granted(request: SignedInRequest, call: UpwardCall) -> Any:
    """Those whose facts suffice for what is granted without application, and who have no application yet."""
    if not (
        call.unasked and call.programme and call.state == CallState.OPEN and request.user.has_right(KEEP)
    ):
        return []
    met = ProgrammeResult.objects.filter(version=call.programme, state=ResultState.MET)
    waiting = met.exclude(organisation__call_applications__call=call).select_related("organisation")
    return waiting.order_by("pk")[:MOST_GRANTED]


@right_required(KEEP)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what was read, beside the words it was read from."""
    call = selectors.call_of(request.user, pk)
    if request.method != "POST":
        initial = [
            {
                "key": row.pk,
                **{name: getattr(row, name) for name in ("who", "what", "on", "time", "for_applicant")},
            }
            for row in call.deadlines.all()
        ]
        return _edit(
            request, call, CallForm(instance=call), DeadlineForms(initial=initial, prefix="deadlines")
        )
    form = CallForm(request.POST, instance=call)
    deadlines = DeadlineForms(request.POST, prefix="deadlines")

    def act() -> None:
        if not form.is_valid() or not deadlines.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        fields = dict(form.cleaned_data)
        since = edition_in(fields)
        services.edit(request.user, pk, fields, deadlines_of(call, deadlines), since=since)

    def again(error: ValidationError, status: int) -> HttpResponse:
        known = set(getattr(error, "error_dict", {})) & set(form.fields)
        if known:
            for field in known:
                form.add_error(field, error.error_dict[field])
        else:
            status = refused(form, error, {"edition": UpwardCall.objects.get(pk=pk).edition})
        return _edit(request, call, form, deadlines, status)

    return answer(request, act, done=_("The call is kept."), to=call.get_absolute_url(), again=again)


def _edit(
    request: SignedInRequest, call: UpwardCall, form: CallForm, deadlines: Any, status: int = 200
) -> HttpResponse:
    words = {
        "condition": _("condition"),
        "support": _("support"),
        "quota": _("places"),
        "exclusion": _("exclusion"),
    }
    rows = [
        {"what": words[row.what], "words": row.words, "line": row.line} for row in read_rows(call.reading)
    ]
    columns = [
        Column("what", pgettext("read", "What")),
        Column("words", _("Words of the notice")),
        Column("line", _("Line"), "number"),
    ]
    stored = {str(row.pk): row for row in call.deadlines.all()}
    sure = _sure()
    for entry in deadlines:
        row = stored.get(str(entry["key"].value() or ""))
        entry.read_from = _read_from(row) if row is not None and row.line else ""
        entry.sure = sure.get(row.confidence, "") if row is not None else ""
    context = {
        "call": call,
        "form": form,
        "deadlines": deadlines,
        "table": Table(_("Also read from the notice"), columns, rows, name="read", stacked=True),
        "unread": call.reading.get("unread", []),
        "crumbs": [*crumbs(), (call.code, call.get_absolute_url())],
    }
    return render(request, "calls/edit.html", context, status=status)


@require_POST
@right_required(KEEP, APPLY)
def act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Publish, close, tell whom it fits, apply, or confirm what is granted without application."""
    call, user = selectors.call_of(request.user, pk), request.user
    since = edition_in(request.POST)
    if name == "push":
        if not user.has_right(KEEP):
            raise Http404
        return redirect(jobs.start(user, "calls.push", call.code, call=call.pk))

    def run() -> None:
        if name == "publish":
            services.publish(user, pk, since=since)
        elif name == "close":
            services.close(user, pk, request.POST.get("reason", ""), since=since)
        elif name == "apply":
            own = own_subject(user)
            if own is None:
                raise ValidationError(_("Your account belongs to no firm or platform of the registers yet."))
            services.apply(user, call, own)
        elif name == "grant":
            text = request.POST.get("organisation", "")
            if not (text.isascii() and text.isdigit() and len(text) < 19):
                raise Http404
            services.grant(user, call, subject_of(user, int(text)))
        else:
            raise Http404

    def again(error: ValidationError, status: int) -> HttpResponse:
        return _call(request, call, error.messages, status)

    return answer(request, run, done=_("Done."), to=call.get_absolute_url(), again=again)


@require_POST
@right_required(KEEP)
def draft_programme(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the conditions of the call as the draft of a programme, which two persons put into force."""
    call = selectors.call_of(request.user, pk)
    text = request.POST.get("text", "")
    try:
        version = PROGRAMMES.add(request.user, {"text": text, "source": call.document_number or call.title})
    except DocumentRefused as error:
        return _call(request, call, [str(finding) for finding in error.findings[:5]], INVALID)
    return redirect(version)


@require_safe
@right_required(VIEW)
def application_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """An application: where it stands, what can be done, the steps so far."""
    return _application(request, selectors.application_of(request.user, pk))


@require_POST
@right_required(KEEP, APPLY)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step; a refused one comes back with what was typed."""
    offer = BY_NAME.get(name)
    if offer is None:
        raise Http404
    application = selectors.application_of(request.user, pk)
    form = offer.form(request.POST, prefix=name)

    def run() -> None:
        if not form.is_valid():
            raise ValidationError(_("Nothing was kept. Correct what is marked and send it again."))
        take(offer, request.user, pk, form, edition_in(form.cleaned_data))

    def again(error: ValidationError, status: int) -> HttpResponse:
        fresh = selectors.application_of(request.user, pk)
        known = set(getattr(error, "error_dict", {})) & set(form.fields)
        if known:
            for field in known:
                form.add_error(field, error.error_dict[field])
        else:
            status = refused(form, error, {"edition": fresh.edition})
        return _application(request, fresh, {name: form}, status)

    return answer(request, run, done=_("Done."), to=application.get_absolute_url(), again=again)


def _application(
    request: SignedInRequest,
    application: CallApplication,
    bound: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, kept = request.user, bound or {}
    decisions = APPLICATIONS.possible(user, application)
    steps = [
        {
            "step": offer,
            "form": kept.get(offer.name)
            or offer.form(initial={"edition": application.edition}, prefix=offer.name),
        }
        for offer in STEPS
        if decisions[offer.name] or offer.name in kept
    ]
    reached = WAY.index(application.state) if application.state in WAY else -1
    history = application.steps.select_related("by").order_by("-pk")
    context = {
        "application": application,
        "light": light_of(ApplicationState.tone_of(application.state)),
        "way": [
            {
                "words": state.label,
                "place": "here" if at == reached else "behind" if at < reached else "ahead",
            }
            for at, state in enumerate(WAY)
        ],
        "steps": steps,
        "not_now": APPLICATIONS.not_now(user, decisions, [offer.name for offer in STEPS]),
        "entries": entries(APPLICATIONS, history),
        "crumbs": [*crumbs(), (application.call.title, application.call.get_absolute_url())],
    }
    return render(request, "calls/application.html", context, status=status)
