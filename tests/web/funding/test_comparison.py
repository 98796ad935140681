"""Proposals side by side: who moves, what each does as a whole, rules broken counted from what is kept."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from tests.web.funding.conftest import PUBLISHED, SHARED, WAN

from keqiao.web.funding import comparison, selectors


def test_who_gains_and_who_loses(money) -> None:
    """By score the good ones gain, by the published amounts the excellent keep 150 万元: counted by hand from lines."""
    pool = money.pool(1000)
    money.proposal(pool, PUBLISHED)
    money.proposal(pool, SHARED)
    found = selectors.proposals(money.officer, pool)
    rows = comparison.rows_of(found)
    moved = [row.amount(1) - row.amount(0) for row in rows]
    up, down = sum(one > 0 for one in moved), sum(one < 0 for one in moved)
    (sentence,) = comparison.who_moves(rows, found)
    assert f"{up}个平台增加，{down}个减少，{len(moved) - up - down}个不变" in sentence
    first, second = comparison.wholes(found)
    assert first.spent + first.unspent == second.spent + second.unspent == 1000 * WAN
    assert first.largest == 150 * WAN and first.least == 75 * WAN and first.ratio == pytest.approx(2)


def test_broken_rules_are_counted_from_what_is_kept(money) -> None:
    """An amount above the cap, one below the minimum, and a sum that does not close: three."""
    proposal = money.proposal(money.pool(1000), SHARED + "cap: 200\nunspent: keep\n")
    assert comparison.broken(proposal) == 0
    lines = {line.platform.code: line for line in proposal.lines.select_related("platform")}
    lines["P01"].amount = Decimal(201 * WAN)
    lines["P08"].amount = Decimal(10 * WAN)
    told = SimpleNamespace(
        lines=SimpleNamespace(all=lambda: list(lines.values())),
        input=proposal.input,
        rules=proposal.rules,
        amount=proposal.amount,
        unspent=proposal.unspent + 1,
    )
    assert comparison.broken(told) == 3
