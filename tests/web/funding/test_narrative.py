"""What a platform is told of its own line holds no sum of the others; who sees the whole is told all."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from keqiao.language import message
from keqiao.web.funding import narrative
from keqiao.web.site.stored_sentences import wording_of

EARMARK = message(
    "{name}: {money} × {column} {count} ÷ {total} = {amount}",
    name="重点项目",
    money="200.00",
    column="项目数",
    count="3",
    total="20",
    amount="30.00",
)
EACH = message("{rest} ÷ {total} ({level} for each point)", rest="650.11", total="451.96", level="1.4384")
SHARE = message("Share: weight {weight} × {how} = {amount}", weight="39.2", how=EACH, amount="56.39")
LINE = SimpleNamespace(
    steps=[
        {"kind": "earmark", "said": wording_of(EARMARK), "amount": "300000"},
        {"kind": "share", "said": wording_of(SHARE), "amount": "563900"},
        {"kind": "rounding", "said": "as written", "amount": "0"},
    ]
)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_own_line_is_told_without_the_sums_of_others(language):
    with translation.override(language):
        steps = narrative.own_steps(LINE)
    text = " ".join(step.sentence for step in steps)
    assert not any(sum_ in text for sum_ in ("451.96", "650.11", "200.00", " 20 "))
    assert all(own in text for own in ("39.2", "1.4384", "56.39", "30.00", "重点项目", "as written"))
    assert [step.amount for step in steps] == [Decimal(300000), Decimal(563900), None]


def test_who_sees_the_whole_is_told_all():
    text = " ".join(step.sentence for step in narrative.steps(LINE))
    assert all(figure in text for figure in ("451.96", "650.11", "200.00"))
