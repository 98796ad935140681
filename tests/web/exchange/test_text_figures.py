"""Figures that a text already says are proposed as pairs."""

from decimal import Decimal

from keqiao.web.exchange.text_figures import read_need


def pairs(text):
    return [
        (one.quantity, one.before, str(one.comparison), one.target, one.unit)
        for one in read_need(text).targets
    ]


def test_a_value_and_its_target_become_a_pair():
    text = (
        "容量保持率只有61%，客户投诉较多。希望把保持率提高到75%以上，"
        "常温循环不低于3000次。预算120万元，希望一年内完成。"
    )
    assert pairs(text) == [
        ("容量保持率", "61", "at_least", "75", "%"),
        ("常温循环", "", "at_least", "3000", "次"),
    ]
    read = read_need(text)
    assert (read.budget, read.months) == (Decimal(1_200_000), 12)


def test_an_arrow_makes_a_pair():
    assert pairs("低温保持率61% → 75%以上") == [("低温保持率", "61", "at_least", "75", "%")]


def test_an_upper_bound_stays_one():
    assert pairs("膨胀率不超过25%") == [("膨胀率", "", "at_most", "25", "%")]


def test_conditions_of_measuring_are_no_targets():
    assert pairs("零下20℃、1C放电时容易析锂") == []


def test_a_text_without_figures_proposes_nothing():
    read = read_need("软包电池存放后鼓包，希望有专家到现场帮忙看看。")
    assert (read.targets, read.budget, read.months) == ([], None, None)
