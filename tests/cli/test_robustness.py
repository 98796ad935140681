"""``keqiao robustness``: rank intervals beside ranks, in both languages, with errors that say what to do."""

from __future__ import annotations

import polars as pl
import pytest

from keqiao import cli

from .conftest import sheets, small_scheme, write

SCHEME = small_scheme(
    (60, 40),
    """  - {code: good, name: {zh: 良好, en: Good}, at: 60}
  - {code: fail, name: {zh: 不合格, en: Fail}}
""",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "s.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "d.csv").write_text(
        "unit,period,a,b\n甲院,2023,10,1\n乙院,2023,6,6\n丙院,2023,2,10\n", encoding="utf-8"
    )
    (tmp_path / "t.csv").write_text("weight:ia,weight:ib\n100,0\n0,100\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def run(*words):
    try:
        return cli.main(words)
    except SystemExit as left:
        return int(left.code or 0)


def test_intervals_beside_ranks(folder, capsys):
    assert (
        run("robustness", "d.csv", "--scheme", "s.yaml", "--weights", "0.5", "--draws", "300", "-o", "o.xlsx")
        == 0
    )
    said = capsys.readouterr().out
    assert "90% 模拟测算的名次区间" in said
    assert "边界" in said
    assert "1     甲院" in said
    book = sheets(folder / "o.xlsx")
    assert list(book) == [
        "名次区间",
        "名次可接受度",
        "等次可接受度",
        "两两胜出概率",
        "中心权重",
        "首位稳定余量",
        "名次互换余量",
        "参数",
    ]
    heads, first, *_others = book["名次区间"]
    assert first[heads.index("单位代码")] == "甲院"
    assert len(book["参数"]) == 1 + 300


def test_the_same_seed_says_the_same_in_english(folder, capsys):
    words = (
        "--lang",
        "en",
        "robustness",
        "d.csv",
        "--scheme",
        "s.yaml",
        "--weights",
        "0.5",
        "--seed",
        "3",
        "-o",
    )
    assert run(*words, "one.csv") == 0
    assert "Ranks in 90% of draws" in capsys.readouterr().out
    assert run(*words, "two.csv") == 0
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


@pytest.mark.parametrize("table", ["t.csv", "t.xlsx"])
def test_a_table_of_parameters(folder, capsys, table):
    """All weight on one indicator, then on the other: first and third change places."""
    write(folder / "t.xlsx", "设计", [["weight:ia", "weight:ib"], [100, 0], [0, 100], ["", " "]])
    assert (
        run("--lang", "en", "robustness", "d.csv", "--scheme", "s.yaml", "--design", table, "-o", "o.csv")
        == 0
    )
    found = pl.read_csv(folder / "o.csv").sort("unit")
    assert dict(found.select("unit", "median").iter_rows()) == {"甲院": 2.0, "乙院": 2.0, "丙院": 2.0}
    assert dict(found.select("unit", "first").iter_rows()) == {"甲院": 0.5, "乙院": 0.0, "丙院": 0.5}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "Nothing is uncertain"),
        (("--weights", "2"), 1, "less than 1"),
        (("--weights", "0.1", "--draws", "0"), 2, "Draws are"),
        (("--weights", "0.1", "--interval", "nan"), 2, "interval"),
        (("--weights", "0.1", "-o", "o.pdf"), 2, ".xlsx or .csv"),
        (("--weights", "0.1", "-o", "d.csv"), 1, "is an input"),
        (("--normalisation", "magic"), 1, "magic|cannot be read"),
        (("--aggregation", "arithmetic"), 1, "do nothing"),
        (("--design", "none.csv"), 1, "table of parameters"),
        (("--design", "d.csv"), 1, "no parameter"),
        (("--weights", "0.1", "--period", "2031"), 1, "2031"),
        (("--weights", "0.1", "--basis", "verified"), 1, "no verified figures"),
    ],
)
def test_errors_say_what_to_do(folder, capsys, words, code, said):
    import re

    assert run("--lang", "en", "robustness", "d.csv", "--scheme", "s.yaml", *words) == code
    assert re.search(said, capsys.readouterr().err)
