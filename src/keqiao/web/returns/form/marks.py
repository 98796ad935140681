"""What a reviewer says of the figures of a form: pass, send back, a verified value; read, stored, kept when refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.execution import changed_words
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.returns.form.amounts import read
from keqiao.web.returns.form.line import FormLine
from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services import locking, review

PASS, BACK = "pass", "back"
PASSED = (Cell.State.PASSED_FIRST, Cell.State.PASSED)


@dataclass
class ReviewMark:
    """The inputs of one figure: the verdict with its reason, the verified value with its reason."""

    line: FormLine
    verdict: str
    reason: str
    verified: str
    why: str
    errors: list[str] = field(default_factory=list)

    @property
    def is_verdict_new(self) -> bool:
        """Whether the verdict differs from what stands."""
        now = current_mark(self.line)
        return self.verdict != now.verdict or (self.verdict == BACK and self.reason != now.reason)

    @property
    def is_verified_new(self) -> bool:
        """Whether the verified value or its reason differs from what stands."""
        now = current_mark(self.line)
        return (self.verified, self.why) != (now.verified, now.why)


def current_mark(line: FormLine) -> ReviewMark:
    """Return what stands of a figure, as the inputs show it."""
    cell = line.cell
    verdict = ""
    if cell.state == Cell.State.SENT_BACK:
        verdict = BACK
    elif cell.state == done_in(line.form) or cell.state == Cell.State.PASSED:
        verdict = PASS
    return ReviewMark(line, verdict, cell.reason, line.verified_written, cell.verified_reason)


def done_in(form: Return) -> str:
    """Return the state of a figure that has passed the review that the form stands in."""
    return review.DONE.get(form.state, Cell.State.PASSED)


def marks_in(data: Mapping[str, Any], lines: Iterable[FormLine]) -> dict[str, ReviewMark]:
    """Read the inputs of a reviewer, by measure code; figures without inputs are left out."""
    marks = {}
    for line in lines:
        code = line.code
        if f"reviewed-{code}" not in data:
            continue
        verdict = _text(data, f"mark-{code}")
        marks[code] = ReviewMark(
            line,
            verdict if verdict in {PASS, BACK} else "",
            _text(data, f"reason-{code}"),
            _text(data, f"verified-{code}"),
            _text(data, f"why-{code}"),
        )
    return marks


def apply(
    user: Actor,
    form_pk: int,
    marks: dict[str, ReviewMark],
    then: str,
    *,
    since: int,
) -> int:
    """Store marks and take the step ``then`` on the form, all or nothing; return the number of figures marked.

    ``then``: "" (only the marks), "clean" (pass what nothing speaks against), "send_back", "pass". Raises Http404,
    PermissionDenied, ChangedMeanwhile, ValidationError (by measure code where one figure is to blame).
    """
    with transaction.atomic():
        forms = Return.objects.visible_to(user).select_for_update(of=("self",)).filter(pk=form_pk)
        form = forms.first()
        if form is None:
            raise Http404
        if form.edition != since:
            raise ChangedMeanwhile(changed_words(RETURNS, form))
        marked = _verified(user, form_pk, marks) | _judged(user, form_pk, marks)
        if then in {"clean", "pass"}:
            clean = [code for code, mark in marks.items() if then == "clean" and _is_clean(mark)]
            if clean:
                marked |= set(review.pass_cells(user, form_pk, clean))
        if then == "send_back":
            review.send_back(user, form_pk)
        elif then == "pass":
            _pass(user, form)
        return len(marked)


def _is_clean(mark: ReviewMark) -> bool:
    """Whether nothing speaks against a figure: no objection, no finding, no verified value that differs."""
    return mark.verdict != BACK and not mark.line.findings and not mark.verified


def _pass(user: Actor, form: Return) -> None:
    step = review.pass_second if form.state == Return.State.SECOND_REVIEW else review.pass_first
    step(user, form.pk)


def _judged(user: Actor, form_pk: int, marks: dict[str, ReviewMark]) -> set[str]:
    new = {code: mark for code, mark in marks.items() if mark.is_verdict_new}
    passed = [code for code, mark in new.items() if mark.verdict == PASS]
    back = {code: mark.reason for code, mark in new.items() if mark.verdict == BACK}
    wrong = {code: [_("Say why it goes back.")] for code, reason in back.items() if not reason.strip()}
    if wrong:
        raise ValidationError(dict(wrong))
    if passed:
        review.pass_cells(user, form_pk, passed)
    if back:
        review.doubt_cells(user, form_pk, back)
    return {*passed, *back}


def _verified(user: Actor, form_pk: int, marks: dict[str, ReviewMark]) -> set[str]:
    new = {code: mark for code, mark in marks.items() if mark.is_verified_new}
    wrong: dict[str, list[str]] = {}
    for code, mark in new.items():
        try:
            value = read(mark.line.measure, mark.verified)
            review.verify(user, form_pk, code, value, mark.why)
        except ValidationError as error:
            wrong[code] = [_("Verified value: %(problem)s") % {"problem": text} for text in error.messages]
    if wrong:
        raise ValidationError(dict(wrong))
    return set(new)


def decide_unlock(user: Actor, form_pk: int, grant: bool, reason: str) -> None:
    """Grant or refuse the waiting request to unlock a form."""
    decide = locking.grant_unlock if grant else locking.refuse_unlock
    decide(user, form_pk, reason)


def refused(marks: dict[str, ReviewMark], error: PermissionDenied | ValidationError) -> list[str]:
    """Put the messages of an error at the figures that they are about; return those about the whole."""
    if isinstance(error, PermissionDenied):
        return [str(error)]
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    about_all: list[str] = []
    for code, texts in error.message_dict.items():
        (marks[code].errors if code in marks else about_all).extend(texts)
    return about_all or [_("Nothing was saved yet: please correct the figures marked below.")]


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "").replace("\0", "").strip()[:4000]
