"""Short papers from a table of facts alone: what the command and the library write without a server.

Facts of the city are called by a plain name (研发人员), those of a platform by its name, a point and that
(甲院.研发人员), those of the year before with 上年 before the name (上年研发人员, 甲院.上年研发人员).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.annexes import AnnexFigure, AnnexSheet
from keqiao.engine.reports.short_papers import PaperBlock, PaperTable, ShortPaper

BEFORE = "上年"
NOTHING = "—"
SUMMED_UP = 6
"""Figures that the sentence of a brief names."""


def plain_name(fact: SourceFact) -> str:
    """The name by which people call a fact: its last."""
    return fact.names[-1]


def brief_of_facts(
    facts: Sequence[SourceFact], title: str, *, by: str = "", on: date | None = None
) -> ShortPaper:
    """A brief of one page: the figures of the city against the year before."""
    named = {name: fact for fact in facts for name in fact.names}
    listed = [plain_name(fact) for fact in facts if _is_of_city(plain_name(fact))]
    said = "、".join(f"{name}{{{{{name}}}}}" for name in listed[:SUMMED_UP])
    rows = tuple((name, _field(name, named), _field(BEFORE + name, named)) for name in listed)
    blocks = (
        PaperBlock("总体情况", paragraphs=(f"**总体情况：**全市{said}。",) if said else ()),
        PaperBlock(
            "指标",
            table=PaperTable(
                "主要指标", "表1 主要指标", ("指标", "本期", "上年同期"), rows, ("left", "right", "right")
            ),
        ),
    )
    return ShortPaper(title, blocks, facts, by=by, on=on, signed=bool(by))


def profile_of_facts(
    facts: Sequence[SourceFact], platform: str, title: str = "", *, by: str = "", on: date | None = None
) -> ShortPaper:
    """The profile of a platform: its figures against the year before and the city. Raises LookupError without any."""
    named = {name: fact for fact in facts for name in fact.names}
    start = f"{platform}."
    listed = [name.removeprefix(start) for name in map(plain_name, facts) if name.startswith(start)]
    listed = [name for name in listed if not name.startswith(BEFORE)]
    if not listed:
        raise LookupError(platform)
    rows = tuple(
        (name, _field(start + name, named), _field(start + BEFORE + name, named), _field(name, named))
        for name in listed
    )
    table = PaperTable(
        "主要指标",
        "表1 主要指标",
        ("指标", "本期", "上年同期", "全市"),
        rows,
        ("left", "right", "right", "right"),
    )
    return ShortPaper(
        title or f"{platform}概况", (PaperBlock("指标", table=table),), facts, by=by, on=on, signed=bool(by)
    )


def notice_of_grades(
    grades: Iterable[tuple[str, str]], title: str, basis: str, *, by: str = "", on: date | None = None
) -> ShortPaper:
    """The notice of grades: platform and grade, in their order."""
    rows = tuple((str(number), platform, grade) for number, (platform, grade) in enumerate(grades, 1))
    table = PaperTable(
        "定级结果",
        "表1 定级结果",
        ("序号", "平台名称", "等次"),
        rows,
        ("center", "left", "center"),
        least=len(rows),
    )
    blocks = (
        PaperBlock("依据", paragraphs=(basis,) if basis else ()),
        PaperBlock("结果", heading="定级结果", table=table),
    )
    return ShortPaper(title, blocks, (), addressee="各科创平台：", by=by, on=on, mark_doubtful=False)


def annexes_of_facts(facts: Sequence[SourceFact]) -> list[AnnexSheet]:
    """The annexes: figures of the city, and platforms with theirs."""
    named = {name: fact for fact in facts for name in fact.names}
    city = tuple(
        (name, _unit(named[name]), named[name].as_of, AnnexFigure(name), AnnexFigure(BEFORE + name))
        for name in map(plain_name, facts)
        if _is_of_city(name)
    )
    of_platforms = [name.partition(".") for name in map(plain_name, facts) if "." in name]
    platforms = list(dict.fromkeys(platform for platform, _, _ in of_platforms))
    measures = list(dict.fromkeys(name for _, _, name in of_platforms if not name.startswith(BEFORE)))
    units = {
        name: _unit(named[f"{platform}.{name}"]) for platform, _, name in of_platforms if name in measures
    }
    rows: tuple[tuple[str | int | AnnexFigure | None, ...], ...] = tuple(
        (number, platform, *(AnnexFigure(f"{platform}.{name}") for name in measures))
        for number, platform in enumerate(platforms, 1)
    )
    sheets = [AnnexSheet("主要指标", "附表1 主要指标", ("指标", "单位", "统计期", "本期", "上年同期"), city)]
    if platforms:
        heads = ("序号", "平台", *(f"{name}（{units[name]}）" for name in measures))
        sheets.append(AnnexSheet("平台一览表", "附表2 平台一览表", heads, rows))
    return sheets


def _is_of_city(name: str) -> bool:
    return "." not in name and not name.startswith(BEFORE)


def _field(name: str, named: dict[str, SourceFact]) -> str:
    return f"{{{{{name}}}}}" if name in named else NOTHING


def _unit(fact: SourceFact) -> str:
    return "万元" if fact.unit == "元" else fact.unit
