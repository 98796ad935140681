"""The figures of a snapshot as rules read them: a row for each platform, a column for each name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from keqiao.engine.diagnostics import BEFORE, DiagnosticRules, city_lights, diagnose, measures_read
from keqiao.periods import Period
from keqiao.web.facts.frames import read
from keqiao.web.facts.models import Snapshot, SnapshotFigure
from keqiao.web.facts.services.units import frozen_units
from keqiao.web.oversight.documents import measure_codes


@dataclass(frozen=True)
class DiagnosisFrame:
    """What rules found: ``lines`` as the engine gives them, ``city`` by rule, and how many ``platforms`` were there."""

    lines: pl.DataFrame
    city: dict[str, dict[str, Any]]
    platforms: int


def diagnosed(rules: DiagnosticRules, snapshot: Snapshot, period: Period, basis: str) -> DiagnosisFrame:
    """Return what rules find in the figures of a period of a snapshot, for the platforms that then belonged to the
    system.
    """
    figures = figures_of(rules, snapshot, period, basis)
    lines = diagnose(rules, figures)
    lights = lines.group_by("rule", "light").len()
    counts: dict[str, dict[str, int]] = {}
    for rule, light, count in lights.iter_rows():
        counts.setdefault(rule, {})[light] = count
    city = {
        row.pop("rule"): row | {"lights": {}} for row in city_lights(rules.city, lines).iter_rows(named=True)
    }
    for rule, of_rule in city.items():
        of_rule["lights"] = counts[rule]
    return DiagnosisFrame(lines, city, figures.height)


def figures_of(rules: DiagnosticRules, snapshot: Snapshot, period: Period, basis: str) -> pl.DataFrame:
    """Return ``platform`` and a column for each name that rules read, in the stored unit (money in 元)."""
    wanted = measures_read(rules, measure_codes())
    before = period.previous_year()
    rows = SnapshotFigure.objects.filter(
        snapshot=snapshot, basis=basis, platform__isnull=False, measure__code__in=list(wanted)
    )
    stored = read(
        rows.filter(period__in=(period.code, before.code)),
        platform="platform",
        measure="measure__code",
        period="period",
        value="value",
    )
    name = pl.when(pl.col("period") == period.code).then("measure").otherwise(pl.col("measure") + BEFORE)
    columns = stored.with_columns(name=name, value=pl.col("value").cast(pl.Float64))
    platforms = pl.DataFrame(
        {
            "platform": [
                unit.platform_id
                for unit in frozen_units(snapshot)
                if unit.valid_from <= period.end and (unit.valid_to is None or unit.valid_to >= period.end)
            ]
        },
        schema={"platform": pl.Int64},
    )
    wide = columns.pivot("name", index="platform", values="value") if columns.height else None
    frame = platforms if wide is None else platforms.join(wide, on="platform", how="left")
    names = [*wanted, *(f"{code}{BEFORE}" for code, earlier in wanted.items() if earlier)]
    return frame.with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in names if name not in frame.columns
    )
