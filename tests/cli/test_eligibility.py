"""`keqiao eligible` and `keqiao programme` as a user types them."""

from pathlib import Path

import pytest

from .conftest import run, sheets

PROGRAMME = """programme: 1
code: voucher
version: "2026"
name: {zh: 创新券, en: Voucher}
issuer: {zh: 某市科技局, en: City science bureau}
valid_from: 2026-01-01
dates: [{code: founded, name: {zh: 成立日期, en: Founded}}]
measures:
  - {code: rd, name: {zh: 研发费用, en: R&D}, unit: 万元, type: money, holder: {zh: 税务部门, en: tax office}}
  - {code: listed, name: {zh: 上市, en: Listed}, type: boolean}
conditions:
  - {code: rd, name: {zh: 研发投入, en: R&D spend}, value: rd, compare: ">=", than: 100, unit: 万元, word: 以上}
  - code: age
    name: {zh: 成立满一年, en: One year old}
    value: YEARS_BETWEEN(founded, as_of)
    compare: ">="
    than: 1
    unit: 年
    word: 满
  - {code: private, name: {zh: 未上市, en: Not listed}, when: listed = 0}
benefits: [{code: grant, name: {zh: 补助, en: Grant}, formula: 0.1 * rd, most: 20}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "p.yaml").write_text(PROGRAMME, encoding="utf-8")
    (tmp_path / "firms.csv").write_text(
        "单位,研发费用（万元）,上市,成立日期\n甲,300,否,2020年3月1日\n乙,99,否,2020/3/1\n丙,20,是,2020-03-01\n丁,,否,2020.3.1\n戊,,是,2020-03-01\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_each_firm_hears_why_not_and_how_far_off(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("eligible", "p.yaml", "--data", "firms.csv", "--as-of", "2026-06-01", "-o", "out.xlsx") == 0
    assert "差一点" in capsys.readouterr().out
    book = sheets(folder / "out.xlsx")
    rows = {row[0]: row for row in book["结果"][3:]}
    assert [rows[firm][2] for firm in "甲乙丙丁"] == ["符合", "差一点", "不符合", "待核实"]
    assert rows["乙"][4] == "研发费用 99 → 100 万元 (+1)"
    assert "研发费用 20 → 100 万元 (+80)" in rows["丙"][6]
    assert "上市: 否" in rows["丙"][6]
    assert rows["丁"][7] == "研发费用"
    assert rows["戊"][2:4] == ["不符合", "未上市"]
    assert rows["戊"][7] == "研发费用"  # no change is enough while a figure that counts is missing
    assert rows["甲"][8] == 20
    assert any("税务部门" in str(cell) for row in book["待核实"] for cell in row)
    assert any("0.1 * rd [rd = 300] = 30 → 20 万元" in str(cell) for row in book["待遇"] for cell in row)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--as-of", "soon", "-o", "out.xlsx"), 2, "2024-03-01"),
        (("-o", "out.csv"), 2, ".xlsx"),
        (("-o", "firms.csv"), 2, ".xlsx"),
        (("--awards", "none.xlsx", "-o", "out.xlsx"), 1, "none.xlsx"),
    ],
)
def test_wrong_use_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert run("eligible", "p.yaml", "--data", "firms.csv", *words) == code
    assert said in capsys.readouterr().err


def test_a_day_that_is_none_is_told_with_its_firm(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "firms.csv").write_text("单位,研发费用,上市,成立日期\n甲,1,否,去年\n", encoding="utf-8")
    assert run("eligible", "p.yaml", "--data", "firms.csv", "-o", "out.xlsx") == 1
    said = capsys.readouterr().err
    assert "甲" in said
    assert "“去年”不是日期" in said


def test_programme_check_explain_template_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("programme", "check", "p.yaml") == 0
    assert run("programme", "explain", "hightech_2016", "--lang", "en") == 0
    assert run("programme", "list") == 0
    said = capsys.readouterr().out
    assert "not checked: for reference" in said
    assert "specialised_sme_2026" in said
    assert run("programme", "template", "p.yaml", "-o", "t.xlsx") == 0
    assert "founded" in str(sheets(folder / "t.xlsx")["填报"])


def test_what_would_be_if_a_figure_were_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("eligible", "p.yaml", "--data", "firms.csv", "--as-of", "2026-06-01", "-o", "out.xlsx")
    assert run(*arguments, "--suppose", "rd=0.012亿元", "--suppose", "listed=否") == 0
    assert "4 个" in capsys.readouterr().out
    book = sheets(folder / "out.xlsx")
    rows = {row[0]: row[2:4] for row in book["假设"] if row and row[0] in set("甲乙丙丁戊")}
    assert rows == {
        "甲": ["符合", "符合"],
        "乙": ["差一点", "符合"],
        "丙": ["不符合", "符合"],
        "丁": ["待核实", "符合"],
        "戊": ["不符合", "符合"],
    }
    for wrong in ("rdd=1", "rd=many", "founded=soon", "rd"):
        assert run(*arguments, "--suppose", wrong) == 2
    assert "rd" in capsys.readouterr().err


def test_whose_result_another_text_would_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = PROGRAMME.replace("than: 100", "than: 50").replace('version: "2026"', 'version: "2025"')
    (folder / "old.yaml").write_text(text, encoding="utf-8")
    arguments = ("eligible", "p.yaml", "--data", "firms.csv", "--as-of", "2026-06-01", "-o", "out.xlsx")
    assert run(*arguments, "--compare", "old.yaml") == 0
    assert "voucher 2025" in capsys.readouterr().out
    rows = [
        row[:1] + row[2:4] for row in sheets(folder / "out.xlsx")["假设"][2:] if row[0] in set("甲乙丙丁戊")
    ]
    assert rows == [["乙", "差一点", "符合"]]
    assert run(*arguments, "--compare", "old.yaml", "--suppose", "rd=1") == 2


def test_who_waits_for_the_register_of_awards_is_told_so(folder: Path) -> None:
    (folder / "once.yaml").write_text(f"{PROGRAMME}once: {{years: 2}}\n", encoding="utf-8")
    day = ("--as-of", "2026-06-01")
    assert run("eligible", "once.yaml", "--data", "firms.csv", *day, "-o", "out.xlsx") == 0
    rows = {row[0]: row for row in sheets(folder / "out.xlsx")["结果"][3:]}
    assert (rows["甲"][2], rows["甲"][7]) == ("待核实", "此前是否获得")
    assert rows["丁"][7] == "研发费用；此前是否获得"
    (folder / "awards.csv").write_text(
        "单位,发布机关,政策,日期\n乙,某市科技局,voucher,2020-01-01\n", encoding="utf-8"
    )
    known = ("--awards", "awards.csv", "-o", "known.xlsx")
    assert run("eligible", "once.yaml", "--data", "firms.csv", *day, *known) == 0
    rows = {row[0]: row for row in sheets(folder / "known.xlsx")["结果"][3:]}
    assert (rows["甲"][2], rows["乙"][2]) == ("符合", "差一点")
