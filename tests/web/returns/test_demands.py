"""What a collection asks, from its opening on, is written by its lock only: proposals are refused, before and after."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from tests.web.returns.conftest import collection_of, fresh, handed_in, passed

from keqiao.periods import Period
from keqiao.web.facts.demands import meddles
from keqiao.web.facts.models import Fact, FigureProposal, Measure
from keqiao.web.facts.services import confirm, own_file, propose, refuse, store_evidence
from keqiao.web.returns.models import Collection
from keqiao.web.returns.services import filling, locking, review
from keqiao.web.returns.services.collections import RequestedMeasure, close_collection, prepare


def proposing(world, code="market_income", period="2023", platform="P01", **how):
    """Propose a figure as officer_1; ``platform`` None: the city's."""
    file = store_evidence(world.officer_1, own_file(ContentFile(b"%PDF-1.7 proof", name="a.pdf")), "佐证")
    place = getattr(world, platform) if platform else None
    value = how.pop("value", D(99_999))
    return propose(
        world.officer_1,
        code,
        place,
        period,
        value,
        reason="补录",
        evidence=[file],
        unit_checked=True,
        **how,
    )


def advance(world, state):
    """Bring the form of P01 into a state."""
    if state == "draft":
        return
    if state in {"submitted", "first_review", "sent_back"}:
        handed_in(world)
        if state == "submitted":
            return
        review.begin(world.officer_1, world.form.pk)
        if state == "sent_back":
            review.doubt_cells(world.officer_1, world.form.pk, {"market_income": "核对"})
            review.send_back(world.officer_1, world.form.pk)
        return
    passed(world)
    if state in {"locked", "unlocked"}:
        locking.lock(world.officer_1, world.form.pk)
    if state == "unlocked":
        locking.ask_unlock(world.clerk_1, world.form.pk, "更正")
        locking.grant_unlock(world.officer_2, world.form.pk)


@pytest.mark.parametrize("basis", ["reported", "verified"])
@pytest.mark.parametrize(
    "state", ["draft", "submitted", "first_review", "sent_back", "passed", "locked", "unlocked"]
)
def test_a_figure_that_is_asked_is_not_proposed_whatever_the_state_of_the_form(opened, state, basis):
    advance(opened, state)
    before = list(Fact.objects.values_list("pk", "value"))
    with pytest.raises(ValidationError) as refused:
        proposing(opened, basis=basis)
    words = " ".join(refused.value.messages)
    assert "2023年度绩效评价填报" in words and "解锁" in words and "平台1" in words
    assert not FigureProposal.objects.exists() and list(Fact.objects.values_list("pk", "value")) == before


def test_a_closed_collection_is_covered_one_in_preparation_is_not(bureau):
    collection = Collection(
        title="准备中", period="2023", form_number="1", issuer="局", due_on=date(2024, 3, 31)
    )
    prepare(bureau.officer_1, collection, [RequestedMeasure("market_income")], [bureau.P01])
    assert proposing(bureau).state == "waiting"
    opened = collection_of(bureau, title="已关闭", platforms=[bureau.P02])
    close_collection(bureau.officer_1, opened.pk)
    with pytest.raises(ValidationError, match="已关闭"):
        proposing(bureau, platform="P02")


def test_a_proposal_that_waits_when_the_collection_opens_is_not_confirmed_any_more(bureau):
    proposal = proposing(bureau)
    collection = collection_of(bureau)
    with pytest.raises(PermissionDenied, match="2023年度绩效评价填报"):
        confirm(bureau.officer_2, proposal.pk)
    assert not Fact.objects.exists() and FigureProposal.objects.get().state == "waiting"
    refuse(bureau.officer_2, proposal.pk, "已列入填报任务")
    assert collection.returns.count() == 2


def test_other_platforms_measures_and_years_stay_open(bureau):
    collection_of(bureau, platforms=[bureau.P01])
    for what in ({"platform": "P02"}, {"period": "2022"}, {"code": "operating_revenue"}):
        assert confirm(bureau.officer_2, proposing(bureau, **what).pk).is_by_hand


@pytest.mark.parametrize("period", ["2023", "2023H1", "2023Q2", "2023-05"])
def test_a_longer_or_shorter_period_would_replace_what_is_added_up(bureau, period):
    collection_of(bureau, period="2023Q2", due_on=date(2023, 7, 15))
    with pytest.raises(ValidationError):
        proposing(bureau, period=period)
    assert proposing(bureau, period="2023Q3").state == "waiting"


def test_the_year_beside_four_asked_quarters(bureau):
    for quarter in (1, 2, 3, 4):
        collection_of(
            bureau,
            title=f"季报{quarter}",
            period=f"2023Q{quarter}",
            asked=(RequestedMeasure("market_income"),),
        )
    with pytest.raises(ValidationError, match="季报"):
        proposing(bureau, period="2023")


def test_the_citys_figure_that_is_the_sum_of_asked_ones(opened):
    measure = Measure.objects.get(code="market_income")
    assert measure.city_total == "sum"
    with pytest.raises(ValidationError, match="全市"):
        proposing(opened, platform=None)
    assert proposing(opened, platform=None, period="2022").state == "waiting"


STOCK = Measure(kind="stock", roll_up="last")
FLOW = Measure(kind="flow", roll_up="sum")
APART = Measure(kind="flow", roll_up="none")


@pytest.mark.parametrize(
    ("measure", "period", "demanded", "expected"),
    [
        (FLOW, "2023", "2023Q2", True),
        (FLOW, "2023Q2", "2023", True),
        (FLOW, "2023-04", "2023Q2", True),
        (FLOW, "2023Q1", "2023Q2", False),
        (FLOW, "2023H2", "2023Q2", False),
        (FLOW, "2022", "2023", False),
        (STOCK, "2023-11-15", "2023Q4", True),
        (STOCK, "2023-12-31", "2023", True),
        (STOCK, "2023", "2023Q4", True),
        (STOCK, "2023", "2023Q2", False),
        (STOCK, "2023-09-30", "2023Q4", False),
        (STOCK, "2024-01-01", "2023", False),
        (APART, "2023", "2023Q2", False),
        (APART, "2023Q2", "2023Q2", True),
    ],
)
def test_which_periods_meddle_with_each_other(measure, period, demanded, expected):
    assert meddles(measure, Period.parse(period), Period.parse(demanded)) is expected


def test_the_lock_writes_what_is_asked_in_the_name_of_two_people(opened):
    form = passed(opened)
    reviewing_officer = fresh(form).second_reviewer
    locking.lock(opened.officer_1, form.pk)
    facts = Fact.objects.filter(platform=opened.P01)
    assert {fact.origin for fact in facts} == {"return"}
    assert {(fact.recorded_by, fact.confirmed_by) for fact in facts} == {(opened.clerk_1, reviewing_officer)}


def verified_in(world, stage, locker):
    """A form with a verified value that was entered in the review of ``stage``, locked by ``locker``."""
    form = handed_in(world)
    review.begin(world.officer_1, form.pk)
    if stage == "first":
        review.verify(world.officer_1, form.pk, "market_income", D(1_100_000), "核减")
    review.pass_cells(world.officer_1, form.pk)
    review.pass_first(world.officer_1, form.pk)
    if stage == "second":
        review.verify(world.officer_2, form.pk, "market_income", D(1_100_000), "核减")
    review.pass_cells(world.officer_2, form.pk)
    review.pass_second(world.officer_2, form.pk)
    locking.lock(locker, form.pk)
    return Fact.objects.get(basis="verified")


def test_a_verified_value_of_the_first_review_is_confirmed_by_the_second(opened):
    fact = verified_in(opened, "first", opened.officer_1)
    assert (fact.recorded_by, fact.confirmed_by) == (opened.officer_1, opened.officer_2)


def test_a_verified_value_of_the_second_review_is_confirmed_by_another_who_locks(opened):
    with pytest.raises(PermissionDenied, match="另一人"):
        verified_in(opened, "second", opened.officer_2)
    assert not Fact.objects.exists()
    locking.lock(opened.officer_1, opened.form.pk)
    fact = Fact.objects.get(basis="verified")
    assert (fact.recorded_by, fact.confirmed_by) == (opened.officer_2, opened.officer_1)


def test_a_lock_writes_anew_what_stood_by_hand(bureau):
    by_hand = confirm(bureau.officer_2, proposing(bureau, value=D("1200000.50")).pk)
    bureau.collection = collection_of(bureau)
    bureau.form = bureau.collection.returns.get(platform=bureau.P01)
    filling.report_anew(bureau.clerk_1, bureau.form.pk, "market_income", "按审计报告重新填报")
    locking.lock(bureau.officer_1, passed(bureau).pk)
    fact = Fact.objects.current().get(measure__code="market_income")
    assert (fact.value, fact.origin, fact.supersedes) == (by_hand.value, "return", by_hand)
