"""How an offer stands to the targets of a need: the same quantity in the offer's text, met or short by so much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from keqiao.engine.phrases import Phrase, read
from keqiao.web.exchange.models import NeedTarget
from keqiao.web.exchange.text_figures import quantity_before, same_quantity

At = NeedTarget.Comparison


@dataclass(frozen=True)
class TargetGap:
    """A target, what the offer says of it, and by how much it misses; None where it does not say."""

    target: NeedTarget
    offered: Decimal | None = None
    gap: Decimal = Decimal(0)

    @property
    def state(self) -> str:
        """Met, missed or untold."""
        if self.offered is None:
            return "untold"
        return "missed" if self.gap else "met"

    @property
    def words(self) -> str:
        """In the reader's language."""
        target = self.target
        wanted = f"{target.get_comparison_display()} {target.target}{target.unit}"
        values = {"quantity": target.quantity, "wanted": wanted, "unit": target.unit}
        if self.offered is None:
            return _("%(quantity)s: not told (wanted: %(wanted)s)") % values
        values |= {"offered": f"{self.offered:f}", "gap": f"{self.gap:f}"}
        if self.gap:
            return _("%(quantity)s: %(offered)s%(unit)s, wanted %(wanted)s, off by %(gap)s%(unit)s") % values
        return _("%(quantity)s: %(offered)s%(unit)s, wanted %(wanted)s") % values


def gaps_of(targets: Iterable[NeedTarget], text: str) -> list[TargetGap]:
    """Return how a text of an offer stands to each target that is a figure."""
    figures = [(figure, quantity_before(text[: figure.start])) for figure in read(text).figures]
    return [
        _gap(target, wanted, figures) for target in targets if (wanted := _number(target.target)) is not None
    ]


def _gap(target: NeedTarget, wanted: Decimal, figures: list[tuple[Phrase, str]]) -> TargetGap:
    for figure, quantity in figures:
        if figure.value is None or figure.unit != target.unit or not quantity:
            continue
        if not same_quantity(target.quantity, quantity):
            continue
        if target.comparison == At.AT_LEAST:
            gap = max(Decimal(0), wanted - figure.value)
        elif target.comparison == At.AT_MOST:
            gap = max(Decimal(0), figure.value - wanted)
        else:
            gap = abs(figure.value - wanted)
        return TargetGap(target, figure.value, gap)
    return TargetGap(target)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
