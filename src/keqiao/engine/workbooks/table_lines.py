"""Lines of a table that are no units: totals and means however they are written, notes, and lines of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from keqiao.engine.figures import Quantity, read_text, same_text, visible
from keqiao.engine.workbooks.grid import Cell, is_blank

_SUM = (
    "合计|总计|小计|累计|共计|总和|总数|总量|总额|加总|汇总|平均值|平均数|平均水平|平均|均值|中位数|中位值|中值|众数|"
    "最大值|最小值|最高值|最低值|极差|标准差|方差|变异系数"
)
_AREA = "全市|全国|全省|全县|全区|全州|全院|本市|本省|总体|全体|全部"
_TIME = "本年度?|上年度?|当年|本期|上期|本季度?|本月|[0-9]{4}年度?"
_WHOLE = re.compile(
    rf"(?:{_AREA})?(?:{_TIME})?(?:{_SUM})(?:数|值|行|栏|金额)?|{_AREA}|(?:所有|全部|各)(?:平台|单位|机构|企业)|总|人均"
)
_ENDING = re.compile(r"(?:合计|总计|小计|共计|平均|平均值|均值)(?:数|值)?$")
_COUNTED = re.compile(r"(?:合计|总计|小计|共计|共|计)[:：]?[0-9,.]+[家个所户项条名人件行]?[^0-9]{0,4}")
_PART = re.compile(r"其中(?:[:：].*)?|ofwhich(?::.*)?")
"""A line that holds a part of the line above it."""
_SIGNS = frozenset("Σ∑Øø⌀σμ")
"""Signs of a sum or a mean that stand for the word."""
_OLD = str.maketrans("計總総數体戶單眾額極準異變", "计总总数体户单众额极准异变")
"""Traditional characters of these words."""
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
    "avg",
    "ave",
    "mean",
    "median",
    "mode",
    "overall",
    "all",
    "altogether",
    "max",
    "min",
    "maximum",
    "minimum",
    "range",
    "std",
    "stdev",
    "stddev",
    "std.dev",
    "standarddeviation",
    "variance",
    "percapita",
    # Other languages of tables that are passed on: German, Russian, French, Spanish, Japanese, Korean.
    "gesamt",
    "insgesamt",
    "summe",
    "mittelwert",
    "durchschnitt",
    "итого",
    "всего",
    "среднее",
    "ensemble",
    "moyenne",
    "suma",
    "promedio",
    "합계",
    "총계",
    "평균",
}
_ENGLISH_ENDING = re.compile(r"(?:^|[\s,:–—-])(?:sub-?total|total|totals|average|mean|sum)$")
_ENGLISH_BEGINNING = re.compile(
    r"(?:sub-?total|grand total|total|sum|average|mean|median) (?:of|for|over|across|in) (?:all|the|[0-9]).*|"
    r"(?:sub-?total|total|sum|average|mean)s? (?:[0-9]{4}|all)|"
    r"all (?:units|platforms|firms|institutes|organi[sz]ations)"
)
_WHOLE_OF_A_GROUP = re.compile("合计|总计|小计|共计|总数|总额|总量|全部|total|subtotal|sum|all")
_STEMS = re.compile(
    "total|sum|av|mean|medi|mode|all|max|min|range|std|standard|vari|capita|which|gesamt|mittel|durch|ensemble|moyenne|prom|[Ａ-Ｚａ-ｚ]",
    re.IGNORECASE,
)
_LETTERS = (
    frozenset("计总均汇众值极标方变位全本有各其共итогвсреднее合計합계총평균")
    | _SIGNS
    | {chr(old) for old in _OLD}
)
"""A quick look, since it is asked of every row: one of these or of the stems stands in every name of a total."""
_IN_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_EDGES = " :;,.…→★☆▲※Σ∑*#、。·-—–_=/|\"'“”‘’<>《》()[]【】"
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
    "制表:",
    "审核:",
    "复核:",
    "填报:",
    "编制:",
    "编制单位",
    "负责人:",
    "打印日期",
    "统计口径",
    "以下空白",
    "(以下空白)",
    "以下无正文",
    "(以下无正文)",
    "nb:",
    "n.b.:",
    "preparedby",
    "checkedby",
    "approvedby",
    "endoftable",
)
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_FOOTNOTE = re.compile(r"[*＊※①-⑳]|[\[【(（][0-9]{1,2}[\]】)）]|截至")
LONGEST_SUM = 12
"""Characters of a name that may end in 合计; longer ones are names of units."""


def is_total(text: str) -> bool:
    """Whether a text heads a row of totals, means or parts: 合计：, 总计（万元）, 全市平均, Σ, North Total, 其中：…"""
    if _LETTERS.isdisjoint(text) and not _STEMS.search(text):
        return False
    if text.strip() in _SIGNS:
        return True
    plain = visible(unicodedata.normalize("NFKC", text)).casefold().translate(_OLD)
    bare = _IN_BRACKETS.sub("", plain).strip(_EDGES)
    if not bare:  # （合计）: the brackets are all there is
        bare = plain.strip(_EDGES)
    word = "".join(bare.split())
    if _WHOLE.fullmatch(word) or _COUNTED.fullmatch(word) or _PART.fullmatch(word) or word in _ENGLISH:
        return True
    if len(word) <= LONGEST_SUM and _ENDING.search(word):
        return True
    line = " ".join(bare.split())
    return len(bare) <= 40 and bool(_ENGLISH_ENDING.search(line) or _ENGLISH_BEGINNING.fullmatch(line))


def is_sum(text: str) -> bool:
    """Whether a heading below that of a group names the whole of it: 合计, 小计, total."""
    return bool(
        _WHOLE_OF_A_GROUP.fullmatch(_IN_BRACKETS.sub("", same_text(text)).strip(_EDGES).translate(_OLD))
    )


def is_note(cell: Cell) -> bool:
    """Whether a cell begins a note: 注：, 数据来源：, 填表人."""
    return isinstance(cell, str) and same_text(cell).strip("—–-*【】").startswith(_NOTES)


def is_heading_or_sentence(text: str) -> bool:
    """Whether a text that stands alone is a heading of a group (一、研究院类), a footnote or a sentence."""
    plain = visible(text).strip()
    marked = _NUMBERED.match(plain) or _FOOTNOTE.match(plain)
    return is_note(plain) or bool(marked) or plain.endswith(("。", "；", "：", ";"))


def text_alone(line: Iterable[Cell]) -> str:
    """The text of a line with text in one cell and nothing else; empty for any other line."""
    alone = ""
    for cell in line:
        if is_blank(cell):
            continue
        if alone or not isinstance(cell, str):
            return ""
        alone = cell
    return "" if not alone or read_text(alone, Quantity(exponents=True)).value is not None else alone
