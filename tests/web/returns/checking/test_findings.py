"""What checks find in forms: limits, missing figures, other forms' figures, explanations, units, queries."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from scipy.stats import median_abs_deviation
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.checks import hardly_meant
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Engagement, Person
from keqiao.web.returns.checking import findings_of, findings_of_many
from keqiao.web.returns.checking.defaults import default_checks, load_checks
from keqiao.web.returns.models import CheckRule, Explanation, Return
from keqiao.web.returns.services import filling, review, submission
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.returns.services.filling import CellEntry

from ..conftest import collection_of, platform_of

WAN = 10_000


def rule(expression, code="rule", severity="soft", **fields):
    return CheckRule.objects.create(code=code, title=code, expression=expression, severity=severity, **fields)


def fill(world, form=None, clerk=None, **values):
    """Fill in figures; money in 元."""
    given = {code: CellEntry(Decimal(str(value))) for code, value in values.items()}
    filling.save_cells(clerk or world.clerk_1, (form or world.form).pk, given)


def found(form):
    return [one.code for one in findings_of(Return.objects.get(pk=form.pk))]


def fact(world, platform, code, period, value):
    return record_fact(world.officer_1, code, platform, period, Decimal(str(value)), origin="return")


@pytest.mark.parametrize(("yuan", "speaks"), [(100 * WAN, False), ("1000000.01", True), ("999999.99", False)])
def test_the_limit_is_in_wan_yuan_and_exact_to_the_cent(opened, yuan, speaks):
    rule("market_income <= 100")
    fill(opened, market_income=yuan)
    assert found(opened.form) == (["rule"] if speaks else [])


def test_sums_of_fractions_do_not_raise_false_alarms(opened):
    rule("market_income + rd_expenditure <= total_expenditure")
    fill(opened, market_income="1000.10", rd_expenditure="2000.20", total_expenditure="3000.30")
    assert found(opened.form) == []
    fill(opened, total_expenditure="3000.29")
    assert found(opened.form) == ["rule"]


def test_a_rule_whose_figures_are_missing_says_nothing_unless_it_asks_for_them(opened):
    rule("market_income <= total_expenditure", "compare")
    rule("market_income <= last_market_income", "before")
    rule("market_income IS NOT NULL", "given")
    rule("market_income + COALESCE(rd_expenditure, 0) <= 100", "lenient")
    assert found(opened.form) == ["given"]
    fill(opened, market_income=200 * WAN)
    assert found(opened.form) == ["lenient"]
    fill(opened, total_expenditure=100 * WAN)
    assert found(opened.form) == ["compare", "lenient"]


def test_not_applicable_is_missing(opened):
    rule("market_income <= total_expenditure")
    fill(opened, total_expenditure=1 * WAN)
    given = {"market_income": CellEntry(None, not_applicable=True, comment="尚未运营")}
    filling.save_cells(opened.clerk_1, opened.form.pk, given)
    assert found(opened.form) == []


def test_what_the_form_does_not_ask_comes_from_facts_of_the_same_platform_and_period(opened):
    rule("market_income <= operating_revenue")
    fill(opened, market_income=50 * WAN)
    assert found(opened.form) == []
    fact(opened, opened.P02, "operating_revenue", "2023", 1 * WAN)
    fact(opened, opened.P01, "operating_revenue", "2022", 1 * WAN)
    assert found(opened.form) == []
    fact(opened, opened.P01, "operating_revenue", "2023", 40 * WAN)
    one = findings_of(opened.form)[0]
    assert one.figures == {"market_income": "50", "operating_revenue": "40"}
    assert one.measures == ("market_income", "operating_revenue")


def test_a_rule_of_whose_figures_the_form_asks_none_says_nothing(opened):
    rule("operating_revenue <= 1")
    fact(opened, opened.P01, "operating_revenue", "2023", 40 * WAN)
    assert found(opened.form) == []


def test_a_figure_that_the_form_asks_for_is_never_replaced_by_a_fact(opened):
    rule("market_income <= total_expenditure")
    fact(opened, opened.P01, "total_expenditure", "2023", 1 * WAN)
    fill(opened, market_income=50 * WAN)
    assert found(opened.form) == []


def test_what_registers_say_counts_at_once_until_the_form_is_handed_in(opened):
    rule("rd_headcount >= 1")
    assert found(opened.form) == ["rule"]
    person = Person.objects.create(code="A1", name="某甲")
    Engagement.objects.create(person=person, platform=opened.P01, started_on=date(2021, 1, 1))
    assert found(opened.form) == []


def test_changes_against_the_period_before(opened):
    rule("change_market_income BETWEEN -0.5 AND 0.5")
    fact(opened, opened.P01, "market_income", "2022", 100 * WAN)
    fill(opened, market_income=150 * WAN)
    assert found(opened.form) == []
    fill(opened, market_income="1500001")
    one = findings_of(opened.form)[0]
    assert one.figures == {
        "market_income": "150.0001",
        "last_market_income": "100",
        "change_market_income": "0.500001",
    }
    with translation.override("en"):
        read = dict(findings_of(opened.form)[0].read)
    assert read["Market income (change to the period before)"] == "+50.0%"


def test_no_change_from_nothing_or_less(opened):
    rule("change_market_income <= 0.5")
    fact(opened, opened.P01, "market_income", "2022", 0)
    fill(opened, market_income=150 * WAN)
    assert found(opened.form) == []


def test_hard_ones_come_first_and_stop(opened):
    rule("market_income <= 1", "a_soft")
    rule("market_income <= 2", "z_hard", "hard")
    rule("market_income <= 3", "off", active=False)
    rule("gone <= 3", "unreadable", "hard")
    fill(opened, market_income=10 * WAN)
    assert [(one.code, one.is_hard, one.stops) for one in findings_of(opened.form)] == [
        ("z_hard", True, True),
        ("a_soft", False, True),
    ]
    with pytest.raises(ValidationError):
        filling.explain(opened.clerk_1, opened.form.pk, "z_hard", "因为")


def test_an_explanation_is_asked_anew_when_its_figures_change(opened):
    rule("market_income <= 1")
    fill(opened, market_income=10 * WAN, total_expenditure=5 * WAN)
    with pytest.raises(ValidationError):
        submission.submit(opened.clerk_1, opened.form.pk, "王院长")
    filling.explain(opened.clerk_1, opened.form.pk, "rule", "本年签了大单")
    one = findings_of(opened.form)[0]
    assert (one.explanation, one.stops) == ("本年签了大单", False)
    fill(opened, total_expenditure=6 * WAN)
    assert findings_of(opened.form)[0].explanation
    fill(opened, market_income=11 * WAN)
    assert findings_of(opened.form)[0].stops
    fill(opened, market_income=10 * WAN)
    assert submission.submit(opened.clerk_1, opened.form.pk, "王院长").findings[0]["explanation"]
    assert Explanation.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "before", "doubted"),
    [
        (2_000 * WAN, WAN, True),
        (1_999 * WAN, WAN, False),
        (50_000 * WAN, WAN, True),
        (50_001 * WAN, WAN, False),
        (WAN, 10_000 * WAN, True),
        (-10_000 * WAN, WAN, True),
        (0, WAN, False),
        (WAN, 0, False),
    ],
)
def test_the_unit_guard_doubts_jumps_of_about_ten_thousand(opened, now, before, doubted):
    fact(opened, opened.P01, "market_income", "2022", before)
    fill(opened, market_income=now)
    assert found(opened.form) == (["unit_market_income"] if doubted else [])


@pytest.mark.parametrize(
    ("code", "value", "doubted"),
    [
        ("rd_headcount", 10**15, True),
        ("rd_headcount", 99_999_999, False),
        ("trl_gain", Decimal("-0.5"), True),
        ("trl_gain", Decimal("0.5"), False),
        ("market_income", 10**12, True),
        ("market_income", -(10**11), False),
    ],
)
def test_a_figure_that_is_hardly_meant_is_doubted(db, code, value, doubted):
    kinds = {"rd_headcount": "count", "market_income": "money"}
    measure = Measure(code=code, unit="级", value_type=kinds.get(code, "number"))
    assert hardly_meant(measure, Decimal(value)) == doubted


def test_the_guard_doubts_what_no_platform_has(opened):
    fill(opened, market_income=10**13)
    (one,) = findings_of(opened.form)
    assert one.code == "unit_market_income" and "不大可能" in one.words and one.stops and not one.is_hard


def test_the_unit_guard_asks_for_an_explanation(opened):
    fact(opened, opened.P01, "market_income", "2022", 100)
    fill(opened, market_income=100 * WAN)
    one = findings_of(opened.form)[0]
    assert one.stops
    assert not one.is_hard
    filling.explain(opened.clerk_1, opened.form.pk, "unit_market_income", "上年仅有一笔小额收入")
    assert not findings_of(opened.form)[0].stops


@pytest.fixture
def crowd(opened):
    """Six platforms besides, with incomes of two years as facts; both years of P01 too."""
    opened.others = [platform_of(number) for number in range(3, 9)]
    opened.rates = [1.02, 1.10, 0.95, 1.20, 1.05, 1.15]
    for platform, rate in zip(opened.others, opened.rates, strict=True):
        fact(opened, platform, "market_income", "2022", 100 * WAN)
        fact(opened, platform, "market_income", "2023", round(100 * WAN * rate))
    fact(opened, opened.P01, "market_income", "2021", 90 * WAN)
    fact(opened, opened.P01, "market_income", "2022", 99 * WAN)
    return opened


def test_unusual_is_the_modified_z_score_of_the_change_among_others_and_own_earlier_ones(crowd):
    rule("ABS(unusual_market_income) <= 3.5")
    fill(crowd, market_income=300 * WAN)
    sample = np.log([*crowd.rates, 99 / 90])
    expected = 0.6745 * (np.log(300 / 99) - np.median(sample)) / median_abs_deviation(sample)
    one = findings_of(crowd.form)[0]
    assert float(one.figures["unusual_market_income"]) == pytest.approx(expected, abs=0.005)
    assert one.figures["year_ago_market_income"] == "99"
    with translation.override("zh-hans"):
        said = dict(findings_of(crowd.form)[0].read)
    assert said["市场化收入（与上年同期相比）"] == "+203.0%，明显高于往年及其他平台的增减幅度"
    fill(crowd, market_income=108 * WAN)
    assert found(crowd.form) == []


def test_others_count_when_they_have_handed_in_and_an_explanation_outlives_that(crowd):
    rule("ABS(unusual_market_income) <= 3.5")
    fact(crowd, crowd.P02, "market_income", "2022", 100 * WAN)
    fill(crowd, market_income=300 * WAN)
    filling.explain(crowd.clerk_1, crowd.form.pk, "rule", "中试线投产")
    before = findings_of(crowd.form)[0].figures["unusual_market_income"]
    fill(crowd, crowd.other, crowd.clerk_2, market_income=290 * WAN, total_expenditure=1 * WAN)
    assert findings_of(crowd.form)[0].figures["unusual_market_income"] == before  # A draft tells nothing.
    filling.explain(crowd.clerk_2, crowd.other.pk, "rule", "中试线投产")
    submission.submit(crowd.clerk_2, crowd.other.pk, "李院长")
    after = findings_of(crowd.form)[0]
    assert after.figures["unusual_market_income"] != before
    assert after.explanation == "中试线投产"


def test_too_few_to_compare_with_say_nothing(opened):
    rule("ABS(unusual_market_income) <= 3.5")
    fact(opened, opened.P01, "market_income", "2022", 99 * WAN)
    fill(opened, market_income=900 * WAN)
    assert found(opened.form) == []


def test_the_number_of_queries_does_not_grow(crowd):
    load_checks()
    for number in range(5):
        rule(f"year_ago_market_income + last_total_expenditure <= {number}", f"more_{number}")
    fill(crowd, market_income=300 * WAN, total_expenditure=400 * WAN)

    def queries(forms):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            findings_of_many(forms)
        return len(asked)

    def forms_of(collection):
        return list(Return.objects.filter(collection=collection).select_related("collection", "platform"))

    first = queries(forms_of(crowd.collection))
    asked = [
        RequestedMeasure(measure.code, required=False)
        for measure in Measure.objects.exclude(definitions__derivation__gt="")
        if not measure.definitions.filter(source_kind="expert").exists()
    ]
    large = collection_of(crowd, asked, [crowd.P01, crowd.P02, *crowd.others], title="另一次", period="2024")
    assert len(forms_of(large)) == 8
    assert queries(forms_of(large)) == first
    for number in range(20):
        rule(f"change_market_income <= {number}", f"even_more_{number}")
    assert queries(forms_of(large)) == first
    many = findings_of_many(forms_of(crowd.collection))
    assert [one.code for one in many[crowd.form.pk]] == found(crowd.form)


def test_only_clean_forms_pass_in_a_batch(opened):
    rule("market_income <= 1")
    for form, clerk, income in ((opened.form, opened.clerk_1, 2), (opened.other, opened.clerk_2, 1)):
        fill(opened, form, clerk, market_income=income * WAN, total_expenditure=1)
    filling.explain(opened.clerk_1, opened.form.pk, "rule", "大单")
    submission.submit(opened.clerk_1, opened.form.pk, "王院长")
    submission.submit(opened.clerk_2, opened.other.pk, "李院长")
    left = review.pass_clean(opened.officer_1, [opened.form.pk, opened.other.pk, 999])
    assert set(left) == {opened.form.pk, 999}


def test_the_checks_that_come_along_are_sound_and_loaded_once(bureau):
    assert load_checks() == len(default_checks()) == CheckRule.objects.count()
    rule = CheckRule.objects.get(code="headcount_degrees")
    assert rule.severity == "hard"
    CheckRule.objects.filter(code="headcount_degrees").update(active=False, title="改过")
    assert load_checks() == 0
    assert CheckRule.objects.get(code="headcount_degrees").title == "改过"
    assert not CheckRule.objects.filter(title_en="").exists()
    assert not CheckRule.objects.filter(advice_en="").exclude(advice="").exists()


def test_quarters_that_others_report_make_their_year(crowd):
    rule("ABS(unusual_market_income) <= 3.5")
    late = platform_of(9)
    for year, part in (("2022", 25), ("2023", 50)):
        for quarter in range(1, 5):
            fact(crowd, late, "market_income", f"{year}Q{quarter}", part * WAN)
    fill(crowd, market_income=300 * WAN)
    sample = np.log([*crowd.rates, 99 / 90, 2])
    expected = 0.6745 * (np.log(300 / 99) - np.median(sample)) / median_abs_deviation(sample)
    assert float(findings_of(crowd.form)[0].figures["unusual_market_income"]) == pytest.approx(
        expected, abs=0.005
    )


def test_a_quarter_is_compared_with_that_of_the_year_before(crowd):
    rule("ABS(unusual_market_income) <= 3.5")
    for platform, rate in zip([*crowd.others, crowd.P01], [*crowd.rates, 1], strict=True):
        for period, part in (("2022Q1", 1), ("2022Q4", 2.5), ("2023Q1", rate)):
            if platform is not crowd.P01 or period != "2023Q1":
                fact(crowd, platform, "market_income", period, round(100 * WAN * part))
    asked = [RequestedMeasure("market_income", required=False)]
    quarter = collection_of(crowd, asked, [crowd.P01], title="季报", period="2023Q1")
    form = Return.objects.get(collection=quarter)
    fill(crowd, form, market_income=105 * WAN)
    assert found(form) == []
    fill(crowd, form, market_income=40 * WAN)
    with translation.override("zh-hans"):
        (one,) = findings_of(Return.objects.get(pk=form.pk))
    assert dict(one.read)["市场化收入（与上年同期相比）"].startswith("-60.0%，明显低于")


def test_what_was_said_before_a_correction_stands_in_the_box(crowd):
    rule("market_income <= 1")
    fill(crowd, market_income=2 * WAN)
    filling.explain(crowd.clerk_1, crowd.form.pk, "rule", "大单")
    fill(crowd, market_income=3 * WAN)
    (one,) = findings_of(Return.objects.get(pk=crowd.form.pk))
    assert (one.explanation, one.earlier) == ("", "大单")


def test_findings_of_a_locked_form_stay_as_they_were_handed_in(crowd):
    rule("ABS(unusual_market_income) <= 3.5", title_en="Unusual")
    fill(crowd, market_income=300 * WAN, total_expenditure=1 * WAN)
    filling.explain(crowd.clerk_1, crowd.form.pk, "rule", "中试线投产")
    submission.submit(crowd.clerk_1, crowd.form.pk, "王院长")
    form = Return.objects.get(pk=crowd.form.pk)
    before = findings_of(form)[0]
    form.state = Return.State.LOCKED
    CheckRule.objects.filter(code="rule").update(expression="ABS(unusual_market_income) <= 1000")
    assert findings_of(form)[0].figures == before.figures
    assert findings_of(form)[0].read == before.read and not findings_of(form)[0].stops
