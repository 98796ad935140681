"""The scheme and the files of these tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.engine.workbooks.sheets import HEADER, SCHEME, write_sheet

from keqiao.engine.schemes import Scheme, load_scheme


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return load_scheme(SCHEME)


@pytest.fixture
def excel(tmp_path: Path) -> Callable[..., Path]:
    """Write an .xlsx of one or more sheets: ``excel(rows)``, ``excel({"填报": rows, …})``."""

    def write(sheets: Any, merged: Sequence[str] = (), name: str = "data.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            for title, rows in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
                write_sheet(book, title, rows, merged)
        return path

    return write


@pytest.fixture
def good() -> list[list[Any]]:
    return [
        HEADER,
        ["甲院", 2023, "研发型", 40, 500.5, 60, 0.1, "是", 4],
        ["乙院", 2023, "服务型", 12, 80, 20.5, -0.2, "否", "较好"],
    ]
