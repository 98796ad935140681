"""A run as files: the workbook for reading (with the data, so that it can be evaluated again) and a
plain table.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.utils.translation import get_language

from keqiao.engine.evaluation import Evaluation
from keqiao.engine.workbooks import DataFile, write_results
from keqiao.engine.workbooks.result_sheets import BASES, ResultBook, ResultColumn
from keqiao.language import Language, message
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation, frames, intervals, listings, selectors
from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.models import Run, RunRobustness
from keqiao.web.jobs.progress import Watcher
from keqiao.web.site import tables
from keqiao.web.site.demonstration import is_demonstration


def of_page(page: RunContext, kind: str, user: Actor, watcher: Watcher) -> bytes:
    """Return the run as .xlsx (summary, contributions, reasons, data, warnings) or as .csv (totals and the points of
    every indicator; UTF-8 with mark, as Excel expects it): every period and basis.

    A reader who may open only some platforms gets the table of the page instead, names as on the page.
    """
    if page.names.hides:
        table = listings.result_table(page.run, page.reading, page.names)
        return tables.workbook(table, user)
    return written(page.run, kind, str(user), watcher=watcher)


def written(
    run: Run,
    kind: str,
    prepared_by: str,
    *,
    made_at: datetime | None = None,
    watcher: Watcher | None = None,
) -> bytes:
    """Return a finished run as .xlsx or .csv with every platform; ``made_at`` fixes the time that a workbook carries,
    so that the same run gives the same bytes.
    """
    kept = selectors.stored_frames(run)
    evaluation = computation.stored(run, kept)
    data = DataFile(
        computation.panel_of(kept), (), run.snapshot.code, run.snapshot.title, run.snapshot.sha256
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{run.code}{kind}"
        language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        write_results(
            evaluation,
            evaluation.scheme,
            path,
            language,
            demonstration=is_demonstration(),
            data=data,
            prepared_by=prepared_by,
            progress=None if watcher is None else lambda share, _sheet: watcher.update(0.1 + 0.8 * share),
            more=partial(_more, evaluation, run, made_at) if kind == ".xlsx" else None,
            scheme_sha256=run.scheme.fingerprint,
            intervals=intervals.of_results(run) if kind == ".xlsx" else None,
        )
        return path.read_bytes()


def _more(evaluation: Evaluation, run: Run, made_at: datetime | None, book: ResultBook) -> None:
    """Add what the engine does not know."""
    if made_at is not None:
        about = {"title": evaluation.scheme.name.in_language(book.language), "comments": evaluation.digest}
        book.book.set_properties(about | {"created": made_at.astimezone(UTC).replace(tzinfo=None)})
    _intervals(evaluation, run, book)


def _intervals(evaluation: Evaluation, run: Run, book: ResultBook) -> None:
    """Add the sheet of rank intervals, where they were computed."""
    stored = RunRobustness.objects.filter(run=run).first()
    if stored is None:
        return
    keys = ["period", "basis", "unit"]
    totals = evaluation.totals.select(*keys, "name", "grade_name", "grade_name_en")
    table = totals.join(frames.unpacked(stored.intervals), on=keys, how="left", maintain_order="left")
    columns = [
        ResultColumn(message("Period"), "centre", 10),
        ResultColumn(message("Basis"), "centre", 10),
        ResultColumn(message("Unit code"), "text", 14),
        ResultColumn(message("Unit name"), "text", 28),
        ResultColumn(message("Rank"), "centre", 8),
        ResultColumn(message("Median rank"), "exact", 10),
        ResultColumn(message("Interval from"), "centre", 10),
        ResultColumn(message("Interval to"), "centre", 10),
        ResultColumn(message("First in"), "weight", 10),
        ResultColumn(message("Grade"), "centre", 10),
        ResultColumn(message("Grade kept in"), "weight", 10),
        ResultColumn(message("borderline"), "centre", 8),
    ]
    note = message(
        "{count} draws, seed {seed}; uncertain: {factors}",
        count=stored.draws,
        seed=stored.seed,
        factors=", ".join(str(factor["factor"]) for factor in stored.factors),
    )
    border, chinese = book.say(message("borderline")), book.language == "zh"
    rows = [
        (
            row["period"],
            book.say(BASES.get(row["basis"], row["basis"])),
            row["unit"],
            row["name"],
            row["rank"],
            row["median"],
            *intervals.outward(row["low"], row["high"]),
            row["first"],
            (row["grade_name"] if chinese else row["grade_name_en"] or row["grade_name"]) or "",
            row["kept"] if row["grade"] else None,
            border if row["border"] and row["grade"] else "",
        )
        for row in table.iter_rows(named=True)
    ]
    sheet = book.sheet(message("Rank intervals"), message("Rank intervals"), note)
    book.table(sheet, columns, rows, frozen=4)
