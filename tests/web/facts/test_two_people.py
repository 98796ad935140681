"""Two different people stand for every fact: the database itself refuses others; sources are kept in no language."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from tests.web.facts_of_two import record_fact, second_person

from keqiao.language import message
from keqiao.web.facts.models import Fact, FactOrigin
from keqiao.web.facts.services.recording import record_fact as record


def copied(fact, **changed):
    """The same fact for another period, with fields changed: written past every service."""
    fields = {f.attname: getattr(fact, f.attname) for f in Fact._meta.concrete_fields if f.name != "id"}
    return Fact(**fields | {"period": "2022"} | changed)


@pytest.fixture
def fact(city, officer):
    return record_fact(officer, "operating_revenue", city.P01, "2023", D("77590000"))


@pytest.mark.parametrize(
    "people",
    [
        lambda fact: {"confirmed_by_id": fact.recorded_by_id},
        lambda fact: {"recorded_by_id": fact.confirmed_by_id},
        lambda fact: {"confirmed_by_id": None},
        lambda fact: {"recorded_by_id": None},
        lambda fact: {"origin": "nowhere"},
        lambda fact: {"origin": ""},
    ],
)
def test_the_database_refuses_a_fact_of_one_person(fact, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.bulk_create([copied(fact, **people(fact))])
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(fact, **people(fact)).save()
    copied(fact).save()  # with its two people it is taken


def test_plain_sql_is_refused_too(fact):
    columns = [f.column for f in Fact._meta.concrete_fields if f.name not in {"id", "confirmed_by", "period"}]
    names = ", ".join(columns)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO facts_fact ({names}, confirmed_by_id, period)"
            f" SELECT {names}, recorded_by_id, '2021' FROM facts_fact"
        )


@pytest.mark.parametrize("same", [True, False])
def test_the_inner_function_asks_for_two_people(city, officer, same):
    with pytest.raises(ValidationError, match="两"):
        record(
            "operating_revenue",
            city.P01,
            "2023",
            D(1),
            recorded_by=officer,
            confirmed_by=officer if same else None,
            origin=FactOrigin.RETURN,
        )
    assert not Fact.objects.exists()


def test_a_source_of_ours_is_read_in_the_readers_language(city, officer):
    with translation.override("en"):  # the language of who writes must not stay in the fact
        fact = record(
            "representative_results_rating",
            city.P01,
            "2023",
            D(80),
            recorded_by=officer,
            confirmed_by=second_person(officer),
            origin=FactOrigin.PANEL,
            source_kind="expert",
            source_note=message("Experts' panel {panel}", panel="E2023-01 年度评审"),
            note="讨论后确定",
        )
    kept = Fact.objects.get(pk=fact.pk)
    with translation.override("en"):
        assert kept.source_text == "Experts' panel E2023-01 年度评审"
    with translation.override("zh-hans"):
        assert kept.source_text == "专家组评分 E2023-01 年度评审"
        assert kept.note_text == "讨论后确定"
