"""Team shares: within what the rules allow of what was paid, proposed and confirmed by two persons, then frozen."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import translation
from tests.web.funding.payments.conftest import BARRED, WITHOUT, decided_pool

from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.funding.models import Spending, TeamMember, TeamShare
from keqiao.web.funding.payments.services import payments, teams, uses

DAY = date(2024, 6, 3)


def pay_first(finance, pool, amount=900_000, voucher="V1"):
    line = pool.chosen.lines.get(platform__code="P01")
    entry = payments.Paid(line.instalments.get(number=1).pk, Decimal(amount), date(2024, 5, 6), voucher)
    payments.pay(finance, pool.pk, [entry])
    return line


@pytest.fixture
def paid_line(finance, pool, team):
    """90 万元 are paid: up to 27 万元 for the team."""
    return pay_first(finance, pool)


def weights(team, *given):
    return {person.pk: Decimal(weight) for person, weight in zip(team, given, strict=False)}


def propose(user, line, team, amount=200_000, given=(5, 3, 2)):
    return teams.propose(user, line.pk, weights(team, *given), Decimal(amount), DAY, "年度绩效")


def test_amounts_follow_weights_between_floor_and_cap(paid_line, team, clerk):
    share = propose(clerk, paid_line, team, given=(8, 1, 1))
    amounts = {member.person.code: member.amount for member in share.members.all()}
    # cap 0.6 holds the first; the rest is divided by weight
    assert amounts == {"R1": 120_000, "R2": 40_000, "R3": 40_000}
    assert all(member.steps for member in share.members.all())


def test_two_persons_make_a_share(paid_line, team, clerk, director, other_director):
    share = propose(clerk, paid_line, team)
    with pytest.raises(PermissionDenied):
        teams.confirm(clerk, paid_line.pk, share.pk)
    with pytest.raises(Http404):
        teams.confirm(other_director, paid_line.pk, share.pk)
    teams.confirm(director, paid_line.pk, share.pk)
    own = propose(director, paid_line, team, 10_000)
    with pytest.raises(PermissionDenied):
        teams.confirm(director, paid_line.pk, own.pk)
    for share_pk in (share.pk,):
        with pytest.raises(PermissionDenied):
            teams.confirm(director, paid_line.pk, share_pk)


def test_a_confirmed_share_counts_as_used_and_is_taken_back_by_the_director(paid_line, team, clerk, director):
    share = teams.confirm(director, paid_line.pk, propose(clerk, paid_line, team).pk)
    entry = Spending.objects.get()
    assert (entry.category, entry.amount, entry.share) == ("incentive", 200_000, share)
    assert teams.handed_on(paid_line) == 200_000
    with pytest.raises(PermissionDenied):
        uses.reverse_use(clerk, paid_line.pk, entry.pk, "错")
    uses.reverse_use(director, paid_line.pk, entry.pk, "错")
    assert teams.handed_on(paid_line) == 0
    propose(clerk, paid_line, team, 270_000)


def test_never_more_than_the_rules_allow_of_what_was_paid(paid_line, team, clerk, director):
    with pytest.raises(ValidationError, match="27"):
        propose(clerk, paid_line, team, "270000.01")
    teams.confirm(director, paid_line.pk, propose(clerk, paid_line, team).pk)
    with pytest.raises(ValidationError, match=r"20\.00"):
        propose(clerk, paid_line, team, "70000.01")
    two = [propose(clerk, paid_line, team, 70_000) for _ in range(2)]
    teams.confirm(director, paid_line.pk, two[0].pk)
    with pytest.raises(ValidationError):
        teams.confirm(director, paid_line.pk, two[1].pk)


def test_not_more_than_is_left(paid_line, team, clerk):
    uses.report_use(clerk, paid_line.pk, uses.Used("research", Decimal(800_000), DAY, "设备"))
    with pytest.raises(ValidationError):
        propose(clerk, paid_line, team)


def test_rules_that_bar_it_are_named(officer, finance, platforms, team, clerk):
    barred = decided_pool(officer, platforms, BARRED, "F-2")
    with translation.override("en"), pytest.raises(ValidationError, match="No bonuses from this money"):
        propose(clerk, pay_first(finance, barred), team)
    without = decided_pool(officer, platforms, WITHOUT, "F-3")
    with translation.override("en"), pytest.raises(ValidationError, match="Model rules"):
        propose(clerk, pay_first(finance, without, voucher="V2"), team)


def test_only_people_of_the_platform_and_weights_that_are_some(paid_line, team, clerk):
    for given in (
        weights(team[4:], 1),
        weights(team, 0, 0, 0),
        weights(team, "NaN"),
        weights(team, -1, 3),
        weights(team, 1, "1e9"),
        weights(team, 1),  # a cap of 0.6 cannot hold with one person
        {},
    ):
        with pytest.raises(ValidationError):
            teams.propose(clerk, paid_line.pk, given, Decimal(1000), DAY)


def test_a_share_that_waits_is_withdrawn(paid_line, team, clerk, director):
    share = propose(clerk, paid_line, team)
    teams.withdraw(clerk, paid_line.pk, share.pk)
    for act in (teams.confirm, teams.withdraw):
        with pytest.raises(PermissionDenied):
            act(director, paid_line.pk, share.pk)
    with pytest.raises(Http404):
        teams.withdraw(clerk, paid_line.pk, 2**70)


def test_the_log_keeps_totals_only(paid_line, team, clerk, director):
    teams.confirm(director, paid_line.pk, propose(clerk, paid_line, team).pk)
    for entry in Entry.objects.filter(action__endswith="_share"):
        assert "100000" not in entry.detail_text and "R1" not in entry.detail_text


def test_a_confirmed_share_is_frozen(paid_line, team, clerk, director):
    share = teams.confirm(director, paid_line.pk, propose(clerk, paid_line, team).pk)
    member = share.members.first()
    for act in (
        share.save,
        share.delete,
        member.save,
        member.delete,
        lambda: TeamShare.objects.update(amount=1),
        lambda: TeamMember.objects.update(amount=1),
    ):
        with pytest.raises(Frozen):
            act()
    for statement in (
        "UPDATE funding_teamshare SET amount = 1",
        "DELETE FROM funding_teamshare",
        "UPDATE funding_teammember SET amount = 1",
        "INSERT INTO funding_teammember (share_id, person_id, weight, amount, steps)"
        f" VALUES ({share.pk}, {team[3].pk}, 1, 1, '[]')",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
