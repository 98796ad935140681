"""A form as its page shows it: each figure with what is known beside it, and what the reader may do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision
from keqiao.web.returns.checking import RuleBreach, findings_of
from keqiao.web.returns.form.differences import HandInDifference, compare
from keqiao.web.returns.form.line import FormLine
from keqiao.web.returns.models import Return, Submission, UnlockRequest
from keqiao.web.returns.prefill import beside
from keqiao.web.returns.procedure import RETURNS, status
from keqiao.web.returns.services.filling import cell_refusal
from keqiao.web.returns.services.submission import gaps_by_figure
from keqiao.web.returns.succession import successors


@dataclass
class FormSheet:
    """A form with its lines, what was found in it and what the reader may do with it."""

    form: Return
    lines: list[FormLine]
    decisions: dict[str, Decision]
    findings: list[RuleBreach]
    hand_ins: list[Submission]
    """The last two, the latest first."""
    waiting: UnlockRequest | None = None
    unlocks: list[UnlockRequest] = field(default_factory=list)

    @property
    def mode(self) -> str:
        """What the page is for now: ``fill``, ``review`` or ``read``."""
        if self.decisions["fill"]:
            return "fill"
        return "review" if self.decisions["pass_cell"] else "read"

    @property
    def status(self) -> str:
        """The state as a sentence."""
        return status(self.form)

    @property
    def tone(self) -> str:
        """The tone of the mark of the form's state."""
        return Return.State.tone_of(self.form.state)

    @cached_property
    def gaps(self) -> list[tuple[str, str]]:
        """What is missing before the form can be handed in: measure code and words."""
        return gaps_by_figure(self.form)

    @property
    def before_hand_in(self) -> list[tuple[str, str]]:
        """Everything that stands against a hand-in: the part of the page where it is mended, and words."""
        missing = [(f"cell-{code}", words) for code, words in self.gaps]
        return missing + [("findings", finding.words) for finding in self.findings if finding.stops]

    @property
    def sent_back(self) -> list[FormLine]:
        """The figures that were objected to."""
        return [line for line in self.lines if line.is_sent_back]

    @property
    def superseded(self) -> list[FormLine]:
        """The figures in whose place another stands now, written by another way than this form's lock."""
        return [line for line in self.lines if line.successors]

    @property
    def refusals(self) -> dict[str, int]:
        """Why figures cannot be written though the form is open, and of how many each reason holds."""
        return dict(Counter(line.refusal for line in self.lines if line.refusal))

    @property
    def is_yearly(self) -> bool:
        """Whether the period before is the year before as well; it is shown once then."""
        span = self.form.collection.span
        return bool(span.previous() == span.previous_year())

    @property
    def last_period(self) -> Period:
        """The period before."""
        return self.form.collection.span.previous()

    @property
    def period_a_year_ago(self) -> Period:
        """The same period of the year before."""
        return self.form.collection.span.previous_year()

    @property
    def overdue_days(self) -> int:
        """Days since the due date of a form that has not been handed in; the days late of the hand-in otherwise."""
        if self.form.is_editable:
            return max((timezone.localdate() - self.form.due_on).days, 0)
        return int(self.form.late_days)

    @property
    def changed(self) -> bool:
        """Whether there are two hand-ins to compare."""
        return len(self.hand_ins) == 2

    def line(self, code: str) -> FormLine | None:
        """Return the line of a measure."""
        return next((line for line in self.lines if line.code == code), None)


def form_of(user: Actor, pk: int) -> Return:
    """Return a form that the user may see. Raises Http404."""
    forms = Return.objects.visible_to(user).select_related(
        "collection",
        "platform__unit",
        "platform__organisation",
        "submitted_by",
        "first_reviewer",
        "second_reviewer",
        "locked_by",
    )
    form: Return | None = forms.filter(pk=pk).first()
    if form is None:
        raise Http404
    return form


def sheet(user: Actor, form: Return) -> FormSheet:
    """Return a form as its page shows it to ``user``; the number of queries does not grow with its cells."""
    prefetch_related_objects([user], "roles")  # every refusal names them
    cells = list(
        form.cells.select_related(
            "item__measure", "item__definition", "changed_by", "reviewed_by", "verified_by"
        ).prefetch_related("evidence")
    )
    codes = [cell.item.measure.code for cell in cells]
    known = beside(form.collection, codes, [form.platform_id])
    findings = findings_of(form)
    hand_ins = list(form.submissions.select_related("by", "signed_scan").order_by("-number")[:2])
    unlocks = list(form.unlock_requests.select_related("requested_by", "decided_by")[:5])
    changed: dict[str, HandInDifference] = {}
    if len(hand_ins) == 2:
        measures = {cell.item.measure.code: cell.item.measure for cell in cells}
        changed = compare(measures, hand_ins[1].values, hand_ins[0].values)
    later = successors(form, cells)
    lines = [
        FormLine(
            number,
            form,
            cell,
            known[code, form.platform_id],
            tuple(cell.evidence.all()),
            tuple(_about(findings, code)),
            cell_refusal(form, cell),
            changed.get(code),
            tuple(later.get(cell.pk, ())),
        )
        for number, (code, cell) in enumerate(zip(codes, cells, strict=True), 1)
    ]
    waiting = next(
        (candidate for candidate in unlocks if candidate.state == UnlockRequest.State.WAITING), None
    )
    return FormSheet(form, lines, RETURNS.possible(user, form), findings, hand_ins, waiting, unlocks)


def _about(findings: Iterable[RuleBreach], code: str) -> list[RuleBreach]:
    return [finding for finding in findings if code in finding.measures]
