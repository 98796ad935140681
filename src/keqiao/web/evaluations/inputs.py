"""What a run reads: the platforms and the figures of its snapshot, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl
from django.db.models import QuerySet

from keqiao.engine.schemes.scheme import Scheme
from keqiao.web.evaluations import frames
from keqiao.web.evaluations.models import Run, RunFrame
from keqiao.web.evaluations.panels import FigureRow, MeasureQuery, UnitRow
from keqiao.web.facts.models import Snapshot, SnapshotFigure
from keqiao.web.facts.services.units import frozen_units

UNITS = "platforms"
"""The name under which a run keeps the platforms as they stood."""

_COLUMNS = ("code", "name", "name_en", "began_on", "since", "until")
_DATES = {"began_on", "since", "until"}
_WORDS = ("platform_type", "level", "stage")
"""Attributes that every run keeps, whether its scheme asks for them or not; others follow by name."""


def platforms_frame(snapshot: Snapshot) -> pl.DataFrame:
    """Return the platforms that have figures in a snapshot, by code, as they were frozen with it."""
    held = SnapshotFigure.objects.filter(snapshot=snapshot, platform__isnull=False)
    known = set(held.values_list("platform_id", flat=True).distinct())
    units = [unit for unit in frozen_units(snapshot) if unit.platform_id in known]
    more = sorted({word for unit in units for word in unit.words} - {*_COLUMNS, *_WORDS})
    words = (*_WORDS, *more)
    rows = [
        {
            "code": unit.code,
            "name": unit.name,
            "name_en": unit.name_en,
            "began_on": unit.operating_since,
            "since": unit.valid_from,
            "until": unit.valid_to,
            **{word: unit.words.get(word, "") for word in words},
        }
        for unit in units
    ]
    columns = (*_COLUMNS, *words)
    return pl.DataFrame(
        rows, schema={column: pl.Date if column in _DATES else pl.String for column in columns}
    )


def units_of(run: Run) -> pl.DataFrame:
    """Return the platforms of a run, from its snapshot; a finished one has its own copy of them."""
    kept = RunFrame.objects.filter(run=run, name=UNITS).first() if run.is_done else None
    return frames.unpacked(kept.content) if kept is not None else platforms_frame(run.snapshot)


def unit_rows(platforms: pl.DataFrame, scheme: Scheme) -> list[UnitRow]:
    """Return the platforms as the panel needs them, with the words of the attributes that `scheme` declares."""
    wanted = [attribute.code for attribute in scheme.attributes if attribute.code in platforms.columns]
    return [
        UnitRow(
            row["code"],
            row["name"],
            row["began_on"],
            {code: row[code] for code in wanted if row[code]},
            row["since"],
            row["until"],
        )
        for row in platforms.to_dicts()
    ]


def platform_ids(snapshot: Snapshot) -> dict[str, int]:
    """Return the register's row of each platform of a snapshot by the code it had then."""
    return {unit.code: unit.platform_id for unit in frozen_units(snapshot)}


def figures_read(snapshot: Snapshot, scheme: Scheme, periods: Sequence[str]) -> QuerySet[SnapshotFigure]:
    """Return the figures of platforms in a snapshot that `scheme` reads, in a fixed order."""
    return SnapshotFigure.objects.filter(
        snapshot=snapshot,
        platform__isnull=False,
        period__in=list(periods),
        measure__code__in=list(MeasureQuery.by(scheme).measures),
    ).order_by("platform__code", "measure__code", "period", "basis")


def derived_measures(snapshot: Snapshot, scheme: Scheme) -> set[str]:
    """Return the measures that `scheme` reads and whose figures in a snapshot come from rows of registers."""
    wanted = list(MeasureQuery.by(scheme).measures)
    figures = SnapshotFigure.objects.filter(snapshot=snapshot, measure__code__in=wanted)
    derived = figures.exclude(definition__derivation="").order_by()
    return set(derived.values_list("measure__code", flat=True).distinct())


def figure_rows(snapshot: Snapshot, scheme: Scheme, periods: Sequence[str]) -> Iterator[FigureRow]:
    """Yield the figures of a snapshot that `scheme` reads, in a fixed order."""
    codes = {unit.platform_id: unit.code for unit in frozen_units(snapshot)}
    rows: Iterable[tuple] = figures_read(snapshot, scheme, periods).values_list(
        "platform_id", "measure__code", "period", "basis", "value", "measure__unit"
    )
    for platform, measure, period, basis, value, unit in rows:
        yield FigureRow(codes[platform], measure, period, basis, value, unit)
