"""The pages of team shares: who sees what single persons get, and how a share is proposed and confirmed."""

from itertools import product

import pytest
from django.urls import reverse
from tests.web.funding.payments.conftest import BARRED, WITHOUT, decided_pool
from tests.web.funding.payments.views.test_paying import JUNK

from keqiao.web.funding.models import TeamShare


def address(name, pool, *more):
    return reverse(f"funding:{name}", args=(pool.pk, "P01", *more))


def test_names_and_amounts_of_persons_are_for_few(client_of, moved, pool, user_with):
    seen = {}
    for role in ("bureau_officer", "auditor", "leader", "congress", "finance_officer"):
        user = user_with(role, username=f"x_{role}")
        text = client_of(user).get(address("team_share", pool, moved.pk)).content.decode()
        seen[role] = "R1" in text and "80,000.00" in text
        assert "甲1" not in text or role == "bureau_officer"  # who keeps the register of people reads names
        assert "20.00" in text  # the total
    assert seen == {
        "bureau_officer": True,
        "auditor": True,
        "leader": False,
        "congress": False,
        "finance_officer": False,
    }


def test_the_own_unit_sees_its_sheet_another_does_not(client_of, moved, pool, clerk, other_director):
    text = client_of(clerk).get(address("team_share", pool, moved.pk)).content.decode()
    assert "甲1" in text and "80,000.00" in text
    assert client_of(other_director).get(address("team_share", pool, moved.pk)).status_code == 404


@pytest.mark.usefixtures("moved")
def test_a_share_is_proposed_and_confirmed(client_of, pool, clerk, director, team):
    client = client_of(clerk)
    assert "甲1" in client.get(address("new_share", pool)).content.decode()
    given = {"amount": "7", "spent_on": "2024-07-01"} | {f"weight_{person.pk}": "1" for person in team[:4]}
    where = client.post(address("new_share", pool), given).url
    share = TeamShare.objects.get(state=TeamShare.State.DRAFT)
    assert client.post(f"{where}confirm/").status_code == 403
    assert client_of(director).post(f"{where}confirm/").status_code == 302
    share.refresh_from_db()
    assert share.state == TeamShare.State.CONFIRMED
    assert client_of(director).post(f"{where}confirm/").status_code == 403
    assert client.post(f"{where}withdraw/").status_code == 403


def test_a_share_that_waits_is_withdrawn(client_of, moved, pool, clerk, team):
    client = client_of(clerk)
    given = {"amount": "7", "spent_on": "2024-07-01"} | {f"weight_{person.pk}": "1" for person in team[:4]}
    where = client.post(address("new_share", pool), given).url
    assert client.post(f"{where}withdraw/").status_code == 302
    assert TeamShare.objects.get(amount=70_000).state == TeamShare.State.WITHDRAWN


@pytest.mark.usefixtures("moved")
def test_shares_with_junk(client_of, pool, clerk, team):
    client = client_of(clerk)
    fine = {"amount": "1", "spent_on": "2024-07-01"} | {f"weight_{person.pk}": "1" for person in team[:4]}
    for name, junk in product(list(fine)[:3], JUNK):
        assert client.post(address("new_share", pool), fine | {name: junk}).status_code in {302, 422}
    for key in (2**63, 2**70):
        assert client.get(f"/funding/{pool.pk}/payments/of/P01/team/{key}/").status_code == 404


def test_rules_that_bar_it_are_named_before_anything_is_written(client_of, officer, platforms, director):
    client = client_of(director)
    for code, text, word in (("F-2", BARRED, "不得发放个人奖金"), ("F-3", WITHOUT, "示范规则")):
        pool = decided_pool(officer, platforms, text, code)
        assert word in client.get(address("new_share", pool)).content.decode()
