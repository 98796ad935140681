"""Past co-operation stands as a reason beside a counterpart, and tells no name that is hidden."""

from datetime import timedelta

from tests.web.deals.conftest import DAY

from keqiao.web.deals.services import contracts
from keqiao.web.exchange.counterparts import matches_of
from keqiao.web.exchange.models import Offer

TITLE = "低温电芯保持率提升"


def test_contracts_of_the_two_are_named_where_the_reader_knows_both(walk, market):
    deal = walk.to("paid")
    contracts.register(market.supply.user, deal.pk, "2024320001", DAY + timedelta(days=9))
    Offer.objects.filter(pk=market.offer.pk).update(title=TITLE)
    market.offer.refresh_from_db()

    def together(user):
        return [match.contracts for match in matches_of(user, market.need).fitting]

    from keqiao.web.exchange.text_index import rebuild

    rebuild()
    assert together(market.officer) == [0]  # the offer hides its name
    Offer.objects.filter(pk=market.offer.pk).update(disclosure="public")
    assert together(market.officer) == [1]
    assert together(market.other_firm.user) == [0]  # the need hides its own
    assert together(None) == [0]
