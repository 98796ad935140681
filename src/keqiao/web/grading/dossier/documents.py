"""One document of a dossier: where it lies in the archive, what it is, its bytes — the same for the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from keqiao.web.audit.clock import BUREAU

MARK = b"\xef\xbb\xbf"
"""Excel reads a CSV file as UTF-8 only with this mark."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be computed by a spreadsheet: it is written with an apostrophe before it."""


@dataclass(frozen=True)
class DossierFile:
    """A file of the dossier. ``path``: ASCII, parts divided by "/", as in ``decision/grades.csv``; ``title``: what it
    holds, in one line, in the reader's language.
    """

    path: str
    title: str
    content: bytes

    def __post_init__(self) -> None:
        parts = self.path.split("/")
        if not self.path.isascii() or any(part in {"", ".", ".."} for part in parts) or "\\" in self.path:
            raise ValueError(f"{self.path!r} is no path of a dossier")


def sheet(path: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> DossierFile:
    """Return a table as CSV (UTF-8 with mark): moments in the time of the bureau with its offset, days ISO,
    decimals with every place, None empty.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([plain(head) for head in heads])
    writer.writerows([plain(value) for value in row] for row in rows)
    return DossierFile(path, title, MARK + stream.getvalue().encode("utf-8", "replace"))


def text(path: str, title: str, content: str) -> DossierFile:
    """Return a plain text (UTF-8)."""
    return DossierFile(path, title, content.encode("utf-8", "replace"))


def plain(value: Any) -> str:
    """Return a value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(BUREAU).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int | Decimal):
        return str(value)
    written = str(value).replace("\0", "")
    return f"'{written}" if written.startswith(BEGINS_A_FORMULA) else written
