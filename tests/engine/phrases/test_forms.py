"""Forms of saying a figure beside the published ones, as reports of practice have them."""

import pytest

from keqiao.engine.phrases import read

FORMS = [
    ("引进硕士以上人才二十余名", "二十余名", "count", "some_more", (20, 30)),
    ("签约项目20个", "20个", "count", "exact", (20, 20)),
    ("总投资近百亿元", "近百亿元", "money", "nearly", (9_000_000_000, 10_000_000_000)),
    ("突破5项关键核心技术", "5项", "count", "exact", (5, 5)),
    ("人均产值超120万元", "超120万元", "ratio", "over", (1_200_000, None)),
    ("专利数量增长两倍多", "两倍多", "factor", "some_more", (3, 4)),
    ("增速为-3.2%", "-3.2%", "change_rate", "exact", (-3.25, -3.15)),
    ("降幅达12.3%", "12.3%", "change_rate", "exact", (-12.35, -12.25)),
    ("最高给予500万元补助", "最高给予500万元", "money", "at_most", (None, 5_000_000)),
    ("不足全省平均的三分之二", "不足全省平均的三分之二", "share", "under", (None, 66.67)),
    ("近半数平台收入主要来自财政", "近半数", "share", "nearly", (45, 50)),
    ("排名全省第3", "第3", "rank", "exact", (3, 3)),
    ("1∶4", "1∶4", "ratio", "exact", (3.5, 4.5)),
    ("参会企业数亿元", "数亿元", "money", "indefinite", (200_000_000, 900_000_000)),
    ("支持100万—150万元", "100万—150万元", "range", "between", (1_000_000, 1_500_000)),
    ("收入６１０万元", "６１０万元", "money", "exact", (6_095_000, 6_105_000)),
    ("收入下降了三成多", "三成多", "change_rate", "some_more", (-40, -30)),
    ("余额同比翻了近两番", "翻了近两番", "factor", "nearly", (3.6, 4)),
    ("连续三年保持20%以上增长", "20%以上", "change_rate", "at_least", (20, None)),
    ("增速比一季度加快2.1个百分点", "2.1个百分点", "change_points", "exact", (2.05, 2.15)),
    ("增速放缓2个百分点", "2个百分点", "change_points", "exact", (-2.5, -1.5)),
    ("利率下降25个基点", "25个基点", "change_points", "exact", (-0.255, -0.245)),
    ("不良率下降0.2个千分点", "0.2个千分点", "change_points", "exact", (-0.025, -0.015)),
    ("满意度提高1.2分", "1.2分", "change_amount", "exact", (1.15, 1.25)),
    ("办理时限缩短5个工作日", "5个工作日", "change_amount", "exact", (-5, -5)),
    ("资产总额12亿美元", "12亿美元", "money", "exact", (1_150_000_000, 1_250_000_000)),
]


@pytest.mark.parametrize(
    ("text", "span", "kind", "qualifier", "bounds"), FORMS, ids=[form[0] for form in FORMS]
)
def test_form(
    text: str, span: str, kind: str, qualifier: str, bounds: tuple[float | None, float | None]
) -> None:
    (figure,) = read(text).figures
    assert (figure.span, figure.kind, figure.qualifier) == (span, kind, qualifier)
    held = figure.interval
    assert (
        None if held.low is None else float(held.low),
        None if held.high is None else float(held.high),
    ) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "2024年1—10月",
        "第十四届人大常委会第二十三次会议",
        "电话：0519-87654321",
        "溧政发〔2023〕15号",
        "ISO 9001认证",
        "上午9:00—11:30",
        "三个方面问题",
        "五大产业集群",
        "近三年",
        "附件：1. 重点科创平台一览表",
        "5年累计",
        "历经12年发展",
        "前三季度",
        "单位：万元",
        "“三年行动计划”",
        "TRL6级",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    reading = read(text)
    assert (reading.figures, reading.unread) == ((), ())


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("营业收入由2.3亿元增加到4.5亿元，增长95.7%", True),
        ("营业收入由2.3亿元增加到4.5亿元，增长85%", False),
        ("13家平台中，运行良好的5家，占38.46%", True),
        ("13家平台中，运行良好的6家，占38.46%", False),
        ("A类5家、B类8家，合计13家", True),
        ("A类5家、B类9家，合计13家", False),
        ("新增企业7家，同比增长40%", True),
        ("企业7家，同比增长34%", False),
    ],
)
def test_figures_of_one_sentence(text: str, holds: bool) -> None:
    assert [check.holds for check in read(text).checks] == [holds]
