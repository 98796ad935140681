"""How far commitments are delivered by hand: the same in Python and in the database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from tests.web.registry.reminders.conftest import DAY

from keqiao.web.registry import models as m
from keqiao.web.registry.reminders.progress import by_hand, due_day, settled

DAYS = (None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))
TARGETS = (None, Decimal(-1), Decimal(0), Decimal(10))
DELIVERED = (None, Decimal(0), Decimal("9.999999"), Decimal(10), Decimal(11))


def test_the_database_agrees_with_every_combination(city):
    m.Commitment.objects.all().delete()
    m.Commitment.objects.bulk_create(
        m.Commitment(
            agreement=city[0].rows[m.Agreement],
            party="platform",
            item="约定",
            target=target,
            delivered=delivered,
            delivered_on=on,
            measure_code=measure,
        )
        for target, delivered, on, measure in product(TARGETS, DELIVERED, DAYS, ("", "rd_headcount"))
    )
    rows = m.Commitment.objects.all()
    expected = {row.pk for row in rows if not row.measure_code and (by_hand(row, DAY) or 0) >= 1}
    assert {row.pk for row in rows.filter(settled(DAY))} == expected
    assert {row.pk for row in rows.exclude(settled(DAY))} == {row.pk for row in rows} - expected
    assert 0 < len(expected) < rows.count() / 2


@pytest.mark.parametrize(
    ("due_on", "year", "expected"),
    [
        (DAY, 2030, DAY),
        (None, 2024, date(2024, 12, 31)),
        (None, None, None),
        (None, 0, None),
        (None, 9999, date(9999, 12, 31)),
        (None, 10_000, None),
    ],
)
def test_the_day_a_commitment_is_due(due_on, year, expected):
    assert due_day(m.Commitment(due_on=due_on, year=year)) == expected
