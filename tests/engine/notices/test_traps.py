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
    ("即日起至2026年6月30日24时，申报单位登录平台填报。", [("申报单位", "2026-06-30T24:00")]),
    ("企业于7月10日至31日登录平台填报。", [("企业", "2026-07-10"), ("企业", "2026-07-31")]),
    (
        "6月18日至6月28日，企业向所在地科技局提出申请。",
        [("企业", "2026-06-18"), ("企业", "2026-06-28")],
    ),
    (
        "请于6月11日下午5时前将建议表发送至邮箱，纸质材料1份于6月14日前寄达（以邮戳为准）。",
        [("申报单位", "2026-06-11T17:00"), ("申报单位", "2026-06-14")],
    ),
    ("市局于8月25日前组织审核，择优推荐。", [("市局", "2026-08-25")]),
    ("8月25日前组织专家评审。", [("示范市科技局", "2026-08-25")]),
    ("请于8月20日前将材料报送至区科技局。", [("申报单位", "2026-08-20")]),
    ("各县市区科技局会同财政局于8月12日前完成审核。", [("县市区科技局", "2026-08-12")]),
    ("申报截止日期：2026-06-30。", [("申报单位", "2026-06-30")]),
    ("请于9月底前报送总结。", [("申报单位", "2026-09-30")]),
    ("系统将于6月30日17:00关闭。", [("申报单位", "2026-06-30T17:00")]),
    ("2025年1月1日至2025年12月31日期间已支付的费用，可以兑现。", []),
]


@pytest.mark.parametrize(("sentence", "wanted"), DEADLINES, ids=[sentence for sentence, _ in DEADLINES])
def test_deadlines(sentence: str, wanted: list[tuple[str, str]]) -> None:
    draft = draft_of(read_notice(HEAD + sentence + FOOT))
    assert [(row["who"], str(row["at"])) for row in draft["deadlines"]] == wanted


def test_the_last_deadline_of_the_applicant_is_none_of_the_issuer() -> None:
    text = "申报单位于7月31日前提交。\n市局于8月25日前组织审核。"
    draft = draft_of(read_notice(HEAD + text + FOOT))
    assert draft["effective_deadline"] == "2026-07-31"


def test_a_moved_deadline_keeps_the_one_before() -> None:
    text = (
        "关于延长2026年度市级科技项目申报时间的通知\n各有关单位：\n"
        "原定2026年5月15日17:00截止的网上申报时间延长至2026年5月22日17:00，各归口管理部门审核推荐截止时间相应由5月18日延长至5月25日。"
        "其他事项仍按《关于组织申报的通知》（示科发〔2026〕28号）执行。"
    )
    draft = draft_of(read_notice(text + FOOT))
    assert [(row["what"], str(row["at"]), row["from"]) for row in draft["deadlines"]] == [
        ("网上申报", "2026-05-22T17:00", "2026-05-15T17:00"),
        ("各归口管理部门审核推荐", "2026-05-25", "2026-05-18"),
    ]
    assert draft["amends"]["doc_no"] == "示科发〔2026〕28号"


@pytest.mark.parametrize(
    "sentence",
    [
        "常年受理，每年3月5日、6月5日为各批次截止日，截止日后15个工作日内组织评审。",
        "补助资金由市、区财政按3:7比例承担。",
        "截至7月末，累计授信28.6亿元。",
        "利率不高于同期LPR加50个基点，单户最高50万元。",
        "市局于8月10日前完成初审，实地抽查比例不低于30%。",
    ],
)
def test_what_went_into_no_row_is_unread_though_its_sentence_was_read(sentence: str) -> None:
    assert draft_of(read_notice(HEAD + sentence + FOOT))["unread"] != []


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
    ("高新技术企业按50%给予补贴，年度最高20万元。", {"rate": 50, "most": 20, "most_unit": "万元"}),
    ("财政给予贷款利息50%、单户年度最高30万元的贴息。", {"rate": 50, "base": "贷款利息", "most": 30}),
    (
        "对引进社会资本1亿元以上的，按实际到账资金的1‰给予奖励，最高30万元。",
        {"when": "对引进社会资本1亿元以上的", "rate": 0.1, "most": 30},
    ),
    ("增量500万元至2000万元的部分，按10%补助。", {"when": "增量500万元至2000万元的部分", "rate": 10}),
    ("软课题：每项5万元。", {"fixed": 5, "per": "每项"}),
    ("每项省拨经费一般不超过500万元。", {"most": 500}),
    ("给予最高100万元的补贴，分三年按4:3:3比例拨付。", {"most": 100, "instalments": [40, 30, 30]}),
    ("单个企业最高补助200万元，不足1万元的不予补助。", {"most": 200}),
]


@pytest.mark.parametrize(("sentence", "wanted"), SUPPORT, ids=[sentence for sentence, _ in SUPPORT])
def test_amounts(sentence: str, wanted: dict[str, object]) -> None:
    draft = draft_of(read_notice(HEAD.replace("四、时间安排", "三、支持政策") + sentence + FOOT))
    (row,) = draft["support"]
    assert {name: row.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "单笔合同金额低于5000元的，不予补贴。",
        "截至7月末，累计授信28.6亿元。",
        "奖励资金用于人员绩效的比例不超过30%。",
    ],
)
def test_what_is_no_amount(sentence: str) -> None:
    assert "support" not in draft_of(
        read_notice(HEAD.replace("四、时间安排", "三、支持政策") + sentence + FOOT)
    )


def test_each_class_has_its_amount() -> None:
    sentence = "A类给予300万元、B类200万元项目资助。"
    draft = draft_of(read_notice(HEAD.replace("四、时间安排", "三、支持政策") + sentence + FOOT))
    assert [(row["when"], row["fixed"]) for row in draft["support"]] == [("A类", 300), ("B类", 200)]


def test_an_alternative_with_what_it_asks_besides() -> None:
    text = (
        HEAD.replace("四、时间安排", "二、申报条件")
        + "上年度营业收入在1000万元以上，或上年度营业收入在1000万元以下，但近2年新增股权融资达到2000万元以上。"
        + FOOT
    )
    (row,) = draft_of(read_notice(text))["common_conditions"]
    high, low = row["any"]
    assert (high["op"], high["value"]) == (">=", 1000)
    assert [(part["op"], part["value"]) for part in low["all"]] == [("<=", 1000), (">=", 2000)]


def test_conditions_and_amounts_in_the_items_of_classes() -> None:
    text = (
        HEAD.replace("四、时间安排", "一、申报类别")
        + "（一）创业人才。1986年1月1日（含）以后出生，持股比例不低于30%。给予100万元资助。\n"
        + "（二）青年博士。45周岁以下。给予15万元。"
        + FOOT
    )
    founders, doctors = draft_of(read_notice(text))["tracks"]
    assert [str(row["value"]) for row in founders["conditions"]] == ["1986-01-01", "30"]
    assert [row["fixed"] for row in founders["support"] + doctors["support"]] == [100, 15]
    assert [(row["value"], row["unit"]) for row in doctors["conditions"]] == [(45, "岁")]


QUOTAS = [
    (
        "各县（市、区）推荐人选不少于5名，创新类不超过10名。",
        [("县（市、区）推荐人选", None, 5), ("创新类", 10, None)],
    ),
    ("各设区市推荐不超过15条，部属单位每家不超过5条。", [("各设区市", 15, None), ("部属单位", 5, None)]),
]


@pytest.mark.parametrize(("sentence", "wanted"), QUOTAS, ids=[sentence for sentence, _ in QUOTAS])
def test_quotas(sentence: str, wanted: list[tuple[str, int | None, int | None]]) -> None:
    draft = draft_of(read_notice(HEAD.replace("四、时间安排", "三、推荐名额") + sentence + FOOT))
    assert [(row["of"], row.get("most"), row.get("least")) for row in draft["quota"]] == wanted


CONTACTS = [
    (
        "联系人：市工信局中小企业科 王蕾、张大伟，电话：0599-8123 4567/8123 4568",
        [("王蕾", "0599-81234567"), ("张大伟", "81234568")],
    ),
    ("联系人：李敏\n联系电话：（0571）8899 1023", [("李敏", "0571-88991023")]),
    ("联系人：施工，联系电话：58341200转6013（工作日9:00－17:00）。", [("施工", "58341200转6013")]),
    ("业务咨询：高新技术科 86112233；农社科 86112244。", [(None, "86112233"), (None, "86112244")]),
]


@pytest.mark.parametrize(("text", "wanted"), CONTACTS, ids=[text[:12] for text, _ in CONTACTS])
def test_contacts(text: str, wanted: list[tuple[str | None, str]]) -> None:
    draft = draft_of(read_notice(HEAD.replace("四、时间安排", "五、联系方式") + text + FOOT))
    assert [(row.get("person"), row["phone"]) for row in draft["contacts"]] == wanted


def test_issuer_and_day_on_one_line() -> None:
    reading = read_notice(HEAD + "请于6月15日前提交。\n园区科技金融中心 2026年5月5日")
    assert (str(reading.layout.issued_on), reading.layout.issuers) == ("2026-05-05", ["园区科技金融中心"])


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
