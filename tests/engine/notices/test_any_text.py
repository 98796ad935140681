"""Whatever is pasted is read without an error, and what is read stands in it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.notices import after_working_days, draft_of, read_notice

PIECES = st.sampled_from(
    [
        "关于开展申报工作的通知",
        "一、申报条件",
        "（一）A类应具备：",
        "（二）B1类：",
        "不少于5人",
        "10月12日前",
        "2026年2月30日",
        "2026年5月20日",
        "申报单位",
        "给予",
        "最高50万元",
        "30%",
        "按投入的",
        "各",
        "限报2项",
        "不予受理",
        "“甲”更正为“乙”",
        "附件：",
        "1.",
        "，",
        "。",
        "；",
        "（",
        "）",
        "、",
        "顺延三天",
        "截止时间为",
        "24时",
        "一式三份",
        "0519-86001201",
        "张工",
        "可放宽至",
        "或",
        "满1年",
        "分两期拨付（50%）",
        "自本通知发布之日起200个工作日内",
        "类别",
        "分为综合型（B1）",
        "名额不限",
        "：",
        "\n",
        "\u3000",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text(text: str) -> None:
    reading = read_notice(text)
    draft = draft_of(reading)
    for row in draft["deadlines"]:
        assert row["source"] in "\n".join(reading.layout.lines)


@given(st.dates(date(2004, 1, 1), date(2040, 12, 31)), st.integers(1, 60))
def test_working_days_follow_one_another(start: date, number: int) -> None:
    day, _ = after_working_days(start, number)
    before = after_working_days(start, number - 1)[0] if number > 1 else start
    assert before < day


def test_working_days_of_the_state_council() -> None:
    # National Day 2026: free from 1 to 7 October; 20 September and 10 October are worked.
    assert after_working_days(date(2026, 9, 30), 1) == (date(2026, 10, 8), True)
    assert after_working_days(date(2026, 10, 9), 1) == (date(2026, 10, 10), True)
    # Years whose holidays are not known: weekends only, and told.
    assert after_working_days(date(2039, 12, 30), 1) == (date(2040, 1, 2), False)
