"""Facts, evidence and frozen snapshots are written once: objects, queries and plain SQL alike."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from keqiao.web.audit.models import Entry
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.models import Fact, Frozen, MeasureDefinition, SnapshotFigure
from keqiao.web.facts.periods import Period
from keqiao.web.facts.services import Doubtful, create_snapshot, load_measures, record_fact


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
        ("gates_passed", "2023", D("1.5")),
        ("gates_passed", "2023", D(-1)),
        ("service_satisfaction", "2023", D(101)),
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
    for source, rated in (("expert", False), ("third_party", False), ("self_report", True)):
        with pytest.raises(ValidationError):
            record_fact(
                officer,
                "representative_results_rating",
                city.P01,
                "2023",
                D(80),
                source_kind=source,
                rated=rated,
            )
    with pytest.raises(ValidationError):
        record_fact(
            officer, "service_satisfaction", city.P01, "2023", D(80), source_kind="expert", rated=True
        )
    kept = record_fact(
        officer, "representative_results_rating", city.P01, "2023", D(80), source_kind="expert", rated=True
    )
    assert (kept.value, kept.source_kind) == (80, "expert")


def test_a_jump_of_ten_thousand_asks_for_the_unit(fact, city, officer):
    with pytest.raises(Doubtful):
        record_fact(officer, "operating_revenue", city.P01, "2024", D("7759"))
    record_fact(officer, "operating_revenue", city.P01, "2024", D("7759"), confirmed=True)


def test_a_clerk_records_the_own_unit_only(city, user_with):
    clerk = user_with("platform_clerk", unit=city.P01.unit)
    record_fact(clerk, "gates_passed", city.P01, "2023", D(2))
    for platform, basis in ((city.P02, "reported"), (None, "reported"), (city.P01, "verified")):
        with pytest.raises(PermissionDenied):
            record_fact(clerk, "gates_passed", platform, "2023", D(2), basis=basis)
    with pytest.raises(PermissionDenied):
        record_fact(user_with("leader"), "gates_passed", city.P01, "2023", D(2))


def test_words_of_a_stored_definition_never_change(city):
    MeasureDefinition.objects.filter(measure__code="rd_headcount").update(text="别的口径")
    with pytest.raises(ValidationError):
        load_measures()
