"""The text whose SHA-256 is the hash of a snapshot: a header, a JSON line for every platform, one for every figure.

Lines of platforms and of figures are sorted each. The text is made in parts, so that it is never whole in memory:
figures come as columns, and what identifies a figure stands first in its line, platform by platform.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from keqiao.web.facts.frames import DECIMAL, read
from keqiao.web.facts.models import Measure, MeasureDefinition, Snapshot, SnapshotFigure, SnapshotUnit
from keqiao.web.facts.services.units import line_of
from keqiao.web.registry.models import Platform

FIGURES: dict[str, Any] = {
    "platform_id": pl.Int64,
    "measure_id": pl.Int64,
    "definition_id": pl.Int64,
    "period": pl.String,
    "basis": pl.String,
    "value": DECIMAL,
    "fact_id": pl.Int64,
    "row_model": pl.String,
    "row_ids": pl.String,
}
"""The columns of figures as a snapshot keeps them; ``row_ids`` is a JSON list without blanks."""
LINES = 50_000
"""Figures whose lines are made at a time."""
PLATFORMS = 400
"""Platforms whose stored figures are read at a time."""

Part = Sequence[str]
"""Lines that follow each other."""


class SnapshotText:
    """The text of a snapshot with these platforms; those frozen before platforms were part of them name platforms as
    the register does.
    """

    def __init__(self, snapshot: Snapshot, units: Sequence[SnapshotUnit]) -> None:
        self.snapshot, self.units = snapshot, units
        codes: Iterable[tuple[int, str]] = [(unit.platform_id, unit.code) for unit in units]
        platforms = codes if units else Platform.objects.values_list("pk", "code")
        self._platforms = {key: canonical(code) for key, code in platforms}
        measures = Measure.objects.values_list("pk", "code")
        self._measures = {key: canonical(code) for key, code in measures}
        versions = MeasureDefinition.objects.values_list("pk", "version")
        self._versions = {key: str(version) for key, version in versions}

    def head(self) -> Part:
        """Return the first lines: what the snapshot is of, and its platforms."""
        known_at = timezone.localtime(self.snapshot.known_at, timezone.get_fixed_timezone(0))
        of = [
            self.snapshot.code,
            self.snapshot.as_of.isoformat(),
            self.snapshot.periods,
            known_at.isoformat(),
        ]
        return [canonical(of), *sorted(canonical(line_of(unit)) for unit in self.units)]

    def parts(self, figures: pl.DataFrame) -> Iterator[Part]:
        """Yield the text with these figures, which stand :meth:`in_order`."""
        yield self.head()
        for batch in figures.iter_slices(LINES):
            yield self._lines(batch)

    def stored_parts(self) -> Iterator[Part]:
        """Yield the text with the figures that are stored."""
        yield self.head()
        listed = sorted([(canonical(""), None), *((code, key) for key, code in self._platforms.items())])
        for start in range(0, len(listed), PLATFORMS):
            figures = self.in_order(self._stored([key for _code, key in listed[start : start + PLATFORMS]]))
            for batch in figures.iter_slices(LINES):
                yield self._lines(batch)

    def in_order(self, figures: pl.DataFrame) -> pl.DataFrame:
        """Return figures in the order of their lines."""
        return figures.sort(self._identity())

    def _stored(self, platforms: Sequence[int | None]) -> pl.DataFrame:
        wanted = Q(platform__in=[key for key in platforms if key is not None])
        if None in platforms:
            wanted |= Q(platform=None)
        rows = SnapshotFigure.objects.filter(wanted, snapshot=self.snapshot)
        columns = {name: name.removesuffix("_id") for name in FIGURES} | {"row_ids": "listed"}
        figures = read(rows.annotate(listed=Cast("row_ids", TextField())), **columns)
        return figures.with_columns(pl.col("row_ids").str.replace_all(" ", "", literal=True))

    def _lines(self, figures: pl.DataFrame) -> Part:
        value = pl.concat_str(pl.lit('"'), pl.col("value").cast(pl.String), pl.lit('"'))
        line = pl.concat_str(
            self._identity(),
            value.fill_null("null"),
            pl.col("fact_id").cast(pl.String).fill_null("null"),
            _quoted("row_model"),
            "row_ids",
            separator=",",
        )
        return figures.select(line=pl.concat_str(line, pl.lit("]")))["line"].to_list()

    def _identity(self) -> pl.Expr:
        """The beginning of a line, which no other has: platform, measure, version of its definition, period, basis."""
        return pl.concat_str(
            pl.concat_str(pl.lit("["), _named("platform_id", self._platforms).fill_null(canonical(""))),
            _named("measure_id", self._measures),
            _named("definition_id", self._versions),
            _quoted("period"),
            _quoted("basis"),
            separator=",",
        )


def digest(parts: Iterable[Part]) -> str:
    """Return the SHA-256 of a text."""
    sha256 = hashlib.sha256()
    for number, part in enumerate(parts):
        if part:
            sha256.update((("\n" if number else "") + "\n".join(part)).encode())
    return sha256.hexdigest()


def differing(first: Iterator[Part], second: Iterator[Part]) -> int:
    """Return how many lines are in only one of two texts."""
    heads = set(next(first)) ^ set(next(second))
    return len(heads) + _apart(
        (line for part in first for line in part), (line for part in second for line in part)
    )


def _apart(first: Iterator[str], second: Iterator[str]) -> int:
    """How many lines are in only one of two that are sorted."""
    count, line, other = 0, next(first, None), next(second, None)
    while line is not None or other is not None:
        if line == other:
            line, other = next(first, None), next(second, None)
        elif other is None or (line is not None and line < other):
            count, line = count + 1, next(first, None)
        else:
            count, other = count + 1, next(second, None)
    return count


def _named(column: str, names: Mapping[int, str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, return_dtype=pl.String)


def _quoted(column: str) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), column, pl.lit('"'))


def canonical(value: Any) -> str:
    """Return JSON with one spelling: no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
