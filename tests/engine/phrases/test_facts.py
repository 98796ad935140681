"""The survey report's own sentence against the published facts: each figure finds its fact, wrong ones are told."""

from decimal import Decimal

import pytest

from keqiao.engine.phrases import SourceFact, text_paragraphs, verify_paragraphs

REPORT = (
    "截止今年10月，全市13家重点科创平台现有研发人员817人，其中博士212人、硕士336硕博占比达67.07%，"
    "累计授权发明专利438、实用新型专利104承担省级以上科技项目59孵化企业102家，"
    "包括速豹动力等高成长性新能源科技企业50余家。2023年完成营业收入7759万元。"
)
PUBLISHED = [
    (("重点科创平台",), "13", "家"),
    (("研发人员",), "817", "人"),
    (("博士",), "212", "人"),
    (("硕士",), "336", "人"),
    (("硕博占比",), "67.0747", "%"),
    (("发明专利",), "438", "件"),
    (("实用新型专利", "实用新型"), "104", "件"),
    (("省级以上科技项目",), "59", "项"),
    (("孵化企业",), "102", "家"),
    (("高成长性新能源科技企业",), "50", "家"),
    (("营业收入",), "77590412", "元"),
]


def facts(**changed: str) -> list[SourceFact]:
    return [
        SourceFact(names, Decimal(changed.get(names[0], value)), unit, "2024-10-31")
        for names, value, unit in PUBLISHED
    ]


def verdicts(of: list[SourceFact]) -> dict[str, str]:
    figures = verify_paragraphs(text_paragraphs(REPORT), of).figures
    return {figure.fact.names[0]: figure.verdict for figure in figures if figure.fact is not None}


def test_every_figure_finds_its_fact() -> None:
    told = verdicts(facts())
    assert set(told) == {names[0] for names, _, _ in PUBLISHED}
    assert told.pop("高成长性新能源科技企业") == "holds_by_rounding"
    assert set(told.values()) == {"holds"}


@pytest.mark.parametrize("name", ["研发人员", "硕士", "实用新型专利", "营业收入"])
def test_another_fact_contradicts(name: str) -> None:
    value = next(value for names, value, _ in PUBLISHED if names[0] == name)
    told = verdicts(facts(**{name: str(Decimal(value) * 2)}))
    assert [other for other, verdict in told.items() if verdict == "contradicts"] == [name]


def test_a_figure_that_held_for_the_value_before_is_old() -> None:
    (fact,) = [SourceFact(("研发人员",), Decimal(819), "人", "2024-12-31", Decimal(817))]
    assert verdicts([fact]) == {"研发人员": "changed_since"}
