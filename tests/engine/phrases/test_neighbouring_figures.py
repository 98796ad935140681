"""Figures of one sentence beside one another: rows, shares in order, brackets, rates of two, growth by the year."""

import pytest

from keqiao.engine.phrases import read

ROWS = [
    ("投入2.1亿和2.5亿元", [("money", 210_000_000, "元"), ("money", 250_000_000, "元")]),
    ("分别增长11.2%和-4.5%", [("change_rate", 11.2, "%"), ("change_rate", -4.5, "%")]),
    ("分别下降3%、2%", [("change_rate", -3, "%"), ("change_rate", -2, "%")]),
    ("劳动生产率38.5万元/人", [("ratio", 385_000, "元/人")]),
    ("平均每项合同121.5万元", [("ratio", 1_215_000, "元/项")]),
    ("自筹与财政经费之比不低于2:1", [("ratio", 2, "倍")]),
    ("按4:3:3比例拨付", []),
    ("年龄不超过50周岁", [("quantity", 50, "岁")]),
    ("较上年前进3位", [("change_amount", 3, "名次")]),
    ("较上年下降2个位次", [("change_amount", -2, "名次")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[text for text, _ in ROWS])
def test_what_a_figure_says_beside_others(text: str, wanted: list[tuple[str, float, str]]) -> None:
    read_figures = [(figure.kind, float(figure.value or 0), figure.unit) for figure in read(text).figures]
    assert read_figures == wanted


BOTH = {("share", True), ("share", False)}
CHECKS = [
    ("专利由2022年的1204件增加到2024年的1876件，年均增长24.8%。", {("growth", True)}),
    ("专利由2022年的1204件增加到2024年的1876件，年均增长35.8%。", {("growth", False)}),
    ("专利由1204件增加到1876件，年均增长24.8%。", set()),
    ("近三年累计投入2.1亿、1.8亿和2.5亿元，合计6.4亿元。", {("sum", True)}),
    ("近三年累计投入2.1亿、1.8亿和2.5亿元，合计6.9亿元。", {("sum", False)}),
    ("博士后工作站27家（国家级9家、省级18家）。", {("sum", True)}),
    ("博士后工作站27家（国家级9家、省级19家）。", {("sum", False)}),
    ("收入共4亿元，其中服务1亿元、产品3亿元，分别占25%和75%。", {("sum", True), ("share", True)}),
    ("收入4.00亿元，其中服务1.00亿元、产品3.00亿元，分别占26%和75%。", {("sum", True), *BOTH}),
    ("预算2400万元，已执行1850万元，执行率77.1%。", {("share", True)}),
    ("预算2400万元，已执行1850万元，执行率87.1%。", {("share", False)}),
    ("预算2400万元，已拨付2000万元，执行1850万元，执行率77.1%。", {("share", True)}),
    ("预算2400万元，已拨付2000万元，执行1850万元，执行率97.1%。", set()),
    ("甲专利20件、乙专利386件，分别增长25%和4.3%。", {("implied_base", True)}),
    ("上年培育12家，年均增长4.3%。", set()),
    ("人员从702人增加到817人，净增115人，增长16.38%。", {("difference", True), ("growth", True)}),
    ("人员从702人增加到817人，净增115人，增长17.38%。", {("difference", True), ("growth", False)}),
    ("五年间翻一番，由12.5亿元提高到25.1亿元。", {("factor", True)}),
    ("五年间翻两番，由12.5亿元提高到25.1亿元。", {("factor", False)}),
    ("人员从702人增加到817人，合同额增长50%。", set()),
    ("有效发明专利412件，较年初增加38件，增幅10.2%。", {("growth", True)}),
    ("有效发明专利412件，较年初增加38件，增幅9.2%。", {("growth", False)}),
    ("现有从业人员90人，较上年减少10人，下降10%。", {("growth", True)}),
    ("7家平台收入同比下降，降幅最大的达45.6%。", set()),
    ("7家平台收入同比增长45.6%。", set()),
    ("项目总投资10.5亿元，一期投资4.2亿元，占总投资的40%。", {("share", True)}),
    ("项目总投资10.5亿元，一期投资4.2亿元，占总投资的50%。", {("share", False)}),
    ("13家平台中，事业单位4家，占30.77%，企业7家，占比超五成。", {("share", True)}),
    ("13家平台中，事业单位4家，占30.77%，企业7家，占比超六成。", BOTH),
    ("合同额15.63亿元，平均每项合同121.5万元，其中大额合同6.2亿元，占比39.7%。", {("share", True)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CHECKS, ids=[text for text, _ in CHECKS])
def test_what_the_words_call_for_is_checked(text: str, wanted: set[tuple[str, bool]]) -> None:
    assert {(check.type, check.holds) for check in read(text).checks} == wanted


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("争取上级资金4.2亿元", [None]),
        ("争取突破5亿元", ["target"]),
        ("力争研发强度达到4%，平台达到20家", ["target", "target"]),
    ],
)
def test_what_is_meant_to_be_reached(text: str, roles: list[str | None]) -> None:
    assert [figure.role for figure in read(text).figures] == roles
