"""What a pool stands on: the grades and totals of a grading (binding once final) or, on trial, of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.funding.models import Pool
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.registry.language import in_language

PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class PlatformResult:
    """A platform as it stands: total (points), rank, grade; ``variant`` is the yardstick that held (start-up)."""

    platform_id: int
    code: str
    name: str
    rank: int | None
    total: Decimal | None
    grade_code: str
    grade_zh: str
    grade_en: str
    variant: str = ""

    @property
    def grade(self) -> str:
        """The grade's name in the reader's language."""
        return in_language(self.grade_zh, self.grade_en)

    @property
    def is_graded(self) -> bool:
        """Whether there is anything to share money by."""
        return bool(self.grade_code or self.grade_zh or self.total is not None)


@dataclass(frozen=True)
class Ground:
    """Where the results come from."""

    kind: str
    code: str
    run: Run
    period: str
    basis: str
    final: bool
    results: tuple[PlatformResult, ...]
    grading: Grading | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of totals and grades, by platform: the same as long as no grade changes."""
        rows = sorted(
            [
                result.code,
                None if result.total is None else f"{result.total:f}",
                result.rank,
                result.grade_code,
                result.grade_zh,
            ]
            for result in self.results
        )
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Return the ground as a proposal keeps it."""
        return {
            "kind": self.kind,
            "code": self.code,
            "run": self.run.code,
            "period": self.period,
            "basis": self.basis,
            "final": self.final,
            "digest": self.digest,
        }


def ground_of(pool: Pool) -> Ground | None:
    """Return what a pool stands on, platforms loaded; None where neither grading nor run was named."""
    if pool.grading is not None:
        return _of_grading(pool.grading)
    if pool.run is not None:
        return _of_run(pool.run, pool.period, pool.basis)
    return None


def put_right_by(grading: Grading | None) -> Grading | None:
    """Return the final grading that put another one right, so that money follows other grades than those that stand;
    None where the grading stands.
    """
    if grading is None:
        return None
    return grading.replaced_by.filter(state=Grading.State.FINAL).order_by("-final_at").first()


def _of_grading(grading: Grading) -> Ground:
    totals = {row.platform_id: row for row in _totals(grading.run, grading.period, grading.basis)}
    lines = GradeLine.objects.filter(grading=grading).select_related("platform").order_by("rank", "pk")
    return Ground(
        "grading",
        grading.code,
        grading.run,
        grading.period,
        grading.basis,
        grading.is_final,
        tuple(_platform_result(line, totals.get(line.platform_id)) for line in lines),
        grading,
    )


def _of_run(run: Run, period: str, basis: str) -> Ground:
    used = period if period in run.periods else run.last_period
    scored = basis if basis in run.bases else run.bases[0]
    rows = _totals(run, used, scored)
    return Ground(
        "run", run.code, run, used, scored, False, tuple(_platform_result(row, row) for row in rows)
    )


def _totals(run: Run, period: str, basis: str) -> Sequence[RunTotal]:
    rows = RunTotal.objects.filter(run=run, period=period, basis=basis).select_related("platform")
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.platform.code))


def exact_points(total: float | None) -> Decimal | None:
    """Points as money reads them: a float counts as it is written (83.36 is meant as 83.36), to six decimals."""
    return None if total is None else Decimal(repr(total)).quantize(PLACES).normalize()


def _platform_result(row: GradeLine | RunTotal, total: RunTotal | None) -> PlatformResult:
    return PlatformResult(
        row.platform_id,
        row.platform.code,
        row.platform.short_name,
        row.rank,
        exact_points(row.total),
        row.grade_code,
        row.grade_zh,
        row.grade_en,
        "" if total is None else total.variant,
    )
