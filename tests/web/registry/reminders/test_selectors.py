"""What comes due as of a day: lights at their edges, what was renewed or settled, and whose it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Case, Value, When
from tests.web.registry.reminders.conftest import DAY

from keqiao.web.registry import models as m
from keqiao.web.registry.reminders import progress, selectors
from keqiao.web.registry.reminders.progress import PromiseProgress
from keqiao.web.registry.reminders.selectors import Reminders, counts

EVERY = ("bad", "watch", "good")


def reminders(user, day, **asked):
    """All that comes due."""
    return Reminders(user, day, **asked)[:]


def told(user, day=DAY, **asked):
    """(Kind, light) of every reminder."""
    return [(one.source.key, one.light) for one in reminders(user, day, **{"lights": EVERY} | asked)]


def lasting(city, **fields):
    return m.Qualification.objects.create(
        **{
            "platform": city[0].rows[m.Platform],
            "name": "工程中心",
            "kind": "centre",
            "level": "city",
            "granted_on": date(2021, 6, 1),
        }
        | fields
    )


def promise(city, number=0, **fields):
    agreement = city[number].rows[m.Agreement]
    return m.Commitment.objects.create(
        **{"agreement": agreement, "party": "government", "item": "提供研发场地"} | fields
    )


def instalment(city, **fields):
    made = {"agreement": city[0].rows[m.Agreement], "number": 9, "amount": 100_000, "due_on": DAY}
    return m.Instalment.objects.create(**made | fields)


@pytest.fixture(autouse=True)
def _only_the_tests_rows(city):
    """The promise and instalment of the city's side are settled, so that tests see their own rows."""
    m.Instalment.objects.update(paid_on=date(2023, 5, 1), paid_amount=100)
    m.Commitment.objects.update(delivered_on=date(2023, 5, 1))


@pytest.mark.parametrize(("left", "light"), [(-1, "bad"), (0, "watch"), (90, "watch"), (91, "good")])
@pytest.mark.parametrize("kind", ["qualifications", "certificates", "agreements"])
def test_what_expires_is_yellow_for_ninety_days_and_red_from_the_day_after(left, light, kind, city, officer):
    end = DAY + timedelta(days=left)
    if kind == "qualifications":
        lasting(city, expires_on=end)
    elif kind == "certificates":
        m.FirmCertificate.objects.update(expires_on=end)
        m.FirmCertificate.objects.filter(firm=city[1].rows[m.Firm]).delete()
    else:
        city[0].rows[m.Agreement].ends_on = end
        city[0].rows[m.Agreement].save()
    assert told(officer) == [(kind, light)]
    shown = told(officer, lights=("bad", "watch"))
    assert shown == ([] if light == "good" else [(kind, light)])


@pytest.mark.parametrize(("left", "light"), [(-1, "bad"), (0, "watch"), (30, "watch"), (31, "good")])
@pytest.mark.parametrize("party", ["government", "platform"])
def test_promises_of_both_sides_are_yellow_for_thirty_days(left, light, party, city, officer):
    promise(city, party=party, due_on=DAY + timedelta(days=left))
    assert told(officer) == [("commitments", light)]
    other = {"government": "platform", "platform": "government"}[party]
    assert told(officer, side=party) and not told(officer, side=other)


@pytest.mark.parametrize(("left", "light"), [(-1, "bad"), (0, "watch"), (30, "watch"), (31, "good")])
def test_instalments_like_promises(left, light, city, officer):
    instalment(city, due_on=DAY + timedelta(days=left))
    assert told(officer) == [("instalments", light)]


def test_a_payment_counts_from_its_day_and_a_part_leaves_the_rest(city, officer):
    row = instalment(city, due_on=date(2024, 5, 1), paid_on=DAY, paid_amount=100_000)
    assert told(officer) == []
    assert told(officer, DAY - timedelta(days=1)) == [("instalments", "bad")]
    m.Instalment.objects.filter(pk=row.pk).update(paid_amount=40_000)
    rest = reminders(officer, DAY)
    assert "6.00" in rest[0].what


def test_a_promise_for_a_year_is_due_on_its_last_day(city, officer):
    promise(city, year=2024)
    assert [one.due for one in reminders(officer, DAY, lights=EVERY)] == [date(2024, 12, 31)]
    assert told(officer, date(2024, 12, 1)) == [("commitments", "watch")]
    assert told(officer, date(2025, 1, 1)) == [("commitments", "bad")]


def test_a_promise_without_any_day_or_with_an_absurd_year_reminds_of_nothing(city, officer):
    promise(city)
    promise(city, year=0)
    promise(city, year=32_767)
    assert told(officer) == []


def test_a_delivery_settles_from_its_day_unless_it_falls_short(city, officer):
    row = promise(city, due_on=DAY, target=1000, delivered=1000, delivered_on=DAY)
    assert told(officer) == []
    assert told(officer, DAY - timedelta(days=1)) == [("commitments", "watch")]
    m.Commitment.objects.filter(pk=row.pk).update(delivered=700)
    assert reminders(officer, DAY)[0].progress == PromiseProgress(Decimal("0.7"))


def test_figures_decide_where_a_room_tells_them(city, officer, monkeypatch):
    near = promise(city, due_on=DAY, measure_code="patents_invention", target=4)
    promise(city, due_on=DAY, measure_code="rd_headcount", target=4)
    asked = []

    class Half:
        share = Decimal("0.5")

        def progress(self, user, rows, day):
            asked.append([row.pk for row in rows])
            return {near.pk: PromiseProgress(self.share, "/figure/")}

        def columns(self, user, day):
            share, is_met = (Case(When(pk=near.pk, then=Value(said))) for said in (0.5, self.share >= 1))
            return progress.ProgressColumns(share, is_met)

    monkeypatch.setattr(progress.PROGRESS, "items", [half := Half()])
    shown = {one.row.pk: one.progress for one in reminders(officer, DAY)}
    assert len(asked) == 1
    assert shown[near.pk] == PromiseProgress(Decimal("0.5"), "/figure/")
    half.share = Decimal(1)
    assert near.pk not in {one.row.pk for one in reminders(officer, DAY)}


def test_a_missed_target_of_a_year_is_not_repeated_for_ever_but_a_debt_is(city, officer):
    promise(city, due_on=date(2023, 5, 31), measure_code="patents_invention", target=4, item="专利")
    promise(city, due_on=date(2023, 5, 31), item="场地")
    m.Agreement.objects.update(signed_on=date(2020, 1, 1))
    assert [one.what for one in reminders(officer, DAY)] == ["场地"]


def test_what_was_renewed_is_left_out(city, officer):
    lasting(city, expires_on=DAY)
    lasting(city, granted_on=date(2024, 5, 1), expires_on=date(2027, 5, 1))
    assert told(officer, lights=("bad", "watch")) == []
    assert told(officer, date(2024, 4, 30), lights=("bad", "watch")) == [("qualifications", "watch")]


def test_a_renewal_is_of_the_same_platform_and_name(city, officer):
    lasting(city, expires_on=DAY)
    lasting(city, name="别的中心", expires_on=None)
    lasting(city, platform=city[1].rows[m.Platform], expires_on=None)
    assert told(officer) == [("qualifications", "watch")]


def test_a_firms_certificate_is_renewed_by_one_of_its_kind(city, officer):
    m.FirmCertificate.objects.all().delete()
    firm = city[0].rows[m.Firm]
    made = {"firm": firm, "granted_on": date(2021, 6, 1), "expires_on": DAY}
    m.FirmCertificate.objects.create(kind="high_tech", **made)
    m.FirmCertificate.objects.create(kind="other", number="甲", **made)
    later = {"firm": firm, "granted_on": date(2024, 5, 1), "expires_on": date(2027, 5, 1)}
    m.FirmCertificate.objects.create(kind="other", number="乙", **later)
    assert told(officer, lights=("watch",)) == [("certificates", "watch")] * 2
    m.FirmCertificate.objects.create(kind="high_tech", **later)
    assert told(officer, lights=("watch",)) == [("certificates", "watch")]


def test_a_firm_that_is_gone_renews_nothing(city, officer):
    m.FirmCertificate.objects.filter(firm=city[0].rows[m.Firm]).update(expires_on=DAY)
    assert told(officer) == [("certificates", "watch")]
    m.Organisation.objects.filter(firm=city[0].rows[m.Firm]).update(deregistered_on=date(2024, 1, 1))
    assert told(officer) == []


def test_an_amended_agreement_leaves_the_reminder_to_its_amendment(city, officer):
    first = city[0].rows[m.Agreement]
    m.Agreement.objects.filter(pk=first.pk).update(ends_on=DAY)
    m.Agreement.objects.create(
        platform=first.platform,
        title="补充协议",
        signed_on=date(2024, 5, 1),
        amends=first,
        ends_on=date(2027, 1, 1),
    )
    assert told(officer, lights=("bad", "watch")) == []
    assert told(officer, date(2024, 4, 30), lights=("bad", "watch")) == [("agreements", "watch")]


def test_what_ended_long_ago_and_what_was_withdrawn_is_left_out(city, officer):
    lasting(city, expires_on=DAY - timedelta(days=365))
    assert told(officer) == [("qualifications", "bad")]
    assert told(officer, DAY + timedelta(days=1)) == []
    row = m.Qualification.objects.get(name="工程中心")
    row.withdrawn_at = row.recorded_at
    row.save()
    assert told(officer) == []


@pytest.fixture
def all_due(city):
    """Of both platforms something of every kind is due on DAY."""
    for number in (0, 1):
        lasting(city, platform=city[number].rows[m.Platform], expires_on=DAY)
        promise(city, number, due_on=DAY)
    m.FirmCertificate.objects.update(expires_on=DAY)
    m.Agreement.objects.update(ends_on=DAY)
    m.Instalment.objects.update(due_on=DAY, paid_on=None, paid_amount=None)
    return city


KINDS = {"commitments", "instalments", "agreements", "qualifications", "certificates"}


@pytest.mark.parametrize("role", ["bureau_officer", "congress", "auditor", "leader", "talent_officer"])
def test_who_reads_everything_is_reminded_of_everything(role, all_due, user_with):
    found = told(user_with(role))
    assert set(found) == {(kind, "watch") for kind in KINDS}
    assert len(found) == 10


@pytest.mark.parametrize("role", ["platform_director", "platform_clerk"])
def test_a_platforms_people_are_reminded_of_their_own(role, all_due, user_with):
    user = user_with(role, unit=all_due[1].unit)
    found = reminders(user, DAY)
    assert {one.source.key for one in found} == KINDS
    assert len(found) == 5
    own = {all_due[1].rows[m.Platform], all_due[1].rows[m.Firm]}
    assert {one.subject for one in found} == own


def test_a_firm_is_reminded_of_its_own_certificates(all_due, user_with):
    user = user_with("firm", unit=all_due[0].firm_unit)
    assert [one.subject for one in reminders(user, DAY)] == [all_due[0].rows[m.Firm]]


@pytest.mark.parametrize("role", ["broker", "investor"])
def test_others_see_what_is_published(role, all_due, user_with):
    assert {kind for kind, _light in told(user_with(role))} == {"qualifications"}


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_nothing(role, all_due, user_with):
    assert told(user_with(role)) == []


def test_a_platforms_certificates_are_those_of_its_firms(all_due, officer):
    found = reminders(officer, DAY, platforms=[all_due[0].rows[m.Platform].pk], kinds=["certificates"])
    assert [one.subject for one in found] == [all_due[0].rows[m.Firm]]


def test_the_most_urgent_stands_first_and_the_counts_agree(all_due, officer):
    lasting(all_due, name="早到期", expires_on=DAY - timedelta(days=2))
    found = reminders(officer, DAY)
    assert found[0].what == "早到期"
    assert found[0].days == -2
    assert counts(officer, DAY) == selectors.Counts(overdue=1, soon=10)


def test_reminders_speak_of_today_and_in_a_demonstration_of_its_day(officer):
    region = m.Region.objects.create(name="示范市", default_as_of=DAY)
    assert selectors.present_day() == date.today()
    m.Region.objects.filter(pk=region.pk).update(demonstration=True)
    assert selectors.present_day() == DAY
