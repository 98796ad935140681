"""What the cells of a row say: a value in the stored unit, that there is none, and a note — or what is wrong with them.

Numbers are read by the rules of :mod:`keqiao.engine.workbooks.cells`: nothing is guessed. Workbooks show money in 万元;
what a cell holds is turned back exactly, and a figure that Excel shows as it is stored counts as unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.engine.figures import Quantity, read_text, same_text
from keqiao.engine.schemes.parts import Measure as EngineMeasure
from keqiao.engine.workbooks.cells import figure
from keqiao.engine.workbooks.grid import Cell, ErrorCell, FormulaCell, is_blank
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Measure
from keqiao.web.registry.importing.cells import FALSE, TRUE, text_of
from keqiao.web.site.figures import in_words

NOISE = Decimal("1e-9")
"""Relative error that computing in binary leaves in a result such as 0.1 + 0.2."""
LARGEST = 1e17
_NOT_APPLICABLE = {"不适用", "n/a", "n.a.", "notapplicable"}
_DASHES = {"-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "null", "none", "空", "…", "na"}
"""What people write where a figure is missing: it may mean 0, none or unknown, so they are asked."""


@dataclass
class UploadedFigure:
    """What a row says; ``faults``: (column, what is wrong and what to do); ``note``: how the value was understood."""

    value: Decimal | None = None
    not_applicable: bool = False
    comment: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


def shown_number(measure: Measure, value: Decimal) -> float:
    """Return a stored value as a number of a workbook (money: 元 → 万元)."""
    return float(value / YUAN_PER_WAN if measure.is_money else value)


class Reader:
    """Reads the cells of one figure; made once for a workbook."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._factor = YUAN_PER_WAN if measure.is_money else Decimal(1)
        self._places = Decimal("0.01") if measure.is_money else Decimal("0.000001")
        self._quantity = Quantity(measure.display_unit or measure.unit)
        kinds = {Measure.ValueType.COUNT: "count", Measure.ValueType.MONEY: "money"}
        self._engine = EngineMeasure.model_validate(
            {
                "code": "figure",
                "name": measure.name,
                "unit": measure.display_unit or measure.unit,
                "type": kinds.get(Measure.ValueType(measure.value_type), "number"),
                # What the measure allows is asked where the figure is stored; here only counts are plainly wrong.
                "minimum": -LARGEST if measure.is_money else None,
            }
        )

    def read(
        self, value: Cell, not_applicable: Cell, comment: Cell, stored: Decimal | None
    ) -> UploadedFigure:
        """Read the three cells of a row. ``stored`` is what the system has now."""
        said = UploadedFigure()
        if not is_blank(not_applicable):
            self._not_applicable(not_applicable, said)
        if not is_blank(comment):
            self._comment(comment, said)
        if type(value) is float or not is_blank(value):
            self._value(value, stored, said)
        return said

    def _value(self, cell: Cell, stored: Decimal | None, said: UploadedFigure) -> None:
        if isinstance(cell, str):
            word = same_text(cell)
            if word in _NOT_APPLICABLE:
                said.not_applicable = True
                return
            if word in _DASHES:
                said.faults.append(
                    (
                        "value",
                        _(
                            "“%(text)s” may mean several things. Write 0 where the figure is 0, choose “yes” under "
                            "“Not applicable” where there can be none, or leave the cell empty."
                        )
                        % {"text": cell.strip()[:20]},
                    )
                )
                return
        number, remark = figure(cell, self._engine, converts="larger")
        if number is None:
            if remark is not None:
                said.faults.append(("value", in_words(remark)))
            return
        if remark is not None:
            said.note = in_words(remark)
        text = read_text(cell, self._quantity).value if isinstance(cell, str) else None
        said.value = self.to_stored(number, stored, text)

    def to_stored(self, number: float, stored: Decimal | None, text: Decimal | None = None) -> Decimal:
        """Return a number of a workbook in the stored unit (money: 万元 → 元); ``text``: the same as it was written."""
        if stored is not None and shown_number(self.measure, stored) == number:
            return stored  # Excel keeps fifteen digits; what it shows of a longer figure is that figure.
        if text is not None:
            return text * self._factor + 0  # no −0
        exact = Decimal(repr(number)) * self._factor
        if abs(number) >= LARGEST:
            return exact
        near = exact.quantize(self._places)
        return near if abs(near - exact) <= NOISE * max(abs(exact), Decimal(1)) else exact

    @staticmethod
    def _not_applicable(cell: Cell, said: UploadedFigure) -> None:
        word = same_text(text_of(cell))
        if word in TRUE or word in _NOT_APPLICABLE:
            said.not_applicable = True
        elif word not in FALSE:
            said.faults.append(
                (
                    "not_applicable",
                    _("“%(text)s”: choose “yes”, or leave the cell empty.") % {"text": text_of(cell)[:20]},
                )
            )

    @staticmethod
    def _comment(cell: Cell, said: UploadedFigure) -> None:
        if isinstance(cell, ErrorCell | FormulaCell):
            said.faults.append(("comment", _("The note is a formula without a result; write it as text.")))
        else:
            said.comment = text_of(cell).replace("\r\n", "\n").replace("_x000D_", "")
