"""The figures that a proposal is computed from: as found, or as an officer wrote them, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.funding.figures.sources import ColumnReading
from keqiao.web.funding.ground import Ground, PlatformResult
from keqiao.web.funding.refusals import FundingRefused

LONGEST_REASON = 500
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class WrittenFigure:
    """A figure that an officer wrote in place of the one found (None: none was found)."""

    platform_id: int
    heading: str
    value: Decimal
    reason: str


@dataclass(frozen=True)
class ColumnFigures:
    """Columns as found and the changes; ``value`` is what counts."""

    columns: Sequence[ColumnReading]
    changes: Mapping[tuple[int, str], WrittenFigure] = field(default_factory=dict)

    def value(self, platform_id: int, column: ColumnReading) -> Decimal | None:
        """Return the figure that counts; None where there is none (the rules count it as 0 and it is listed)."""
        changed = self.changes.get((platform_id, column.heading))
        return column.value(platform_id) if changed is None else changed.value


def with_changes(
    columns: Sequence[ColumnReading], ground: Ground, changes: Sequence[WrittenFigure]
) -> ColumnFigures:
    """Return columns with those changes that change something.

    Raises FundingRefused for a change without reason, of a platform or column that is not there, or a negative or
    huge figure.
    """
    named = {result.platform_id: result for result in ground.results}
    known = {column.heading: column for column in columns}
    kept: dict[tuple[int, str], WrittenFigure] = {}
    reasons: list[str] = []
    for change in changes:
        column, platform = known.get(change.heading), named.get(change.platform_id)
        if column is None or platform is None:
            reasons.append(_("There is no such figure to change."))
            continue
        if change.value == column.value(change.platform_id):
            continue
        about = {"platform": platform.name, "column": column.heading}
        if not change.value.is_finite() or not 0 <= change.value < LARGEST:
            reasons.append(_("%(platform)s, %(column)s: the figure cannot be used.") % about)
        elif not change.reason.strip():
            reasons.append(
                _("%(platform)s, %(column)s: say why the figure differs from the one found.") % about
            )
        kept[change.platform_id, change.heading] = change
    if reasons:
        raise FundingRefused(*reasons)
    return ColumnFigures(columns, kept)


def as_kept(given: ColumnFigures, results: Sequence[PlatformResult]) -> dict[str, Any]:
    """Return columns and changes as a proposal keeps them; values in the order of ``results``."""
    return {
        "columns": [
            {
                "heading": column.heading,
                "money": column.money,
                "unit": column.unit,
                "source": dict(column.source),
                "values": [_text(given.value(result.platform_id, column)) for result in results],
                "found": [_text(column.value(result.platform_id)) for result in results],
            }
            for column in given.columns
        ],
        "changes": [
            {
                "platform": result.platform_id,
                "code": result.code,
                "name": result.name,
                "heading": column.heading,
                "found": _text(column.value(result.platform_id)),
                "value": _text(changed.value),
                "reason": changed.reason.strip()[:LONGEST_REASON],
            }
            for column in given.columns
            for result in results
            if (changed := given.changes.get((result.platform_id, column.heading))) is not None
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
