"""How sure amounts are: grades that points do not decide are held, draws are kept once."""

from __future__ import annotations

from decimal import Decimal

from tests.web.funding.conftest import PUBLISHED, SHARED

from keqiao.web.funding.services import sensitivity


def test_amounts_over_the_draws(money) -> None:
    """P04 alone has other points under other weights (88 ± little, quota apart): nobody else's amount can move by its
    own points; every interval holds between least and most."""
    proposal = money.proposal(money.pool(), PUBLISHED)
    kept = sensitivity.keep(money.officer, proposal)
    assert kept.draws == 500 and not kept.refusal and kept.impossible == 0
    amounts = {line.platform_id: line.amount for line in proposal.lines.all()}
    assert {row["platform"] for row in kept.rows} == set(amounts)
    for row in kept.rows:
        least, low, high, most = (Decimal(row[name]) for name in ("least", "low", "high", "most"))
        assert least <= low <= high <= most
        assert 0 <= row["differs"] <= 1
        if row["differs"] == 0:
            assert least == most == amounts[row["platform"]]
    assert sensitivity.keep(money.officer, proposal).pk == kept.pk


def test_start_up_stays_start_up(money, ten) -> None:
    """P08 is under start-up protection in every draw; its share follows its coefficient all the same."""
    proposal = money.proposal(money.pool(), SHARED)
    kept = sensitivity.keep(money.officer, proposal)
    row = next(one for one in kept.rows if one["platform"] == ten[7].pk)
    assert Decimal(row["least"]) >= 50 * 10_000
