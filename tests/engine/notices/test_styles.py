"""Styles of official notices: what each sentence says in deadlines, amounts, conditions, quotas, and no more."""

from decimal import Decimal
from typing import Any

import pytest

from keqiao.engine.notices import draft_of, read_notice

HEAD = "示范市科技局关于组织申报2026年度市级科技项目的通知\n各有关单位：\n"
FOOT = "\n示范市科技局\n2026年5月20日\n"


def draft(heading: str, sentence: str) -> dict[str, Any]:
    return draft_of(read_notice(f"{HEAD}{heading}\n{sentence}{FOOT}"))


def given(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in rows]


DEADLINES = {
    "自通知发布之日起15个工作日内登录系统提交申请。": [("申报单位", "2026-06-10")],
    "网上申报自2026年6月1日8:30开始，至6月30日18:00截止，逾期系统自动关闭。": [
        ("申报单位", "2026-06-01T08:30"),
        ("申报单位", "2026-06-30T18:00"),
    ],
    "线下材料报送时间为6月22日—6月24日（工作日9:00-12:00）。": [
        ("申报单位", "2026-06-22"),
        ("申报单位", "2026-06-24"),
    ],
    "公示期自2026年7月1日起至7月7日止。": [("示范市科技局", "2026-07-01"), ("示范市科技局", "2026-07-07")],
    "截止2026年5月31日，未完成整改的企业不得申报。": [],
    "年度总结于次年1月15日前报送。": [],
    "请各地于6月20日前报送推荐函，6月22日前完成线上提交。": [("各地", "2026-06-20"), ("各地", "2026-06-22")],
    "县区于收到申报后5个工作日内完成初审，并于6月1日（节假日顺延）前将推荐文件上报我局。": [
        ("县区", "2026-06-01"),
        ("县区", "None"),
    ],
    "根据省厅通知要求（申报截止2026年6月15日），为预留时间，企业于5月25日前填报。": [
        ("上级部门", "2026-06-15"),
        ("企业", "2026-05-25"),
    ],
}


@pytest.mark.parametrize("sentence", DEADLINES)
def test_deadlines(sentence: str) -> None:
    rows = draft("三、时间安排", sentence)["deadlines"]
    assert [(row["who"], str(row["at"])) for row in rows] == DEADLINES[sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "材料不齐的，应在5日内补正。",
        "推荐截止时间为申报截止后第5个工作日。",
        "请各单位于本周五前报送。",
        "各镇街于6月中旬前完成动员。",
        "年度总结于次年1月15日前报送。",
        "企业应于每季度末前报送进展。",
    ],
)
def test_terms_without_a_day_are_unread(sentence: str) -> None:
    read = draft("三、时间安排", sentence)
    assert (read["deadlines"], [row["text"] for row in read["unread"]]) == (
        [],
        [sentence.rstrip("。").split("，")[-1]],
    )


def test_what_is_due_is_named_by_what_is_done_not_by_what_happens_after() -> None:
    text = (
        "关于调整2026年度市级中心申报截止时间的公告\n各有关企业：\n"
        "原定于2026年4月30日截止的网上申报，截止时间调整为2026年5月12日17:30。"
    )
    assert given(draft_of(read_notice(text + FOOT))["deadlines"], "what", "at", "from") == [
        ("网上申报", "2026-05-12T17:30", "2026-04-30")
    ]


AMOUNTS: dict[str, list[dict[str, Any]]] = {
    "对贷款额500万元以下（含500万元）的部分按2%补助，500万元以上至1000万元（含）的部分按1.5%补助，"
    "同一企业年度补助不超过30万元。": [
        {"rate": 2, "when": "对贷款额500万元以下（含500万元）的部分"},
        {"rate": 1.5, "when": "500万元以上至1000万元（含）的部分"},
        {"most": 30, "unit": "万元"},
    ],
    "对首次认定的国家级、省级、市级企业技术中心，分别给予100万元、50万元、20万元奖励。": [
        {"fixed": 100, "when": "首次认定的国家级"},
        {"fixed": 50, "when": "省级"},
        {"fixed": 20, "when": "市级企业技术中心"},
    ],
    "对年营业收入首次突破1亿元、5亿元的企业，分别奖励10万元、30万元。": [
        {"fixed": 10, "when": "突破1亿元"},
        {"fixed": 30, "when": "5亿元"},
    ],
    "绩效评价优秀的给予80万元，良好的给予50万元，不合格的不予补助。": [
        {"fixed": 80, "when": "绩效评价优秀的"},
        {"fixed": 50, "when": "良好的"},
    ],
    "按不超过实际支出的30%给予补助，单个项目最高200万元。": [{"rate": 30, "base": "实际支出", "most": 200}],
    "补助金额不超过项目总投资的20%，且不超过150万元。": [{"rate": 20, "base": "项目总投资", "most": 150}],
    "单个项目补贴额不低于10万元，不高于60万元。": [{"least": 10}, {"most": 60}],
}


@pytest.mark.parametrize("sentence", AMOUNTS)
def test_amounts(sentence: str) -> None:
    read = draft("二、支持标准", sentence)
    wanted = AMOUNTS[sentence]
    assert len(read["support"]) == len(wanted)
    assert [
        {name: row.get(name) for name in part} for row, part in zip(read["support"], wanted, strict=True)
    ] == wanted
    assert (read.get("common_conditions", []), read["unread"]) == ([], [])


CONDITIONS: dict[str, list[tuple[Any, ...]]] = {
    "同一负责人资产负债率不得高于70%。": [("<=", 70, None)],
    "研发人员不得少于10人。": [(">=", 10, None)],
    "资产负债率超过80%的企业不予支持。": [("<=", 80, None)],
    "成立不满2年的企业不予受理。": [(">=", 2, None)],
    "注册资本低于500万元且成立不满2年的，不予受理。": [],
    "政府投资占比一般不超过总投资的30%。": [("<=", 30, None)],
    "企业牵头的，上年度研发投入不低于200万元。": [(">=", 200, "企业牵头的")],
    "营业收入5000万元以下的，研发投入占比不低于6%；2亿元以上的，不低于3%。": [
        (">=", 6, "营业收入5000万元以下的"),
        (">=", 3, "2亿元以上的"),
    ],
}


@pytest.mark.parametrize("sentence", CONDITIONS)
def test_conditions(sentence: str) -> None:
    rows = draft("二、申报条件", sentence).get("common_conditions", [])
    assert given(rows, "op", "value", "when") == CONDITIONS[sentence]


def test_what_is_relaxed_is_what_has_the_same_unit_and_soft_words_stay_in_their_clause() -> None:
    read = draft(
        "二、申报条件",
        "企业员工不少于20人，总投资原则上不低于5000万元，占比一般不超过30%，其中山区可放宽至60%。",
    )
    assert given(read["common_conditions"], "value", "soft", "relaxed_to", "relaxed_for") == [
        (20, None, None, None),
        (5000, True, None, None),
        (30, True, 60, "山区"),
    ]


def test_a_quota_is_no_condition_and_at_most_is_no_least() -> None:
    read = draft(
        "二、申报条件",
        "同一单位限报2项；同一负责人在研项目不得超过1项。每个部门申报项目不少于3个，园区不少于5个。",
    )
    assert given(read["quota"], "of", "most", "least") == [
        ("同一单位", 2, None),
        ("同一负责人在研项目", 1, None),
        ("每个部门申报项目", None, 3),
        ("园区", None, 5),
    ]


TABLE = """| 类别 | 奖励金额（万元） | 申报截止日期 | 投资额（万元） |
| --- | --- | --- | --- |
| 首次认定 | 20 | 2026年6月10日 | 300 |
| 整体搬迁 | 最高30 | 2026年7月15日17:00 | |"""


def test_tables_are_read_by_their_columns_and_what_no_column_says_is_unread() -> None:
    read = draft("一、奖励标准", TABLE)
    assert given(read["support"], "when", "fixed", "most", "unit") == [
        ("首次认定", 20, None, "万元"),
        ("整体搬迁", None, 30, "万元"),
    ]
    assert [str(row["at"]) for row in read["deadlines"]] == ["2026-06-10", "2026-07-15T17:00"]
    assert [row["text"] for row in read["unread"]] == ["| 首次认定 | 20 | 2026年6月10日 | 300 |"]


def test_a_supplement_says_what_it_changes_strikes_out_and_raises() -> None:
    text = (
        "关于2026年创新联合体申报的补充通知\n各有关单位：\n"
        "《关于开展2026年创新联合体申报的通知》（科技发〔2026〕20号）下发后，补充如下：\n"
        "一、将《通知》中“营业收入不低于2亿元”调整为“不低于1亿元”。\n"
        "二、删除《通知》第三条“成员单位不超过10家”的规定。\n三、支持额度上限由500万元提高到800万元。"
    )
    read = draft_of(read_notice(text + FOOT))
    assert read["amends"]["doc_no"] == "科技发〔2026〕20号"
    assert given(read["changes"], "path", "from", "to", "remove") == [
        ("《通知》", "营业收入不低于2亿元", "不低于1亿元", None),
        ("《通知》第三条", None, None, "成员单位不超过10家"),
        ("支持额度上限", "500万元", "800万元", None),
    ]
    assert given(read["support"], "most", "fixed") == [(800, None)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于开展2026年度科技型企业贷款贴息申报工作的通知", "资金"),
        ("关于做好2026年省级绿色工厂推荐工作的通知", "资质"),
        ("关于组织申报2026年度重点研发计划项目的通知", "项目"),
    ],
)
def test_kinds(title: str, kind: str) -> None:
    assert draft_of(read_notice(f"{title}\n各有关单位：\n请申报。{FOOT}"))["kind"] == kind


def test_a_sentence_is_no_addressee() -> None:
    assert "addressees" not in draft_of(read_notice(f"申报公告\n为深入实施战略，公告如下：\n请申报。{FOOT}"))


MOVED = {
    "原定网上申报截止时间为6月15日。现将截止时间延长至6月22日18:00，纸质材料报送截止时间相应顺延至6月29日。": [
        ("网上申报", "2026-06-22T18:00", "2026-06-15"),
        ("纸质材料报送", "2026-06-29", None),
    ],
    "网上申报原截止时间为6月15日；现推迟至6月20日。": [("网上申报", "2026-06-20", "2026-06-15")],
    "原定网上申报截止时间为6月15日。现延长10个工作日。": [("网上申报", "2026-06-30", "2026-06-15")],
    "原定纸质材料报送截止时间为6月15日。网上申报截止时间延长至6月20日。": [
        ("纸质材料报送", "2026-06-15", None),
        ("网上申报", "2026-06-20", None),
    ],
}


@pytest.mark.parametrize("sentence", MOVED)
def test_a_deadline_that_was_moved_is_told_once_with_the_day_before(sentence: str) -> None:
    rows = draft("申报时间", sentence)["deadlines"]
    assert [
        (row["what"], str(row["at"]), str(row["from"]) if "from" in row else None) for row in rows
    ] == MOVED[sentence]


def test_copies_of_what_those_who_recommend_hand_in_are_not_those_of_the_applicant() -> None:
    sentence = "请将推荐函（一式2份）和推荐汇总表（一式1份）报送市科技局。申报书一式三份装订成册。"
    assert draft("材料报送", sentence)["copies"] == {"推荐函": 2, "推荐汇总表": 1, "default": 3}


def test_a_class_whose_amount_changes_keeps_its_name() -> None:
    sentence = "创业类A类项目资助额度由200万元调整为300万元，B类维持150万元不变。"
    assert given(draft("资助", sentence)["support"], "when", "fixed") == [("创业类A类", 300), ("B类", 150)]


def test_a_service_number_is_a_telephone() -> None:
    rows = draft("联系方式", "联系人：王工，电话：0519-88881234；系统技术支持：400-820-1234。")["contacts"]
    assert [row["phone"] for row in rows] == ["0519-88881234", "400-820-1234"]


def test_an_item_about_amounts_needs_no_verb_of_giving() -> None:
    text = (
        "（二）申领额度。科技型中小企业每年最高5万元，规上企业首次建立研发机构的可一次性申领15万元。"
        "单张面额分1000元、5000元两种。"
    )
    read = draft("一、申领", text)
    assert given(read["support"], "when", "most", "fixed", "per") == [
        ("科技型中小企业", 5, None, "每年"),
        ("规上企业首次建立研发机构的", None, 15, None),
    ]
    assert [row["text"] for row in read["unread"]] == ["单张面额分1000元、5000元两种"]


def test_batches_end_and_a_yearly_window_is_not_this_years() -> None:
    text = (
        "全年受理，第一批申领截至2026年6月30日，第二批截至2026年9月30日24时。"
        "每年6月和12月集中受理，本期受理时间为6月8日至6月19日。"
    )
    assert [str(row["at"]) for row in draft("申领时间", text)["deadlines"]] == [
        "2026-06-30",
        "2026-09-30T24:00",
        "2026-06-08",
        "2026-06-19",
    ]


def test_points_of_which_some_are_enough() -> None:
    points = (
        "1.营业收入不低于5000万元，且雇员不少于100人；\n2.成立不足5年，营业收入达到5亿元以上；\n"
        "3.发明专利不少于8件。\n研发费用占比须达到2.5%以上。"
    )
    one, besides = draft("一、申报条件\n企业须满足以下条件之一：", points)["common_conditions"]
    assert [[row["value"] for row in point.get("all", [point])] for point in one["any"]] == [
        [5000, 100],
        [5, 5],
        [8],
    ]
    assert besides["value"] == Decimal("2.5")
    two = draft("一、申报条件\n具备下列条件中的至少两项：", points)["common_conditions"][0]
    assert (two["at_least"], len(two["of"])) == (2, 3)
    inline = draft("一、申报条件", "满足下列条件之一：（1）营业收入不低于2000万元；（2）发明专利不少于3件。")
    assert [row["value"] for row in inline["common_conditions"][0]["any"]] == [2000, 3]


def test_a_step_with_its_term_in_brackets_is_of_whoever_takes_it() -> None:
    text = "1.企业自评（6月1日—6月20日）。\n2.属地初审（6月23日前）。\n3.市级审核（6月28日前）。"
    read = draft("二、申报流程", text)
    assert [(row["who"], row["what"], str(row["at"])) for row in read["deadlines"]] == [
        ("申报单位", "企业自评开始", "2026-06-01"),
        ("申报单位", "企业自评截止", "2026-06-20"),
        ("县（市、区）主管部门", "属地初审", "2026-06-23"),
        ("示范市科技局", "市级审核", "2026-06-28"),
    ]
    assert str(read["effective_deadline"]) == "2026-06-20"


def test_each_name_has_its_amount_whatever_stands_behind_the_list() -> None:
    text = "对通过评估的潜在独角兽企业、独角兽企业，分别给予50万元、300万元奖励，同一企业累计不超过500万元。"
    assert given(draft("支持政策", text)["support"], "type", "when", "fixed", "most") == [
        ("奖励", "通过评估的潜在独角兽企业", 50, None),
        ("奖励", "独角兽企业", 300, None),
        ("奖励", None, None, 500),
    ]


def test_rates_by_area_and_person_and_parts_of_an_amount() -> None:
    text = (
        "租金按每平方米每月10元给予补贴；给予每人每年12万元生活补助；"
        "按设备投入的30%给予补助，最高3000万元，分三年按4:3:3拨付。"
    )
    assert given(draft("支持政策", text)["support"], "per", "fixed", "most", "instalments") == [
        ("每平方米每月", 10, None, None),
        ("每人每年", 12, None, None),
        (None, None, 3000, [40, 30, 30]),
    ]
