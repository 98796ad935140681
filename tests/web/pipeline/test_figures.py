"""Decisions at gates as figures (B7), the rows behind them, and the projects behind rows about a firm."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from keqiao.periods import Period
from keqiao.web.facts.detail import rows_behind
from keqiao.web.facts.models import Measure, MeasureDefinition
from keqiao.web.facts.selectors import figures_for
from keqiao.web.pipeline.models import GateReview
from keqiao.web.pipeline.providers import origin_section
from keqiao.web.registry.models import EquityEvent, Firm, IncubationLink, Organisation

pytestmark = pytest.mark.django_db
CODES = ("gates_reviewed", "gates_passed", "trl_gain")


@pytest.fixture
def figures(works):
    """Figures of this year by code, as the officer reads them."""
    for code in CODES:
        measure = Measure.objects.create(
            code=code, name=code, unit="项", decimals=2, kind="flow", city_total="sum"
        )
        MeasureDefinition.objects.create(
            measure=measure,
            version=1,
            text=code,
            source_kind="register",
            derivation=code,
            valid_from=date(2000, 1, 1),
        )
    year = Period.of_year(timezone.localdate().year).code

    def read(user=None, scope=works.platform.code):
        found = figures_for(user or works.officer, CODES, [scope], [year])
        return {code: found[code, scope, year] for code in CODES}

    return read


def values(figures):
    return [figures[code].value for code in CODES]


def test_decisions_count_at_proof_and_pilot_and_gains_at_all_gates(walk, figures, works):
    assert values(figures()) == [0, 0, None]
    walk.in_charge()
    walk.through(readiness=3)  # G0, from 3
    assert values(figures()) == [0, 0, 0]
    walk.through(readiness=5)
    assert values(figures()) == [1, 1, 1]
    walk.through("stop", readiness=2)  # a fall counts as no gain
    assert values(figures())[:2] == [2, 1]
    assert figures()["trl_gain"].value == Decimal("0.666667")
    assert values(figures(scope=works.other_platform.code)) == [0, 0, None]
    assert values(figures(scope="city"))[:2] == [2, 1]


def test_what_is_not_decided_does_not_count(walk, figures):
    walk.in_charge()
    walk.through()
    walk.judged(walk.submitted())
    assert values(figures())[:2] == [0, 0]


def test_a_figure_opens_its_reviews_for_who_may_see_them(walk, figures, works):
    walk.in_charge()
    walk.through()
    review = walk.through()
    behind = rows_behind(works.officer, figures()["gates_passed"])
    assert behind.ids == [review.pk]
    table = behind.listing.table(
        behind.listing.loaded(GateReview.objects.filter(pk=review.pk)), works.officer
    )
    assert table.rows[0]["project"].url == walk.passage.get_absolute_url()
    assert rows_behind(works.stranger, figures()["gates_passed"]).ids == []


def test_rows_about_a_firm_list_the_projects_it_took_up(walk, works):
    body = Organisation.objects.create(usci="91320481000000019U", name="示范新材料公司", legal_form="company")
    firm = Firm.objects.create(organisation=body)
    rows = [
        IncubationLink.objects.create(
            platform=works.platform, firm=firm, basis="technology", valid_from="2024-08-01"
        ),
        EquityEvent.objects.create(
            platform=works.platform, firm=firm, kind="technology", amount=Decimal(100), on="2024-08-01"
        ),
    ]
    assert [origin_section(works.officer, row, None) for row in rows] == [None, None]
    works.project.firm = firm
    works.project.save()
    for row in rows:
        section = origin_section(works.officer, row, None)
        assert section.context["table"].rows[0]["number"].url == walk.passage.get_absolute_url()
        assert origin_section(works.stranger, row, None) is None
        assert origin_section(works.officer, row, timezone.now()) is None
