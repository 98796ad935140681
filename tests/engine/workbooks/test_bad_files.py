"""Files that are not what they are named, damaged, protected, or made to fill memory."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engine.workbooks.sheets import findings, one

from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import read_data

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def edited(path: Path, part: str, change: Callable[[bytes], bytes], target: Path | None = None) -> Path:
    """The same .xlsx with one part of its archive changed."""
    target = target or path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, change(content) if item.filename == part else content)
    return target


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("d.xlsx", b"", "empty"),
        ("d.csv", b"", "empty"),
        ("d.parquet", b"", "empty"),
        ("d.xlsx", b"unit,period\n", "not_excel"),
        ("d.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "not_excel"),
        ("d.xlsx", b"PK\x03\x04 nonsense", "damaged"),
        ("d.xlsx", OLE + b"\0" * 600, "old_excel"),
        ("d.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100, "password"),
        ("d.xls", OLE, "old_excel"),
        ("d.et", b"x", "old_excel"),
        ("d.docx", b"x", "unknown_format"),
        ("d.parquet", b"PAR1 nonsense PAR1", "damaged"),
        ("d.csv", OLE + b"\0" * 100, "not_text"),
        ("d.csv", b"\x00\x01\x02\xff\xfe", "not_text"),
        ("d.csv", b"\xff\xff\xff\x80\x80", "not_text"),
        ("d.csv", b"\n\n\n", "empty"),
    ],
)
def test_not_what_it_is_named(tmp_path: Path, scheme: Scheme, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert one(findings(path, scheme), code).severity == "error"


def test_missing_file_and_folder(tmp_path: Path, scheme: Scheme) -> None:
    assert one(findings(tmp_path / "none.xlsx", scheme), "unreadable")
    assert one(findings(tmp_path, scheme), "not_a_file")


def test_an_archive_without_a_workbook(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "d.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert one(findings(path, scheme), "not_excel")


def test_an_empty_sheet(excel: Callable[..., Path], scheme: Scheme) -> None:
    assert one(findings(excel([]), scheme), "empty").sheet == "Sheet1"


def test_a_stray_cell_at_the_far_corner_does_not_fill_memory(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = edited(excel(good), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    problem = one(findings(path, scheme), "too_many_cells")
    assert "XFD1048576" in str(problem)
    without = b'<row r="1048576">' + b"<c/>" * 50 + b"<c><v>1</v></c></row></sheetData>"
    path = edited(excel(good), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", without))
    assert one(findings(path, scheme), "too_many_cells")


def test_a_far_cell_that_is_only_formatted_is_nothing(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    path = edited(excel(good), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert read_data(path, scheme).panel.reported.height == 2


def test_a_bomb_is_refused(
    tmp_path: Path, scheme: Scheme, excel: Callable[..., Path], good: list[list[Any]]
) -> None:
    blank = b" " * 30_000_000
    path = edited(
        excel(good),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"),
    )
    assert one(findings(path, scheme), "too_large")


def test_entities_are_not_unfolded(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    entity = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><workbook'
    path = edited(excel(good), "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", entity, 1))
    assert one(findings(path, scheme), "damaged")


def test_an_encrypted_archive(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    path = excel(good)
    content = bytearray(path.read_bytes())
    for place in (found.start() for found in re.finditer(b"PK\x01\x02", bytes(content))):
        flags = struct.unpack_from("<H", content, place + 8)[0]
        struct.pack_into("<H", content, place + 8, flags | 1)
    path.write_bytes(content)
    assert one(findings(path, scheme), "password")


def test_cells_of_other_programs(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    """Some programs write a namespace prefix (Open XML SDK), some leave cell addresses out."""

    def prefixed(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", xml)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    rows = [*good, ["丙院", 2023, "研发型", -1]]
    path = edited(excel(rows), "xl/worksheets/sheet1.xml", prefixed)
    assert one(findings(path, scheme), "negative").place == "Sheet1!D4"
    bare = edited(
        excel(good), "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml)
    )
    assert read_data(bare, scheme).panel.reported.height == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]], share: float) -> None:
    path = excel(good)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert one(findings(path, scheme), "damaged")


def encrypted(path: Path, password: str) -> Path:
    """The workbook as Office encrypts it."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    with path.open("rb") as plain, path.with_name("locked.xlsx").open("w+b") as locked:
        OOXMLFile(plain).encrypt(password, locked)
    return path.with_name("locked.xlsx")


def test_a_book_that_excel_opens_without_asking_is_read(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    """Recommended as read-only, it is encrypted with a password that every Excel knows."""
    assert read_data(encrypted(excel(good), "VelvetSweatshop"), scheme).panel.reported.height == 2
    assert one(findings(encrypted(excel(good), "another"), scheme), "password")
