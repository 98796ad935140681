"""Figures are kept until something that they stand on changes, whoever changes it in which way."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.web.facts_of_two import record_fact

from keqiao.periods import Period
from keqiao.web.audit.revisions import fold, revisions
from keqiao.web.facts.models import Basis, CurrentFigure, FigureSource, Measure
from keqiao.web.facts.selectors import figures_for
from keqiao.web.facts.services.figure_rebuild import differences, rebuild
from keqiao.web.registry.changes import as_known
from keqiao.web.registry.models import Engagement

YEAR = "2023"


def doctors(user, scope="city", **asked):
    found = figures_for(user, ["rd_doctors"], [scope], [YEAR], **asked)
    return found["rd_doctors", scope, YEAR]


@pytest.fixture
def post(city, new_person):
    return Engagement.objects.create(
        person=new_person(degree="doctor"),
        platform=city.P01,
        started_on=date(2021, 1, 1),
        role="研究员",
        is_research=True,
    )


def test_what_was_computed_is_read_and_its_rows_are_listed_when_somebody_looks(officer, post):
    first = doctors(officer)
    with CaptureQueriesContext(connection) as queries:
        again = doctors(officer)
        assert not [one for one in queries.captured_queries if "registry_engagement" in one["sql"]]
    assert (again.value, again.text, again.computed.row_ids) == (Decimal(1), first.text, (post.pk,))


@pytest.mark.parametrize("way", ["row by row", "by a query", "by plain SQL", "of another table"])
def test_no_figure_is_stale_however_rows_are_changed(officer, post, way):
    assert [doctors(officer, scope).value for scope in ("city", "P01")] == [1, 1]
    table, key = Engagement._meta.db_table, post.pk
    if way == "row by row":
        post.ended_on = date(2023, 6, 30)
        post.save()
    elif way == "by a query":
        Engagement.objects.filter(pk=key).update(ended_on=date(2023, 6, 30))
    elif way == "by plain SQL":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])
    else:
        post.person.degree = "master"
        post.person.save()
    assert [doctors(officer, scope).value for scope in ("city", "P01")] == [0, 0]


def test_a_change_of_another_register_computes_nothing_again(officer, post, new_firm):
    doctors(officer)
    new_firm()
    with CaptureQueriesContext(connection) as queries:
        doctors(officer)
    assert not [one for one in queries.captured_queries if "registry_engagement" in one["sql"]]


def test_a_change_at_one_platform_leaves_the_figures_of_the_others(city, officer, post, new_person):
    scopes = ("P01", "P02", "city")
    assert [doctors(officer, scope).value for scope in scopes] == [1, 0, 1]
    post.person.degree = "master"
    post.person.save()

    def computed(scope):
        with CaptureQueriesContext(connection) as queries:
            doctors(officer, scope)
        return any("registry_engagement" in one["sql"] for one in queries.captured_queries)

    assert [computed(scope) for scope in scopes] == [True, False, True]
    assert not any(map(computed, scopes))


def test_a_row_that_moves_counts_for_the_platform_that_it_leaves(city, officer, post):
    assert [doctors(officer, scope).value for scope in ("P01", "P02")] == [1, 0]
    Engagement.objects.filter(pk=post.pk).update(platform=city.P02)
    assert [doctors(officer, scope).value for scope in ("P01", "P02")] == [0, 1]


def test_writes_are_counted_by_platform_in_every_way_that_figures_read_rows(city, post):
    rebuild([Period.parse(YEAR)])
    sources = FigureSource.objects.filter(basis=Basis.REPORTED, name__endswith="*")
    # Which firms are local is asked of all firms: a firm leads to the deals' platforms in no way that registers know.
    of_deals = (
        "needs_accepted",
        "needs_fulfilled",
        "needs_fulfilment_rate",
        "firms_served",
        "service_satisfaction",
    )
    assert not sources.exclude(measure__code__in=of_deals).exists()
    assert {source.name for source in sources} <= {"registry_firm*", "registry_organisation*"}


def test_a_change_that_is_rolled_back_leaves_figures_as_they_were(officer, post):
    doctors(officer)
    with transaction.atomic():
        post.delete()
        assert doctors(officer).value == 0
        transaction.set_rollback(True)
    assert doctors(officer).value == 1


def test_a_new_fact_and_a_new_definition_are_seen(city, officer):
    asked = (officer, ["operating_revenue"], ["P01"], [YEAR])
    key = ("operating_revenue", "P01", YEAR)
    assert figures_for(*asked)[key].value is None
    record_fact(officer, "operating_revenue", city.P01, YEAR, Decimal(5))
    assert figures_for(*asked)[key].value == 5
    Measure.objects.get(code="rd_doctors").definitions.update(derivation="rd_headcount")
    assert not list(differences())


def test_the_registers_as_known_and_other_moments_are_never_kept(officer, post):
    doctors(officer)
    with as_known(post.recorded_at):
        kept = CurrentFigure.objects.count()
        doctors(officer)
    doctors(officer, known_at=post.recorded_at)
    assert CurrentFigure.objects.count() == kept


def test_who_may_see_less_finds_less(city, post, user_with, officer):
    doctors(officer, "P01")
    other = user_with("platform_director", unit=city.P02.unit)
    assert doctors(other, "P01").is_refused
    assert doctors(other).value == 1


def test_the_command_rebuilds_and_compares(city, officer, post):
    record_fact(officer, "operating_revenue", city.P01, YEAR, Decimal("12345678901234.12"))
    out = StringIO()
    call_command("figures", "--rebuild", "--compare", stdout=out)
    kept = CurrentFigure.objects.filter(measure__code="rd_doctors", platform=None, period=YEAR)
    assert {row.basis for row in kept} == set(Basis.values)
    kept.filter(basis=Basis.REPORTED).update(value="7")
    with pytest.raises(CommandError, match="1"):
        call_command("figures", "--compare", stdout=out)
    assert "rd_doctors city 2023 reported: value" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("figures")


def test_revisions_stay_when_their_rows_are_put_together(city, post):
    before = revisions()
    assert before[Engagement._meta.db_table] == 1
    fold(date(2024, 1, 1))
    assert revisions() == before
    post.save()
    assert revisions()[Engagement._meta.db_table] == 2


def test_rebuilding_twice_keeps_the_same(city, post):
    assert rebuild() == rebuild() == CurrentFigure.objects.count()
