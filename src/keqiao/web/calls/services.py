"""Writes: a call is drafted, corrected, published, closed and told to whom it fits; an application goes its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present, today
from keqiao.web.calls.models import CallApplication, CallDeadline, UpwardCall
from keqiao.web.calls.notice_draft import fields_of
from keqiao.web.calls.procedure import APPLICATIONS, CALLS
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.programmes.frames import SubjectBook, asked_figures
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import ProgrammeResult, ResultState
from keqiao.web.registry.models import Organisation
from keqiao.web.site.watcher import Unwatched, Watcher

EDITABLE = (
    "title",
    "kind",
    "level",
    "issuer",
    "document_number",
    "issued_on",
    "year",
    "valid_to",
    "lead",
    "support",
    "quota",
    "materials",
    "summary",
    "programme",
    "unasked",
)


def draft(actor: Actor, text: str) -> UpwardCall:
    """Keep a notice as the draft of a call with all that the rules read from it.

    Raises PermissionDenied, ValidationError for a text from which nothing can be read.
    """
    read = fields_of(text)
    call = read.call
    call.made_by, call.made_at, call.reading = actor, present(), read.reading
    call.kind = call.kind or "policy"
    call.issuer, call.lead = call.issuer or "—", call.lead or call.issuer or "—"

    def make() -> UpwardCall:
        call.pk = None
        call.code = next_code(UpwardCall, f"U{call.made_at.year}-", 4)
        with CALLS.making(actor, call, "draft"):
            pass
        for deadline in read.deadlines:
            deadline.pk, deadline.call = None, call
            deadline.save()
        return call

    with transaction.atomic():
        return numbered(make)


def edit(
    actor: Actor,
    pk: int,
    fields: Mapping[str, Any],
    deadlines: Sequence[CallDeadline],
    *,
    since: int | None = None,
) -> UpwardCall:
    """Correct a call; ``deadlines`` take the place of those there are, stored ones keep where they were read.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    with CALLS.acting(actor, pk, "edit", since=since) as work:
        call: UpwardCall = work.row
        given = {name: value for name, value in fields.items() if name in EDITABLE}
        if "programme" in given:  # a step keeps its key
            given["programme_id"] = getattr(given.pop("programme"), "pk", None)
        work.change(**given)
        call.full_clean(exclude=["code", "reading", "programme", "made_by", "published_by"])
        if call.unasked and call.programme_id is None:
            raise ValidationError(
                {"programme": _("What is granted without application needs the programme that says to whom.")}
            )
        before = [str(deadline) for deadline in call.deadlines.all()]
        kept = [deadline.pk for deadline in deadlines if deadline.pk]
        call.deadlines.exclude(pk__in=kept).delete()
        for deadline in deadlines:
            deadline.call = call
            deadline.full_clean(exclude=["call"])
            deadline.save()
        after = [str(deadline) for deadline in call.deadlines.all()]
        if before != after:
            work.note("deadlines", before, after)
    return call


def publish(actor: Actor, pk: int, *, since: int | None = None) -> UpwardCall:
    """Publish a call. Raises Http404, PermissionDenied (also without a deadline of applicants), ChangedMeanwhile."""
    with CALLS.acting(actor, pk, "publish", since=since) as work:
        pass
    call: UpwardCall = work.row
    return call


def close(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> UpwardCall:
    """Close a call. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with CALLS.acting(actor, pk, "close", since=since, reason=reason) as work:
        pass
    call: UpwardCall = work.row
    return call


def push(actor: Actor, call: UpwardCall, watcher: Watcher | None = None) -> int:
    """Tell a call to those whom its programme fits, or nearly, and who were not told yet; return how many.

    Raises PermissionDenied; ValidationError for a call that is not open or has no programme.
    """
    if call.state != UpwardCall.State.OPEN or call.programme is None:
        raise ValidationError(
            _("Publish the call and choose its programme first: it says whom the call fits.")
        )
    watch = watcher or Unwatched()
    results = ProgrammeResult.objects.filter(
        version=call.programme, state__in=(ResultState.MET, ResultState.NEAR)
    ).exclude(organisation__call_applications__call=call)
    organisations = list(Organisation.objects.filter(pk__in=results.values("organisation")).order_by("pk"))
    for number, organisation in enumerate(organisations):
        watch.update(number / len(organisations))
        _make(actor, call, organisation, "notify")
    return len(organisations)


def apply(actor: Actor, call: UpwardCall, organisation: Organisation) -> CallApplication:
    """Begin an application without having been told. Raises PermissionDenied, ValidationError."""
    return _make(actor, call, organisation, "apply")


def grant(actor: Actor, call: UpwardCall, organisation: Organisation) -> CallApplication:
    """Confirm that an organisation gets what is granted without application: its facts suffice.

    Raises PermissionDenied where they do not, ValidationError.
    """
    return _make(actor, call, organisation, "grant")


def _make(actor: Actor, call: UpwardCall, organisation: Organisation, action: str) -> CallApplication:
    if CallApplication.objects.filter(call=call, organisation=organisation).exists():
        raise ValidationError(_("There is an application of %(who)s already.") % {"who": organisation})
    now = present()
    application = CallApplication(call=call, organisation=organisation, begun_at=now, moved_at=now)

    def make() -> CallApplication:
        application.pk, application._state.adding = None, True
        application.code = next_code(CallApplication, f"A{now.year}-", 5)
        with APPLICATIONS.making(actor, application, action):
            if action == "grant":
                _keep_figures(application)
        return application

    with transaction.atomic():
        return numbered(make)


def _keep_figures(application: CallApplication) -> None:
    """Keep what is known of the applicant today, and what the programme of the call says."""
    version = application.call.programme
    if version is None:
        return
    key = application.organisation_id
    book = SubjectBook(today(), [key])
    known = {
        wanted.measure: book.figure(key, wanted)
        for wanted in asked_figures(programme_of(version), book.document)
    }
    application.figures = {code: figure.value for code, figure in known.items() if figure is not None}
    application.figures_on = today()
    row = ProgrammeResult.objects.filter(version=version, organisation=key).first()
    application.result = row.state if row is not None else ""


def declare(actor: Actor, pk: int, contact: str, *, since: int | None = None) -> CallApplication:
    """Say that one wants to apply, and who is the contact."""
    words = words_given(contact, _("Say whom the bureau may call."), 100, field="contact")
    return _act(actor, pk, "declare", since=since, contact=words)


def decline(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> CallApplication:
    """Say that one does not apply."""
    return _act(actor, pk, "decline", since=since, reason=reason)


def hand_in(
    actor: Actor,
    pk: int,
    project: str,
    documents: str,
    requested: Decimal | None = None,
    *,
    since: int | None = None,
) -> CallApplication:
    """Hand in: what is applied for, which documents, how much (元)."""
    what = words_given(project, _("Say what is applied for."), 300, field="project")
    handed = words_given(documents, _("List the documents that you hand in."), 4000, field="documents")
    return _act(
        actor,
        pk,
        "hand_in",
        since=since,
        project=what,
        documents=handed,
        requested=_amount("requested", requested),
    )


def send_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> CallApplication:
    """Give an application back with a reason."""
    return _act(actor, pk, "send_back", since=since, reason=reason)


def recommend(actor: Actor, pk: int, *, since: int | None = None) -> CallApplication:
    """Recommend an application; what is known of the applicant is kept with it."""
    with APPLICATIONS.acting(actor, pk, "recommend", since=since) as work:
        _keep_figures(work.row)
        work.detail["result"] = work.row.result
    application: CallApplication = work.row
    return application


def submit(actor: Actor, pk: int, *, since: int | None = None) -> CallApplication:
    """Note that it was submitted upward."""
    return _act(actor, pk, "submit", since=since)


def approve(
    actor: Actor,
    pk: int,
    approved_on: date | None,
    approved: Decimal | None = None,
    *,
    since: int | None = None,
) -> CallApplication:
    """Enter that it was approved, with the amount (元) where there is one."""
    on, amount = _past("approved_on", approved_on), _amount("approved", approved)
    return _act(actor, pk, "approve", since=since, approved_on=on, approved=amount)


def reject(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> CallApplication:
    """Enter that it was not approved, and why."""
    return _act(actor, pk, "reject", since=since, reason=reason)


def receive(
    actor: Actor, pk: int, received_on: date | None, received: Decimal | None, *, since: int | None = None
) -> CallApplication:
    """Enter how much money (元) has come in all."""
    if received is None:
        raise ValidationError({"received": _("Say how much came.")})
    on, amount = _past("received_on", received_on), _amount("received", received)
    return _act(actor, pk, "receive", since=since, received_on=on, received=amount)


def rate(
    actor: Actor, pk: int, points: int, remark: str = "", *, since: int | None = None
) -> CallApplication:
    """Rate the service from 1 (very bad) to 5 (very good)."""
    if points not in range(1, 6):
        raise ValidationError({"points": _("Choose one of the five ratings.")})
    return _act(actor, pk, "rate", since=since, points=points, remark=remark.strip()[:500])


def _act(
    actor: Actor, pk: int, action: str, *, since: int | None, reason: str = "", **fields: Any
) -> CallApplication:
    with APPLICATIONS.acting(actor, pk, action, since=since, reason=reason) as work:
        work.change(**fields)
    application: CallApplication = work.row
    return application


def _past(field: str, day: date | None) -> date:
    if day is None or day > today():
        raise ValidationError({field: _("Give a day that has come.")})
    return day


def _amount(field: str, amount: Decimal | None) -> Decimal | None:
    if amount is not None and amount < 0:
        raise ValidationError({field: _("An amount is not negative.")})
    return amount
