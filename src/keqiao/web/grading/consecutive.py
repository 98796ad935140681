"""What follows from the same grade in several periods running, by the grades that were decided in the earlier ones.

The engine looks at the periods of one run. In truth the earlier years have final grades, which a consultation may have
changed: where there is a final grade of an earlier period it counts, and both readings are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keqiao.engine.schemes.scheme import Consecutive
from keqiao.periods import earlier
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.grading.models import Grading
from keqiao.web.grading.selectors import FinalGrade, final_lines


@dataclass(frozen=True)
class Held:
    """A grade in an earlier period, and the decision or the run that says so."""

    period: str
    code: str
    zh: str
    en: str
    source: str

    def as_json(self) -> dict[str, str]:
        """Return the grade as a line keeps it."""
        return {
            "period": self.period,
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
            "source": self.source,
        }


class Outcomes:
    """The outcomes of a decision's period; reads the run and the final grades of earlier periods once."""

    def __init__(self, grading: Grading) -> None:
        run, self.period = grading.run, grading.period
        self.rules = computation.scheme_of(run.scheme).consecutive
        self._by_run: set[tuple[str, str, int]] = set()
        self._earlier: dict[str, tuple[str, Mapping[str, FinalGrade], Mapping[str, RunTotal]]] = {}
        if not self.rules:
            return
        table = selectors.frame(run, "outcomes")
        for row in table.iter_rows(named=True):
            if row["period"] == grading.period and row["basis"] == grading.basis:
                self._by_run.add((row["unit"], row["grade"], row["periods"]))
        known = sorted({*run.periods, *run.snapshot.periods, grading.period})
        self._run = run.code
        self._before: list[str] = []
        for back in range(1, max(rule.periods for rule in self.rules)):
            period = earlier(grading.period, back, known)
            if period is None:
                break
            totals = RunTotal.objects.filter(run=run, period=period, basis=grading.basis)
            self._before.append(period)
            self._earlier[period] = (
                period,
                final_lines(period, scheme_code=run.scheme.code),
                {row.platform.code: row for row in totals.select_related("platform")},
            )

    def of(self, unit: str, grade: str) -> list[dict[str, Any]]:
        """Return what follows for a platform that now holds ``grade`` (its code), one entry for each rule in effect.

        ``by_final``: by the final grades of earlier periods, those of the run where there is none; ``by_run``: by the
        grades the run computed for all periods. A rule that only the run sees in effect is told too, not in force.
        """
        outcomes = []
        for rule in self.rules:
            by_run = (unit, rule.grade, rule.periods) in self._by_run
            held = self._held(unit, rule, by_run)
            by_final = (
                grade == rule.grade
                and len(held) == rule.periods - 1
                and all(result.code == rule.grade for result in held)
            )
            if by_run or by_final:
                outcomes.append(
                    {
                        "grade": rule.grade,
                        "periods": rule.periods,
                        "zh": rule.outcome.zh,
                        "en": rule.outcome.in_language("en"),
                        "by_run": by_run,
                        "by_final": by_final,
                        "held": [result.as_json() for result in held],
                    }
                )
        return outcomes

    def _held(self, unit: str, rule: Consecutive, by_run: bool) -> list[Held]:
        """Return the grades of the periods before, as far as they are known, the nearest first."""
        results = []
        for period in self._before[: rule.periods - 1]:
            _period, final, computed = self._earlier[period]
            if unit in final:
                line = final[unit].line
                source = final[unit].grading.code
                results.append(Held(period, line.grade_code, line.grade_zh, line.grade_en, source))
            elif unit in computed:
                row = computed[unit]
                results.append(Held(period, row.grade_code, row.grade_zh, row.grade_en, self._run))
            elif by_run:
                # The run looked back to a period that it was not asked to show.
                results.append(Held(period, rule.grade, "", "", self._run))
        return results
