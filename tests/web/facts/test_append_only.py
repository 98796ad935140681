"""Facts, evidence and frozen snapshots are written once: objects, queries and plain SQL alike."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.web.facts_of_two import record_fact

from keqiao.periods import Period
from keqiao.web.audit.models import Entry
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.models import Fact, Frozen, MeasureDefinition, SnapshotFigure
from keqiao.web.facts.services import create_snapshot, load_measures


@pytest.fixture
def fact(city, officer):
    return record_fact(officer, "operating_revenue", city.P01, "2023", D("77590000"))


def test_objects_and_queries_refuse(fact):
    fact.value = D(1)
    for attempt in (fact.save, fact.delete, Fact.objects.all().delete, lambda: Fact.objects.update(value=1)):
        with pytest.raises(Frozen):
            attempt()
    assert Fact.objects.get().value == D("77590000")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts_fact SET value = 1",
        "DELETE FROM facts_fact",
        "UPDATE facts_snapshot SET title = 'x'",
        "DELETE FROM facts_snapshot",
        "UPDATE facts_snapshotfigure SET value = 1",
        "DELETE FROM facts_snapshotfigure",
    ],
)
def test_plain_sql_is_refused_too(fact, officer, statement):
    create_snapshot(officer, "年度", ["2023"])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_frozen_snapshot_takes_no_more_figures(fact, officer):
    snapshot = create_snapshot(officer, "年度", ["2023"])
    extra = SnapshotFigure(
        snapshot=snapshot,
        measure=fact.measure,
        definition=fact.definition,
        period="2022",
        basis="reported",
        value=1,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        extra.save()


def test_a_correction_supersedes_and_both_times_stay_readable(fact, city, officer):
    between = timezone.now()
    later = record_fact(officer, "operating_revenue", city.P01, "2023", D("77000000"), note="审计调整")
    assert later.supersedes == fact
    period = Period.parse("2023")

    def read(known_at):
        computation = Computation(["operating_revenue"], [period], known_at=known_at)
        return computation.value("operating_revenue", city.P01.pk, period).value

    assert read(between) == D("77590000")
    assert read(None) == D("77000000")
    entry = Entry.objects.filter(action="facts.record").order_by("-number").first()
    assert '"before"' in entry.detail_text


def test_the_database_holds_one_chain_for_a_place(fact):
    copy = Fact(**{f.attname: getattr(fact, f.attname) for f in Fact._meta.concrete_fields if f.name != "id"})
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize(
    ("measure", "period", "value"),
    [
        ("operating_revenue", "2023-10-31", D(1)),
        ("operating_revenue", "bogus", D(1)),
        ("operating_revenue", "2023", D("0.001")),
        ("operating_revenue", "2023", D("NaN")),
        ("operating_revenue", "2023", D("1e30")),
        ("national_recognitions", "2023", D("1.5")),
        ("national_recognitions", "2023", D(-1)),
        ("service_satisfaction", "2021", D(101)),
        ("rd_headcount", "2023", D(5)),
        ("representative_results_rating", "2023", D(80)),
        ("nothing", "2023", D(5)),
    ],
)
def test_what_cannot_be_is_refused(city, officer, measure, period, value):
    with pytest.raises(ValidationError):
        record_fact(officer, measure, city.P01, period, value)
    assert not Fact.objects.exists()


def test_what_experts_rate_comes_from_their_panel_only(city, officer):
    rating = ("representative_results_rating", city.P01, "2023", D(80))
    for source, origin in (("expert", "proposal"), ("third_party", "return"), ("self_report", "panel")):
        with pytest.raises(ValidationError):
            record_fact(officer, *rating, source_kind=source, origin=origin)
    with pytest.raises(ValidationError):
        record_fact(
            officer, "national_recognitions", city.P01, "2023", D(1), source_kind="expert", origin="panel"
        )
    kept = record_fact(officer, *rating, source_kind="expert", origin="panel")
    assert (kept.value, kept.source_kind) == (80, "expert")


def test_words_of_a_stored_definition_never_change(city):
    MeasureDefinition.objects.filter(measure__code="rd_headcount").update(text="别的口径")
    with pytest.raises(ValidationError):
        load_measures()
