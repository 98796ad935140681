"""The form: what is locked, what is checked, and that a filled form is read back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.engine.workbooks.sheets import SCHEME, findings, one

from keqiao.engine.schemes import Scheme, load_scheme, packaged
from keqiao.engine.workbooks import DataError, read_data, write_template
from keqiao.engine.workbooks.atomic_files import OutputError
from keqiao.engine.workbooks.units import FormUnit, read_units

UNITS = [FormUnit("P1", "甲院", {"kind": "service"}), FormUnit("P2", "=乙院", {})]


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def fill(path: Path, figures: dict[str, float | str], sheet: str = "xl/worksheets/sheet1.xml") -> Path:
    """Fill in cells by their address, as Excel would: in the file itself, styles kept."""
    target = path.with_name("filled.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item).decode() if item.filename == sheet else old.read(item)
            if isinstance(content, str):
                for address, value in figures.items():
                    cell = f'<c r="{address}" s="\\1"><v>{value}</v></c>'
                    if isinstance(value, str):
                        cell = f'<c r="{address}" s="\\1" t="inlineStr"><is><t>{value}</t></is></c>'
                    content, count = re.subn(
                        rf'<c r="{address}" s="(\d+)"(?:/>| t="s"><v>\d+</v></c>)', cell, content
                    )
                    assert count == 1, address
            new.writestr(item.filename, content)
    return target


def test_a_filled_form_is_read_back(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "form.xlsx"
    write_template(scheme, path, UNITS, ["2023"], verified=True, experts=["张三", "李四"])
    header = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("填报").to_python(skip_empty_area=False)
    assert header[2][:6] == ["单位代码", "单位名称", "期间", "类型", "研发人员数（人）", "总收入（万元）"]
    assert header[3][-2:] == ["opinion@张三", "opinion@李四"]
    filled = fill(
        path,
        {
            "D6": "研发型",
            "E5": 40,
            "F5": 500.5,
            "G5": 60,
            "H5": 0.1,
            "I5": "是",
            "J5": 4,
            "K5": "较好",
            "E6": 12,
        },
    )
    filled = fill(filled.rename(tmp_path / "once.xlsx"), {"D5": 38}, "xl/worksheets/sheet2.xml")
    data = read_data(filled, scheme)
    row = data.panel.reported.filter(unit="P1").row(0, named=True)
    assert (row["name"], row["kind"], row["staff"], row["income"]) == ("甲院", "service", 40.0, 500.5)
    assert (row["share"], row["growth"], row["listed"], row["opinion"]) == (60.0, 0.1, 1.0, 4.5)
    assert data.panel.reported["name"].to_list() == ["甲院", "=乙院"]
    assert data.panel.verified is not None
    assert data.panel.verified["staff"].to_list() == [38.0, None]


def test_an_unfilled_form_says_so(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "form.xlsx"
    write_template(scheme, path)
    assert one(findings(path, scheme), "no_rows").sheet == "填报"


def test_only_the_cells_to_fill_in_are_open(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "form.xlsx"
    write_template(scheme, path, UNITS, ["2023"])
    sheet, styles = part(path, "xl/worksheets/sheet1.xml"), part(path, "xl/styles.xml")
    formats = re.findall(
        r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") : styles.index("</cellXfs>")]
    )
    open_styles = {str(n) for n, text in enumerate(formats) if 'locked="0"' in text}
    opened = {c for c, s in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet) if s in open_styles}
    assert opened == {f"{column}{row}" for column in "DEFGHIJ" for row in (5, 6)}
    assert "<sheetProtection" in sheet
    assert "password" not in sheet
    assert 'state="frozen"' in sheet
    assert 'orientation="landscape"' in sheet


def test_checks_while_typing_speak_chinese(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "form.xlsx"
    write_template(scheme, path, UNITS, ["2023"])
    sheet = part(path, "xl/worksheets/sheet1.xml")
    rules = re.findall(r"<dataValidation .*?</dataValidation>", sheet)
    by_column = {re.search(r'sqref="([A-Z])', rule)[1]: rule for rule in rules}  # type: ignore[index]
    assert 'type="whole"' in by_column["E"]
    assert 'operator="greaterThanOrEqual"' in by_column["E"]
    assert 'type="decimal"' in by_column["F"]
    assert "研发型,服务型" in by_column["D"]
    assert "是,否" in by_column["I"]
    assert "一般,较好" in by_column["J"]
    assert all("填写有误" in rule and "只能填写" in rule for rule in rules)


def test_notes_tell_definition_evidence_and_source(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_template(load_scheme(packaged()["three_pillar"]), path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("填报说明").to_python()
    row = next(row for row in rows if row[0] == "rd_headcount")
    assert row[1:3] == ["研发人员数", "人"]
    assert "每人计一次" in str(row[6])
    assert row[7:9] == ["人员名册、社保证明", "台账"]


@pytest.mark.parametrize("code", sorted(packaged()))
def test_every_packaged_scheme_has_a_form_in_both_languages(tmp_path: Path, code: str) -> None:
    scheme = load_scheme(code)
    for language in ("zh", "en"):
        path = tmp_path / f"{language}.xlsx"
        write_template(scheme, path, UNITS, ["2022", "2023"], language, verified=True)  # type: ignore[arg-type]
        problems = read_data(path, scheme).problems
        assert {problem.code for problem in problems} <= {"no_figures", "panel"}


def test_a_form_of_another_scheme_or_version(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "form.xlsx"
    write_template(scheme, path, UNITS, ["2023"])
    other = load_scheme(SCHEME.replace("code: small", "code: other"))
    assert "small" in str(one(findings(path, other), "other_scheme"))
    weights = load_scheme(SCHEME.replace("weight: 30", "weight: 25", 1).replace("weight: 10", "weight: 15"))
    assert not [problem for problem in findings(path, weights) if problem.code == "other_form"]
    figures = load_scheme(
        SCHEME.replace("unit: 万元, type: money", "unit: 元, type: money").replace("unit: 万元", "unit: 元")
    )
    with pytest.raises(DataError) as refused:
        read_data(path, figures)
    assert {"other_form", "unit_in_header"} <= {p.code for p in refused.value.findings}  # type: ignore[attr-defined]


def test_long_drop_downs_stand_in_a_hidden_sheet(tmp_path: Path, scheme: Scheme) -> None:
    words = ", ".join(f"w{n}: 很长的行业名称第{n}号" for n in range(60))
    many = load_scheme(
        SCHEME.replace(
            "research: {zh: 研发型, en: Research}", f"research: {{zh: 研发型, en: Research}}, {words}"
        )
    )
    path = tmp_path / "form.xlsx"
    write_template(many, path, UNITS, ["2023"])
    assert "_lists!$A$1:$A$62" in part(path, "xl/worksheets/sheet1.xml")
    assert read_data(path, many).panel.reported.height == 2


def test_units_from_a_list(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows: list[list[Any]] = [
        ["平台名单"],
        ["平台代码", "平台名称", "类型"],
        [101, "甲院", "服务型"],
        [102, "乙院"],
        [101, "甲院"],
    ]
    assert read_units(excel(rows), scheme) == [
        FormUnit("101", "甲院", {"kind": "service"}),
        FormUnit("102", "乙院", {}),
    ]
    with pytest.raises(DataError):
        read_units(excel([["a"], ["b"]], name="none.xlsx"), scheme)


def test_nothing_is_left_where_it_cannot_be_written(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(OutputError):
        write_template(scheme, tmp_path / "no" / "form.xlsx")
    with pytest.raises(OutputError):
        write_template(scheme, tmp_path)
    with pytest.raises(OutputError):
        write_template(scheme, tmp_path / "form.xlsx", UNITS * 20_000)
    assert list(tmp_path.iterdir()) == []
