"""A run as files: the workbook for reading (with the data, so that it can be evaluated again) and a
plain table.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from keqiao.engine.workbooks import DataFile, write_results
from keqiao.language import Language
from keqiao.web.evaluations import computing, listings, selectors
from keqiao.web.evaluations.shown import Shown
from keqiao.web.site import tables


def workbook(page: Shown, user: Any) -> bytes:
    """Return the run as .xlsx: summary, contributions, reasons, data, warnings — every period and basis.

    A reader who may open only some platforms gets the table of the page instead, names as on the page.
    """
    if page.names.hides:
        table = listings.result_table(page.run, page.reading, page.names, demonstration=page.demonstration)
        return tables.workbook(table, user)
    return _written(page, ".xlsx", user)


def csv(page: Shown, user: Any) -> bytes:
    """Return totals and the points of every indicator as CSV (UTF-8 with mark, as Excel expects it)."""
    return _written(page, ".csv", user)


def _written(page: Shown, kind: str, user: Any) -> bytes:
    run, kept = page.run, selectors.stored_frames(page.run)
    evaluation = computing.stored(run, kept)
    data = DataFile(computing.panel_of(kept), (), run.snapshot.code, run.snapshot.title, run.snapshot.sha256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{run.code}{kind}"
        language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        write_results(
            evaluation,
            evaluation.scheme,
            path,
            language,
            demonstration=page.demonstration,
            data=data,
            prepared_by=str(user),
        )
        return path.read_bytes()
