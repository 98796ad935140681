"""Review a form figure by figure, twice, by two people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import decide
from keqiao.web.facts.checks import check_value
from keqiao.web.procedures.words import reason_given
from keqiao.web.returns.checking import findings_of_many
from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.actions import FormActing
from keqiao.web.site.punctuation import listed

DONE: dict[str, str] = {
    Return.State.FIRST_REVIEW: Cell.State.PASSED_FIRST,
    Return.State.SECOND_REVIEW: Cell.State.PASSED,
}
"""What a cell is after it passed the review that a form stands in."""


def begin(actor: Actor, form_pk: int, *, since: int | None = None) -> None:
    """Begin the first review; from now on the actor is its reviewer."""
    with RETURNS.acting(actor, form_pk, "begin", since=since) as work:
        work.form.first_reviewer = actor


def pass_cells(actor: Actor, form_pk: int, codes: Sequence[str] | None = None) -> list[str]:
    """Pass figures by measure code (None: all that were not sent back); return those that changed."""
    with RETURNS.acting(actor, form_pk, "pass_cell") as work:
        return _pass(work, codes)


def doubt_cells(actor: Actor, form_pk: int, reasons: Mapping[str, str]) -> None:
    """Object to figures by measure code, each with its reason; they go back with the form."""
    words = {code: reason_given(reason) for code, reason in reasons.items()}
    if not words:
        raise ValidationError(_("Choose the figures to send back."))
    with RETURNS.acting(actor, form_pk, "doubt_cell") as work:
        for code, cell in work.cells(list(words)).items():
            work.change_cell(
                cell, words[code], state=Cell.State.SENT_BACK, reason=words[code], reviewed_by=actor
            )


def verify(
    actor: Actor,
    form_pk: int,
    code: str,
    value: Decimal | None,
    reason: str,
) -> None:
    """Enter a verified value (核定值, stored unit) beside the reported one; None takes it away. The reason is kept."""
    words = reason_given(reason)
    with RETURNS.acting(actor, form_pk, "verify") as work:
        cell = work.cells([code])[code]
        work.change_cell(
            cell,
            words,
            verified_value=check_value(cell.item.measure, value),
            verified_reason="" if value is None else words,
            verified_by=None if value is None else actor,
        )


def send_back(
    actor: Actor,
    form_pk: int,
    reason: str = "",
    *,
    since: int | None = None,
) -> None:
    """Send the form back with the figures that were objected to; what passed stays passed."""
    with RETURNS.acting(actor, form_pk, "send_back", since=since, reason=reason) as work:
        back = work.form.cells.filter(state=Cell.State.SENT_BACK).count()
        if not back:
            raise ValidationError(
                _("Object to at least one figure, with a reason, before sending the form back.")
            )
        work.detail["count"] = back


def pass_first(actor: Actor, form_pk: int, *, since: int | None = None) -> None:
    """Pass the first review: every figure has been looked at and none objected to."""
    with RETURNS.acting(actor, form_pk, "pass_first", since=since) as work:
        form = work.form
        _require_none(form, (Cell.State.OPEN, Cell.State.SENT_BACK))
        form.first_reviewer = actor


def pass_second(actor: Actor, form_pk: int, *, since: int | None = None) -> None:
    """Pass the second review; the form waits to be locked."""
    with RETURNS.acting(actor, form_pk, "pass_second", since=since) as work:
        form = work.form
        _require_none(form, (Cell.State.OPEN, Cell.State.SENT_BACK, Cell.State.PASSED_FIRST))
        form.second_reviewer = actor


def pass_clean(actor: Actor, form_pks: Iterable[int]) -> dict[int, str]:
    """Pass whole forms at once where nothing speaks against it; return why the others were left, by key.

    A form is clean when no figure was objected to, no check found anything, and no verified value differs.
    """
    left: dict[int, str] = {}
    wanted = list(dict.fromkeys(form_pks))
    visible = Return.objects.visible_to(actor).select_related("collection", "platform")
    forms = visible.in_bulk(wanted)
    findings = findings_of_many(forms.values())
    doubted = set(
        Cell.objects.filter(form__in=forms, state=Cell.State.SENT_BACK).values_list("form_id", flat=True)
    )
    for pk in wanted:
        form = forms.get(pk)
        if form is None:
            left[pk] = _("There is no such form.")
        elif pk in doubted:
            left[pk] = _("Figures were objected to.")
        elif findings[pk]:
            left[pk] = _("Checks found something; look at it first.")
        else:
            try:
                _pass_whole(actor, form)
            except (PermissionDenied, ValidationError) as error:
                left[pk] = " ".join(getattr(error, "messages", [str(error)]))
    return left


def reassign(actor: Actor, form_pk: int, reviewer: User, reason: str = "") -> None:
    """Name another reviewer for the review the form stands in or waits for."""
    with RETURNS.acting(actor, form_pk, "reassign", reason=reason) as work:
        name_reviewer(work, reviewer)


def name_reviewer(work: FormActing, reviewer: User) -> None:
    """Put a reviewer in charge of the review a form stands in. Raises ValidationError when that person may not."""
    form = work.form
    second = form.state == Return.State.SECOND_REVIEW
    allowed = decide(reviewer, "returns.approve" if second else "returns.review", form)
    if not allowed:
        raise ValidationError({"reviewer": allowed.reason})
    if form.submitted_by_id == reviewer.pk or (second and form.first_reviewer_id == reviewer.pk):
        raise ValidationError({"reviewer": _("Hand-in and the two reviews are made by different people.")})
    work.change(**{"second_reviewer" if second else "first_reviewer": reviewer})


def _pass(work: FormActing, codes: Sequence[str] | None) -> list[str]:
    done = DONE[work.form.state]
    passed = []
    for code, cell in work.cells(codes).items():
        if cell.state == Cell.State.PASSED or (codes is None and cell.state == Cell.State.SENT_BACK):
            continue
        if done == Cell.State.PASSED and cell.state == Cell.State.OPEN:
            raise ValidationError(_("%(measure)s has not passed the first review.") % {"measure": cell.item})
        if work.change_cell(cell, state=done, reason="", reviewed_by=work.actor):
            passed.append(code)
    return passed


def _pass_whole(actor: Actor, form: Return) -> None:
    with transaction.atomic():
        if form.state == Return.State.SUBMITTED:
            begin(actor, form.pk)
        pass_cells(actor, form.pk)
        step = pass_second if form.state == Return.State.SECOND_REVIEW else pass_first
        step(actor, form.pk)


def _require_none(form: Return, states: Sequence[str]) -> None:
    left = form.cells.filter(state__in=states).select_related("item__measure")
    if left:
        named = listed((cell.item for cell in left), most=5)
        raise ValidationError(
            _("%(count)s figures are not passed yet: %(figures)s.") % {"count": len(left), "figures": named}
        )
