"""`keqiao notice` as an officer types it: a draft as YAML, what was not read, errors in words."""

from pathlib import Path

import docx
import pytest
import yaml

from .conftest import run

LINES = [
    "示范市科技局关于组织申报2026年度市级科技项目的通知",
    "示范科〔2026〕7号",
    "各有关单位：",
    "一、支持政策。对立项项目给予最高50万元补助。",
    "二、申报单位请于6月15日（周一）17:00前完成网上填报。",
    "三、参加人员按12名计。",
    "示范市科技局",
    "2026年5月20日",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "通知.txt").write_text("\n\n".join(LINES), encoding="utf-8")
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(tmp_path / "通知.docx"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


@pytest.mark.parametrize(("name", "line"), [("通知.txt", 11), ("通知.docx", 6)])
def test_a_draft_with_what_was_not_read(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, line: int
) -> None:
    assert run("notice", name, "-o", "out.yaml") == 0
    said = capsys.readouterr()
    assert "已读出 1 个时限、1 项金额、0 项条件；1 句未读。" in said.out
    assert f"第 {line} 行未读：参加人员按12名计" in said.err
    draft = yaml.safe_load((folder / "out.yaml").read_text(encoding="utf-8"))
    assert (draft["doc_no"], str(draft["issued_on"])) == ("示范科〔2026〕7号", "2026-05-20")
    (deadline,) = draft["deadlines"]
    assert (deadline["who"], deadline["at"], deadline["what"]) == ("申报单位", "2026-06-15T17:00", "网上填报")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("没有.txt",), 1, "没有.txt 无法读取"),
        (("通知.txt", "-o", "out.json"), 2, "结果须写为 .yaml 文件"),
        (("空.txt",), 1, "没有文字"),
    ],
)
def test_wrong_use_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    (folder / "空.txt").write_text("\n \n", encoding="utf-8")
    assert run("notice", *words) == code
    assert said in capsys.readouterr().err
