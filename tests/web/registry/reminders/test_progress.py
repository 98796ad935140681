"""How far commitments are fulfilled, by figures and by hand: the same in Python and in the database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from tests.web.registry.reminders.conftest import DAY

from keqiao.web.registry import models as m
from keqiao.web.registry.reminders.progress import due_day, progress_columns, progress_of

DAYS = (None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))
TARGETS = (None, Decimal(-1), Decimal(0), Decimal(10))
DELIVERED = (None, Decimal(0), Decimal("9.999999"), Decimal(10), Decimal(11))


def test_the_database_agrees_with_every_combination(city, officer):
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
    rows = list(m.Commitment.objects.select_related("agreement__platform"))
    said = progress_of(officer, rows, DAY)
    expected = {row.pk: said[row.pk].share or 0 if row.pk in said else 0 for row in rows}
    share, is_met = progress_columns(officer, DAY)
    columns = m.Commitment.objects.annotate(share=share, is_met=is_met)
    kept = {row.pk: (row.share, row.is_met) for row in columns}
    assert {pk: is_met for pk, (_share, is_met) in kept.items()} == {pk: s >= 1 for pk, s in expected.items()}
    assert {pk: share for pk, (share, _met) in kept.items()} == pytest.approx(
        {pk: float(share) for pk, share in expected.items()}
    )
    assert 0 < sum(is_met for _share, is_met in kept.values()) < len(rows) / 2


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
