"""The lines of a grading: made from a run, kept as plain data in steps, compared with those of another run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from keqiao.web.evaluations import intervals, selectors
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models import Platform

KEPT = (
    "total",
    "rank",
    "low",
    "high",
    "grade_stability",
    "border",
    "computed_code",
    "computed_zh",
    "computed_en",
    "grade_code",
    "grade_zh",
    "grade_en",
    "reason",
    "variant",
    "veto",
    "outcomes",
)
"""What a step keeps of a line besides the code and the name of its platform."""


def lines_of_run(grading: Grading) -> list[GradeLine]:
    """Return lines, unsaved, as the decision's run computed them for its period and basis."""
    sure = intervals.certainty(grading.run, grading.period, grading.basis)
    lines = []
    for row in selectors.totals(grading.run, grading.period, grading.basis):
        interval = sure.of.get(row.platform.code)
        lines.append(
            GradeLine(
                grading=grading,
                platform=row.platform,
                total=row.total,
                rank=row.rank,
                low=interval.low if interval else None,
                high=interval.high if interval else None,
                grade_stability=interval.grade_stability if interval else None,
                border=bool(interval and interval.border),
                computed_code=row.grade_code,
                computed_zh=row.grade_zh,
                computed_en=row.grade_en,
                grade_code=row.grade_code,
                grade_zh=row.grade_zh,
                grade_en=row.grade_en,
                variant=row.variant,
                veto=row.veto,
            )
        )
    return lines


def as_data(lines: Iterable[GradeLine]) -> list[dict[str, Any]]:
    """Return lines as a step keeps them."""
    return [
        {"platform": line.platform.code, "name": line.platform.short_name}
        | {name: getattr(line, name) for name in KEPT}
        for line in lines
    ]


@dataclass(frozen=True)
class GroundDifference:
    """One platform before and after another run became the ground. Totals in points, ranks as places."""

    code: str
    name: str
    total: tuple[float | None, float | None]
    rank: tuple[int | None, int | None]
    grade: tuple[str, str]
    grade_code: tuple[str, str]

    @property
    def matters(self) -> bool:
        """Whether rank or grade changed, for which the publicity begins again."""
        return self.rank[0] != self.rank[1] or self.grade_code[0] != self.grade_code[1]


def differences(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], names: Mapping[str, Platform]
) -> list[GroundDifference]:
    """Return the platforms whose total, rank or grade differs, those that came or went too; as after ranks them.

    ``names`` gives platforms by code; one that is not in it keeps the name that the step noted.
    """
    was = {row["platform"]: row for row in before}
    now = {row["platform"]: row for row in after}
    differences = []
    for code in [*now, *(code for code in was if code not in now)]:
        old, new = was.get(code, {}), now.get(code, {})
        compared = ("total", "rank", "grade_code")
        if old and new and all(old[name] == new[name] for name in compared):
            continue
        either = new or old
        differences.append(
            GroundDifference(
                code,
                str(names[code]) if code in names else str(either["name"]),
                (old.get("total"), new.get("total")),
                (old.get("rank"), new.get("rank")),
                (_grade(old), _grade(new)),
                (old.get("grade_code", ""), new.get("grade_code", "")),
            )
        )
    return differences


def _grade(row: Mapping[str, Any]) -> str:
    return in_language(row.get("grade_zh", ""), row.get("grade_en", "")) if row else ""
