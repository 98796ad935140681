"""`keqiao allocate` as a user types it: amounts done by hand, both languages, errors with their places."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import run, sheets, small_scheme, write

HEAD = ["平台名称", "总分", "等次", "协议基础经费（万元）", "重点项目数", "核心团队数", "起步期"]
ROWS: list[list[Any]] = [
    ["甲平台", 92, "优秀", 40, 2, 1, "否"],
    ["乙平台", 88, "优秀", 20, 1, 0, "否"],
    ["丙平台", 81, "良好", 20, 0, 2, "否"],
    ["丁平台", 76, "良好", 10, 0, 0, "是"],
    ["戊平台", 68, "合格", 0, 1, 0, "否"],
    ["己平台", 63, "合格", 5, 0, None, "否"],
    ["庚平台", 52, "不合格", 5, 0, 0, "否"],
    ["合计", None, None, 100, 4, 3, None],
]
RULES = """\
allocation: 1
code: mine
version: "1"
name: {zh: 本市规则, en: City rules}
pool: 300
grades: {excellent: 优秀, good: 良好, pass: 合格, fail: 不合格}
excluded: [fail]
sharing: {rule: by_grade, coefficients: {excellent: 1.2, good: 1, pass: 0.6}}
instalments: [{name: 首期, share: 0.6}, {name: 余款, share: 0.4}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "s.xlsx", "总表", [["绩效评价结果"], HEAD, *ROWS])
    (tmp_path / "r.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_prints_and_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1.2 × 2 + 1 × 2 + 0.6 × 2 = 5.6 shares of 300 万元: 64.29, 53.57, 32.14 and the odd 100 元 by remainder."""
    assert run("allocate", "r.yaml", "s.xlsx", "-o", "out.xlsx") == 0
    said = capsys.readouterr()
    assert "本市规则：资金池 300.00 万元，已分配 300.00 万元，留存 0.00 万元。" in said.out
    assert "已写入：out.xlsx" in said.out
    book = sheets(folder / "out.xlsx")
    assert list(book) == ["分配表", "计算步骤", "提示", "模型"]
    table = {row[0]: row for row in book["分配表"][3:]}
    amounts = [table[row[0]][3] for row in ROWS[:-1]]
    assert amounts == pytest.approx([64.29, 64.29, 53.57, 53.57, 32.14, 32.14, 0])
    assert table["合计"][3] == 300 and table["留在资金池"][3] == 0
    assert table["甲平台"][4:6] == pytest.approx([38.574, 25.716])
    assert "优秀系数 1.2" in table["甲平台"][-1] and table["庚平台"][-1] == "不合格：不安排"
    steps: dict[str, float] = {}
    for unit, _, _, amount in book["计算步骤"][3:]:
        steps[unit] = steps.get(unit, 0) + amount
    assert steps["丙平台"] == pytest.approx(535_700)


def test_three_schemes_side_by_side(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("proportional", "s.xlsx", "--pool", "600", "--compare", "optimised", "--compare", "by_grade")
    assert run("allocate", *words, "-o", "out.xlsx") == 0
    said = capsys.readouterr()
    assert "“资金池”：每放宽 1 万元，预期贡献增加" in said.out and "150.00 万元留在资金池" in said.out
    assert "单元格为空，按 0 计" in said.err
    book = sheets(folder / "out.xlsx")
    assert {"方案比较", "约束价格"} <= set(book)
    side = {row[0]: row for row in book["方案比较"][3:]}
    assert side["甲平台"][5] == 150 and side["合计"][3:6] == [600, 600, 450]
    assert side["甲平台"][6] == pytest.approx(side["甲平台"][4] - side["甲平台"][3])


def test_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en", "allocate", "r.yaml", "s.xlsx", "-o", "out.xlsx") == 0
    assert "City rules: pool 300.00 10k yuan, shared out 300.00 10k yuan" in capsys.readouterr().out
    assert next(iter(sheets(folder / "out.xlsx"))) == "Table of amounts"


def test_amounts_in_yuan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column headed 元 is read in 元 though the rules are in 万元."""
    head = [word.replace("万元", "元") for word in HEAD]
    rows = [[*row[:3], None if row[3] is None else row[3] * 10_000, *row[4:]] for row in ROWS]
    write(folder / "yuan.xlsx", "总表", [head, *rows])
    assert run("allocate", "proportional", "s.xlsx", "--pool", "600", "-o", "a.xlsx") == 0
    assert run("allocate", "proportional", "yuan.xlsx", "--pool", "600", "-o", "b.xlsx") == 0
    one, other = sheets(folder / "a.xlsx")["分配表"], sheets(folder / "b.xlsx")["分配表"]
    assert [row[3] for row in one[3:]] == [row[3] for row in other[3:]]


@pytest.mark.parametrize(
    "above", [[["单位：元"]], [["单位：", "元"]], []], ids=["above", "beside", "row of units"]
)
def test_a_unit_stated_outside_the_headings_counts(folder: Path, above: list[list[str]]) -> None:
    head = [word.replace("（万元）", "") for word in HEAD]
    money = [at for at, word in enumerate(HEAD) if "万元" in word]
    units = [] if above else [[*("元" if at in money else None for at in range(len(HEAD)))]]
    rows = [
        [None if cell is None else cell * 10_000 if at in money else cell for at, cell in enumerate(row)]
        for row in ROWS
    ]
    write(folder / "yuan.xlsx", "总表", [*above, head, *units, *rows])
    assert run("allocate", "proportional", "s.xlsx", "--pool", "600", "-o", "a.xlsx") == 0
    assert run("allocate", "proportional", "yuan.xlsx", "--pool", "600", "-o", "b.xlsx") == 0
    one, other = sheets(folder / "a.xlsx")["分配表"], sheets(folder / "b.xlsx")["分配表"]
    assert [row[3] for row in one[3:]] == [row[3] for row in other[3:]]


@pytest.mark.parametrize(
    ("row", "column", "value", "wanted"),
    [
        (0, 1, "很高", ("总表!B3", "甲平台", "很高")),
        (1, 2, "特优", ("总表!C4", "乙平台", "特优")),
        (2, 1, None, ("总表!B5", "丙平台", "缺少得分")),
        (3, 3, -5, ("总表!D6", "丁平台", "负数")),
        (4, 0, "甲平台", ("总表!A7", "甲平台", "同名")),
    ],
)
def test_bad_cells_are_named(  # noqa: PLR0917
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    row: int,
    column: int,
    value: Any,
    wanted: tuple[str, ...],
) -> None:
    rows = [list(line) for line in ROWS]
    rows[row][column] = value
    write(folder / "bad.xlsx", "总表", [["绩效评价结果"], HEAD, *rows])
    assert run("allocate", "proportional", "bad.xlsx", "--pool", "600", "-o", "out.xlsx") == 1
    said = capsys.readouterr().err
    assert not (folder / "out.xlsx").exists()
    for part in wanted:
        assert part in said


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        (["r.yaml", "s.xlsx", "-o", "out.csv"], 2, ".xlsx"),
        (["r.yaml", "s.xlsx", "-o", "s.xlsx"], 1, "s.xlsx"),
        (["r.yaml", "none.xlsx", "-o", "out.xlsx"], 1, "none.xlsx"),
        (["none.yaml", "s.xlsx", "-o", "out.xlsx"], 1, "none.yaml"),
        (["r.yaml", "s.xlsx", "--pool", "many", "-o", "out.xlsx"], 2, "many"),
        (["r.yaml", "s.xlsx", "--pool", "-3", "-o", "out.xlsx"], 2, "-3"),
        (["r.yaml", "s.xlsx", "--pool", "0.001", "-o", "out.xlsx"], 1, "不是取整单位"),
        (["r.yaml", "s.xlsx", "--grade", "级别", "-o", "out.xlsx"], 1, "级别"),
        (["proportional", "s.xlsx", "--pool", "90", "-o", "out.xlsx"], 1, "缺"),
        (["r.yaml", "r.yaml", "-o", "out.xlsx"], 1, "r.yaml"),
    ],
)
def test_what_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, wanted: str
) -> None:
    assert run("allocate", *words) == code
    said = capsys.readouterr().err
    assert wanted in said and "Traceback" not in said
    assert not (folder / "out.xlsx").exists()


def test_errors_in_rules_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text(RULES.replace("good: 1,", "good: 2,"), encoding="utf-8")
    assert run("allocate", "bad.yaml", "s.xlsx", "-o", "out.xlsx") == 1
    said = capsys.readouterr().err
    assert "bad.yaml:8:" in said and "规则不能使用：1 处错误" in said


SCHEME = small_scheme(
    (50, 50),
    """  - {code: excellent, name: {zh: 优秀, en: Excellent}, at: 54.9}
  - {code: good, name: {zh: 良好, en: Good}}
""",
)


@pytest.fixture
def drawn(folder: Path) -> Path:
    """Two units with even figures and one whose points hang on the weights alone: 10 and 1 are 55 points at even
    weights, more with a heavier first one, less with a lighter one."""
    (folder / "s.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "d.csv").write_text(
        "unit,period,a,b\n甲院,2023,9,9\n乙院,2023,10,1\n丙院,2023,5,5\n", encoding="utf-8"
    )
    write(
        folder / "t.xlsx",
        "总表",
        [["单位", "总分", "等次"], ["丙院", 50, "良好"], ["甲院", 90, "优秀"], ["乙院", 55, "优秀"]],
    )
    grades = "grades: {excellent: 优秀, good: 良好}"
    (folder / "g.yaml").write_text(
        f'allocation: 1\ncode: g\nversion: "1"\nname: 定额\npool: 400\n{grades}\n'
        "sharing: {rule: by_grade, amounts: {excellent: 150, good: 75}}\n",
        encoding="utf-8",
    )
    return folder


def test_how_sure_the_amounts_are(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """乙院 is 优秀 in about half of the draws, which are even around equal weights; the others in all."""
    words = ("allocate", "g.yaml", "t.xlsx", "--scheme", "s.yaml", "--data", "d.csv", "--weights", "0.5")
    assert run(*words, "--compare", "optimised", "--draws", "600", "-o", "o.xlsx") == 1
    assert "重点项目数" in capsys.readouterr().err
    assert run(*words, "--draws", "600", "-o", "o.xlsx") == 0
    assert "甲院：0% 的模拟测算中金额会不同" in capsys.readouterr().out
    rows = {row[1]: row[2:] for row in sheets(drawn / "o.xlsx")["稳健程度"][3:]}
    assert rows["甲院"][:4] == [150, 0, 150, 150] and rows["丙院"][1] == 0
    assert 0.4 < rows["乙院"][1] < 0.6 and rows["乙院"][2:4] == [75, 150]


@pytest.mark.parametrize(
    ("words", "code", "wanted"),
    [
        (["--scheme", "s.yaml"], 2, "须同时给出"),
        (["--scheme", "s.yaml", "--data", "d.csv"], 2, "没有不确定因素"),
        (["--scheme", "s.yaml", "--data", "d.csv", "--weights", "0.5", "--draws", "0"], 2, "模拟测算次数"),
        (["--scheme", "none.yaml", "--data", "d.csv", "--weights", "0.5"], 1, "none.yaml"),
        (["--scheme", "s.yaml", "--data", "other.csv", "--weights", "0.5"], 1, "数据中没有单位 丙院"),
    ],
)
def test_draws_that_are_refused(
    drawn: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, wanted: str
) -> None:
    (drawn / "other.csv").write_text("unit,period,a,b\n甲院,2023,9,9\n乙院,2023,10,1\n", encoding="utf-8")
    assert run("allocate", "g.yaml", "t.xlsx", *words, "-o", "o.xlsx") == code
    assert wanted in capsys.readouterr().err and not (drawn / "o.xlsx").exists()
