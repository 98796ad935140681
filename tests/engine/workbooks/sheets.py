"""A small scheme, and sheets written by XlsxWriter: what officials send, on purpose right or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import DataError, read_data
from keqiao.engine.workbooks.problems import FileFinding

SCHEME = """
scheme: 1
code: small
version: "1"
name: {zh: 小方案, en: Small scheme}
unit: {zh: 平台, en: platform}
weights: points
attributes:
  - code: kind
    name: {zh: 类型, en: Kind}
    default: research
    values: {research: {zh: 研发型, en: Research}, service: {zh: 服务型, en: Service}}
measures:
  - {code: staff, name: {zh: 研发人员数, en: R&D staff}, unit: 人, type: count}
  - {code: income, name: {zh: 总收入, en: Income}, unit: 万元, type: money}
  - {code: share, name: {zh: 研发占比, en: R&D share}, unit: "%", type: share, minimum: 0, maximum: 100}
  - {code: growth, name: {zh: 增长, en: Growth}, unit: "", type: number}
  - {code: listed, name: {zh: 是否上市, en: Listed}, type: boolean}
  - code: opinion
    name: {zh: 专家评价, en: Opinion}
    unit: 分
    type: rating
    levels: {一般: 3, 较好: 5}
    raters: {combine: mean}
indicators:
  - code: A
    name: {zh: 人员, en: Staff}
    weight: 30
    unit: 人
    formula: staff
    score: {rule: linear, base: 0, full: 100}
  - code: B
    name: {zh: 收入, en: Income}
    weight: 30
    unit: 万元
    formula: income
    score: {rule: linear, base: 0, full: 1000}
  - code: C
    name: {zh: 占比, en: Share}
    weight: 20
    unit: "%"
    formula: share
    score: {rule: linear, base: 0, full: 100}
  - code: D
    name: {zh: 增长, en: Growth}
    weight: 5
    formula: growth
    score: {rule: linear, base: 0, full: 1}
  - code: E
    name: {zh: 上市, en: Listed}
    weight: 5
    formula: listed
    score: {rule: linear, base: 0, full: 1}
  - code: F
    name: {zh: 评价, en: Opinion}
    weight: 10
    unit: 分
    formula: opinion
    score: {rule: rating, of: 5}
grades:
  - {code: good, name: {zh: 优秀, en: Good}, at: 60}
  - {code: poor, name: {zh: 一般, en: Poor}}
"""
HEADER = [
    "单位",
    "期间",
    "类型",
    "研发人员数（人）",
    "总收入（万元）",
    "研发占比（%）",
    "增长",
    "是否上市",
    "专家评价",
]
Rows = Sequence[Sequence[Any]]


class Formula:
    """A formula with the result that the file holds (None: no result)."""

    def __init__(self, text: str, value: Any = None) -> None:
        self.text, self.value = text, value


class Percent(float):
    """A number formatted as a percentage."""


def write_sheet(book: Any, name: str, rows: Rows, merged: Sequence[str] = ()) -> Any:
    sheet = book.add_worksheet(name)
    day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.0%"})
    for area in merged:
        sheet.merge_range(area, "")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, Formula):
                sheet.write_formula(at, column, value.text, None, "" if value.value is None else value.value)
            elif isinstance(value, Percent):
                sheet.write_number(at, column, float(value), percent)
            elif isinstance(value, dt.date):
                sheet.write_datetime(at, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(at, column, value)
            elif value is not None:
                sheet.write(at, column, value)
    return sheet


def findings(path: Path, scheme: Scheme, **options: Any) -> tuple[FileFinding, ...]:
    """All findings of reading a file, whether or not it can be used."""
    try:
        return read_data(path, scheme, **options).problems
    except DataError as error:
        return error.findings  # type: ignore[return-value]


def one(problems: Sequence[FileFinding], code: str) -> FileFinding:
    """The one finding of a kind; it speaks both languages and says what to do."""
    found = [problem for problem in problems if problem.code == code]
    assert len(found) == 1, [str(problem) for problem in problems]
    assert found[0].in_language("zh") != found[0].in_language("en")
    return found[0]
