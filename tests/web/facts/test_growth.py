"""The rule of high growth is an expression kept as a parameter; who fulfils it on a day counts once."""

from datetime import date

import pytest
from tests.web.registry.city import reference, side

from keqiao.engine.expressions import ExpressionError
from keqiao.periods import Period
from keqiao.web.facts import parameters
from keqiao.web.facts.derivations import Periods, Reading, derivations, derive, growth
from keqiao.web.facts.documents import DatedValue
from keqiao.web.registry.models import Firm, FirmCertificate, FirmReport, IncubationLink, Platform


@pytest.fixture
def city(db):
    """Two platforms with a firm each; the first firm holds a certificate, both report 100 yuan for 2023."""
    common = reference()
    first, second = side(0, common), side(1, common)
    FirmCertificate.objects.filter(firm=second.rows[Firm]).delete()
    return first, second


@pytest.fixture
def ruled(monkeypatch):
    def by(text: str) -> None:
        entry = (DatedValue(valid_from=date(2000, 1, 1), value=text, source="test"),)
        monkeypatch.setattr(
            parameters, "entries", lambda name: entry if name == "high_growth_rule" else known(name)
        )

    known = parameters.entries
    return by


def counted(day: str) -> tuple[int, dict]:
    validity = {row.pk: (row.valid_from, row.valid_to) for row in Platform.objects.all()}
    periods = Periods.of([Period.parse(day)])
    found = derive(derivations()["high_growth_firms"], Reading(validity), periods).values.collect()
    values = {scope: int(value) for scope, value in found.select("platform", "value").iter_rows()}
    return values.pop(None), values


def test_a_certificate_counts_while_it_is_valid(city):
    platforms = [one.rows[Platform].pk for one in city]
    assert counted("2023-06-30") == (1, {platforms[0]: 1, platforms[1]: 0})
    FirmCertificate.objects.update(expires_on=date(2023, 6, 29))
    assert counted("2023-06-30")[0] == 0


def test_a_rule_may_ask_for_growth(city, ruled):
    first, second = city
    ruled("revenue_growth >= 0.5")
    FirmReport.objects.create(firm=second.rows[Firm], year=2024, revenue=150)
    FirmReport.objects.create(firm=first.rows[Firm], year=2024, revenue=149)
    assert counted("2024-12-31")[0] == 1
    assert counted("2024-11-30")[0] == 0  # the report of 2024 is not there yet


def test_a_firm_of_two_platforms_counts_once_in_the_city(city):
    first, second = city
    IncubationLink.objects.create(
        platform=second.rows[Platform], firm=first.rows[Firm], basis="equity", valid_from=date(2023, 5, 1)
    )
    total, each = counted("2023-06-30")
    assert (total, sum(each.values())) == (1, 2)


def test_a_slip_in_the_rule_is_told():
    with pytest.raises(ExpressionError):
        growth.rule("high_tec = 1")
