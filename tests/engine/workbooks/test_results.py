"""Results: for reading in Excel, for programs, and read back as data to the bit."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from tests.engine.workbooks.sheets import SCHEME

from keqiao.engine.evaluation import Evaluation, Panel, evaluate, explain
from keqiao.engine.schemes import SCHEMES, Scheme, load_scheme
from keqiao.engine.workbooks import read_data, result_book, write_results
from keqiao.engine.workbooks.atomic_files import OutputError
from keqiao.engine.workbooks.reading import DataFile

UNITS = ["甲院", "=乙院()", "@丙院", "丁院"]


@pytest.fixture
def data(scheme: Scheme) -> DataFile:
    rows = [
        {
            "unit": unit,
            "name": unit,
            "period": period,
            "kind": "service",
            "staff": 10.0 * n + 1,
            "income": 0.1 * n + 1 / 3,
            "share": 0.1 + 0.2 + n,
            "growth": -0.7 / (n + 1),
            "listed": float(n % 2),
            "opinion": None if n == 2 else 3.5,
        }
        for n, unit in enumerate(UNITS)
        for period in ("2022", "2023")
    ]
    frame = pl.DataFrame(rows)
    panel = Panel.from_frame(scheme, frame, verified=frame.select("unit", "period", "staff").head(3))
    return DataFile(panel, (), "快照", "", "0" * 64)


@pytest.fixture
def evaluation(scheme: Scheme, data: DataFile) -> Evaluation:
    return evaluate(scheme, data.panel, basis="both")


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_sheets_for_reading(tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile) -> None:
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh", data=data)
    found = sheets(path)
    assert list(found) == [
        "总表",
        "指标得分",
        "计算过程",
        "贡献",
        "加减分",
        "提示",
        "方案",
        "数据",
        "核定值",
        "_keqiao",
    ]
    assert all(len(name) <= 31 for name in found)
    head, *rows = found["总表"][2:]
    assert head[:6] == ["名次", "期间", "数据依据", "单位代码", "单位名称", "等次"]
    totals = evaluation.totals.sort("period", "basis", "rank", "unit")
    assert [row[3] for row in rows] == totals["unit"].to_list()
    assert [row[6] for row in rows] == pytest.approx(totals["total"].to_list(), rel=1e-15)
    assert len(found["计算过程"]) == 3 + evaluation.indicators.height
    text = str(found["方案"])
    assert evaluation.digest in text
    assert "0" * 64 in text
    assert "演示数据" not in str(found)


def test_every_contribution_of_the_matrix_adds_up(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation
) -> None:
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh")
    for row in sheets(path)["指标得分"][3:]:
        assert sum(value for value in row[5:] if value != "") == pytest.approx(row[4])


def test_read_back_to_the_bit(tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile) -> None:
    path = tmp_path / "r.xlsx"
    for language in ("zh", "en"):
        write_results(evaluation, scheme, path, language, data=data)  # type: ignore[arg-type]
        again = read_data(path, scheme)
        assert again.problems == ()
        assert again.panel.reported.equals(data.panel.reported)
        assert evaluate(scheme, again.panel, basis="both").digest == evaluation.digest


def test_read_back_by_a_scheme_with_a_changed_weight(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile
) -> None:
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, data=data)
    changed = load_scheme(
        SCHEME.replace("weight: 30", "weight: 20", 1).replace("weight: 30", "weight: 40", 1)
    )
    again = read_data(path, changed)
    assert evaluate(changed, again.panel).digest != evaluation.digest
    assert [problem.code for problem in again.problems] == []


def test_the_mark_of_demonstration_goes_with_the_file(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile
) -> None:
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh", data=data, demonstration=True)
    found = sheets(path)
    assert all("演示数据" in str(rows[1]) for name, rows in found.items() if name != "_keqiao")
    assert read_data(path, scheme).demonstration


def test_no_text_becomes_a_formula(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile
) -> None:
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh", data=data)
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    path = tmp_path / "r.csv"
    write_results(evaluation, scheme, path, "zh", data=data)
    with path.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            assert row["unit"][0] not in "=@"
            assert float(row["total"])


def test_csv_and_json_hold_the_same_totals(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, data: DataFile
) -> None:
    write_results(evaluation, scheme, tmp_path / "r.csv", "zh", data=data)
    write_results(evaluation, scheme, tmp_path / "r.json", "zh", data=data)
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert document["digest"] == evaluation.digest
    for name, frame in evaluation.frames.items():
        assert len(document[name]) == frame.height
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as text:
        written = {
            (r["period"], r["basis"], r["unit"].lstrip("'")): float(r["total"]) for r in csv.DictReader(text)
        }
    assert written == {(r["period"], r["basis"], r["unit"]): r["total"] for r in document["totals"]}


def test_rows_beyond_the_limit_are_told(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_book, "STAGE_ROWS", 12)
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh")
    found = sheets(path)
    assert len(found["计算过程"]) == 3 + 12
    assert f"其余 {evaluation.indicators.height - 12} 行未列" in str(found["提示"])


def test_warnings_are_listed_with_their_places(
    tmp_path: Path, excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    good[1][4] = "1,234"
    read = read_data(excel(good), scheme)
    path = tmp_path / "r.xlsx"
    write_results(evaluate(scheme, read.panel), scheme, path, "zh", data=read)
    rows = sheets(path)["提示"][3:]
    assert [row[0] for row in rows] == ["Sheet1!E2"]
    assert "1,234" in rows[0][4]


def test_refused_endings(tmp_path: Path, scheme: Scheme, evaluation: Evaluation) -> None:
    with pytest.raises(OutputError):
        write_results(evaluation, scheme, tmp_path / "r.pdf")
    assert list(tmp_path.iterdir()) == []


def test_lift_and_pull_say_what_the_explanation_says(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One measure of lift and pull in the workbook and in the sentences: weight × distance to the median score."""
    monkeypatch.setattr(result_book, "REASON_ROWS", 12)
    path = tmp_path / "r.xlsx"
    write_results(evaluation, scheme, path, "zh")
    found = sheets(path)
    head, *rows = found["贡献"][2:]
    at = {name: place for place, name in enumerate(head)}
    bases = {"填报值": "reported", "核定值": "verified"}
    units = {(r[at["单位代码"]], r[at["期间"]], r[at["数据依据"]]) for r in rows}
    assert len(units) == 2
    for unit, period, basis in units:
        explained = explain(evaluation, str(unit).lstrip("'"), period, bases[basis])
        told = {
            r[at["指标代码"]]: r[at["折合分值"]]
            for r in rows
            if (r[at["单位代码"]], r[at["期间"]], r[at["数据依据"]]) == (unit, period, basis)
        }
        wanted = [*explained.lifts[:3], *explained.pulls[:3]]
        assert told == pytest.approx({factor.code: factor.pull for factor in wanted})
    ranked = evaluation.totals["total"].count()
    assert f"“贡献”表只列出 2 个单位，其余 {ranked - 2} 个未列" in str(found["提示"])


def test_the_first_sheet_shows_intervals_and_borderline_grades(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation
) -> None:
    keys = evaluation.totals.select("period", "basis", "unit")
    table = keys.with_columns(interval=pl.lit("1–3"), border=pl.col("unit") == "甲院")
    write_results(evaluation, scheme, tmp_path / "r.xlsx", intervals=table)
    _title, _note, heads, *lines = sheets(tmp_path / "r.xlsx")["总表"]
    found = [dict(zip(heads, line, strict=True)) for line in lines]
    assert len(found) == keys.height and {line["名次区间"] for line in found} == {"1–3"}
    assert all((line["边界"] == "边界") == (line["单位代码"] == "甲院") for line in found)


def test_a_result_names_the_scheme_by_the_hash_of_its_text(
    tmp_path: Path, scheme: Scheme, evaluation: Evaluation
) -> None:
    sha256 = SCHEMES.text_digest(SCHEME)
    assert sha256 == hashlib.sha256(SCHEME.encode()).hexdigest()
    write_results(evaluation, scheme, tmp_path / "r.xlsx", scheme_sha256=sha256)
    write_results(evaluation, scheme, tmp_path / "r.json", scheme_sha256=sha256)
    facts = {line[0]: line[1] for line in sheets(tmp_path / "r.xlsx")["方案"][2:13]}
    assert facts["方案哈希值（SHA-256）"] == sha256
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["scheme"]["sha256"] == sha256
