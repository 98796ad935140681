"""What each sheet of a result workbook says: 总表, 指标得分, 计算过程, 贡献, 加减分, 提示, 方案, 数据."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from keqiao import __version__
from keqiao.engine.evaluation import DataFinding, Panel
from keqiao.engine.schemes.tree import Indicator
from keqiao.engine.workbooks import views
from keqiao.engine.workbooks.output_rounding import gap_told
from keqiao.engine.workbooks.problems import FileFinding
from keqiao.engine.workbooks.reading import DataFile
from keqiao.engine.workbooks.result_sheets import ADJUSTMENTS, BASES, Exact, ResultBook, ResultColumn
from keqiao.engine.workbooks.styles import figure_style
from keqiao.engine.workbooks.tolerance import write_cells
from keqiao.engine.workbooks.words import PERIOD, UNIT_CODE, UNIT_NAME, heading_of
from keqiao.language import Message, message

STAGE_ROWS, REASON_ROWS = 100_000, 50_000
"""Rows of the sheets 计算过程 and 贡献 at most; .csv and .json have no such limit."""
_BASIS = message("Basis")
_RANK, _TOTAL = message("Rank"), message("Total points")


def write_sheets(
    book: ResultBook, data: DataFile | None, problems: Sequence[DataFinding]
) -> Iterator[Message]:
    """Write every sheet, yielding what was written; ``problems`` are the warnings to be listed."""
    _summary(book)
    yield message("Summary")
    _matrix(book)
    yield message("Points by indicator")
    limited = _stages(book)
    yield message("Calculation")
    limited += _reasons(book)
    yield message("Lift and pull")
    _adjustments(book)
    if book.evaluation.tolerance is not None:
        write_cells(book, book.evaluation.tolerance)
    _warnings(book, [*problems, *limited])
    _scheme(book, data)
    yield message("Scheme")
    if data is not None:
        _data(book, data.panel)
    yield message("Data")


def _keys(book: ResultBook) -> tuple[list[ResultColumn], list[str]]:
    """The columns that name a row; the basis only where both are shown."""
    columns, fields = [ResultColumn(PERIOD, "centre", 10)], ["period"]
    if len(book.evaluation.bases) > 1:
        columns.append(ResultColumn(_BASIS, "centre", 9))
        fields.append("basis")
    return [*columns, ResultColumn(UNIT_CODE, "text", 14), ResultColumn(UNIT_NAME, "text", 28)], [
        *fields,
        "unit",
        "name",
    ]


def _based(book: ResultBook, frame: pl.DataFrame) -> pl.DataFrame:
    words = {code: book.say(sentence) for code, sentence in BASES.items()}
    return frame.with_columns(pl.col("basis").replace(words))


def _summary(book: ResultBook) -> None:
    evaluation, scheme = book.evaluation, book.scheme
    frame = _based(book, _with_intervals(book, views.summary(evaluation, scheme)))
    keys, fields = _keys(book)
    grade = "grade_name" if book.language == "zh" else "grade_name_en"
    columns = [ResultColumn(_RANK, "centre", 7), *keys]
    chosen = ["rank", *fields]
    if book.intervals is not None:
        columns.insert(1, ResultColumn(message("Rank interval"), "centre", 9))
        chosen.insert(1, "interval")

    def take(field: str, column: ResultColumn, *, always: bool = False) -> None:
        if always or frame[field].null_count() < frame.height:
            columns.append(column)
            chosen.append(field)

    if scheme.profiles is not None:
        by = next((a.name for a in scheme.attributes if a.code == scheme.profiles.by), None)
        take(
            "profile", ResultColumn(by.in_language(book.language) if by else message("Profile"), "centre", 12)
        )
    take("rank_in_group", ResultColumn(message("Rank in group"), "centre", 8))
    if grade not in frame.columns or frame[grade].null_count() == frame.height:
        grade = "grade_name"
    if scheme.grades:
        frame = frame.with_columns(pl.coalesce(grade, "grade_name").alias(grade))
        take(grade, ResultColumn(message("Grade"), "centre", 10), always=True)
        if book.intervals is not None:
            take("border", ResultColumn(message("borderline"), "centre", 8), always=True)
    take("total", ResultColumn(_TOTAL, "points", 10), always=True)
    for node in scheme.indicators:
        take(
            f"node:{node.code}", ResultColumn(node.name.in_language(book.language), "points", 13), always=True
        )
    if scheme.adjustments:
        take("adjustment", ResultColumn(message("Adjustments"), "points", 9), always=True)
    take("variant", ResultColumn(message("Variant"), "centre", 12))
    take("veto", ResultColumn(message("Veto"), "centre", 12))
    variants = {v.code: v.name.in_language(book.language) for v in scheme.variants}
    vetoes = {v.code: v.name.in_language(book.language) for v in scheme.vetoes}
    frame = frame.with_columns(
        pl.col("variant").replace(variants),
        pl.col("veto").map_elements(
            lambda codes: "、".join(vetoes.get(code, code) for code in codes.split(",")),
            return_dtype=pl.String,
        ),
    )
    if scheme.profiles is not None:
        words = next((a.values for a in scheme.attributes if a.code == scheme.profiles.by), {})
        frame = frame.with_columns(
            pl.col("profile").replace({code: name.in_language(book.language) for code, name in words.items()})
        )
    columns.append(ResultColumn(message("Share of indicators with data"), "percent", 10))
    chosen.append("complete")
    title = message("{scheme}: results", scheme=scheme.name)
    note = message(
        "Unit: points (full marks {total}). Periods: {periods}. Scheme {code} {version}.",
        total=f"{scheme.total:g}",
        periods="、".join(evaluation.periods),
        code=scheme.code,
        version=scheme.version,
    )
    parts = [f"node:{node.code}" for node in scheme.indicators]
    parts += ["adjustment"] if scheme.adjustments else []
    sheet = book.sheet(message("Summary"), title, _with_gap(note, frame, parts))
    book.table(sheet, columns, frame.select(chosen).iter_rows(), frozen=chosen.index("name") + 1)


def _with_intervals(book: ResultBook, frame: pl.DataFrame) -> pl.DataFrame:
    """The summary with the interval of each rank, and the mark of the grades that lie on a border."""
    if book.intervals is None:
        return frame
    mark = pl.when("border").then(pl.lit(book.say(message("borderline")))).alias("border")
    table = book.intervals.select(*views.KEYS, "interval", mark)
    return frame.join(table, on=views.KEYS, how="left", maintain_order="left")


def _with_gap(note: Message, frame: pl.DataFrame, parts: Sequence[str]) -> Message:
    """The note, and the line that printed parts may miss the printed total where they do."""
    rows = frame.select("total", *parts).iter_rows()
    gap = gap_told((total, own) for total, *own in rows)
    return note if gap is None else message("{one} {two}", one=note, two=gap)


def _matrix(book: ResultBook) -> None:
    frame = _based(book, views.matrix(book.evaluation, book.scheme))
    keys, fields = _keys(book)
    leaves = book.scheme.leaves()
    columns = [*keys, ResultColumn(_TOTAL, "points", 10)]
    columns += [
        ResultColumn(f"{leaf.code} {leaf.name.in_language(book.language)}", "points", 13) for leaf in leaves
    ]
    title = message("{scheme}: points by indicator", scheme=book.scheme.name)
    note = message(
        "Unit: points of the total, after weights. Blank: the indicator does not apply or has no score."
    )
    codes = [leaf.code for leaf in leaves]
    if not book.scheme.adjustments:
        note = _with_gap(note, frame, codes)
    sheet = book.sheet(message("Points by indicator"), title, note)
    rows = frame.select(*fields, "total", *(leaf.code for leaf in leaves)).iter_rows()
    book.table(sheet, columns, rows, frozen=len(keys))


def _stages(book: ResultBook) -> list[FileFinding]:
    """The long sheet: every stage of every indicator. Returns the warning where it had to be cut."""
    evaluation = book.evaluation
    frame = _based(book, views.stages(evaluation, STAGE_ROWS))
    keys, fields = _keys(book)
    names = {leaf.code: leaf.name.in_language(book.language) for leaf in book.scheme.leaves()}
    units = {leaf.code: leaf.unit for leaf in book.scheme.leaves()}
    figures = ["raw", "denominated", "imputed", "treated", "score", "weight", "contribution"]
    heads = [
        message("Raw value"),
        message("After denominator"),
        message("After filling gaps"),
        message("After treatment"),
        message("Score (0–100)"),
        message("Weight"),
        message("Contribution (points)"),
    ]
    looks = ["number"] * 4 + ["points", "weight", "points"]
    columns = [
        *keys,
        ResultColumn(message("Indicator code"), "centre", 10),
        ResultColumn(message("Indicator"), "text", 30),
    ]
    columns.append(ResultColumn(message("Unit"), "centre", 8))
    columns += [ResultColumn(head, look, 12) for head, look in zip(heads, looks, strict=True)]
    columns.append(ResultColumn(message("Remarks"), "text", 24))
    frame = frame.with_columns(
        pl.col("indicator").replace(names).alias("called"),
        pl.col("indicator").replace(units).alias("measured"),
    )
    title = message("{scheme}: how each score came about", scheme=book.scheme.name)
    note = message("Raw value → treated value → score → × weight ÷ 100 → contribution to the total.")
    sheet = book.sheet(message("Calculation"), title, note)
    chosen = frame.select(*fields, "indicator", "called", "measured", *figures, "flags").iter_rows()
    book.table(sheet, columns, ((*row[:-1], book.flags(row[-1])) for row in chosen), frozen=len(keys))
    left = evaluation.indicators.height - frame.height
    if left <= 0:
        return []
    sentence = message(
        "The sheet of the calculation shows {shown} rows; {left} more are left out.",
        shown=f"{frame.height:,}",
        left=f"{left:,}",
    )
    return [
        FileFinding("warning", sentence, code="rows_left_out", remedy=message("Write .json for every row."))
    ]


def _reasons(book: ResultBook) -> list[FileFinding]:
    """What lifts and pulls each unit. Returns the warning where the sheet had to be cut."""
    frame = _based(book, views.reasons(book.evaluation, REASON_ROWS))
    keys, fields = _keys(book)
    names = {leaf.code: leaf.name.in_language(book.language) for leaf in book.scheme.leaves()}
    words = {"lift": book.say(message("lifts")), "pull": book.say(message("pulls"))}
    frame = frame.with_columns(
        pl.col("direction").replace(words), pl.col("indicator").replace(names).alias("called")
    )
    columns = [
        *keys,
        ResultColumn(_RANK, "centre", 7),
        ResultColumn(_TOTAL, "points", 10),
        ResultColumn(message("Direction"), "centre", 8),
        ResultColumn(message("Indicator code"), "centre", 10),
        ResultColumn(message("Indicator"), "text", 32),
        ResultColumn(message("Raw value"), "number", 13),
        ResultColumn(message("Score (0–100)"), "points", 10),
        ResultColumn(message("Contribution (points)"), "points", 11),
        ResultColumn(message("Median score"), "points", 11),
        ResultColumn(message("Worth (points)"), "points", 10),
    ]
    chosen = [
        *fields,
        "rank",
        "total",
        "direction",
        "indicator",
        "called",
        "raw",
        "score",
        "contribution",
        "median",
        "difference",
    ]
    title = message("{scheme}: what lifts and what pulls", scheme=book.scheme.name)
    note = message(
        "The distance to the median score of the units of the same period, × weight ÷ 100; at most three of each."
    )
    sheet = book.sheet(message("Lift and pull"), title, note)
    book.table(sheet, columns, frame.select(chosen).iter_rows(), frozen=len(keys))
    ranked = int(book.evaluation.totals["total"].count())
    left = ranked - views.units_listed(ranked, REASON_ROWS)
    if left <= 0:
        return []
    sentence = message(
        "The sheet of lift and pull shows {shown} units; {left} more are left out.",
        shown=f"{ranked - left:,}",
        left=f"{left:,}",
    )
    return [
        FileFinding("warning", sentence, code="rows_left_out", remedy=message("Write .json for every row."))
    ]


def _adjustments(book: ResultBook) -> None:
    frame = book.evaluation.adjustments
    named = {
        part.code: part.name.in_language(book.language)
        for part in (*book.scheme.adjustments, *book.scheme.vetoes)
    }
    kinds = {code: book.say(sentence) for code, sentence in ADJUSTMENTS.items()}
    names = book.evaluation.totals.select(*views.KEYS, "name")
    frame = frame.join(names, on=views.KEYS, how="left").sort("period", "basis", "unit", "kind", "code")
    keys, fields = _keys(book)
    frame = _based(book, frame).with_columns(pl.col("kind").replace(kinds), pl.col("code").replace(named))
    columns = [*keys, ResultColumn(message("Kind"), "centre", 14), ResultColumn(message("Item"), "text", 34)]
    columns.append(ResultColumn(message("Points"), "points", 10))
    title = message("{scheme}: bonuses, deductions, vetoes", scheme=book.scheme.name)
    sheet = book.sheet(message("Adjustments"), title, message("Unit: points."))
    book.table(sheet, columns, frame.select(*fields, "kind", "code", "points").iter_rows(), frozen=len(keys))


def _warnings(book: ResultBook, problems: Sequence[DataFinding]) -> None:
    columns = [
        ResultColumn(message("Place"), "text", 14),
        ResultColumn(UNIT_CODE, "text", 16),
        ResultColumn(PERIOD, "centre", 10),
        ResultColumn(message("Measure or indicator"), "text", 22),
        ResultColumn(message("Warning"), "wrap", 70),
        ResultColumn(message("What to do"), "wrap", 50),
    ]
    rows = []
    for problem in problems:
        place = problem.place if isinstance(problem, FileFinding) else ""
        about = (problem.unit, problem.period, problem.measure)
        rows.append((place, *about, problem.message, problem.remedy or ""))
    title = message("Warnings")
    note = message("{count} warnings. No figure was changed silently.", count=len(rows))
    book.table(book.sheet(message("Warnings"), title, note), columns, rows, frozen=0)


def _scheme(book: ResultBook, data: DataFile | None) -> None:
    scheme, language = book.scheme, book.language
    facts: list[tuple[Message, str]] = [
        (message("Scheme"), scheme.name.in_language(language)),
        (message("Code and version"), f"{scheme.code} {scheme.version}"),
        (message("Issuer"), scheme.issuer.in_language(language) if scheme.issuer else ""),
        (message("Regulation"), scheme.regulation.in_language(language) if scheme.regulation else ""),
        (message("Valid"), " – ".join(str(day) for day in (scheme.valid_from, scheme.valid_to) if day)),
        (message("Fingerprint of the scheme (SHA-256)"), book.scheme_sha256),
        (message("Fingerprint of the results (SHA-256)"), book.evaluation.digest),
        (message("Version of the engine"), f"keqiao {__version__}"),
        (_BASIS, "、".join(book.say(BASES[basis]) for basis in book.evaluation.bases)),
        (message("Data file"), data.name if data else ""),
        (message("Fingerprint of the data file (SHA-256)"), data.sha256 if data else ""),
    ]
    sheet = book.sheet(message("Scheme"), message("{scheme}: what was evaluated by", scheme=scheme.name))
    for at, (head, text) in enumerate(facts, 2):
        sheet.write_string(at, 0, book.say(head), book.styles["head"])
        sheet.merge_range(at, 1, at, 5, "", book.styles["wrap"])
        sheet.write_string(at, 1, text, book.styles["wrap"])
    columns = [
        ResultColumn(message("Code"), "centre", 26),
        ResultColumn(message("Indicator"), "text", 34),
        ResultColumn(message("Unit"), "centre", 9),
        ResultColumn(message("Weight"), "weight", 9),
        ResultColumn(message("Formula"), "wrap", 60),
        ResultColumn(message("Regulation"), "wrap", 40),
    ]
    rows = []
    for depth, node in views.levels(scheme):
        formula = node.formula if isinstance(node, Indicator) else ""
        unit = node.unit if isinstance(node, Indicator) else ""
        source = node.regulation.in_language(language) if node.regulation else ""
        name = "　" * (depth - 1) + node.name.in_language(language)
        rows.append((node.code, name, unit, node.weight, formula, source))
    book.table(sheet, columns, rows, top=len(facts) + 3, frozen=0)


def _data(book: ResultBook, panel: Panel) -> None:
    """The figures as they were read, in the form that ``keqiao evaluate`` reads; and the verified ones."""
    title = message("{scheme}: the figures evaluated", scheme=book.scheme.name)
    note = message("`keqiao evaluate` reads this sheet again, with this scheme or a changed one.")
    _figures(book, "数据", title, note, panel.reported)
    if panel.verified is not None:
        title = message("{scheme}: verified values", scheme=book.scheme.name)
        _figures(book, "核定值", title, message("Blank: the reported value holds."), panel.verified)


def _figures(book: ResultBook, name: str, title: Message, note: Message, frame: pl.DataFrame) -> None:
    measures = {measure.code: measure for measure in book.scheme.measures}
    attributes = {attribute.code: attribute for attribute in book.scheme.attributes}
    columns, chosen = [], []
    for field in frame.columns:
        if field in measures:
            if measures[field].previous_of is not None and frame[field].null_count() == frame.height:
                # Found in the earlier period's own row.
                continue
            columns.append(
                ResultColumn(heading_of(measures[field], book.language), figure_style(measures[field]), 13)
            )
        elif field in attributes:
            columns.append(ResultColumn(heading_of(attributes[field], book.language), "centre", 13))
        elif field in {"unit", "period", "name"}:
            heading = {"unit": UNIT_CODE, "period": PERIOD, "name": UNIT_NAME}[field]
            columns.append(ResultColumn(heading, "text", 28 if field == "name" else 14))
        else:
            continue
        chosen.append(field)
    sheet = book.sheet(name, title, note)
    # The codes stand below the names, so that two measures of one name cannot be mixed up.
    book.table(sheet, columns, _with_codes(chosen, frame.select(chosen).iter_rows()), frozen=3)


def _with_codes(codes: list[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield codes
    for row in rows:
        yield [Exact(value) if isinstance(value, float) else value for value in row]
