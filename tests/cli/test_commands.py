"""The command as a user types it: exit codes, languages, files, and that it never shows a trace-back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.engine.workbooks.sheets import HEADER, SCHEME

from keqiao import cli
from keqiao.engine.schemes import packaged

ROWS: list[list[Any]] = [
    ["单位", "期间", *HEADER[2:]],
    ["甲院", 2022, "研发型", 30, 400, 50, 0.1, "是", 4],
    ["甲院", 2023, "研发型", 40, 500.5, 60, 0.1, "是", 4],
    ["乙院", 2022, "服务型", 10, 80, 20.5, -0.2, "否", 5],
    ["乙院", 2023, "服务型", 12, 90, 20.5, -0.2, "否", 5],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "s.yaml").write_text(SCHEME, encoding="utf-8")
    with xlsxwriter.Workbook(str(tmp_path / "d.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def run(*words: str) -> int:
    """The exit code."""
    return cli.main(words)


def test_evaluate_writes_and_tells(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "out.xlsx") == 0
    said = capsys.readouterr()
    # 甲院 2023, by hand: 30 × 0.40 + 30 × 0.5005 + 20 × 0.60 + 5 × 0.1 + 5 × 1 + 10 × 4/5
    assert "52.52" in said.out
    assert "已写入：out.xlsx" in said.out
    assert (folder / "out.xlsx").stat().st_size > 5000


@pytest.mark.parametrize("name", ["out.csv", "out.json"])
def test_evaluate_one_period_in_english(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert (
        run("--lang", "en", "evaluate", "s.yaml", "--data", "d.xlsx", "--period", "2022年", "-o", name) == 0
    )
    assert "Small scheme, 2022" in capsys.readouterr().out
    written = (folder / name).read_text(encoding="utf-8-sig")
    if name == "out.json":
        assert {row["period"] for row in json.loads(written)["totals"]} == {"2022"}
    else:
        assert [line.split(",")[0] for line in written.splitlines()] == ["period", "2022", "2022"]


def test_the_same_result_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digests = []
    for data in ("d.xlsx", "out.xlsx"):
        assert (
            run("evaluate", "s.yaml", "--data", data, "-o", "out.xlsx" if data == "d.xlsx" else "again.xlsx")
            == 0
        )
        digests.append(next(line for line in capsys.readouterr().out.splitlines() if "SHA-256" in line))
    assert digests[0] == digests[1]


def test_a_result_file_is_evaluated_again_as_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run("evaluate", "s.yaml", "--data", "d.xlsx", "--period", "2022", "-o", "out.xlsx", "--lang", "en")
        == 0
    )
    first = capsys.readouterr().out.replace("out.xlsx", "")
    assert run("evaluate", "s.yaml", "--data", "out.xlsx", "-o", "again.xlsx", "--lang", "en") == 0
    assert capsys.readouterr().out.replace("again.xlsx", "") == first
    assert (
        run("evaluate", "s.yaml", "--data", "out.xlsx", "--period", "2023", "-o", "b.xlsx", "--lang", "en")
        == 0
    )
    assert "Small scheme, 2023" in capsys.readouterr().out


def test_errors_in_the_data_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.csv").write_text("单位,期间,staff\n甲院,2023,许多\n甲院,2023,-1\n", encoding="gbk")
    assert run("evaluate", "s.yaml", "--data", "bad.csv", "-o", "out.xlsx") == 1
    said = capsys.readouterr().err
    assert "bad.csv!C2" in said
    assert "此处应为数字" in said
    assert "Traceback" not in said
    assert not (folder / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "d.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "./s.yaml"), 2),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "out.pdf"), 2),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "no/such/out.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "none.xlsx", "-o", "out.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "--sheet", "没有", "-o", "out.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "--period", "2030", "-o", "out.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "--period", "去年", "-o", "out.xlsx"), 1),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "--basis", "verified", "-o", "out.xlsx"), 1),
        (("evaluate", "nothing", "--data", "d.xlsx", "-o", "out.xlsx"), 1),
        (("evaluate", "d.xlsx", "--data", "d.xlsx", "-o", "out.xlsx"), 1),
        (("template", "s.yaml", "-o", "form.csv"), 2),
        (("template", "s.yaml", "-o", "form.xlsx", "--period", "去年"), 2),
        (("template", "s.yaml", "-o", "form.xlsx", "--units", "none.xlsx"), 1),
        (("scheme", "check", "none.yaml"), 1),
        (("scheme", "explain", "none.yaml"), 1),
        (("scheme",), 2),
        ((), 2),
        (("evaluate",), 2),
        (("fly",), 2),
        (("evaluate", "s.yaml", "--data", "d.xlsx", "--basis", "guessed", "-o", "out.xlsx"), 2),
    ],
)
def test_wrong_use_is_told_in_chinese(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run(*words) == code
    both = capsys.readouterr()
    said = both.out + both.err
    assert any("一" <= letter <= "鿿" for letter in said), said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_check_and_explain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scheme", "check", "s.yaml") == 0
    assert run("scheme", "check", "s.yaml", "--strict") == 1  # the attribute is read by nothing: a warning
    (folder / "wrong.yaml").write_text(SCHEME.replace("weight: 30", "weight: 31", 1), encoding="utf-8")
    capsys.readouterr()
    assert run("scheme", "check", "wrong.yaml") == 1
    assert "101" in capsys.readouterr().out
    assert run("scheme", "explain", "s.yaml", "-o", "s.md") == 0
    assert "小方案" in (folder / "s.md").read_text(encoding="utf-8")
    assert run("scheme", "explain", "s.yaml", "-o", "s.yaml") == 1


def test_list_names_the_packaged_schemes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scheme", "list", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert all(code in said for code in packaged())


def test_template_then_evaluate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "u.csv").write_text("平台代码,平台名称,类型\nP1,甲院,研发型\n", encoding="utf-8")
    words = ("--units", "u.csv", "--period", "2023年", "--expert", "张三", "--verified")
    assert run("template", "s.yaml", "-o", "form.xlsx", *words) == 0
    assert run("evaluate", "s.yaml", "--data", "form.xlsx", "-o", "out.xlsx") == 0
    assert "没有任何数值" in capsys.readouterr().err


def test_an_interruption_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from keqiao.engine.workbooks import result_book

    def stop(*anything: Any) -> None:
        raise KeyboardInterrupt

    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(result_book, "_matrix", stop)
    assert run("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "out.xlsx") == 130
    assert sorted(path.name for path in folder.iterdir()) == before
    assert "已停止" in capsys.readouterr().err


def test_our_own_mistakes_are_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from keqiao.engine.workbooks import result_book

    def fail(*anything: Any) -> None:
        raise ZeroDivisionError("a mistake\nof ours")

    monkeypatch.setattr(result_book, "_matrix", fail)
    words = ("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "out.xlsx")
    assert run(*words) == 1
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert "ZeroDivisionError" in said
    assert "--debug" in said
    with pytest.raises(ZeroDivisionError):
        run(*words, "--debug")


@pytest.mark.parametrize(("lang", "word"), [("zh", "按数据化的方案"), ("en", "scheme written as data")])
def test_help_in_both_languages(capsys: pytest.CaptureFixture[str], lang: str, word: str) -> None:
    assert run("--lang", lang, "--help") == 0
    assert word in capsys.readouterr().out
    for command in ("template", "evaluate", "serve", "demo"):
        assert run(command, "--help", f"--lang={lang}") == 0
        said = capsys.readouterr().out
        assert ("显示帮助并退出" in said) == (lang == "zh")


def test_options_of_every_command_stand_before_or_after_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("evaluate", "s.yaml", "--data", "d.xlsx", "-o", "out.xlsx", "--lang", "en")
    said = []
    for given in ((*words, "--quiet"), ("--quiet", *words), words):
        assert run(*given) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "Rank" in said[2] and "Rank" not in said[0]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("keqiao ", "evaluate"), ("keqiao scheme ", "explain"), ("keqiao scheme check ", "three_pillar")],
)
def test_a_shell_completes(typed: str, word: str) -> None:
    environment = {
        **os.environ,
        "_KEQIAO_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split())),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from keqiao.cli import main; main([])"],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert f"plain,{word}" in done.stdout.split(), done.stderr


@pytest.mark.parametrize("words", [["serve"], ["demo"], ["manage", "migrate"]])
def test_without_the_web_system_its_commands_say_what_to_install(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from keqiao.commands import site

    monkeypatch.setattr(site, "find_spec", lambda name: None)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run(*words) == 1
    assert capsys.readouterr().err == '此处未安装网页系统。请安装：pip install "keqiao[web]"\n'


@pytest.mark.parametrize("words", [["--help"], ["scheme", "check", "three_pillar"], ["scheme", "list"]])
def test_light_commands_do_not_load_the_web(words: list[str]) -> None:
    code = (
        "import sys; from keqiao import cli\n"
        f"try: cli.main({words!r})\nexcept SystemExit: pass\n"
        "sys.exit(any(name == 'django' or name.startswith('keqiao.web') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away(folder: Path) -> None:
    command = f"{sys.executable} -m keqiao.cli scheme explain three_pillar --lang en | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, check=False, text=True)
    assert done.stdout.startswith("# Three-pillar")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_rules_are_checked_explained_and_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "list", "--lang", "en") == 0
    assert "by_grade" in capsys.readouterr().out
    assert run("rules", "check", "by_grade") == 0
    assert run("rules", "explain", "by_grade", "-o", "r.md", "--lang", "en") == 0
    assert "## Payment and use" in (folder / "r.md").read_text(encoding="utf-8")
    (folder / "r.yaml").write_text("allocation: 1\ncode: r\n", encoding="utf-8")
    capsys.readouterr()
    assert run("rules", "check", "r.yaml") == 1
    assert "r.yaml:1:1" in capsys.readouterr().out
    assert run("rules", "explain", "r.yaml") == 1
