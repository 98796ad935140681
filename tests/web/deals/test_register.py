"""The contract of a deal is a row of the register, not a copy; figures of needs and contracts come from there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.web.deals.conftest import DAY, answers

from keqiao.periods import Period
from keqiao.web.deals.models import Deal, DealPayment
from keqiao.web.deals.page import unverified_base
from keqiao.web.deals.services import contracts, initiation
from keqiao.web.deals.services.answers import answer
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.services import load_measures
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import ContractReceipt, RowState, TechContract
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.verification import services as verification

pytestmark = pytest.mark.django_db
CODES = ("local_contract_amount", "contract_receipts", "needs_accepted", "needs_fulfilled")


@pytest.fixture
def registered(walk, market):
    """A deal whose contract was registered after its first payment; a second came later."""
    deal = walk.to("paid")
    contracts.register(market.supply.user, deal.pk, "2024320001", DAY + timedelta(days=9))
    contracts.receive(market.supply.user, deal.pk, DAY + timedelta(days=30), Decimal(50_000))
    return Deal.objects.get(pk=deal.pk)


def value(code: str, period: str, platform=None, *, basis: str = "reported", known_at=None):
    load_measures(None)
    computation = Computation(CODES, [Period.parse(period)], basis, known_at)
    return computation.value(code, platform.pk if platform else None, Period.parse(period))


def test_the_row_holds_what_the_deal_said_and_the_deal_no_longer(registered, market):
    row = TechContract.objects.get()
    assert (row.registration_no, row.amount, row.tech_amount, row.kind) == (
        "2024320001",
        280_000,
        260_000,
        "development",
    )
    assert (row.buyer, row.platform, row.source) == (
        market.demand.organisation,
        market.supply.platform,
        registered.code,
    )
    assert registered.contract == row
    assert (registered.contract_amount, registered.contract_tech_amount) == (None, None)
    assert list(ContractReceipt.objects.values_list("amount", flat=True)) == [100_000, 50_000]
    assert not DealPayment.objects.filter(amount__isnull=False).exists()


def test_what_is_corrected_in_the_register_is_corrected_in_the_deal(registered, market):
    row = registered.contract
    row.amount = Decimal(270_000)
    with change_set(market.officer, ChangeSet.Kind.EDIT, register="contracts", reason="合同复核") as changes:
        changes.save(row)
    deal = Deal.objects.get(pk=registered.pk)
    assert deal.terms.amount == 270_000
    assert contracts.received_of(deal) == 150_000


def test_it_counts_as_reported_until_another_person_of_the_bureau_verified_it(registered, market):
    platform = market.supply.platform
    assert value("local_contract_amount", "2024", platform).value == 280_000
    assert value("local_contract_amount", "2024", platform, basis="verified").value == 0
    row = registered.contract
    assert row.verification == RowState.REPORTED
    verification.verify(market.officer, BY_MODEL[TechContract], {row.pk: row.version})
    assert TechContract.objects.get(pk=row.pk).is_verified
    # A verified row counts once the rows that it rests on are verified too (ADR 0020); the deal names them.
    assert value("local_contract_amount", "2024", platform, basis="verified").value == 0
    based_on = unverified_base(row)
    assert set(based_on) == {row.buyer, platform, platform.organisation}
    for base in based_on:
        verification.verify(market.officer, BY_MODEL[type(base)], {base.pk: base.version})
    assert unverified_base(TechContract.objects.get(pk=row.pk)) == []
    assert value("local_contract_amount", "2024", platform, basis="verified").value == 280_000


def test_brokers_and_the_demand_side_change_no_register(walk, market):
    deal = walk.to("paid")
    for user in (market.broker, market.demand.user):
        with pytest.raises(PermissionDenied):
            contracts.register(user, deal.pk, "2024320001", DAY)
        with pytest.raises(PermissionDenied):
            contracts.receive(user, deal.pk, DAY, Decimal(1))


def test_a_number_that_is_taken_is_refused_and_nothing_is_written(registered, market, user_with):
    other = initiation.approach(market.other_firm.user, answers(), offer=market.offer)
    answer(market.supply.user, other.pk, answers())
    Deal.objects.filter(pk=other.pk).update(
        state="signed", contract_kind="service", contract_title="检测", contract_amount=1, signed_on=DAY
    )
    with pytest.raises(ValidationError):
        contracts.register(market.supply.user, other.pk, "2024320001", DAY)
    assert TechContract.objects.count() == 1
    assert Deal.objects.get(pk=other.pk).contract_id is None


def test_needs_count_when_the_platform_agreed_and_when_the_first_money_came(registered, market):
    platform, this_year = market.supply.platform, str(timezone.localdate().year)
    assert value("needs_accepted", this_year, platform).value == 1
    assert value("needs_fulfilled", "2024", platform).value == 1
    assert value("needs_fulfilled", "2024").value == 1
    assert value("needs_fulfilled", "2024Q3", platform).value == 0
    assert value("contract_receipts", "2024", platform).value == 150_000
    assert value("needs_accepted", this_year, market.other_platform.platform).value == 0


def test_a_figure_as_it_was_known_before_the_money_came_stays_what_it_was(walk, market):
    walk.to("signed")
    before = timezone.now()
    walk.to("paid")
    platform = market.supply.platform
    assert value("needs_fulfilled", "2024", platform, known_at=before).value == 0
    assert value("needs_fulfilled", "2024", platform, known_at=timezone.now()).value == 1


def test_the_figure_opens_the_deal_and_the_row_leads_back_to_it(registered, market, client):
    load_measures(None)
    client.force_login(market.officer)
    fulfilled = client.get("/figures/needs_fulfilled/P01/2024/").content.decode()
    assert registered.get_absolute_url() in fulfilled
    contract = client.get("/figures/local_contract_amount/P01/2024/").content.decode()
    row = reverse("registry:row", kwargs={"key": "contracts", "pk": registered.contract.pk})
    assert row in contract
    assert registered.get_absolute_url() in client.get(row).content.decode()
    assert row in client.get(registered.get_absolute_url()).content.decode()


def test_others_see_neither_the_deal_behind_a_figure_nor_behind_a_row(registered, market, client):
    load_measures(None)
    client.force_login(market.other_platform.user)
    page = client.get("/figures/needs_fulfilled/city/2024/").content.decode()
    assert registered.code not in page and registered.get_absolute_url() not in page
