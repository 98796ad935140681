"""`keqiao efficiency` as a user types it: figures from a published table, both languages, errors with their places."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import run, sheets, write

# Tone 2001, as in ../shared/reference/dea: θ with variable returns 1, 0.8333, 1, 1, 1; B is half C and half E.
ROWS: list[list[Any]] = [
    ["平台名称", "经费（万元）", "人员", "专利", "合同"],
    ["甲院", 4, 3, 2, 3],
    ["乙院", 6, 3, 2, 3],
    ["丙院", 8, 1, 6, 2],
    ["丁院", 8, 1, 6, 1],
    ["戊院", 2, 4, 1, 4],
    ["合计", 28, 12, 17, 13],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "d.xlsx", "平台", [["各平台投入产出"], [], *ROWS])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


COLUMNS = ("--inputs", "经费,人员", "--outputs", "专利", "合同")


def test_prints_and_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("efficiency", "d.xlsx", *COLUMNS, "-o", "out.xlsx") == 0
    said = capsys.readouterr()
    assert "0.8333" in said.out and "丙院 0.500" in said.out and "已写入：out.xlsx" in said.out
    assert "单位数偏少" in said.err and "合计" in said.err
    book = sheets(folder / "out.xlsx")
    assert list(book) == ["效率", "改进目标", "标杆", "提示", "模型"]
    scores = {row[0]: row for row in book["效率"][3:]}
    assert scores["乙院"][1] == pytest.approx(5 / 6) and scores["乙院"][2] == "非有效"
    assert scores["丁院"][2].startswith("弱有效") and scores["戊院"][2] == "有效"
    targets = {(row[0], row[2]): row[3:] for row in book["改进目标"][3:]}
    assert targets["乙院", "经费（万元）"][:2] == pytest.approx([6, 5])
    assert targets["乙院", "专利"][:2] == pytest.approx([2, 3.5])
    assert targets["乙院", "专利"][4] == pytest.approx(1.5)
    assert {(row[0], row[1], round(row[2], 6)) for row in book["标杆"][3:] if row[0] == "乙院"} == {
        ("乙院", "丙院", 0.5),
        ("乙院", "戊院", 0.5),
    }


def test_in_english_by_default_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "efficiency", "d.xlsx", *COLUMNS, "--returns", "crs") == 0
    said = capsys.readouterr()
    assert "0.9000" in said.out and "not efficient" in said.out
    assert "too few" in said.err
    assert next(iter(sheets(folder / "d-efficiency.xlsx"))) == "Efficiency"


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        (["--model", "sbm", "--returns", "crs"], "0.5682"),
        (["--model", "sbm", "--returns", "crs", "--super"], "1.4545"),
        (["--orientation", "output", "--returns", "crs"], "1.2000"),
        (["--super", "--returns", "crs"], "2.6667"),
        (["--returns", "fdh"], "1.0000"),
        (["--model", "additive"], "非有效"),
        (["--super"], "无可行解"),
        (["--fixed", "人员"], "乙院"),
        (["--harmful", "合同", "--orientation", "directional"], "乙院"),
    ],
)
def test_models(folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], wanted: str) -> None:
    assert run("efficiency", "d.xlsx", *COLUMNS, *more, "-o", "out.xlsx") == 0
    assert wanted in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "column", "value", "wanted"),
    [
        (1, 1, None, ("平台!B4", "甲院", "缺少数值")),
        (2, 3, -2, ("平台!D5", "乙院", "-2 为负数")),
        (3, 2, "很多", ("平台!C6", "丙院", "很多")),
        (4, 1, 0, None),
    ],
)
def test_bad_cells_are_named(  # noqa: PLR0917
    folder: Path, capsys: pytest.CaptureFixture[str], row: int, column: int, value: Any, wanted: Any
) -> None:
    rows = [list(line) for line in ROWS]
    rows[row][column] = value
    write(folder / "bad.xlsx", "平台", [["各平台投入产出"], [], *rows])
    code = run("efficiency", "bad.xlsx", *COLUMNS, "-o", "out.xlsx")
    said = capsys.readouterr().err
    if wanted is None:
        assert code == 0
        return
    assert code == 1 and not (folder / "out.xlsx").exists()
    assert all(part in said for part in wanted), said
    assert run("--lang", "en", "efficiency", "bad.xlsx", *COLUMNS, "-o", "out.xlsx") == 1
    assert wanted[0] in capsys.readouterr().err


def test_a_unit_without_any_input_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [list(line) for line in ROWS]
    rows[1][1] = rows[1][2] = 0
    write(folder / "bad.xlsx", "平台", rows)
    assert run("efficiency", "bad.xlsx", *COLUMNS) == 1
    said = capsys.readouterr().err
    assert "平台!2" in said and "各项投入均为零" in said


@pytest.mark.parametrize(
    "words",
    [
        ["d.xlsx", "--inputs", "没有", "--outputs", "专利"],
        ["d.xlsx", "--inputs", "人员", "--outputs", "人员"],
        ["none.xlsx", *COLUMNS],
        ["d.xlsx", *COLUMNS, "-o", "out.pdf"],
        ["d.xlsx", *COLUMNS, "-o", "d.xlsx"],
        ["d.xlsx", *COLUMNS, "--model", "sbm", "--returns", "fdh"],
        ["d.xlsx", *COLUMNS, "--sheet", "没有"],
        ["d.xlsx", *COLUMNS, "--harmful", "没有"],
        ["d.xlsx", *COLUMNS, "--unit", "没有"],
        ["d.xlsx", *COLUMNS, "--period", "2024"],
        ["d.xlsx"],
        ["d.xlsx", "--inputs", "\x00" * 9, "--outputs", "专" * 5000],
    ],
)
def test_wrong_use_is_told(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert run("efficiency", *words) in {1, 2}
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said and "意外" not in said


def test_periods_are_not_mixed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = ROWS
    text = "\n".join(
        ",".join(map(str, line))
        for line in [["期间", *head], *([year, *row] for year in (2023, 2024) for row in rows[:5])]
    )
    (folder / "p.csv").write_text(text, encoding="gb18030")
    assert run("efficiency", "p.csv", *COLUMNS) == 1
    assert "2023、2024" in capsys.readouterr().err
    assert run("efficiency", "p.csv", *COLUMNS, "--period", "2024年") == 0
    assert "0.8333" in capsys.readouterr().out
