"""Figures as they leave: no binary noise, and a line where printed parts miss their printed total."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import load_scheme
from keqiao.engine.workbooks.output_rounding import gap_told, largest_gap, plain, plain_frame
from keqiao.engine.workbooks.results import write_results

THREE = """
scheme: 1
code: three
version: "1"
name: {zh: 三支柱, en: Three}
TOTAL
measures: [{code: a, name: A, unit: 分, type: number}]
indicators:
  - {code: ia, name: A, unit: 分, weight: 30, formula: a, score: {rule: linear, base: 0, full: 90}}
  - {code: ib, name: B, unit: 分, weight: 30, formula: a, score: {rule: linear, base: 0, full: 90}}
  - {code: ic, name: C, unit: 分, weight: LAST, formula: a, score: {rule: linear, base: 0, full: 120}}
ranking: {decimals: 2}
"""


def evaluation(figure, total=100):
    text = THREE.replace("TOTAL", f"total: {total}").replace("LAST", str(total - 60))
    scheme = load_scheme(text.encode())
    return evaluate(
        scheme, Panel.from_frame(scheme, pl.DataFrame({"unit": ["u"], "period": ["2023"], "a": [figure]}))
    )


def notes(path):
    import openpyxl

    book = openpyxl.load_workbook(path)
    return {sheet.title: str(sheet["A2"].value) for sheet in book}


@pytest.mark.parametrize(("figure", "told"), [(40.012, True), (45.0, False)])
def test_printed_parts_that_miss_the_total_carry_a_line(tmp_path, figure, told):
    """13.34 + 13.34 + 13.34 beside 40.01."""
    found = evaluation(figure)
    write_results(found, found.scheme, tmp_path / "r.xlsx")
    lines = notes(tmp_path / "r.xlsx")
    assert ("尾差" in lines["总表"]) is told
    assert ("尾差" in lines["指标得分"]) is told
    if told:
        assert "0.01" in lines["总表"]


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_no_binary_noise_in_what_is_written(tmp_path, kind):
    """Of a total of 105 the weights were 4.999999999999999."""
    found = evaluation(33.3, total=105)
    path = tmp_path / f"r.{kind}"
    before = found.digest
    write_results(found, found.scheme, path)
    assert found.digest == before
    if kind == "xlsx":
        import openpyxl

        book = openpyxl.load_workbook(path)
        values = [c.value for s in book if s.title != "数据" for row in s.iter_rows() for c in row]
    elif kind == "json":
        frames = json.loads(path.read_text(encoding="utf-8"))
        values = [
            v
            for rows in frames.values()
            if isinstance(rows, list)
            for row in rows
            if isinstance(row, dict)
            for v in row.values()
        ]
    else:
        values = [
            float(v)
            for v in path.read_text(encoding="utf-8-sig").split("\n")[1].split(",")
            if v.replace(".", "").isdigit()
        ]
    for value in values:
        if isinstance(value, float):
            assert len(f"{value!r}".replace(".", "").replace("-", "").lstrip("0").split("e")[0]) <= 15, value


@given(st.floats(-1e12, 1e12))
def test_twelve_figures_are_enough_and_stable(value):
    assert plain(value) == pytest.approx(value, rel=1e-11, abs=1e-300)
    assert plain(plain(value)) == plain(value)
    frame = pl.DataFrame({"score": [value, None], "raw": [value, 1.5], "unit": ["a", "b"]})
    assert plain_frame(frame)["score"][0] == pytest.approx(value, rel=1e-11, abs=1e-300)
    assert plain_frame(frame)["raw"][0] == pytest.approx(value, rel=1e-14, abs=1e-300)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_the_gap_is_what_a_reader_finds(parts):
    total = sum(parts)
    gap = largest_gap([(total, parts), (None, parts)])
    assert gap <= 0.005 * (len(parts) + 1) + 0.005
    assert (gap_told([(total, parts)]) is None) == (gap == 0)
