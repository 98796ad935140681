"""From an indicator down to its figures: those that were entered by hand are marked, sums that hold one too."""

from datetime import date
from decimal import Decimal

import pytest
from tests.web.facts_of_two import second_person

from keqiao.web.evaluations.lineage import figures_by_hand
from keqiao.web.facts.models import Fact, Snapshot, SnapshotFigure


def fact_of(platform, definition, officer, period, origin):
    """A fact of a measure that no collection asks for."""
    quarter = int(period[-1]) if "Q" in period else 4
    return Fact.objects.create(
        platform=platform,
        measure=definition.measure,
        definition=definition,
        value=Decimal(5),
        period=period,
        period_start=date(2024, 1, 1),
        period_end=date(2024, 3 * quarter, 28),
        source_kind="evidence",
        origin=origin,
        recorded_by=officer,
        confirmed_by=second_person(officer),
    )


@pytest.fixture
def copied(snapshot, officer, city):
    """``copied(period, basis, *origins)``: a snapshot with one figure that rests on facts of these origins."""

    def make(basis, *origins):
        first = SnapshotFigure.objects.filter(snapshot=snapshot, platform=city[0], period="2024").first()
        made = Snapshot.objects.create(
            code="S-HAND",
            title="补录",
            as_of=snapshot.as_of,
            periods=["2024"],
            known_at=snapshot.known_at,
            created_by=officer,
        )
        facts = [
            fact_of(city[0], first.definition, officer, f"2024Q{number}", origin)
            for number, origin in enumerate(origins, 1)
        ]
        one = facts[0] if len(facts) == 1 else None
        SnapshotFigure.objects.create(
            snapshot=made,
            platform=city[0],
            measure=first.measure,
            definition=first.definition,
            period="2024",
            basis=basis,
            value=5,
            fact=one,
            row_model="" if one else "facts.Fact",
            row_ids=[] if one else [fact.pk for fact in facts],
        )
        return made, city[0].code, first.measure.code

    return make


@pytest.mark.parametrize(
    ("origins", "marked"),
    [
        (("proposal",), True),
        (("return",), False),
        (("return", "proposal"), True),
        (("return", "return"), False),
    ],
)
def test_figures_that_rest_on_facts_by_hand(copied, origins, marked):
    snapshot, platform, measure = copied("reported", *origins)
    found = figures_by_hand(snapshot, platform, "reported")
    assert found == (frozenset({(measure, "2024")}) if marked else frozenset())


def test_a_verified_value_by_hand_marks_runs_on_the_verified_basis_only(copied):
    snapshot, platform, measure = copied("verified", "proposal")
    assert figures_by_hand(snapshot, platform, "reported") == frozenset()
    assert figures_by_hand(snapshot, platform, "verified") == {(measure, "2024")}
