"""Writing what an evaluation found: a workbook for reading, a table as .csv, everything as .json."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import polars as pl

from keqiao import __version__
from keqiao.engine.evaluation import DataFinding, Evaluation
from keqiao.engine.evaluation.run import Progress
from keqiao.engine.schemes.loading import fingerprint
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks import views
from keqiao.engine.workbooks.atomic_files import OutputError, written_at_once
from keqiao.engine.workbooks.output_rounding import plain_frame
from keqiao.engine.workbooks.problems import FileFinding
from keqiao.engine.workbooks.reading import DataFile
from keqiao.language import Language, message

if TYPE_CHECKING:
    from keqiao.engine.workbooks.result_sheets import ResultBook

FORMATS = (".xlsx", ".csv", ".json")
_SLICE = 100_000


def write_results(
    evaluation: Evaluation,
    scheme: Scheme,
    path: Path | str,
    language: Language = "zh",
    *,
    demonstration: bool = False,
    data: DataFile | None = None,
    prepared_by: str = "",
    progress: Progress | None = None,
    more: Callable[[ResultBook], None] | None = None,
    scheme_sha256: str = "",
    intervals: pl.DataFrame | None = None,
) -> None:
    """Write ``evaluation`` to ``path``; the ending .xlsx, .csv or .json says how. Raises :class:`OutputError`.

    ``data`` is what was evaluated: its name and hash are told, its warnings listed, and its figures put into a sheet
    that ``keqiao evaluate`` reads again. ``demonstration`` puts the mark 演示数据 on every sheet,
    ``prepared_by`` the name of who made it (制表人). ``more`` may add sheets of its own at the end of a workbook.
    ``scheme_sha256`` is the hash of the scheme's text as its issuer signed it (left out: of its canonical form).
    ``intervals`` (period, basis, unit, interval, border) puts the interval of ranks beside each rank of the summary
    and marks the grades that lie on a border.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise OutputError(message("{path}: results are written as .xlsx, .csv or .json.", path=str(path)))
    problems = listed(evaluation, data)
    scheme_sha256 = scheme_sha256 or fingerprint(scheme)
    with written_at_once(path) as temporary:
        if kind == ".xlsx":
            _workbook(
                evaluation,
                scheme,
                temporary,
                language,
                demonstration,
                data,
                problems,
                progress,
                prepared_by,
                more,
                scheme_sha256,
                intervals,
            )
        elif kind == ".csv":
            with temporary.open("w", encoding="utf-8-sig", newline="") as text:
                _table(evaluation, scheme, text)
        else:
            with temporary.open("wb") as stream:
                _document(evaluation, scheme, stream, demonstration, data, problems, scheme_sha256)


def listed(evaluation: Evaluation, data: DataFile | None) -> list[DataFinding]:
    """Every warning once: those of the file with their places, then those of the evaluation that are new."""
    of_file: list[DataFinding] = list(data.problems) if data else []
    known = {(str(p.message), p.unit, p.period, p.measure) for p in of_file}
    return of_file + [
        p for p in evaluation.warnings if (str(p.message), p.unit, p.period, p.measure) not in known
    ]


def _workbook(  # noqa: PLR0917 - the arguments of write_results
    evaluation: Evaluation,
    scheme: Scheme,
    path: Path,
    language: Language,
    demonstration: bool,
    data: DataFile | None,
    problems: Sequence[DataFinding],
    progress: Progress | None,
    prepared_by: str,
    more: Callable[[ResultBook], None] | None,
    scheme_sha256: str,
    intervals: pl.DataFrame | None,
) -> None:
    import xlsxwriter

    from keqiao.engine.workbooks.identity import identity_of
    from keqiao.engine.workbooks.result_book import write_sheets
    from keqiao.engine.workbooks.result_sheets import EXCEL_ROWS, ResultBook
    from keqiao.engine.workbooks.template import write_identity

    if evaluation.totals.height > EXCEL_ROWS - 10:
        raise OutputError(
            message(
                "{count} rows do not fit into an Excel sheet; write .csv or .json.",
                count=evaluation.totals.height,
            )
        )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": scheme.name.in_language(language), "comments": evaluation.digest})
    result = ResultBook(
        book,
        evaluation,
        scheme,
        language,
        demonstration=demonstration,
        prepared_by=prepared_by,
        scheme_sha256=scheme_sha256,
        intervals=intervals,
    )
    for number, done in enumerate(write_sheets(result, data, problems), 1):
        if progress is not None:
            progress(min(number / 7, 1.0), done)
    if more is not None:
        more(result)
    evaluated = {
        "periods": ",".join(evaluation.periods),
        "basis": evaluation.bases[0] if len(evaluation.bases) == 1 else "both",
        "digest": evaluation.digest,
    }
    write_identity(book, identity_of(scheme, "results", demonstration=demonstration) | evaluated)
    book.close()


def _table(evaluation: Evaluation, scheme: Scheme, text: IO[str]) -> None:
    """One row per period, basis and unit: totals, then the points of every node and indicator by code."""
    points = views.matrix(evaluation, scheme).drop("name", "rank", "total")
    top = [f"node:{node.code}" for node in scheme.indicators]
    frame = views.summary(evaluation, scheme).drop(
        [f"node:{leaf.code}" for leaf in scheme.indicators if leaf.code in points.columns], strict=False
    )
    frame = frame.join(points, on=views.KEYS, how="left", maintain_order="left")
    frame = frame.rename({name: name.removeprefix("node:") for name in top if name in frame.columns})
    frame = plain_frame(frame)
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    for row in frame.iter_rows():
        writer.writerow([_harmless(value) for value in row])


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def _document(  # noqa: PLR0917
    evaluation: Evaluation,
    scheme: Scheme,
    stream: IO[bytes],
    demonstration: bool,
    data: DataFile | None,
    problems: Sequence[DataFinding],
    scheme_sha256: str,
) -> None:
    """Everything, for programs: what was evaluated by what, every frame as a list of rows, every warning."""
    head = {
        "keqiao": __version__,
        "scheme": {
            "code": scheme.code,
            "version": scheme.version,
            "name": scheme.name.model_dump(),
            "sha256": scheme_sha256,
        },
        "data": {"name": data.name, "sheet": data.sheet, "sha256": data.sha256} if data else None,
        "digest": evaluation.digest,
        "demonstration": demonstration,
        "periods": evaluation.periods,
        "bases": evaluation.bases,
        "warnings": [_warning(problem) for problem in problems],
    }
    text = json.dumps(head, ensure_ascii=False)
    stream.write(text[:-1].encode())
    for name, frame in evaluation.frames.items():
        stream.write(f',\n"{name}": ['.encode())
        _rows(frame, stream)
        stream.write(b"]")
    stream.write(b"}\n")


def _rows(frame: pl.DataFrame, stream: IO[bytes]) -> None:
    for start in range(0, frame.height, _SLICE):
        if start:
            stream.write(b",\n")
        stream.write(plain_frame(frame.slice(start, _SLICE)).write_json().strip().encode()[1:-1])


def _warning(problem: DataFinding) -> dict[str, Any]:
    row = {
        "severity": problem.severity,
        "unit": problem.unit,
        "period": problem.period,
        "measure": problem.measure,
        "zh": problem.message.in_language("zh"),
        "en": problem.message.in_language("en"),
    }
    return row | ({"place": problem.place, "code": problem.code} if isinstance(problem, FileFinding) else {})
