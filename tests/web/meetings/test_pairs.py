"""Pairs that the organiser lays down: who has to meet does, who must not does not, and contradictions are told."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.web.meetings.conftest import wish

from keqiao.web.meetings.models import EventMeeting, PairRule
from keqiao.web.meetings.services import pair_rules, participations, timetable


def lay_down(fair, demand: str, supply: str, *, must: bool) -> None:
    one, other = getattr(fair, demand).pk, getattr(fair, supply).pk
    pair_rules.lay_down(fair.market.officer, fair.event.pk, one, other, must=must)


def edition(fair) -> dict[str, int]:
    fair.event.refresh_from_db()
    return {"edition": fair.event.edition}


def pairs() -> set[tuple[int, int]]:
    return set(EventMeeting.objects.filter(cancelled=False).values_list("demand", "supply"))


def test_who_has_to_meet_meets_and_who_must_not_does_not(fair, before):
    wish(fair, "demand", supply=True)
    lay_down(fair, "demand", "supply", must=False)
    lay_down(fair, "other_firm", "supply", must=True)  # nobody wishes it
    timetable.plan(fair.market.officer, fair.event.pk)
    assert (fair.demand.pk, fair.supply.pk) not in pairs()
    assert (fair.other_firm.pk, fair.supply.pk) in pairs()


def test_a_pair_that_one_side_does_not_wish_is_refused_before_and_after(fair, before):
    wish(fair, "demand", supply=False)
    with pytest.raises(ValidationError, match="选了不洽谈"):
        lay_down(fair, "demand", "supply", must=True)
    lay_down(fair, "other_firm", "supply", must=True)
    wish(fair, "supply", other_firm=False)
    with pytest.raises(ValidationError, match="必须洽谈") as refusal:
        timetable.plan(fair.market.officer, fair.event.pk)
    assert str(fair.other_firm.organisation) in refusal.value.messages[0]


def test_what_cannot_be_kept_is_told_with_names(fair, before):
    for name, away in (("demand", [0]), ("supply", [1])):
        row = getattr(fair, name)
        participations.change(getattr(fair.market, name).user, row.pk, row.side, away, {})
    lay_down(fair, "demand", "supply", must=True)
    with pytest.raises(ValidationError) as refusal:
        timetable.plan(fair.market.officer, fair.event.pk)
    (words,) = refusal.value.messages
    assert str(fair.demand.organisation) in words and str(fair.supply.organisation) in words


def test_the_organiser_lays_down_and_takes_back_on_the_page_and_nobody_else_sees_it(fair, before, client_of):
    address = reverse("meetings:pair", args=(fair.event.pk,))
    officer, page = client_of(fair.market.officer), fair.event.get_absolute_url()
    sent = {"demand": fair.demand.pk, "supply": fair.supply.pk, "rule": "never"}
    assert officer.post(address, sent).status_code == 409  # without the edition that the page showed
    assert officer.post(address, sent | edition(fair)).status_code == 302
    rule = PairRule.objects.get()
    assert (rule.must, rule.set_by) == (False, fair.market.officer)
    assert "不安排洽谈" in officer.get(page).text
    assert not client_of(fair.market.demand.user).get(page).context["pair_rules"]
    refused = officer.post(
        address, {"demand": fair.supply.pk, "supply": fair.supply.pk, "rule": "must"} | edition(fair)
    )
    assert refused.status_code == 422 and PairRule.objects.count() == 1
    assert officer.post(address, {"back": rule.pk} | edition(fair)).status_code == 302
    assert not PairRule.objects.exists()
    again = officer.post(address, {"back": rule.pk} | edition(fair))
    assert again.status_code == 422 and "已没有指定规则" in again.text
