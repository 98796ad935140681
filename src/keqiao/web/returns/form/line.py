"""A line of a form: a figure with what is known beside it, where it comes from and whether its unit may write it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.facts.figures import change
from keqiao.web.facts.models import Evidence, Measure
from keqiao.web.returns.checking import RuleBreach
from keqiao.web.returns.form.amounts import written
from keqiao.web.returns.form.differences import HandInDifference, exactly
from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.prefill import EarlierFigures
from keqiao.web.returns.services.filling import stays_passed
from keqiao.web.returns.succession import Successor
from keqiao.web.site import numbers

TONES = {
    Cell.State.OPEN: "",
    Cell.State.SENT_BACK: "bad",
    Cell.State.PASSED_FIRST: "accent",
    Cell.State.PASSED: "good",
}


@dataclass(frozen=True)
class Earlier:
    """A figure of another period beside the cell: as printed, and how the cell's value has changed against it."""

    text: str
    change: str = ""
    is_by_hand: bool = False


@dataclass(frozen=True)
class FormLine:
    """A figure of a form. ``refusal`` says why its unit cannot write it, though the form is open."""

    number: int
    form: Return
    cell: Cell
    known: EarlierFigures
    files: tuple[Evidence, ...]
    findings: tuple[RuleBreach, ...]
    refusal: str
    difference: HandInDifference | None = None
    successors: tuple[Successor, ...] = ()
    """The facts that stand in the place of what this form wrote or was filled with."""

    @property
    def code(self) -> str:
        """The code of the measure; it names the fields and the anchor."""
        return self.measure.code

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.cell.item.measure

    @property
    def written(self) -> str:
        """The value as it stands in the input."""
        return written(self.measure, self.cell.value)

    @property
    def text(self) -> str:
        """The value as printed, in the shown unit, with all its places."""
        if self.cell.not_applicable:
            return _("not applicable")
        return exactly(self.measure, self.cell.value)

    @property
    def verified_text(self) -> str:
        """The verified value as printed; empty without one."""
        return "" if self.cell.verified_value is None else exactly(self.measure, self.cell.verified_value)

    @property
    def verified_written(self) -> str:
        """The verified value as it stands in the input."""
        return written(self.measure, self.cell.verified_value)

    @property
    def in_yuan(self) -> str:
        """The amount in 元, for money."""
        if not self.measure.is_money or self.cell.value is None:
            return ""
        return _("%(amount)s yuan") % {"amount": numbers.number(self.cell.value, 2)}

    @property
    def last(self) -> Earlier:
        """The period before."""
        return self._earlier(self.known.last, self.form.collection.span.previous())

    @property
    def year_ago(self) -> Earlier:
        """The same period of the year before."""
        return self._earlier(self.known.year_ago, self.form.collection.span.previous_year())

    @property
    def is_by_hand(self) -> bool:
        """Whether the figure that it was filled with was entered by hand, outside any return."""
        return self.is_known and self.form.collection.period in self.known.by_hand

    def _earlier(self, value: Decimal | None, period: Period) -> Earlier:
        if value is None:
            return Earlier(numbers.NOTHING)
        changed = change(self.measure, self.cell.value, value)
        text = numbers.number(self.measure.in_display_unit(value), self.measure.decimals)
        return Earlier(text, changed.text if changed else "", period.code in self.known.by_hand)

    @property
    def tone(self) -> str:
        """The tone of the mark of its state."""
        return TONES[Cell.State(self.cell.state)]

    @property
    def source(self) -> str:
        """The address of the figure with its rows or facts; empty for a figure that was typed here."""
        if self.cell.origin == Cell.Origin.TYPED:
            return ""
        return reverse(
            "facts:figure", args=(self.code, self.form.platform.code, self.form.collection.span.code)
        )

    @property
    def is_sent_back(self) -> bool:
        """Whether the reviewer objected to it."""
        return bool(self.cell.state == Cell.State.SENT_BACK)

    @property
    def is_known(self) -> bool:
        """Whether it was reported before and is not asked again."""
        return bool(self.cell.origin == Cell.Origin.KNOWN)

    @property
    def is_written(self) -> bool:
        """Whether its unit writes a value here now."""
        return self.cell.is_typed and not self.refusal

    @property
    def may_note(self) -> bool:
        """Whether its unit may write a note: also a computed figure that was sent back is answered in its note."""
        if self.cell.origin == Cell.Origin.DERIVED:
            return not stays_passed(self.form, self.cell)
        return not self.refusal
