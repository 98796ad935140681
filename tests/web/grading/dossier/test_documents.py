"""Documents of a dossier: their paths, and tables that a spreadsheet reads without computing anything."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from keqiao.web.grading.dossier.documents import DossierFile, plain, sheet, text


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "../a", "a/../b", "定级.csv", "a\\b"])
def test_a_path_that_could_leave_the_folder_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        DossierFile(path, "", b"")


def test_a_table_is_read_back_as_it_was() -> None:
    made = sheet("a/b.csv", "A", ["平台", "value"], [["材料院, 一", Decimal("1.50")], [None, 0.1]])
    assert made.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert rows == [["平台", "value"], ["材料院, 一", "1.50"], ["", "0.1"]]


def test_a_text_is_never_a_formula_and_a_number_stays_one() -> None:
    assert plain("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert plain("@SUM(1)") == "'@SUM(1)"
    assert plain(-3) == "-3"
    assert plain(Decimal("-3.10")) == "-3.10"


def test_moments_are_in_utc_and_days_iso() -> None:
    beijing = timezone(timedelta(hours=8))
    assert plain(datetime(2024, 10, 31, 8, 0, tzinfo=beijing)) == "2024-10-31T08:00:00+08:00"
    assert plain(datetime(2024, 10, 31, tzinfo=UTC)) == "2024-10-31T08:00:00+08:00"
    assert plain(date(2024, 10, 31)) == "2024-10-31"


def test_what_no_file_holds_is_dropped() -> None:
    assert plain("a\0b") == "ab"
    assert text("a.txt", "A", "\ud800").content == b"?"
