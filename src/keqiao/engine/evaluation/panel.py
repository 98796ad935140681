"""The figures that an evaluation reads: units × periods × measures, as reported and, where there is one,
as verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from keqiao.engine.evaluation import cells
from keqiao.engine.evaluation.problems import DataError, DataFinding, named
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import Bilingual, message, with_codes

KEYS = ("period", "unit")
Cell = tuple[str, str, str]
"""A unit, a period, an indicator (or a branch, which stands for all its indicators)."""


@dataclass(frozen=True)
class Panel:
    """Figures ready to be evaluated by the scheme they were read for.

    ``reported`` has one row per unit and period, sorted by period and unit: ``unit``, ``period``,
    ``name`` (text), the scheme's attributes (text) and measures that are read from data (Float64, null =
    missing). ``verified`` has the same keys and measures, null where nothing was verified. ``problems``
    are the warnings found while reading. ``tolerated`` are the cells of accepted cases of fault tolerance
    (容错): such an indicator is made neutral, where its own score is below neutral; an evaluation refuses cells
    that it does not know. ``alone`` are the measures whose verified figures stand alone: where one is missing it stays
    missing, whatever was reported.
    """

    reported: pl.DataFrame
    verified: pl.DataFrame | None = None
    problems: tuple[DataFinding, ...] = ()
    tolerated: frozenset[Cell] = frozenset()
    alone: frozenset[str] = frozenset()

    @cached_property
    def periods(self) -> list[str]:
        """The periods in the data, in order."""
        return self.reported["period"].unique().sort().to_list()

    @classmethod
    def from_frame(
        cls,
        scheme: Scheme,
        frame: pl.DataFrame,
        *,
        verified: pl.DataFrame | None = None,
        period: str | None = None,
        tolerated: Iterable[Cell] = (),
    ) -> Panel:
        """Read a wide frame: a row per unit and period, a column per attribute and measure
        (``code@rater`` for ratings).

        ``period`` is used where the frame has no ``period`` column. Columns that the scheme does not
        know are with_codes as a warning and left out. Raises :class:`DataError` with every error found:
        missing or doubled keys, text among numbers, infinite figures, figures outside the bounds of
        their measure.
        """
        for table in (frame, verified):
            if table is not None and not isinstance(table, pl.DataFrame):
                raise TypeError(
                    f"Panel.from_frame reads a polars DataFrame, not {type(table).__name__}: "
                    "collect a LazyFrame first, turn a pandas frame by polars.from_pandas."
                )
        problems: list[DataFinding] = []
        reported = _read(frame, scheme, period, problems, verified=False)
        checked = None
        if verified is not None:
            checked = _read(verified, scheme, period, problems, verified=True)
            checked = _aligned(reported, checked, problems)
        if any(problem.severity == "error" for problem in problems):
            raise DataError(named(problems, scheme))
        return cls(reported, checked, tuple(named(problems, scheme)), frozenset(tolerated))

    @classmethod
    def from_long(
        cls,
        scheme: Scheme,
        frame: pl.DataFrame,
        *,
        attributes: pl.DataFrame | None = None,
        period: str | None = None,
    ) -> Panel:
        """Read a long frame: ``unit``, ``period``, ``measure``, ``value`` and, where values were
        verified, ``verified``.

        ``attributes`` has ``unit``, optional ``period`` and the words of the scheme's attributes and
        names.
        """
        if period is not None and "period" not in frame.columns:
            frame = frame.with_columns(pl.lit(period).alias("period"))
        absent = [column for column in ("unit", "period", "measure", "value") if column not in frame.columns]
        if absent:
            sentence = message(
                "The column {column} is missing. Add it to the data.", column=", ".join(absent)
            )
            raise DataError([DataFinding("error", sentence)])
        twice = frame.filter(pl.struct("unit", "period", "measure").is_duplicated())
        if twice.height:
            sentence = message("This figure stands in the data more than once. Keep one of the rows.")
            raise DataError(
                DataFinding("error", sentence, row["unit"], row["period"], row["measure"])
                for row in twice.unique(["unit", "period", "measure"], maintain_order=True)
                .head(20)
                .to_dicts()
            )
        wide = _widened(frame, "value", attributes)
        verified = _widened(frame, "verified", attributes) if "verified" in frame.columns else None
        return cls.from_frame(scheme, wide, verified=verified)

    def basis(self, basis: str) -> pl.DataFrame:
        """The figures as ``reported``, or as ``verified`` with the reported ones where nothing was
        verified, except of the measures that stand ``alone``."""
        if basis == "reported":
            return self.reported
        if self.verified is None:
            sentence = message(
                "There are no verified figures. Evaluate the reported ones, or add the verified figures."
            )
            raise DataError([DataFinding("error", sentence)])
        return self.reported.with_columns(
            self.verified[column]
            if column in self.alone
            else self.verified[column].fill_null(self.reported[column])
            for column in self.verified.columns
            if column not in KEYS
        )


def _widened(frame: pl.DataFrame, values: str, attributes: pl.DataFrame | None) -> pl.DataFrame:
    wide = frame.pivot(on="measure", index=["unit", "period"], values=values)
    if attributes is not None:
        on = [key for key in ("unit", "period") if key in attributes.columns]
        wide = wide.join(attributes, on=on, how="left", maintain_order="left")
    return wide


def _keyed(frame: pl.DataFrame, period: str | None, problems: list[DataFinding]) -> pl.DataFrame | None:
    """The frame with text keys and its row numbers, sorted by them; None where the keys cannot be used."""
    if "period" not in frame.columns and period is not None:
        frame = frame.with_columns(pl.lit(period).alias("period"))
    absent = [column for column in ("unit", "period") if column not in frame.columns]
    if absent:
        sentence = (
            message("The column period is missing. Add it to the data, or name the period of all rows.")
            if absent == ["period"]
            else message("The column {column} is missing. Add it to the data.", column=", ".join(absent))
        )
        problems.append(DataFinding("error", sentence))
        return None
    if frame.height == 0:
        problems.append(DataFinding("error", message("The data has no row. Add a row for each unit.")))
        return None
    frame = frame.with_columns(
        pl.col("unit").cast(pl.String).str.strip_chars(), pl.col("period").cast(pl.String).str.strip_chars()
    ).with_row_index("row")
    empty = (
        pl.col("unit").is_null()
        | (pl.col("unit") == "")
        | pl.col("period").is_null()
        | (pl.col("period") == "")
    )
    for row in frame.filter(empty).select("row", "unit", "period").head(20).to_dicts():
        sentence = message("The row has no unit or no period. Fill in both.")
        problems.append(
            DataFinding("error", sentence, row["unit"] or None, row["period"] or None, row=row["row"])
        )
    if not _ordered(frame):
        frame = frame.sort(*KEYS)
    again = (pl.col("unit") == pl.col("unit").shift()) & (pl.col("period") == pl.col("period").shift())
    for row in frame.filter(again).select("row", "unit", "period").head(20).to_dicts():
        sentence = message(
            "The unit stands in the data more than once for this period. Keep one of the rows."
        )
        problems.append(DataFinding("error", sentence, row["unit"], row["period"], row=row["row"]))
    return None if any(problem.severity == "error" for problem in problems) else frame


def _ordered(frame: pl.DataFrame) -> bool:
    """Whether the rows already stand in the order of their keys (cheaper to see than to sort)."""
    period, unit = pl.col("period"), pl.col("unit")
    later = (period > period.shift()) | ((period == period.shift()) & (unit >= unit.shift()))
    return bool(frame.select(later.all())[0, 0])


def _read(
    frame: pl.DataFrame, scheme: Scheme, period: str | None, problems: list[DataFinding], *, verified: bool
) -> pl.DataFrame:
    keyed = _keyed(frame, period, problems)
    if keyed is None:
        raise DataError(problems)
    columns: list[pl.Series] = [keyed["unit"], keyed["period"]]
    known = {"row", "unit", "period", "name"}
    if not verified:
        columns.append(
            keyed["name"].cast(pl.String) if "name" in keyed.columns else keyed["unit"].alias("name")
        )
        for attribute in scheme.attributes:
            known.add(attribute.code)
            columns.append(cells.attribute(keyed, attribute, problems))
    else:
        known |= {attribute.code for attribute in scheme.attributes}
    absent: list[tuple[Bilingual, str]] = []
    there = set(keyed.columns)
    raters: dict[str, list[str]] = {}
    for column in keyed.columns:
        code, mark, _ = column.partition("@")
        if mark:
            raters.setdefault(code, []).append(column)
    inputs = [measure for measure in scheme.measures if measure.formula is None]
    wanted = [
        name for measure in inputs for name in (measure.code, *raters.get(measure.code, ())) if name in there
    ]
    seen = cells.extents(keyed, wanted)
    for measure in scheme.measures:
        if measure.formula is not None:
            # A computed measure is never read from the data: one address for each figure.
            if measure.code in there and not verified:
                sentence = message(
                    "The measure is computed by the scheme; the column in the data is not read."
                )
                problems.append(DataFinding("warning", sentence, measure=measure.code))
            known.add(measure.code)
            continue
        present = [name for name in (measure.code, *raters.get(measure.code, ())) if name in there]
        known.update(present)
        if not present:
            if measure.previous_of is None:
                code = measure.code if measure.raters is None else f"{measure.code}@…"
                absent.append((measure.name, code))
            if not verified:
                columns.append(
                    pl.Series(measure.code, [None], dtype=pl.Float64).new_from_index(0, keyed.height)
                )
            continue
        columns.append(cells.measure(keyed, measure, seen, present, problems))
    if absent and not verified:
        sentence = message(
            "The data has no column for {measures}: missing for every unit. Add the columns.",
            measures=with_codes(absent),
        )
        problems.append(DataFinding("warning", sentence))
    if not verified:
        _extra([column for column in keyed.columns if column not in known], problems)
    return pl.DataFrame(columns)


def _extra(columns: Sequence[str], problems: list[DataFinding]) -> None:
    if columns:
        sentence = message(
            "{count} columns are not measures of the scheme and are not read: {columns}.",
            count=len(columns),
            columns=", ".join(columns[:10]) + (" …" if len(columns) > 10 else ""),
        )
        problems.append(DataFinding("warning", sentence))


def _aligned(reported: pl.DataFrame, verified: pl.DataFrame, problems: list[DataFinding]) -> pl.DataFrame:
    """The verified figures on the rows of the reported ones."""
    stray = verified.join(reported, on=list(KEYS), how="anti")
    for row in stray.select(KEYS).head(20).to_dicts():
        sentence = message(
            "There is a verified figure but no reported one. Add the unit to the reported figures."
        )
        problems.append(DataFinding("error", sentence, row["unit"], row["period"]))
    return reported.select(KEYS).join(verified, on=list(KEYS), how="left", maintain_order="left")


def names_of(frame: pl.DataFrame) -> Mapping[str, str]:
    """Unit code → name, the latest period's."""
    rows: Iterable[tuple[str, str]] = frame.select("unit", "name").iter_rows()
    return dict(rows)
