"""The way of a deal: whose turn it is at each step, what comes of it, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.deals.conftest import DAY, answers

from keqiao.web.deals.models import Deal, DealSide
from keqiao.web.deals.services import contracts, initiation, steps
from keqiao.web.deals.services.answers import answer
from keqiao.web.notices.models import Notice
from keqiao.web.procedures.refusals import ChangedMeanwhile

pytestmark = pytest.mark.django_db
TURNS = {
    "proposed": "both",
    "agreed": "broker",
    "protected": "broker",
    "appointed": "broker",
    "met": "supply",
    "quoted": "demand",
    "signed": "supply",
    "paid": "demand",
    "rated": "nobody",
}


def test_each_step_is_dated_owned_and_says_whose_turn_it_is(walk):
    for state, turn in TURNS.items():
        deal = walk.to(state)
        assert (deal.state, deal.turn) == (state, turn)
        assert (deal.due_on is not None) == (state != "rated")
    taken = list(deal.steps.values_list("action", "by__username"))
    assert taken == [
        ("recommend", "broker_1"),
        ("answer", "seeking_person"),
        ("agree", "P01_person"),
        ("protect", "broker_1"),
        ("appoint", "broker_1"),
        ("keep_minutes", "broker_1"),
        ("quote", "P01_person"),
        ("sign", "seeking_person"),
        ("receive", "P01_person"),
        ("rate", "seeking_person"),
    ]


def test_the_first_answer_gives_the_turn_to_the_other_side_who_hears_of_it(walk, market):
    answer(market.supply.user, walk.deal.pk, answers())
    walk.deal.refresh_from_db()
    assert (walk.deal.state, walk.deal.turn) == ("proposed", "demand")
    told = Notice.objects.filter(recipient=market.demand.user, kind="deals.turn")
    assert told.exists()
    assert not any("储能" in notice.words for notice in Notice.objects.all()), "no notice names a side"
    with pytest.raises(PermissionDenied, match="对方"):
        answer(market.supply.user, walk.deal.pk, answers())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"way": "mystery"}, "way"),
        ({"missing": " "}, "missing"),
        ({"about": ""}, "about"),
        ({"contact_agreed": False}, "contact_agreed"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused_at_its_field(walk, market, change, field):
    with pytest.raises(ValidationError) as refused:
        answer(market.demand.user, walk.deal.pk, answers(**change))
    assert list(refused.value.message_dict) == [field]
    assert not walk.deal.answers.exists()


def test_nobody_answers_for_a_side_that_has_people_of_its_own(walk, market):
    for user in (market.broker, market.officer):
        with pytest.raises(PermissionDenied):
            answer(user, walk.deal.pk, answers())
    for user in (market.other_firm.user, market.other_broker):
        with pytest.raises(Http404):
            answer(user, walk.deal.pk, answers())


def test_what_somebody_else_changed_meanwhile_is_not_written_over(walk, market):
    deal = walk.to("met")
    steps.quote(market.supply.user, deal.pk, Decimal(300_000), "样品", since=deal.edition)
    with pytest.raises(ChangedMeanwhile):
        steps.quote(market.broker, deal.pk, Decimal(200_000), "样品", since=deal.edition)
    deal.refresh_from_db()
    assert deal.quote_amount == 300_000


def test_a_side_that_finds_an_offer_comes_with_its_consent_and_through_the_broker(market):
    deal = initiation.approach(market.demand.user, answers(), offer=market.offer)
    assert (deal.demand, deal.supply, deal.broker) == (
        market.demand.organisation,
        market.supply.organisation,
        market.broker,
    )
    deal.refresh_from_db()
    assert deal.turn == "supply"
    with pytest.raises(ValidationError, match=deal.code):
        initiation.approach(market.demand.user, answers(), offer=market.offer)


def test_two_that_are_one_make_no_deal(market):
    with pytest.raises(ValidationError):
        initiation.approach(market.supply.user, answers(), offer=market.offer)


def test_a_deal_is_closed_with_a_reason_of_the_list(walk, market):
    with pytest.raises(ValidationError):
        steps.close(market.demand.user, walk.deal.pk, "")
    steps.close(market.demand.user, walk.deal.pk, "price", "对方报价过高")
    walk.deal.refresh_from_db()
    assert (walk.deal.state, walk.deal.turn, walk.deal.closing_reason) == ("closed", "nobody", "price")
    assert walk.deal.closed_by == market.demand.user


def test_money_comes_in_several_payments_and_never_more_than_the_contract_is_worth(walk, market):
    deal = walk.to("paid")
    contracts.receive(market.supply.user, deal.pk, DAY + timedelta(days=40), Decimal("80000.50"))
    assert contracts.received_of(Deal.objects.get(pk=deal.pk)) == Decimal("180000.50")
    for amount, day in (
        (Decimal(200_000), DAY),
        (Decimal(-200_000), DAY),
        (Decimal(1), DAY - timedelta(days=1)),
        (Decimal(1), date(2999, 1, 1)),
        (None, DAY),
    ):
        with pytest.raises(ValidationError):
            contracts.receive(market.supply.user, deal.pk, day, amount)
    contracts.receive(market.supply.user, deal.pk, DAY, Decimal("-80000.50"))
    assert contracts.received_of(Deal.objects.get(pk=deal.pk)) == 100_000
    walk.to("rated")
    contracts.receive(market.supply.user, deal.pk, DAY, Decimal(180_000))
    assert Deal.objects.get(pk=deal.pk).state == "rated"


def test_the_technology_amount_is_a_part_of_the_contract(walk, market):
    deal = walk.to("quoted")
    with pytest.raises(ValidationError) as refused:
        steps.sign(
            market.supply.user,
            deal.pk,
            kind="service",
            title="检测服务",
            amount=Decimal(10),
            tech_amount=Decimal(11),
            signed_on=DAY,
        )
    assert list(refused.value.message_dict) == ["contract_tech_amount"]


def test_both_sides_rate_once_and_the_demand_side_completes_the_deal(walk, market):
    deal = walk.to("paid")
    steps.rate(market.supply.user, deal.pk, DealSide.SUPPLY, Decimal(88))
    deal.refresh_from_db()
    assert deal.state == "paid"
    with pytest.raises(PermissionDenied):
        steps.rate(market.supply.user, deal.pk, DealSide.SUPPLY, Decimal(88))
    with pytest.raises(ValidationError):
        steps.rate(market.demand.user, deal.pk, DealSide.DEMAND, Decimal("92.55"))
    assert walk.to("rated").state == "rated"


def test_a_deal_passes_to_another_broker(walk, market):
    steps.assign(market.broker, walk.deal.pk, market.other_broker)
    walk.deal.refresh_from_db()
    assert walk.deal.broker == market.other_broker
    with pytest.raises(Http404):
        steps.prolong(market.broker, walk.deal.pk, "等待样品")
    with pytest.raises(ValidationError):
        steps.assign(market.officer, walk.deal.pk, market.demand.user)
