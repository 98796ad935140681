"""Files damaged at random give findings or figures, and nothing else: no other exception, whatever the bytes."""

from __future__ import annotations

import math
import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.workbooks.sheets import HEADER
from tests.examples import examples

from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import DataError, read_data

PLAIN = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = [
    "<c",
    "</c>",
    "<v>",
    "r=",
    "A1",
    "XFD1048576",
    "NaN",
    "inf",
    "t=",
    "&amp;",
    "&#0;",
    "%",
    "@核定",
    "合计",
    "-",
    "=",
    "1e999",
    "",
]


def read(path: Path, scheme: Scheme) -> None:
    """Read a file that may be anything; findings speak both languages."""
    try:
        problems = read_data(path, scheme).problems
    except DataError as error:
        problems = error.findings  # type: ignore[assignment]
        assert error.errors
    for problem in problems:
        assert problem.in_language("zh")
        assert problem.in_language("en")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a piece cut out, doubled or replaced by a word of the format."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if not data:
            break
        start = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[start] = chance.randrange(256)
        elif kind == 1:
            del data[start : start + chance.randint(1, 40)]
        elif kind == 2:
            data[start:start] = data[start : start + chance.randint(1, 40)]
        else:
            data[start : start + chance.randint(0, 12)] = chance.choice(WORDS).encode()
    return bytes(data)


@pytest.mark.parametrize("seed", range(8))
def test_excel_bytes(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]], seed: int) -> None:
    path = excel(good)
    content = path.read_bytes()
    chance = random.Random(seed)
    for _ in range(25):
        path.write_bytes(damaged(content, chance))
        read(path, scheme)


@pytest.mark.parametrize("seed", range(8))
def test_excel_parts(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]], seed: int) -> None:
    """Damage inside the archive, where the check sums hold and the reader itself meets it."""
    path = excel(good, merged=["A5:A6"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(1000 + seed)
    for _ in range(25):
        hit = chance.choice(sorted(parts))
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                if name == hit and chance.random() < 0.1:
                    continue
                archive.writestr(name, damaged(content, chance) if name == hit else content)
        read(path, scheme)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_csv_bytes(tmp_path: Path, scheme: Scheme, good: list[list[Any]], encoding: str) -> None:
    content = "\r\n".join(",".join(map(str, row)) for row in good).encode(encoding)
    path = tmp_path / "d.csv"
    chance = random.Random(encoding)
    for _ in range(100):
        path.write_bytes(damaged(content, chance))
        read(path, scheme)


def test_parquet_bytes(tmp_path: Path, scheme: Scheme) -> None:
    import polars as pl

    buffer = BytesIO()
    pl.DataFrame(
        {"unit": ["甲", "乙"], "period": ["2023", "2023"], "staff": [1, 2], "income": [1.5, None]}
    ).write_parquet(buffer)
    path = tmp_path / "d.parquet"
    chance = random.Random(5)
    for _ in range(60):
        path.write_bytes(damaged(buffer.getvalue(), chance))
        read(path, scheme)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        [*HEADER, *WORDS, "2023", "甲院", "12%", "1,234", "5000元", "unit", "measure", "value", "staff@甲"]
    ),
    st.floats(),
    st.integers(-(10**20), 10**20),
)


@PLAIN
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=12), long=st.booleans())
def test_any_cells_below_a_header(tmp_path: Path, scheme: Scheme, rows: list[list[Any]], long: bool) -> None:
    path = tmp_path / "d.csv"
    header = ["单位", "期间", "指标", "数值", "核定值", "专家"] if long else HEADER
    text = "\n".join(
        ",".join('"' + str("" if c is None else c).replace('"', '""') + '"' for c in row)
        for row in [header, *rows]
    )
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    read(path, scheme)


@PLAIN
@given(header=st.lists(CELLS, max_size=9), rows=st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_any_header(
    excel: Callable[..., Path], scheme: Scheme, header: list[Any], rows: list[list[Any]]
) -> None:
    def writable(cell: Any) -> Any:
        if isinstance(cell, float) and not math.isfinite(cell):
            return None
        return "".join(c for c in cell if c.isprintable()) if isinstance(cell, str) else cell

    read(excel([[writable(cell) for cell in row] for row in [header, *rows]]), scheme)
