"""``keqiao leave-out``: what each node does to the ranks, worked by hand."""

from __future__ import annotations

import pytest

from keqiao import cli

from .conftest import sheets, small_scheme

GRADES = """  - {code: good, name: {zh: 良好, en: Good}, at: 60}
  - {code: fail, name: {zh: 不合格, en: Fail}}
"""
# 甲 64 = 60 × 1 + 40 × 0.1, 乙 60, 丙 52.
# Without `ia` 10, 60, 100: all turned round. Without `ib` 100, 60, 20: as before.
DATA = "unit,period,a,b\n甲院,2023,10,1\n乙院,2023,6,6\n丙院,2023,2,10\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "s.yaml").write_text(small_scheme((60, 40), GRADES), encoding="utf-8")
    (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_what_leaving_out_changes(folder, capsys):
    assert cli.main(("leave-out", "d.csv", "--scheme", "s.yaml", "-o", "o.xlsx")) == 0
    said = capsys.readouterr().out
    assert "名次平均变动" in said and "1.33" in said
    summary, detail = sheets(folder / "o.xlsx").values()
    heads, first, second = summary
    assert first[heads.index("名次平均变动")] == pytest.approx(4 / 3, abs=1e-4)
    assert [row[heads.index("名次最大变动")] for row in (first, second)] == [2, 0]
    assert [row[heads.index("名次有变的单位数")] for row in (first, second)] == [2, 0]
    assert {row[0] for row in detail[1:]} == {"ia", "ib"} and len(detail) == 1 + 2 * 3


def test_other_files_are_refused(folder, capsys):
    assert cli.main(("leave-out", "d.csv", "--scheme", "s.yaml", "-o", "o.pdf")) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert cli.main(("leave-out", "d.csv", "--scheme", "s.yaml", "-o", "s.yaml")) != 0
