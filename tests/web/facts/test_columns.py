"""Figures as columns: exact to the last place, with as many queries for many platforms and periods as for few."""

from datetime import date
from decimal import Decimal as D

from django.db import connection
from django.test.utils import CaptureQueriesContext

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Engagement, Platform

YEAR = Period.of_year(2023)


def post(person, platform, start, end, fte):
    return Engagement.objects.create(
        person=person, platform=platform, started_on=start, ended_on=end, fte=D(fte), is_research=True
    )


def test_shares_of_a_year_add_up_without_rounding(city, new_person):
    """100 and 265 days at nine tenths are nine tenths of the year: a full-time equivalent, not a hair less."""
    whole, third = new_person(), new_person()
    change = date(2023, 4, 10)
    post(whole, city.P01, date(2020, 1, 1), change, "0.9")
    post(whole, city.P01, date(2023, 4, 11), None, "0.9")
    post(third, city.P02, date(2023, 1, 1), date(2023, 5, 2), "1")  # 122 of 365 days
    computation = Computation(["rd_fte"], [YEAR])
    values = [computation.value("rd_fte", scope, YEAR).value for scope in (city.P01.pk, city.P02.pk, None)]
    assert values == [1, D("0.334247"), D("1.334247")]


def test_one_platform_has_no_city(city, new_person):
    row = post(new_person(), city.P01, date(2020, 1, 1), None, "1")
    computation = Computation(["rd_headcount"], [YEAR], only=[city.P01.pk])
    found = computation.value("rd_headcount", city.P01.pk, YEAR)
    assert (found.value, found.state, list(found.row_ids)) == (1, State.DERIVED, [row.pk])
    for elsewhere in (None, city.P02.pk):
        assert computation.value("rd_headcount", elsewhere, YEAR).state == State.MISSING


def test_queries_do_not_grow(city, new_person):
    codes = list(Measure.objects.values_list("code", flat=True))

    def queries(periods, only=None):
        with CaptureQueriesContext(connection) as made:
            computation = Computation(codes, periods, only=only)
            with computation.reading.then():
                for code in codes:
                    list(computation.values(code))
        return len(made)

    years = [Period.of_year(year) for year in range(2019, 2025)]
    few = queries(years[-1:], only=[city.P01.pk])
    for number in range(20):
        post(new_person(), Platform.objects.all()[number % 3], date(2020, 1, 1), None, "1")
    assert queries(years) <= few
