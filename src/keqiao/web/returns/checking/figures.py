"""The figures of forms as rules read them, for many forms at once, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation, few
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.models import Basis, Measure
from keqiao.web.returns.checking import unusual
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind
from keqiao.web.returns.models import Cell, Return

HANDED_IN = (
    Return.State.SUBMITTED,
    Return.State.FIRST_REVIEW,
    Return.State.SECOND_REVIEW,
    Return.State.PASSED,
    Return.State.LOCKED,
)
"""Forms whose figures others are compared with: what somebody answers for and nobody sent back."""
PLACES = Decimal("0.000001")


class FormFigures:
    """What the words of rules are for each of ``forms``.

    ``forms`` come with collection and platform; ``measures``: all measures by code.
    """

    def __init__(
        self, forms: Sequence[Return], words: Iterable[RuleWord], measures: dict[str, Measure]
    ) -> None:
        self.forms, self.measures = forms, measures
        self.words = tuple(dict.fromkeys(words))
        self.cells: dict[int, dict[str, CellFigure]] = {form.pk: {} for form in forms}
        rows = Cell.objects.filter(form__in=[form.pk for form in forms]).values_list(
            "form_id", "item__measure__code", "value", "origin"
        )
        for form, code, value, origin in rows:
            self.cells[form][code] = CellFigure(value, origin)
        platforms = {form.platform_id for form in forms}
        periods = {period for form in forms for period in _periods(form.collection.span)}
        codes = sorted(measures)
        self._known = Computation(codes, sorted(periods), Basis.REPORTED, only=few(platforms))
        unusual_codes = sorted({word.code for word in self.words if word.kind is WordKind.UNUSUAL})
        self._others = Others(forms, unusual_codes) if unusual_codes and forms else None

    def value(self, form: Return, rule_word: RuleWord) -> Decimal | None:
        """Return what a word is for a form, in the unit of rules (money: 万元)."""
        span = form.collection.span
        match rule_word.kind:
            case WordKind.NOW:
                return self._in_display_unit(rule_word.code, self.now(form, rule_word.code))
            case WordKind.LAST:
                return self._in_display_unit(
                    rule_word.code, self.known(rule_word.code, form.platform_id, span.previous())
                )
            case WordKind.YEAR_AGO:
                return self._in_display_unit(
                    rule_word.code, self.known(rule_word.code, form.platform_id, span.previous_year())
                )
            case WordKind.CHANGE:
                now = self.now(form, rule_word.code)
                last = self.known(rule_word.code, form.platform_id, span.previous())
                return None if now is None or last is None or last <= 0 else (now / last - 1).quantize(PLACES)
            case _:
                return self._unusual(form, rule_word.code)

    def now(self, form: Return, code: str) -> Decimal | None:
        """Return the figure of a form, in the stored unit; what it does not ask comes from facts and registers."""
        cell = self.cells[form.pk].get(code)
        if cell is None or (cell.origin == Cell.Origin.DERIVED and form.is_editable):
            # Until it is handed in, a computed figure is what the registers say at this moment.
            return self.known(code, form.platform_id, form.collection.span)
        return cell.value

    def known(self, code: str, platform: int, period: Period) -> Decimal | None:
        """Return what facts and registers give, in the stored unit."""
        computed = self._known.value(code, platform, period)
        return None if computed.state == State.REFUSED else computed.value

    def _in_display_unit(self, code: str, value: Decimal | None) -> Decimal | None:
        return self.measures[code].in_display_unit(value)

    def _unusual(self, form: Return, code: str) -> Decimal | None:
        span, platform = form.collection.span, form.platform_id
        before = [span.previous_year()]
        for _number in range(unusual.OWN):
            before.append(before[-1].previous_year())
        history = [self.known(code, platform, period) for period in before]
        own = [unusual.change(later, earlier) for later, earlier in pairwise(history)]
        others = self._others.changes(code, span) if self._others else {}
        sample = [change for change in own if change is not None]
        sample += [change for key, change in others.items() if key != platform]
        score = unusual.unusual(unusual.change(self.now(form, code), history[0]), sample)
        return None if score is None else Decimal(str(round(score, 2)))


class CellFigure:
    """The value of a cell and how it came there."""

    __slots__ = ("origin", "value")

    def __init__(self, value: Decimal | None, origin: str) -> None:
        self.value, self.origin = value, origin


class Others:
    """Newest known changes of every platform, for comparison: of figures that were handed in, are facts or computed."""

    def __init__(self, forms: Sequence[Return], codes: Sequence[str]) -> None:
        spans = {form.collection.span for form in forms}
        self.periods = sorted({period for span in spans for period in _compared(span)})
        self._values = _values(Computation(codes, self.periods, Basis.REPORTED)) | self._handed_in(
            codes, forms
        )
        self._platforms = sorted({platform for _code, platform, _period in self._values})
        self._changes: dict[tuple[str, Period], dict[int, float]] = {}

    def changes(self, code: str, span: Period) -> dict[int, float]:
        """Return each platform's change into ``span``, else into the period before: ln of the ratio to a year ago."""
        key = (code, span)
        if key not in self._changes:
            changes = {}
            for platform in self._platforms:
                newest = self._change(code, platform, span)
                if newest is None:
                    newest = self._change(code, platform, span.previous())
                if newest is not None:
                    changes[platform] = newest
            self._changes[key] = changes
        return self._changes[key]

    def _change(self, code: str, platform: int, period: Period) -> float | None:
        now = self._values.get((code, platform, period.code))
        return unusual.change(now, self._values.get((code, platform, period.previous_year().code)))

    def _handed_in(
        self, codes: Sequence[str], forms: Sequence[Return]
    ) -> dict[tuple[str, int, str], Decimal]:
        rows = Cell.objects.filter(
            form__collection__in={form.collection_id for form in forms},
            form__state__in=HANDED_IN,
            item__measure__code__in=codes,
            value__isnull=False,
        )
        fields = ("item__measure__code", "form__platform_id", "form__collection__period", "value")
        return {
            (code, platform, period): value
            for code, platform, period, value in rows.values_list(*fields)
            if value is not None
        }


def _values(computation: Computation) -> dict[tuple[str, int, str], Decimal]:
    """The values of all platforms and periods of a computation."""
    return {
        (code, platform, period.code): value
        for code in computation.codes
        for platform, period, value in computation.values(code)
        if platform is not None
    }


def _compared(span: Period) -> tuple[Period, ...]:
    last = span.previous()
    return (span, span.previous_year(), last, last.previous_year())


def _periods(span: Period) -> tuple[Period, ...]:
    """Every period that words over ``span`` may speak of."""
    before = [span, span.previous()]
    for _number in range(unusual.OWN + 1):
        before.append(before[-1].previous_year() if len(before) > 2 else span.previous_year())
    return tuple(dict.fromkeys(before))
