"""What reads foreign content takes time in proportion to it: twice as much of its worst input, less than three times.

Time of the processor, the best of several runs, against a double input; a slow machine slows both.
"""

from __future__ import annotations

import contextlib
import gc
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.engine.workbooks.sheets import SCHEME
from tests.engine.workbooks.test_cell_formats import PACKAGE, RELATIONS, STYLES, WORKBOOK

from keqiao.engine.allocation.loading import read_rules
from keqiao.engine.schemes import load_scheme
from keqiao.engine.schemes.loading import read_scheme
from keqiao.engine.workbooks.cells import figure, same_text
from keqiao.engine.workbooks.excel_files import open_excel
from keqiao.engine.workbooks.headers import HeaderNames
from keqiao.engine.workbooks.number_formats import read_format
from keqiao.engine.workbooks.periods import period_of
from keqiao.engine.workbooks.text_files import read_csv
from keqiao.files import packages
from keqiao.web.facts.examination import bare, examine
from keqiao.web.registry.identifiers import clean_patent_number
from keqiao.web.registry.importing import reading
from keqiao.web.registry.importing.cells import _date, _number
from keqiao.web.registry.registers import REGISTERS

SCHEME_READ = load_scheme(SCHEME)
NAMES = HeaderNames(SCHEME_READ)
MEASURES = SCHEME_READ.measures
NEGLIGIBLE = 0.01
"""Seconds of which nothing is said: too little to measure."""


@pytest.fixture(autouse=True)
def no_bounds(monkeypatch):
    """Growth is what is asked here: the bounds that would end the reading early are lifted."""
    monkeypatch.setattr(packages, "TIGHTEST", 10**9)
    monkeypatch.setattr(packages, "ELEMENTS_FREE", 10**9)


def part(name: str, content: Callable[[int], str]) -> Callable[[Path, int], Callable[[], object]]:
    """An .xlsx of which one part holds n times the worst."""

    def prepare(folder: Path, n: int) -> Callable[[], object]:
        path = folder / f"{n}.xlsx"
        parts = {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": PACKAGE,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            "xl/styles.xml": STYLES,
            "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
        } | {name: content(n)}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, text in parts.items():
                archive.writestr(member, text)

        def read() -> None:
            with open_excel(path) as book:
                book.grid("S")

        return read

    return prepare


def sheet(content: Callable[[int], str]) -> Callable[[Path, int], Callable[[], object]]:
    return part("xl/worksheets/sheet1.xml", content)


def document(content: Callable[[int], str]) -> Callable[[Path, int], Callable[[], object]]:
    """A Word file of n times the worst, examined as evidence."""

    def prepare(folder: Path, n: int) -> Callable[[], object]:
        path = folder / f"{n}.docx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", content(n))
        return lambda: examine(path)

    return prepare


def file(
    read: Callable[[Path], object], content: Callable[[int], str]
) -> Callable[[Path, int], Callable[[], object]]:
    def prepare(folder: Path, n: int) -> Callable[[], object]:
        path = folder / f"{n}.csv"
        path.write_text(content(n), encoding="utf-8")
        return lambda: read(path)

    return prepare


def text(
    read: Callable[[str], object], content: Callable[[int], str]
) -> Callable[[Path, int], Callable[[], object]]:
    def prepare(_folder: Path, n: int) -> Callable[[], object]:
        given = content(n)
        return lambda: read(given)

    return prepare


def figures(given: str) -> None:
    for measure in MEASURES:
        figure(given, measure)


def marks(code: str) -> None:
    for at in range(0, len(code), 200):
        found = read_format(code[at : at + 200])
        for value in (0.0, 1.5, -2e9):
            found.mark(value)


HEAD, TAIL = "<worksheet><sheetData>", "</sheetData></worksheet>"
READERS = {
    "cells never closed": (sheet(lambda n: HEAD + "<c>" * n), 25_000),
    "cells empty": (sheet(lambda n: HEAD + "<row>" + "<c/>" * n + "</row>" + TAIL), 25_000),
    "rows without an end": (sheet(lambda n: HEAD + "<row>" + '<c r="A1"><v>1</v></c>' * n), 12_500),
    "rows": (sheet(lambda n: HEAD + "<row/>" * n + TAIL), 25_000),
    "percentages": (sheet(lambda n: HEAD + '<row><c s="1"><v>1</v></c></row>' * n + TAIL), 7_500),
    "scaled numbers": (sheet(lambda n: HEAD + '<row><c s="2"><v>12005000</v></c></row>' * n + TAIL), 1_000),
    "a tag without an end": (sheet(lambda n: HEAD + "<row a='" + "x" * n), 250_000),
    "text without an end": (sheet(lambda n: HEAD + "<row><c t='e'><v>" + "x " * n), 500_000),
    "comments": (sheet(lambda n: HEAD + "<!-- -->" * n + TAIL), 50_000),
    "attributes": (
        sheet(lambda n: HEAD + "<row " + " ".join(f"a{i}='1'" for i in range(n)) + "/>" + TAIL),
        12_500,
    ),
    "openings only": (sheet(lambda n: "<" * n), 250_000),
    "cellXfs": (part("xl/styles.xml", lambda n: "<cellXfs>" * n), 25_000),
    "numFmt": (part("xl/styles.xml", lambda n: "<a>" + "<numFmt " * n), 25_000),
    "formats": (
        part(
            "xl/styles.xml",
            lambda n: (
                "<a>"
                + "".join(f'<numFmt numFmtId="{i + 200}" formatCode="0!.0,{i}"/>' for i in range(n))
                + "<cellXfs>"
                + "".join(f'<xf numFmtId="{i + 200}"/>' for i in range(n))
                + "</cellXfs></a>"
            ),
        ),
        1_000,
    ),
    "relations": (part("xl/_rels/workbook.xml.rels", lambda n: "<a>" + "<Relationship " * n), 25_000),
    "sheets": (part("xl/workbook.xml", lambda n: "<a>" + '<sheet name="x"/>' * n + "</a>"), 12_500),
    "shared texts": (
        part("xl/sharedStrings.xml", lambda n: "<sst>" + "<si><t>x</t></si>" * n + "</sst>"),
        12_500,
    ),
    "document of openings": (document(lambda n: "<" * n), 125_000),
    "document of elements": (document(lambda n: "<a>" + "<b>密</b>" * n + "</a>"), 7_500),
    "document of blanks": (document(lambda n: "<a>" + "机 " * n + "</a>"), 25_000),
    "document never closed": (document(lambda n: "<a>" * n), 25_000),
    "quotes": (file(read_csv, lambda n: '"' * n), 250_000),
    "quoted field without an end": (file(read_csv, lambda n: 'a,"' + "b,\n" * n), 125_000),
    "blank lines": (file(read_csv, lambda n: "\n" * n), 75_000),
    "pasted lines": (text(reading._pasted, lambda n: '"a\t' * n), 25_000),
    "patents": (text(reading._numbers, lambda n: ", " * n), 50_000),
    "patents in a row": (text(reading._numbers, lambda n: "CN20241 " * n), 12_500),
    "number of digits": (text(figures, lambda n: "1" * n), 25_000),
    "number of groups": (text(figures, lambda n: "1," * n), 25_000),
    "number of blanks": (text(figures, lambda n: "1" + " " * n + "x"), 50_000),
    "number of points": (text(figures, lambda n: "1 . " * n + "万"), 12_500),
    "per cent": (text(figures, lambda n: "%" * n), 25_000),
    "unit of letters": (text(figures, lambda n: "1" + "万" * n), 25_000),
    "headings": (text(NAMES.heading, lambda n: "（" * n), 50_000),
    "heading of brackets": (text(NAMES.heading, lambda n: "研发人员数" + "(人" * n), 25_000),
    "heading of blanks": (text(NAMES.heading, lambda n: "研" + " " * n + "发"), 75_000),
    "periods": (text(period_of, lambda n: "2023" + "年" * n), 50_000),
    "periods of digits": (text(period_of, lambda n: "2023-" * n), 25_000),
    "words": (text(same_text, lambda n: "Ａ " * n), 50_000),
    "marks": (text(bare, lambda n: "机\u200b" * n), 50_000),
    "number formats": (text(marks, lambda n: '[>1]0!.,"%;' * n), 500),
    "dates": (text(_date, lambda n: "2024年" + "1" * n), 50_000),
    "amounts": (text(lambda given: _number(given, 2, True), lambda n: "1," * n + "x"), 50_000),
    "patent numbers": (text(clean_patent_number, lambda n: "ZL 2024" * n), 25_000),
    "register headings": (
        text(lambda given: reading.named(REGISTERS["patents"], given), lambda n: "（" * n),
        50_000,
    ),
    "scheme of brackets": (text(read_scheme, lambda n: "\n" + "[" * n), 5_000),
    "scheme of lines": (text(read_scheme, lambda n: "a: 1\n" + "# x\n" * n), 1_250),
    "rules of brackets": (text(read_rules, lambda n: "\n" + "{" * n), 5_000),
}


def used(run: Callable[[], object]) -> float:
    """Seconds of the processor that a run takes, the best of three; a refusal in words is an answer too."""
    best = float("inf")
    for _turn in range(3):
        gc.collect()
        started = time.process_time()
        with contextlib.suppress(Exception):
            run()
        best = min(best, time.process_time() - started)
    return best


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """The collector of garbage runs when it likes; called here, it leaves alone what the whole run of tests holds."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize("reader", READERS)
def test_twice_as_much_takes_twice_as_long(reader, tmp_path):
    prepare, n = READERS[reader]
    once, twice = prepare(tmp_path, n), prepare(tmp_path, 2 * n)
    with without_collector():
        for _attempt in range(3):  # another program may have taken the cache meanwhile
            short, long = used(once), used(twice)
            if long < NEGLIGIBLE or long < 3 * short:
                return
    pytest.fail(f"{short:.3f} s, twice as much {long:.3f} s")
