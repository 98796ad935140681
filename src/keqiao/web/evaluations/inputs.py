"""What a run reads: the platforms as they stood when it was first computed, and the figures of its snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import polars as pl
from django.db.models import QuerySet

from keqiao.engine.schemes.scheme import Scheme
from keqiao.web.evaluations import frames
from keqiao.web.evaluations.models import Run, RunFrame
from keqiao.web.evaluations.panels import FigureRow, UnitRow, Wanted
from keqiao.web.facts.models import Snapshot, SnapshotFigure
from keqiao.web.registry.models import Platform

UNITS = "platforms"
"""The name under which a run keeps the platforms as they stood."""

TYPE_WORDS = {
    Platform.Type.RD: "研发型",
    Platform.Type.INCUBATION: "孵化转化型",
    Platform.Type.SERVICE: "产业服务型",
    Platform.Type.COMPREHENSIVE: "综合型",
}
"""The words in which schemes write the type of a platform (domain/conventions.md §2)."""

_COLUMNS = ("code", "name", "name_en", "began_on", "since", "until", "platform_type", "level", "stage")


def platforms_frame(snapshot: Snapshot) -> pl.DataFrame:
    """Return the platforms that have figures in a snapshot, by code: the part of the register that a run
    depends on.
    """
    known = (
        SnapshotFigure.objects.filter(snapshot=snapshot, platform__isnull=False)
        .values("platform_id")
        .distinct()
    )
    rows = [
        {
            "code": platform.code,
            "name": platform.short_name,
            "name_en": platform.short_name_en,
            "began_on": platform.operating_since,
            "since": platform.valid_from,
            "until": platform.valid_to,
            "platform_type": TYPE_WORDS.get(Platform.Type(platform.type), platform.type),
            "level": platform.level,
            "stage": platform.stage,
        }
        for platform in Platform.objects.filter(pk__in=known).order_by("code")
    ]
    dates = {"began_on", "since", "until"}
    return pl.DataFrame(
        rows, schema={column: pl.Date if column in dates else pl.String for column in _COLUMNS}
    )


def units_of(run: Run) -> pl.DataFrame:
    """Return the platforms of a run: as kept with it, so that a later change of the register changes no
    result.
    """
    kept = RunFrame.objects.filter(run=run, name=UNITS).first() if run.is_done else None
    return frames.unpacked(kept.content) if kept is not None else platforms_frame(run.snapshot)


def unit_rows(platforms: pl.DataFrame, scheme: Scheme) -> list[UnitRow]:
    """Return the platforms as the panel needs them, with the words of the attributes that `scheme` declares."""
    wanted = [attribute.code for attribute in scheme.attributes if attribute.code in platforms.columns]
    return [
        UnitRow(
            row["code"],
            row["name"],
            _day(row["began_on"]),
            {code: row[code] for code in wanted if row[code]},
            _day(row["since"]),
            _day(row["until"]),
        )
        for row in platforms.to_dicts()
    ]


def figures_read(snapshot: Snapshot, scheme: Scheme, periods: Sequence[str]) -> QuerySet[SnapshotFigure]:
    """Return the figures of platforms in a snapshot that `scheme` reads, in a fixed order."""
    return SnapshotFigure.objects.filter(
        snapshot=snapshot,
        platform__isnull=False,
        period__in=list(periods),
        measure__code__in=list(Wanted.by(scheme).measures),
    ).order_by("platform__code", "measure__code", "period", "basis")


def derived_measures(snapshot: Snapshot, scheme: Scheme) -> set[str]:
    """Return the measures that `scheme` reads and whose figures in a snapshot come from rows of registers."""
    wanted = list(Wanted.by(scheme).measures)
    figures = SnapshotFigure.objects.filter(snapshot=snapshot, measure__code__in=wanted)
    derived = figures.exclude(definition__derivation="").order_by()
    return set(derived.values_list("measure__code", flat=True).distinct())


def figure_rows(snapshot: Snapshot, scheme: Scheme, periods: Sequence[str]) -> Iterator[FigureRow]:
    """Yield the figures of a snapshot that `scheme` reads, in a fixed order."""
    rows: Iterable[tuple] = figures_read(snapshot, scheme, periods).values_list(
        "platform__code", "measure__code", "period", "basis", "value", "measure__unit"
    )
    for code, measure, period, basis, value, unit in rows:
        yield FigureRow(code, measure, period, basis, value, unit)


def _day(value: date | None) -> date | None:
    return value
