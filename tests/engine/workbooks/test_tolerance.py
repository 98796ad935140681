"""Tolerated cells in a workbook: written with a result, read again to the same result, bad rows said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engine.workbooks.sheets import HEADER

from keqiao.engine.evaluation import DataError as PanelError
from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import DataError, read_data, write_results
from keqiao.engine.workbooks.reading import DataFile

ROWS = [
    HEADER,
    ["甲院", 2023, "研发型", 4, 500.5, 60, 0.1, "是", 4],
    ["乙院", 2023, "服务型", 12, 80, 20.5, -0.2, "否", "较好"],
    ["1001", 2023, "服务型", 1, 800, 20.5, -0.2, "否", "较好"],
]
HEAD = ["单位代码", "期间", "指标代码", "备注"]


def leaf(scheme: Scheme) -> str:
    return scheme.leaves()[0].code


@pytest.mark.parametrize("basis", ["reported", "both"])
def test_a_result_with_cases_reads_back_to_the_same_digest(
    tmp_path: Path, scheme: Scheme, excel: Callable[..., Path], basis: str
) -> None:
    made = read_data(excel({"数据": ROWS}), scheme).panel
    cells = [(unit, "2023", leaf.code) for unit in ("甲院", "1001") for leaf in scheme.leaves()]
    panel = Panel(made.reported, made.reported.select("unit", "period", "staff"), tolerated=frozenset(cells))
    found = evaluate(scheme, panel, basis=basis)  # type: ignore[arg-type]
    assert found.tolerance is not None
    assert found.tolerance["neutralised"].any()
    path = tmp_path / "r.xlsx"
    for language in ("zh", "en"):
        write_results(found, scheme, path, language, data=DataFile(panel, (), "快照", "", "0" * 64))  # type: ignore[arg-type]
        again = read_data(path, scheme)
        assert again.panel.tolerated == frozenset(cells)
        assert evaluate(scheme, again.panel, basis=basis).digest == found.digest  # type: ignore[arg-type]


def test_a_sheet_written_by_hand_is_read(scheme: Scheme, excel: Callable[..., Path]) -> None:
    sheet: list[list[Any]] = [
        ["容错情况"],
        HEAD,
        ["甲院", 2023, leaf(scheme), "中试失败"],
        ["", "", "", ""],
        [1001, "2023", "A", ""],
    ]
    data = read_data(excel({"Sheet1": ROWS, "容错": sheet}), scheme)
    assert data.panel.tolerated == {("甲院", "2023", leaf(scheme)), ("1001", "2023", "A")}
    assert evaluate(scheme, data.panel).tolerance is not None


@pytest.mark.parametrize(
    "sheet",
    [
        [["随便写写"]],
        [HEAD, ["甲院", "某年", "A"]],
        [HEAD, ["", 2023, "A"]],
        [HEAD, ["甲院", 2023, ""]],
        [HEAD, ["甲院", 2023, 1.5]],
        [HEAD, [True, 2023, "A"]],
    ],
)
def test_a_row_that_names_no_cell_is_an_error_with_its_place(
    scheme: Scheme, excel: Callable[..., Path], sheet: list[list[Any]]
) -> None:
    with pytest.raises(DataError) as caught:
        read_data(excel({"Sheet1": ROWS, "容错": sheet}), scheme)
    assert "容错" in str(caught.value)


def test_an_empty_sheet_is_none_and_an_unknown_unit_is_told(
    scheme: Scheme, excel: Callable[..., Path]
) -> None:
    assert read_data(excel({"Sheet1": ROWS, "容错": [HEAD]}), scheme).panel.tolerated == frozenset()
    data = read_data(excel({"Sheet1": ROWS, "容错": [HEAD, ["丙院", 2023, "A"]]}), scheme)
    with pytest.raises(PanelError, match="丙院"):
        evaluate(scheme, data.panel)
