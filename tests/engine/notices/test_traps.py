"""Sentences of practice that readers fall for, each with the one right reading."""

import pytest

from keqiao.engine.notices import draft_of, read_notice

HEAD = "示范市科技局关于组织申报2026年度市级科技项目的通知\n各有关单位：\n四、时间安排\n"
FOOT = "\n示范市科技局\n2026年5月20日\n"

DEADLINES = [
    ("申报单位于6月15日（星期一）17时30分前完成在线填报。", [("申报单位", "2026-06-15T17:30")]),
    ("各推荐单位于2026年6月22日中午12:00前完成推荐。", [("推荐单位", "2026-06-22T12:00")]),
    ("申报截止时间为1月15日下午5时。", [("申报单位", "2027-01-15T17:00")]),
    ("港澳台申报单位可延至6月26日16:00。", [("港澳台申报单位", "2026-06-26T16:00")]),
    ("截至2026年4月30日，已登记企业102家。", []),
    ("申报人须于1971年1月1日（含）以后出生。", []),
    ("企业应于2024年12月31日前注册成立。", []),
    ("常年受理，每年3月5日、6月3日前集中评审。", []),
    ("自本通知印发之日起10个工作日内报送。", [("申报单位", "2026-06-03")]),
    ("自本通知发布之日起10日内报送。", [("申报单位", "2026-05-30")]),
    ("请于2月30日前报送。", []),
    ("请于5月31日下班前报送汇总表。", [("申报单位", "2026-05-31")]),
]


@pytest.mark.parametrize(("sentence", "wanted"), DEADLINES, ids=[sentence for sentence, _ in DEADLINES])
def test_deadlines(sentence: str, wanted: list[tuple[str, str]]) -> None:
    draft = draft_of(read_notice(HEAD + sentence + FOOT))
    assert [(row["who"], str(row["at"])) for row in draft["deadlines"]] == wanted


def test_a_wrong_day_of_the_week_is_marked() -> None:
    (row,) = draft_of(read_notice(HEAD + "申报单位请于6月15日（周三）前提交。" + FOOT))["deadlines"]
    assert (row["weekday_differs"], row["confidence"]) == (True, "medium")


def test_without_a_day_of_issue_days_without_a_year_are_unread() -> None:
    draft = draft_of(read_notice(HEAD + "申报单位请于6月15日前提交。"))
    assert draft["deadlines"] == []
    assert [row["text"] for row in draft["unread"]] == ["申报单位请于6月15日前提交"]


def test_chinese_numerals_in_the_day_of_issue() -> None:
    reading = read_notice(HEAD + "申报单位请于6月15日前提交。\n示范市科技局\n二〇二六年五月二十日")
    assert str(reading.layout.issued_on) == "2026-05-20"
    assert reading.layout.issuers == ["示范市科技局"]


SUPPORT = [
    ("对认定的单位，一次性给予不超过200万元的后补助。", {"most": 200, "unit": "万元"}),
    ("贷款贴息比例为50%，单个企业年度贴息不超过30万元。", {"rate": 50, "most": 30, "most_unit": "万元"}),
    ("按研发投入的10%给予奖励，最高500万元。", {"rate": 10, "base": "研发投入", "most": 500}),
    ("给予5000元奖励。", {"fixed": 5000, "unit": "元"}),
]


@pytest.mark.parametrize(("sentence", "wanted"), SUPPORT, ids=[sentence for sentence, _ in SUPPORT])
def test_amounts(sentence: str, wanted: dict[str, object]) -> None:
    draft = draft_of(read_notice(HEAD.replace("四、时间安排", "三、支持政策") + sentence + FOOT))
    (row,) = draft["support"]
    assert {name: row.get(name) for name in wanted} == wanted


def test_either_of_two_conditions() -> None:
    text = (
        HEAD.replace("四、时间安排", "二、申报条件")
        + "1．研发投入占销售收入比重3%以上或者研发投入不低于500万元。"
        + FOOT
    )
    (row,) = draft_of(read_notice(text))["common_conditions"]
    assert [(either["op"], either["value"], either["unit"]) for either in row["any"]] == [
        (">=", 3, "%"),
        (">=", 500, "万元"),
    ]
