"""The figures on a page: a field for each platform and column, a reason for each platform, read back as changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.figures import Quantity
from keqiao.web.funding.figures.sources import ColumnReading
from keqiao.web.funding.figures.written_figures import LONGEST_REASON, WrittenFigure
from keqiao.web.funding.ground import PlatformResult
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.registry.language import in_language
from keqiao.web.site.figures import read_figure
from keqiao.web.site.punctuation import labelled


@dataclass(frozen=True)
class FigureInput:
    """A figure to write: ``known`` is what the system knows, ``text`` what stands in the field."""

    name: str
    label: str
    known: str
    text: str

    @property
    def is_changed(self) -> bool:
        """Whether another figure than the one found stands there."""
        return self.text.strip() != self.known


@dataclass(frozen=True)
class PlatformLine:
    """A platform with its fields and its reason."""

    result: PlatformResult
    fields: Sequence[FigureInput]
    reason_name: str
    reason: str


@dataclass(frozen=True)
class ColumnHead:
    """A column as the page heads it; ``none_name`` is the box that sets the whole column to 0."""

    heading: str
    unit: str
    source: str
    none_name: str
    none: bool


@dataclass(frozen=True)
class FiguresForm:
    """Heads, lines, and the one reason for columns that are set to 0."""

    heads: Sequence[ColumnHead]
    lines: Sequence[PlatformLine]
    why: str

    @classmethod
    def of(
        cls,
        columns: Sequence[ColumnReading],
        results: Sequence[PlatformResult],
        sent: Mapping[str, str] | None = None,
    ) -> FiguresForm:
        """Return the form with what was sent, or with what was found where nothing was."""
        said = sent or {}
        heads = [
            ColumnHead(
                column.heading,
                column.unit,
                in_language(column.source.get("zh", ""), column.source.get("en", "")),
                f"none-{at}",
                f"none-{at}" in said,
            )
            for at, column in enumerate(columns)
        ]
        lines = []
        for result in results:
            fields = []
            for at, column in enumerate(columns):
                name = f"f-{at}-{result.platform_id}"
                value = column.value(result.platform_id)
                text = "" if value is None else f"{value:f}"
                label = f"{result.name} {column.heading}"
                fields.append(FigureInput(name, label, text, said.get(name, text)))
            reason = f"reason-{result.platform_id}"
            lines.append(PlatformLine(result, fields, reason, said.get(reason, "")))
        return cls(heads, lines, said.get("why", ""))

    def changes(self) -> list[WrittenFigure]:
        """Return the figures that differ from those found. Raises FundingRefused for what is no number."""
        figures: list[WrittenFigure] = []
        wrong = [
            _("Say why the figures of the column “%(column)s” are not used.") % {"column": head.heading}
            for at, head in enumerate(self.heads)
            if head.none and not self.why.strip() and any(_counts(line.fields[at]) for line in self.lines)
        ]
        for line in self.lines:
            for head, field in zip(self.heads, line.fields, strict=True):
                if head.none:
                    figures.append(WrittenFigure(line.result.platform_id, head.heading, Decimal(0), self.why))
                    continue
                if not field.is_changed:
                    continue
                try:
                    value = read_figure(field.text, Quantity(head.unit)).value
                except ValidationError as error:
                    wrong.append(labelled(field.label, error.messages[0]))
                    continue
                if value is None:
                    wrong.append(_("%(field)s: write a number.") % {"field": field.label})
                    continue
                reason = line.reason[:LONGEST_REASON]
                figures.append(WrittenFigure(line.result.platform_id, head.heading, value, reason))
        if wrong:
            raise FundingRefused(*wrong)
        return figures


def _counts(field: FigureInput) -> bool:
    """Whether a figure that was found is anything but 0: leaving it out then changes something."""
    return bool(field.known) and Decimal(field.known) != 0
