"""Who is to act is reminded; what nobody acted on lapses only after they were told, and can be taken up again."""

from datetime import timedelta

import pytest

from keqiao.web.audit.clock import today
from keqiao.web.deals.models import Deal
from keqiao.web.deals.services import steps
from keqiao.web.deals.services.deadlines import look
from keqiao.web.exchange.models import DisclosureGrant
from keqiao.web.notices.models import Notice

pytestmark = pytest.mark.django_db


def due(deal: Deal, days: int) -> None:
    Deal.objects.filter(pk=deal.pk).update(due_on=today() + timedelta(days=days))


def reminders(deal) -> list[str]:
    return sorted(
        Notice.objects.filter(kind="deals.due", link=deal.get_absolute_url()).values_list(
            "recipient__username", flat=True
        )
    )


def test_those_in_turn_are_reminded_once_for_each_day_of_the_rule(walk):
    due(walk.deal, 8)
    assert look(today()) == (0, 0)
    due(walk.deal, 6)
    look(today())
    look(today())
    assert reminders(walk.deal) == ["P01_person", "seeking_person"]
    due(walk.deal, 6)
    look(today() + timedelta(days=5))
    assert len(reminders(walk.deal)) == 4


def test_a_deal_lapses_the_day_after_its_people_were_told_and_never_unannounced(walk, market):
    due(walk.deal, -30)  # the system was off
    assert look(today()) == (2, 0)
    assert look(today()) == (0, 0)
    assert Deal.objects.get(pk=walk.deal.pk).state == "proposed"
    assert look(today() + timedelta(days=1)) == (0, 1)
    lapsed = Deal.objects.get(pk=walk.deal.pk)
    assert (lapsed.state, lapsed.lapsed_from, lapsed.steps.last().by) == ("lapsed", "proposed", None)
    told = Notice.objects.filter(kind="deals.lapsed").values_list("recipient__username", flat=True)
    assert set(told) == {"seeking_person", "P01_person", "broker_1"}
    assert not DisclosureGrant.objects.filter(revoked_at=None).exists()
    assert look(today() + timedelta(days=1)) == (0, 0)


def test_a_lapsed_deal_is_taken_up_where_it_was(walk, market):
    deal = walk.to("quoted")
    due(deal, -1)
    look(today())
    look(today() + timedelta(days=1))
    steps.reopen(market.demand.user, deal.pk)
    again = Deal.objects.get(pk=deal.pk)
    assert (again.state, again.turn, again.lapsed_from) == ("quoted", "demand", "")
    assert again.due_on > today()
    assert set(DisclosureGrant.objects.filter(revoked_at=None).values_list("tier", flat=True)) == {3}


def test_a_signed_contract_does_not_lapse(walk):
    deal = walk.to("signed")
    due(deal, -100)
    for day in range(3):
        assert look(today() + timedelta(days=day))[1] == 0
    assert Deal.objects.get(pk=deal.pk).state == "signed"


def test_more_time_takes_a_reason_and_gives_the_whole_term(walk, market):
    due(walk.deal, -3)
    steps.prolong(market.broker, walk.deal.pk, "样品在途")
    assert Deal.objects.get(pk=walk.deal.pk).due_on == today() + timedelta(days=14)
