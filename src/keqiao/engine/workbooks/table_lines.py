"""Lines of a table that are no units: totals and means however they are written, notes, and lines of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from keqiao.engine.figures import Quantity, read_text, same_text, visible
from keqiao.engine.workbooks.grid import Cell, is_blank

_SUM = "合计|总计|小计|累计|共计|总和|总数|汇总|平均值|平均数|平均水平|平均|均值|中位数|中位值|最大值|最小值"
_AREA = "全市|全国|全省|全县|全区|全州|全院|本市|本省|总体|全部"
_WHOLE = re.compile(rf"(?:{_AREA})?(?:{_SUM})(?:数|值|行|栏)?|{_AREA}|总")
_ENDING = re.compile(r"(?:合计|总计|小计|共计|平均|平均值|均值)(?:数|值)?$")
_COUNTED = re.compile(r"(?:合计|总计|小计|共计|共|计)[0-9,.]+[家个所户项条名人件行]?[^0-9]{0,4}")
_ENGLISH = {
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "subtotals",
    "sum",
    "sums",
    "average",
    "averages",
    "mean",
    "median",
    "overall",
    "allunits",
    "altogether",
    "max",
    "min",
    "maximum",
    "minimum",
}
_ENGLISH_ENDING = re.compile(r"(?:^|[\s,:–—-])(?:sub-?total|total|totals|average|mean|sum)$")
_HINT = re.compile(
    "[合总小累共均中最全本汇计Ａ-Ｚａ-ｚ]|total|sum|aver|mean|median|overall|all|max|min", re.IGNORECASE
)
"""What stands in every name of a total: a quick look, since it is asked of every row."""
_IN_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_EDGES = " :;,.*#、。·-—–_=/|\"'“”‘’<>《》()[]【】"
_NOTES = (
    "注:",
    "注1",
    "注：",
    "备注",
    "说明",
    "填表人",
    "制表人",
    "审核人",
    "单位负责人",
    "填报人",
    "联系人",
    "联系电话",
    "填报日期",
    "制表日期",
    "填表说明",
    "单位:",
    "note:",
    "notes:",
    "source:",
    "来源:",
    "数据来源",
    "资料来源",
)
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
LONGEST_SUM = 12
"""Characters of a name that may end in 合计; longer ones are names of units."""


def is_total(text: str) -> bool:
    """Whether a text heads a row of totals or means: 合计：, 总计（万元）, 全市平均, 共2000家, North Total."""
    if not _HINT.search(text):
        return False
    narrow = visible(unicodedata.normalize("NFKC", text)).casefold()
    bare = _IN_BRACKETS.sub("", narrow).strip(_EDGES)
    if not bare:  # （合计）: the brackets are all there is
        bare = narrow.strip(_EDGES)
    word = "".join(bare.split())
    if _WHOLE.fullmatch(word) or _COUNTED.fullmatch(word) or word in _ENGLISH:
        return True
    if len(word) <= LONGEST_SUM and _ENDING.search(word):
        return True
    return len(bare) <= 40 and bool(_ENGLISH_ENDING.search(" ".join(bare.split())))


def is_note(cell: Cell) -> bool:
    """Whether a cell begins a note: 注：, 数据来源：, 填表人."""
    return isinstance(cell, str) and same_text(cell).startswith(_NOTES)


def is_heading_or_sentence(text: str) -> bool:
    """Whether a text that stands alone is a heading of a group (一、研究院类) or a sentence, and no name."""
    plain = visible(text).strip()
    return is_note(plain) or bool(_NUMBERED.match(plain)) or plain.endswith(("。", "；", "："))


def text_alone(line: Sequence[Cell]) -> str:
    """The text of a line with text in one cell and nothing else; empty for any other line."""
    alone = ""
    for cell in line:
        if is_blank(cell):
            continue
        if alone or not isinstance(cell, str):
            return ""
        alone = cell
    return "" if not alone or read_text(alone, Quantity(exponents=True)).value is not None else alone
