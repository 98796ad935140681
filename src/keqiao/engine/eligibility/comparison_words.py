"""The words of official texts that compare: which include the number they name (Civil Code art. 1259)."""

from __future__ import annotations

INCLUSIVE_LOW = frozenset(
    [
        "以上",
        "不低于",
        "不少于",
        "不小于",
        "不短于",
        "至少",
        "达到",
        "届满",
        "满",
        "及以上",
        "at least",
        "not less than",
    ]
)
INCLUSIVE_HIGH = frozenset(
    [
        "以下",
        "以内",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "不长于",
        "至多",
        "最高",
        "及以下",
        "at most",
        "not more than",
        "within",
    ]
)
EXCLUSIVE_LOW = frozenset(["超过", "高于", "大于", "多于", "以外", "above", "more than", "over"])
EXCLUSIVE_HIGH = frozenset(["不满", "不足", "低于", "小于", "少于", "未满", "below", "less than", "under"])
OPERATORS = {
    **dict.fromkeys(INCLUSIVE_LOW, ">="),
    **dict.fromkeys(INCLUSIVE_HIGH, "<="),
    **dict.fromkeys(EXCLUSIVE_LOW, ">"),
    **dict.fromkeys(EXCLUSIVE_HIGH, "<"),
}
"""The comparison that each word says."""
SOFT = frozenset(["一般", "原则上", "优先", "as a rule"])
"""Words that leave exceptions to a decision."""
