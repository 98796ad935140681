"""`keqiao report verify` as a user types it: what contradicts, what only rounding saves, how much was judged."""

import json
from pathlib import Path

import docx
import pytest

from .conftest import run

TEXT = "全市现有平台13家。\n共计102家，其中电池类40家、装备类35家、其他26家。\n参加活动的近200余人，居全省前列。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "报告.txt").write_text(TEXT, encoding="gb18030")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_a_contradiction_is_named_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "verify", "报告.txt", "-o", "out.json") == 1
    said = capsys.readouterr().out
    assert "第 2 行：40家、35家、26家之和不等于102家。" in said
    assert "第 3 行：“近200余人”——前后限定词互相矛盾。" in said
    assert (
        "共 7 个数据：一致 0 个，仅在四舍五入范围内一致 0 个，已有变化 0 个，不一致 4 个，无从核对 3 个"
        in said
    )
    assert "未能识别 0 处。已核对 57.1 %。" in said
    result = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    first = result["figures"][0]
    assert (first["span"], first["kind"], first["value"], first["unit"], first["q"]) == (
        "13家",
        "count",
        13,
        "家",
        "exact",
    )
    assert (first["low"], first["high"], first["verdict"], first["place"]) == (13, 13, "no_source", "第 1 行")
    assert result["checks"] == [{"type": "sum", "of": [2, 3, 4], "equals": 1, "holds": False}]
    assert result["coverage"] == {"figures": 7, "judged": 4, "unread": 0, "share": 0.5714}


def test_a_word_document_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = docx.Document()
    document.add_paragraph("占比由31.2%提高到35.6%，提高4.4个百分点。")
    document.save(str(folder / "report.docx"))
    assert run("report", "verify", "report.docx", "--lang", "en") == 0
    assert (
        "3 figures: 3 consistent, 0 only by rounding, 0 changed since, 0 contradict"
        in capsys.readouterr().out
    )


FACTS = """名称,数值,单位,时点,上期
重点科创平台|平台,13,家,2024-10-31,
研发人员,819,人,2024-10-31,817
电池类,41,家,2024-10-31,
"""


def test_figures_are_tried_against_facts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    (folder / "a.txt").write_text(
        "现有平台13家、研发人员817人，电池类企业40家，孵化企业102家。", encoding="utf-8"
    )
    assert run("report", "verify", "a.txt", "--facts", "facts.csv", "-o", "out.json") == 1
    assert "“817人”——出处为 819 人 2024-10-31。" in capsys.readouterr().out
    figures = json.loads((folder / "out.json").read_text(encoding="utf-8"))["figures"]
    assert [figure["verdict"] for figure in figures] == ["holds", "changed_since", "no_source", "no_source"]
    assert figures[0]["fact"] == {"name": "重点科创平台", "value": 13, "unit": "家", "as_of": "2024-10-31"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("没有.docx",), 1, "没有.docx 无法读取"),
        (("报告.txt", "--facts", "没有.csv"), 1, "没有.csv 无法读取"),
        (("报告.txt", "-o", "out.csv"), 2, "结果须写为 .json 文件"),
        (("报告.txt", "-o", "报告.txt"), 2, "报告.txt"),
    ],
)
def test_wrong_use_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert run("report", "verify", *words) == code
    assert said in capsys.readouterr().err


DRAFT = "# 调研报告\n全市{{重点科创平台}}重点科创平台，研发人员{{研发人员}}，同比增长5%。\n"


def test_a_report_is_built_and_reads_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "draft.md").write_text(DRAFT, encoding="utf-8")
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    assert run("report", "build", "draft.md", "--facts", "facts.csv", "-o", "out.docx") == 0
    assert "2个数据已与出处绑定，1个待佐证。" in capsys.readouterr().out
    assert run("report", "verify", "out.docx", "--facts", "facts.csv", "-o", "out.json") == 0
    figures = json.loads((folder / "out.json").read_text(encoding="utf-8"))["figures"]
    assert [(figure["bound_to"], figure["verdict"]) for figure in figures if "bound_to" in figure] == [
        ("重点科创平台", "holds"),
        ("研发人员", "holds"),
    ]


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("研发人员900人。", (), "未生成报告：请先更正"),
        ("同比增长5%。", ("--final",), "有1个数据待佐证"),
        ("{{研发人数}}", (), "第2行：没有名为“研发人数”的数据"),
        ("正文", ("--bad",), "--bad"),
    ],
)
def test_a_report_that_cannot_stand_is_not_written(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, options: tuple[str, ...], told: str
) -> None:
    (folder / "draft.md").write_text(f"# 题\n{text}\n", encoding="utf-8")
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    assert run("report", "build", "draft.md", "--facts", "facts.csv", "-o", "out.docx", *options) != 0
    captured = capsys.readouterr()
    assert told in captured.out + captured.err
    assert not (folder / "out.docx").exists()
