"""The success fee by bands, and a document that would not add up."""

from decimal import Decimal
from pathlib import Path

import pytest

from keqiao.web.deals.documents import RULES, FeeBand, SuccessFee

BANDS = (
    FeeBand(up_to=Decimal(500_000), percent=Decimal(5)),
    FeeBand(up_to=Decimal(3_000_000), percent=Decimal(3)),
    FeeBand(up_to=None, percent=Decimal(1)),
)


@pytest.mark.parametrize(
    ("received", "fee"),
    [
        (0, "0"),
        (100_000, "5000"),
        (500_000, "25000"),
        (1_000_000, "40000"),
        (3_000_000, "100000"),
        (10_000_000, "170000"),
        ("333333.33", "16666.67"),
    ],
)
def test_each_band_takes_its_share_of_what_lies_within_it(received, fee):
    assert SuccessFee(bands=BANDS).of(Decimal(received)) == Decimal(fee)


def test_a_deal_earns_no_more_than_the_most_there_is():
    assert SuccessFee(bands=BANDS, most=Decimal(50_000)).of(Decimal(10_000_000)) == 50_000


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("up_to: 3000000", "up_to: 300000", "分段未递增"),
        ("- {state: paid, days: 60, lapses: false}", "", "状态paid没有期限"),
        ("state: paid, days: 60", "state: signed, days: 60", "状态signed重复"),
        ("code: maturity", "code: price", "price"),
        ("percent: 5}", "percent: 105}", "超出范围"),
    ],
)
def test_what_would_not_add_up_is_refused_with_its_place(before, after, said):
    text = Path(RULES.path).read_text(encoding="utf-8")
    assert before in text
    reading = RULES.form.read(text.replace(before, after).encode())
    assert said in "".join(finding.message.in_language("zh") for finding in reading.errors)
