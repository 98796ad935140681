"""Kinds of notices met later: forecasts, batches, challenges, talents, rechecks, interest of loans; judged by hand."""

import pytest

from keqiao.engine.notices import draft_of, read_notice

TITLE = "示范市科技局关于组织申报2026年度市级科技项目的通知\n各有关单位：\n"
FOOT = "\n示范市科技局\n2026年3月20日\n"
TIMES = f"{TITLE}四、时间安排\n"
MONEY = f"{TITLE}三、支持标准说明\n"

DEADLINES = [
    ("第一批：4月1日—4月30日。", [("申报单位", "2026-04-01"), ("申报单位", "2026-04-30")]),
    (
        "各批次企业提交截止时间如下：第一批4月20日，第二批6月20日，第三批10月25日（国庆后最后一批）。",
        [("申报单位", "2026-04-20"), ("申报单位", "2026-06-20"), ("申报单位", "2026-10-25")],
    ),
    ("各县（市、区）科技局应在各批次截止日后10个工作日内完成审查。", [("县（市、区）科技局", "None")]),
    ("达成一致的，双方应于11月15日前签订揭榜协议。", [("双方", "2026-11-15")]),
    (
        "揭榜方于2026年9月1日至9月30日17:00登录系统提交方案。",
        [("揭榜方", "2026-09-01"), ("揭榜方", "2026-09-30T17:00")],
    ),
    (
        "各设区市工信局9月25日下班前完成网上审核，9月30日前将文件寄送至省工信厅科技处（地址：甲路1号；邮编：210008）。",
        [("设区市工信局", "2026-09-25"), ("设区市工信局", "2026-09-30")],
    ),
    ("软科学项目推荐时间延至7月5日。", [("推荐单位", "2026-07-05")]),
    (
        "合作银行应在企业提交后3个工作日内确认贷款。企业申报时间为自本通知发布之日起至5月8日17:30。",
        [("合作银行", "None"), ("企业", "2026-05-08T17:30")],
    ),
]


@pytest.mark.parametrize(("sentence", "wanted"), DEADLINES, ids=[sentence for sentence, _ in DEADLINES])
def test_who_has_to_act_and_by_when(sentence: str, wanted: list[tuple[str, str]]):
    draft = draft_of(read_notice(TIMES + sentence + FOOT))
    assert [(row["who"], str(row["at"])) for row in draft["deadlines"]] == wanted


def test_a_forecast_is_no_deadline_to_go_by():
    draft = draft_of(read_notice(TIMES + "预计5月底前完成网上申报，具体以正式通知为准。" + FOOT))
    (row,) = draft["deadlines"]
    assert (row["forecast"], row["confidence"]) == (True, "low")
    assert draft.get("effective_deadline") is None


def test_a_system_that_closes_later_and_a_contract_that_is_signed_later_move_no_deadline():
    text = "申报单位于5月20日前提交。双方应于7月1日前签订协议。系统于5月31日关闭。"
    assert draft_of(read_notice(TIMES + text + FOOT))["effective_deadline"] == "2026-05-20"


AMOUNTS = [
    (
        "省拨经费每项一般不超过800万元，重大项目可放宽至1200万元。",
        [{"most": 800}, {"most": 1200, "when": "重大项目"}],
    ),
    ("按2025年度研发费用的2%给予补助，最高50万元。", [{"rate": 2, "most": 50, "base": "2025年度研发费用"}]),
    (
        "安家补贴：博士60万元、硕士20万元、本科5万元，分5年发放。",
        [
            {"when": "博士", "fixed": 60},
            {"when": "硕士", "fixed": 20},
            {"when": "本科", "fixed": 5},
        ],
    ),
    ("单个企业年度贴息额最高40万元，首贷户上浮5万元。", [{"most": 40}]),
    ("单户贷款本金不超过1000万元，逾期贷款不予贴息。", []),
    ("补助资金不足1万元的不予拨付。", []),
]


@pytest.mark.parametrize(("sentence", "wanted"), AMOUNTS, ids=[sentence for sentence, _ in AMOUNTS])
def test_what_is_given(sentence: str, wanted: list[dict[str, object]]):
    rows = draft_of(read_notice(MONEY + sentence + FOOT)).get("support", [])
    assert [
        {name: row.get(name) for name in row_wanted} for row, row_wanted in zip(rows, wanted, strict=True)
    ] == (wanted)


def test_by_how_much_a_limit_is_raised_is_left_to_a_person():
    draft = draft_of(read_notice(MONEY + "单个企业贴息最高40万元，首贷户上浮5万元。" + FOOT))
    assert [row["text"] for row in draft["unread"]] == ["首贷户上浮5万元"]


@pytest.mark.parametrize(
    "sentence",
    [
        "85分（含）以上为优秀。",
        "另给予三年免租办公场所，面积不超过500平方米。",
        "补助资金不足1万元的不予拨付。",
    ],
)
def test_what_is_no_condition(sentence: str):
    assert "common_conditions" not in draft_of(read_notice(f"{TITLE}二、申报条件\n{sentence}{FOOT}"))


def test_the_year_of_a_recheck_and_a_new_round():
    text = "关于开展2023年认定省级企业技术中心复核及2026年认定工作的通知\n各有关单位：\n请抓紧。" + FOOT
    assert draft_of(read_notice(text))["subject_year"] == 2026


def test_an_extension_belongs_to_the_telephone():
    draft = draft_of(read_notice(f"{TITLE}五、联系方式\n联系人：陈女士 87222333-8012{FOOT}"))
    assert draft["contacts"][0]["phone"] == "87222333-8012"
