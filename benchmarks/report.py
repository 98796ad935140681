"""How fast a survey report of a large city is built: read, bound, tried, written as Word and PDF, and read back.

    python benchmarks/report.py [--quick]

300 platforms (``--quick``: 30) with seven figures each in table 1, 600 firms in table 2, forty paragraphs. Beside it
stands a loop of python-docx that writes the same words and cells without binding or trying anything. Returns 1 where
reading, binding, trying and writing the Word file take more than 20 s.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

import docx

from keqiao.engine.papers import pdf, word
from keqiao.engine.papers.pdf import has_typst
from keqiao.engine.phrases import SourceFact, verify_paragraphs, word_paragraphs
from keqiao.engine.reports import build_report, read_draft

PLATFORMS, FEW, MOST_SECONDS = 300, 30, 20.0
COLUMNS = {
    "研发人员": "人",
    "博士": "人",
    "硕士": "人",
    "授权发明专利": "件",
    "省级以上科技项目": "项",
    "孵化企业": "家",
    "参股企业": "家",
}
AT = datetime(2025, 9, 2, tzinfo=UTC)
Result = TypeVar("Result")


def name_of(number: int) -> str:
    """A platform's name without digits."""
    return "第" + "".join("零一二三四五六七八九"[int(digit)] for digit in str(number)) + "院"


def facts_of(platforms: int) -> list[SourceFact]:
    """Facts of each platform and of the city, the same at every run."""
    draw = random.Random(1)
    facts, totals = [], dict.fromkeys(COLUMNS, 0)
    for number in range(platforms):
        for column, (name, unit) in enumerate(COLUMNS.items()):
            value = draw.randint(1, 300)
            totals[name] += value
            facts.append(
                SourceFact((f"P{number}_{column}", f"{name_of(number)}.{name}"), Decimal(value), unit)
            )
    city = [SourceFact((name,), Decimal(totals[name]), unit) for name, unit in COLUMNS.items()]
    return [*city, *facts]


def draft_of(platforms: int) -> str:
    """The draft: paragraphs, table 1 with a total, table 2."""
    said = "、".join(f"{name}{{{{{name}}}}}" for name in COLUMNS)
    paragraphs = "\n".join(f"**一是第{number}段。**全市共有{said}，体系不断完善。" for number in ["甲"] * 40)
    heads = " | ".join(f"{name}（{unit}）" for name, unit in COLUMNS.items())
    rows = "\n".join(
        f"| {number + 1} | {name_of(number)} | "
        + " | ".join(f"{{{{P{number}_{column}}}}}" for column in range(len(COLUMNS)))
        + " |"
        for number in range(platforms)
    )
    total = "|  | 合计 | " + " | ".join(f"{{{{{name}}}}}" for name in COLUMNS) + " |"
    rule = "| --- " * (len(COLUMNS) + 2) + "|"
    firms = "\n".join(f"| {number + 1} | 示范企业 | 平台 |" for number in range(2 * platforms))
    return (
        f"# 调研报告\n## 概况\n{paragraphs}\n## 附件：平台\n表1 平台\n| 序号 | 平台 | {heads} |\n"
        f"{rule}\n{rows}\n{total}\n"
        f"## 附件：企业\n表2 企业\n| 序号 | 企业 | 平台 |\n| --- | --- | --- |\n{firms}\n"
    )


def timed(label: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """Do the work and print how long it took."""
    begin = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begin
    print(f"{label:<44}{seconds:8.2f} s")
    return result, seconds


def by_hand(content: bytes) -> bytes:
    """The same words and cells through python-docx alone."""
    made, source = docx.Document(), docx.Document(io.BytesIO(content))
    for paragraph in source.paragraphs:
        made.add_paragraph(paragraph.text)
    for table in source.tables:
        again = made.add_table(rows=0, cols=len(table.columns))
        for row in table.rows:
            for cell, text in zip(again.add_row().cells, (cell.text for cell in row.cells), strict=True):
                cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="thirty platforms")
    platforms = FEW if parser.parse_args().quick else PLATFORMS
    facts, text = facts_of(platforms), draft_of(platforms)
    report, building = timed("read, bind and try", lambda: build_report(read_draft(text), facts, at=AT))
    content, writing = timed("write Word", lambda: word(report.document))
    _, peer = timed("python-docx by hand, nothing bound", lambda: by_hand(content))
    again, _ = timed("read back and try", lambda: verify_paragraphs(word_paragraphs(content), facts))
    if has_typst():
        timed("set PDF (typst)", lambda: pdf(report.document))
    print(
        f"{platforms} platforms, {report.bound} bound figures, {len(content) / 1e6:.1f} MB, coverage "
        f"{again.coverage:.0%}; ours {(building + writing) / peer:.1f} times as long as by hand"
    )
    return int(building + writing > MOST_SECONDS or report.contradicts or again.coverage < 1)


if __name__ == "__main__":
    raise SystemExit(main())
