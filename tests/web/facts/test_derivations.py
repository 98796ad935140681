from datetime import date
from decimal import Decimal as D
from typing import NamedTuple

import polars as pl
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.derivations import Derivation, Periods, Reading, codes, derivations, derive
from keqiao.web.facts.derivations.base import add_rows, count_things, counting
from keqiao.web.facts.derivations.people import full_time_equivalents
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.facts.models import Measure
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.models import (
    Agreement,
    Commitment,
    Engagement,
    Equipment,
    EquipmentUse,
    EquityEvent,
    FirmCertificate,
    FirmReport,
    FundingDeal,
    GovernanceItem,
    IncubationLink,
    Instalment,
    Organisation,
    Patent,
    PatentOwner,
    PatentTransfer,
    Platform,
    Project,
    ProjectParticipation,
    ProjectReceipt,
    Qualification,
    SiteMonths,
    TalentAward,
    TechContract,
)


def values(code, period, known_at=None):
    """Platform code (city: "city") → value."""
    period = Period.parse(period)
    computation = Computation([code], [period], known_at=known_at)
    found = {p.code: computation.value(code, p.pk, period) for p in Platform.objects.exclude(code="P03")}
    return {"city": computation.value(code, None, period).value} | {
        code: one.value for code, one in found.items() if one.value is not None
    }


def post(person, platform, start=date(2021, 1, 1), end=None, **fields):
    return Engagement.objects.create(
        person=person, platform=platform, started_on=start, ended_on=end, **fields
    )


def patent(serial, granted, kind="invention", ended=None):
    digits = f"2020{'1' if kind == 'invention' else '2'}{serial:07d}"
    return Patent.objects.create(
        application_no=f"{digits}.{patent_check_digit(digits)}",
        title="一种方法",
        kind=kind,
        filed_on=date(2020, 1, 2),
        granted_on=granted,
        ended_on=ended,
        status="granted",
    )


def test_every_derivation_is_a_measure_and_the_other_way_round(city):
    derived = {m.code for m in Measure.objects.filter(definitions__derivation__gt="")}
    assert derived == codes()


def test_a_person_at_two_platforms_counts_once_in_the_city(city, new_person):
    both, only = new_person(degree="doctor"), new_person(degree="master")
    post(both, city.P01), post(both, city.P02), post(only, city.P01)
    post(new_person(degree="doctor"), city.P01, end=date(2023, 12, 30))
    post(new_person(degree="bachelor"), city.P01, is_research=False)
    assert values("rd_headcount", "2023") == {"city": 2, "P01": 2, "P02": 1}
    assert values("rd_headcount", "2023-12-30")["city"] == 3
    assert values("rd_doctors", "2023") == {"city": 1, "P01": 1, "P02": 1}
    assert values("advanced_degree_share", "2023")["P02"] == 100


def test_full_time_equivalents_follow_the_published_example(db):
    # National statistics rule, worked example: two full-time (0.9 and 1) + 0.2 + 0.3 + 0.7 → 3.2 person-years.
    shares = ["0.9", "1", "0.2", "0.3", "0.7", "0.05"]
    rows = counted([Row(1, n, n, D(share) * 365) for n, share in enumerate(shares)])
    year = Periods.of([Period.parse("2023")])
    assert full_time_equivalents(rows, ["platform", "period"], year).collect()["value"].item() == D("3.2")


def test_talents_are_distinct_over_programmes_and_residents_have_a_plan(city, new_person):
    one, two, three = new_person(), new_person(), new_person()
    for person, category in (
        (one, "provincial_shuangchuang"),
        (one, "longcheng"),
        (two, "longcheng"),
        (three, "academician"),
    ):
        TalentAward.objects.create(
            person=person, programme="计划", level="provincial", year=2022, category=category
        )
    post(one, city.P01), post(two, city.P01), post(two, city.P02)
    post(three, city.P01, mode="flexible", resident=True, is_research=False)
    post(three, city.P02, mode="flexible", is_research=False)
    assert values("programme_talents", "2023") == {"city": 2, "P01": 2, "P02": 1}
    assert values("programme_talents", "2021")["city"] == 0
    assert values("academicians_resident", "2023") == {"city": 1, "P01": 1, "P02": 0}


def test_site_months_take_the_highest_title_and_only_years(city, new_person):
    person = new_person()
    for category in ("longcheng", "academician"):
        TalentAward.objects.create(
            person=person, programme="计划", level="national", year=2020, category=category
        )
    SiteMonths.objects.create(engagement=post(person, city.P01), year=2023, months=D("4.5"))
    assert values("talent_site_months", "2023") == {"city": D("13.5"), "P01": D("13.5"), "P02": 0}
    assert values("talent_site_months", "2023Q4")["city"] is None


def test_patents_by_kind_status_and_owner(city):
    shared, lapsed = patent(1, date(2022, 5, 1)), patent(2, date(2021, 5, 1), ended=date(2023, 6, 30))
    recent, model = patent(3, date(2023, 8, 1)), patent(4, date(2023, 1, 1), "utility")
    for one, owners in (
        (shared, (city.P01, city.P02)),
        (lapsed, (city.P01,)),
        (recent, (city.P02,)),
        (model, (city.P02,)),
    ):
        for owner in owners:
            PatentOwner.objects.create(patent=one, platform=owner)
    PatentTransfer.objects.create(patent=shared, kind="licence", on=date(2023, 3, 1))
    assert values("patents_invention", "2023") == {"city": 3, "P01": 2, "P02": 2}
    assert values("patents_utility", "2023") == {"city": 1, "P01": 0, "P02": 1}
    assert values("patents_invention_granted", "2023") == {"city": 1, "P01": 0, "P02": 1}
    assert values("patents_invention_valid", "2023-06-30")["city"] == 2
    assert values("patents_invention_valid", "2023-07-01")["city"] == 1
    assert values("patents_invention_transferred", "2023") == {"city": 1, "P01": 1, "P02": 1}
    assert values("patents_invention_transferred", "2022")["city"] == 0


def test_projects_count_once_and_receipts_weigh_the_role(city):
    project = Project.objects.create(number="N1", title="课题", level="national", started_on=date(2022, 3, 1))
    local = Project.objects.create(number="C1", title="课题", level="city", started_on=date(2022, 3, 1))
    lead = ProjectParticipation.objects.create(project=project, platform=city.P01, role="lead")
    part = ProjectParticipation.objects.create(project=project, platform=city.P02, role="participant")
    small = ProjectParticipation.objects.create(project=local, platform=city.P02, role="lead")
    receipts = (
        (lead, date(2023, 2, 1)),
        (part, date(2023, 3, 1)),
        (small, date(2023, 3, 1)),
        (lead, date(2022, 12, 31)),
    )
    for participation, on in receipts:
        ProjectReceipt.objects.create(participation=participation, received_on=on, amount=1_000_000)
    assert values("provincial_projects", "2023") == {"city": 1, "P01": 1, "P02": 1}
    assert values("project_receipts_weighted", "2023") == {
        "city": 1_400_000,
        "P01": 1_000_000,
        "P02": 400_000,
    }
    assert values("project_receipts_weighted", "2023Q2")["city"] == 0


def link(platform, firm, start, end=None):
    return IncubationLink.objects.create(
        platform=platform, firm=firm, basis="equity", valid_from=start, valid_to=end
    )


def test_firms_count_once_by_their_code(city, new_firm):
    shared, closed = new_firm(usci="91320481000000019U"), new_firm(gone=date(2023, 5, 1))
    foreign = new_firm(local=False)
    link(city.P01, shared, date(2020, 1, 5)), link(city.P02, shared, date(2023, 2, 1))
    link(city.P01, closed, date(2020, 1, 5)), link(city.P01, foreign, date(2023, 2, 1))
    assert values("incubated_firms", "2023") == {"city": 2, "P01": 2, "P02": 1}
    assert values("incubated_firms", "2022")["city"] == 2
    # New for P02, but the city knew the firm since 2020.
    assert values("new_incubated_firms", "2023") == {"city": 0, "P01": 0, "P02": 1}
    assert values("new_incubated_firms", "2020")["city"] == 2
    assert values("firms_reaching_3y", "2023") == {"city": 2, "P01": 2, "P02": 0}
    assert values("firms_surviving_3y", "2023")["city"] == 1
    assert values("firm_survival_3y", "2023") == {"city": 50, "P01": 50}


def test_firm_money_is_that_of_incubated_firms(city, new_firm):
    firm, left = new_firm(), new_firm()
    link(city.P01, firm, date(2021, 1, 5)), link(city.P02, firm, date(2021, 1, 5))
    link(city.P01, left, date(2021, 1, 5), date(2022, 12, 31))
    for one in (firm, left):
        for year, revenue in ((2022, 100), (2023, 150)):
            FirmReport.objects.create(firm=one, year=year, revenue=revenue, tax=revenue // 10)
        FundingDeal.objects.create(firm=one, instrument="equity", amount=500, on=date(2023, 5, 1))
    FundingDeal.objects.create(firm=firm, instrument="equity", amount=70, on=date(2023, 5, 1), private=False)
    FundingDeal.objects.create(firm=firm, instrument="loan", amount=70, on=date(2023, 5, 1))
    FirmCertificate.objects.create(
        firm=firm, kind="high_tech", granted_on=date(2020, 12, 1), expires_on=date(2023, 11, 30)
    )
    FirmCertificate.objects.create(firm=firm, kind="tech_sme", granted_on=date(2022, 1, 1))
    FirmCertificate.objects.create(firm=firm, kind="gazelle", granted_on=date(2022, 1, 1))
    assert values("incubated_revenue", "2023") == {"city": 150, "P01": 150, "P02": 150}
    assert values("incubated_revenue_previous", "2023")["P01"] == 200
    assert values("incubated_revenue_growth", "2023")["P01"] == -25
    assert values("incubated_tax", "2023")["city"] == 15
    assert values("incubated_equity_funding", "2023") == {"city": 500, "P01": 500, "P02": 500}
    assert values("certified_firms", "2023")["city"] == 1
    assert values("certified_firm_share", "2022") == {"city": 50, "P01": 50, "P02": 100}


def test_stakes_end_with_a_sale_or_the_firm(city, new_firm):
    kept, sold, gone = new_firm(), new_firm(), new_firm(gone=date(2023, 1, 1))
    for firm, platform, kind, amount, percent, on in (
        (kept, city.P01, "technology", 300, D(30), date(2021, 1, 1)),
        (kept, city.P02, "cash", 100, None, date(2021, 1, 1)),
        (kept, city.P01, "transfer", 50, D(25), date(2023, 3, 1)),
        (sold, city.P01, "cash", 80, D(10), date(2021, 1, 1)),
        (sold, city.P01, "transfer", 200, D(0), date(2023, 3, 1)),
        (gone, city.P01, "cash", 60, D(10), date(2021, 1, 1)),
    ):
        EquityEvent.objects.create(
            firm=firm, platform=platform, kind=kind, amount=amount, percent=percent, on=on
        )
    assert values("equity_stakes", "2022") == {"city": 3, "P01": 3, "P02": 1}
    assert values("equity_stakes", "2023") == {"city": 1, "P01": 1, "P02": 1}
    assert values("equity_stake_value", "2023") == {"city": 350, "P01": 250, "P02": 100}


def test_contracts_by_buyer_and_cluster(city):
    home, away = (
        Organisation.objects.create(name=name, division=code)
        for name, code in (("本地", "320481"), ("外地", "310000"))
    )
    for number, (buyer, noted, cluster, amount, on) in enumerate(
        (
            (home, None, city.cluster, 100, date(2023, 1, 1)),
            (away, None, None, 200, date(2023, 12, 31)),
            (away, True, city.cluster, 400, date(2023, 6, 1)),
            (home, None, city.cluster, 800, None),
            (home, None, city.cluster, 1600, date(2024, 1, 1)),
        )
    ):
        TechContract.objects.create(
            registration_no=f"T{number}",
            kind="service",
            buyer=buyer,
            platform=city.P01,
            buyer_local=noted,
            cluster=cluster,
            amount=amount,
            tech_amount=amount // 2,
            signed_on=date(2022, 12, 1),
            registered_on=on,
        )
    assert values("contract_amount", "2023")["city"] == 700
    assert values("local_contract_amount", "2023")["P01"] == 500
    assert values("local_contract_tech_amount", "2023")["P01"] == 250
    assert values("cluster_contract_share", "2023")["P01"].quantize(D("0.0001")) == D("71.4286")
    assert "P02" not in values("cluster_contract_share", "2023")


def test_platforms_over_time_and_years_in_operation(city):
    assert [
        values("platform_count", day)["city"] for day in ("2019-12-31", "2020-01-01", "2020-06-01", "2024")
    ] == [0, 1, 2, 3]
    assert values("operating_years", "2022-12-31")["P01"] < 3
    assert values("operating_years", "2023-01-01")["P01"] == 3
    assert values("operating_years", "2023")["city"] is None


def test_qualifications_have_points_while_valid(city):
    for name, kind, level, points, expires in (
        ("国家重点实验室", "co_built_lab", "national", None, None),
        ("省级中心", "centre", "provincial", None, date(2022, 12, 31)),
        ("特别", "other", "city", D("0.5"), None),
    ):
        for platform in (city.P01, city.P02)[: 2 if kind == "co_built_lab" else 1]:
            Qualification.objects.create(
                platform=platform,
                name=name,
                kind=kind,
                level=level,
                points=points,
                granted_on=date(2021, 1, 1),
                expires_on=expires,
            )
    assert values("qualification_points", "2022")["P01"] == D("6.5")
    assert values("qualification_points", "2023")["P01"] == D("4.5")
    assert values("co_built_labs", "2023") == {"city": 1, "P01": 1, "P02": 1}


def test_fulfilment_of_the_agreement(city, new_person):
    agreement = Agreement.objects.create(platform=city.P01, title="协议", signed_on=date(2020, 1, 1))
    promised = (
        ("rd_headcount", 4, "platform"),
        ("platform_count", 1, "platform"),
        ("rd_doctors", 9, "government"),
    )
    for measure, target, party in promised:
        Commitment.objects.create(
            agreement=agreement, party=party, item="约定", measure_code=measure, target=target, year=2023
        )
    post(new_person(), city.P01)
    assert values("plan_fulfilment", "2023") == {"city": None, "P01": D("62.5")}


def test_what_was_known_then_stays_readable(city, new_person):
    before = timezone.now()
    row = post(new_person(), city.P01)
    between = timezone.now()
    Engagement.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="重复登记")
    assert values("rd_headcount", "2023", known_at=before)["city"] == 0
    assert values("rd_headcount", "2023", known_at=between)["city"] == 1
    assert values("rd_headcount", "2023")["city"] == 0


class Row(NamedTuple):
    """A register row that counts: ``value`` is what it adds."""

    platform: int
    key: int
    id: int
    value: D


def counted(rows):
    """Rows as a derivation selects them, all of the first period."""
    schema = {"platform": pl.Int64, "key": pl.Int64, "id": pl.Int64, "value": DECIMAL}
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    return counting(frame.with_columns(period=pl.lit(0, pl.Int32)), key="key", value=pl.col("value"))


ROWS = st.lists(
    st.builds(Row, st.integers(1, 4), st.integers(1, 6), st.integers(1, 40), st.integers(0, 9).map(D)),
    max_size=40,
    unique_by=lambda row: (row.platform, row.id),
)


def derived(rows, combine, validity):
    """Platform (None: the city) → value, of rows in 2023."""
    derivation = Derivation("x", "m", lambda *_: counted(rows), combine)
    found = derive(derivation, Reading(validity), Periods.of([Period.parse("2023")])).values.collect()
    return dict(found.select("platform", "value").iter_rows())


@settings(max_examples=examples(60), deadline=None)
@given(ROWS)
def test_the_city_counts_distinct_things(rows):
    validity = dict.fromkeys(range(1, 5), (date(2000, 1, 1), None))
    found = derived(rows, count_things, validity)
    by_platform = [found[platform] for platform in range(1, 5)]
    assert found[None] == len({row.key for row in rows})
    assert max(by_platform) <= found[None] <= sum(by_platform)
    by_id = {row.id: row for row in rows}
    distinct = [row._replace(value=by_id[row.id].value) for row in rows]
    added = derived(distinct + distinct, add_rows, validity)
    assert added[None] == sum(row.value for row in by_id.values())


@given(ROWS)
def test_a_platform_outside_the_system_counts_nowhere(rows):
    found = derived(
        rows, count_things, {1: (date(2000, 1, 1), date(2022, 12, 31)), 2: (date(2000, 1, 1), None)}
    )
    assert found[1] == 0
    assert found[None] == found[2]


@pytest.mark.parametrize("code", sorted(derivations()))
def test_an_empty_city_has_zeros_or_reasons(city, code):
    period = Period.parse("2023")
    found = Computation([code], [period]).value(code, None, period)
    assert found.value == 0 or (found.state == State.MISSING and found.reason) or code == "platform_count"


def test_instalments_due_and_projects_led(city):
    """What agreements promise for the year, and the projects that a platform leads and that ran in it."""
    agreement = Agreement.objects.create(platform=city.P01, title="共建协议", signed_on=date(2020, 1, 1))
    for number, (day, amount) in enumerate(
        [(date(2022, 12, 31), 7), (date(2023, 1, 1), 30), (date(2023, 12, 31), 20), (date(2024, 1, 1), 9)], 1
    ):
        Instalment.objects.create(agreement=agreement, number=number, amount=amount, due_on=day)
    for number, (level, role, begun, ended, status) in enumerate(
        [
            ("national", "lead", 2020, None, "running"),
            ("provincial", "lead", 2023, 2024, "running"),
            ("city", "lead", 2020, None, "running"),
            ("national", "participant", 2020, None, "running"),
            ("national", "lead", 2019, 2022, "running"),
            ("national", "lead", 2024, None, "running"),
            ("national", "lead", 2020, None, "terminated"),
        ]
    ):
        project = Project.objects.create(
            number=f"X{number}",
            title="项目",
            level=level,
            started_on=date(begun, 1, 1),
            ended_on=None if ended is None else date(ended, 12, 31),
            status=status,
        )
        ProjectParticipation.objects.create(project=project, platform=city.P01, role=role)
    assert values("agreement_instalments_due", "2023")["P01"] == 50
    assert values("agreement_instalments_due", "2023")["P02"] == 0
    assert values("projects_led", "2023")["P01"] == 2
    Agreement.objects.filter(pk=agreement.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="重复")
    assert values("agreement_instalments_due", "2023")["P01"] == 0


def test_who_leads_which_mechanisms_hold_and_what_market_is_meant(city):
    """A mechanism counts once for a platform, while it holds; a head seconded until 2022 is no longer in 2023."""

    def item(platform, kind, state="in_place", head="", ended=None):
        GovernanceItem.objects.create(
            platform=platform,
            kind=kind,
            title="事项",
            state=state,
            head=head,
            valid_from=date(2021, 1, 1),
            valid_to=ended,
        )

    item(city.P01, "head", head="seconded")
    item(city.P02, "head", head="seconded", ended=date(2022, 12, 31))
    for kind, state in (("market", "in_place"), ("market", "in_place"), ("employment", "partly")):
        item(city.P01, kind, state)
    item(city.P01, "management")
    item(city.P01, "charter")
    Platform.objects.filter(pk=city.P02.pk).update(market_direction="储能安全检测服务")
    assert [values("heads_seconded", year)["city"] for year in ("2022", "2023")] == [2, 1]
    assert values("mechanisms_in_place", "2023")["P01"] == 2
    assert values("market_directions", "2023")["P02"] == 1
    assert values("market_directions", "2023")["P01"] == 0


def test_what_the_government_promised_paid_and_delivered(city):
    agreement = Agreement.objects.create(platform=city.P01, title="共建协议", signed_on=date(2020, 1, 1))
    for number, (paid_on, paid) in enumerate(
        [(date(2023, 5, 1), 60), (date(2024, 2, 1), 100), (None, None)], 1
    ):
        Instalment.objects.create(
            agreement=agreement,
            number=number,
            amount=50 if number == 1 else 100,
            due_on=date(2023, number, 1),
            paid_on=paid_on,
            paid_amount=paid,
        )
    promises = [
        {"due_on": date(2023, 6, 30), "delivered_on": date(2023, 6, 1)},
        {"year": 2023, "delivered_on": date(2024, 1, 9)},
        {"year": 2023, "target": 100, "delivered": 80, "delivered_on": date(2023, 6, 1)},
        {"due_on": date(2024, 1, 1), "delivered_on": date(2023, 6, 1)},
        {"year": 2023, "party": "platform", "delivered_on": date(2023, 6, 1)},
        {"year": 2023, "measure_code": "rd_headcount", "target": 3},
    ]
    for promise in promises:
        Commitment.objects.create(agreement=agreement, item="事项", **{"party": "government"} | promise)
    assert (
        values("agreement_instalments_paid", "2023")["P01"] == 50
    )  # no more than was due, nothing paid later
    assert values("agreement_payment_rate", "2023")["P01"] == 20
    assert values("support_items_due", "2023")["P01"] == 3
    assert values("support_items_met", "2023")["P01"] == 1
    assert "P01" not in values("support_fulfilment", "2022")


def test_the_use_of_equipment_is_that_of_what_was_told(city):
    for number, (hours, available) in enumerate([(600, 1000), (900, 1000), (50, None)]):
        equipment = Equipment.objects.create(
            platform=city.P01,
            asset_no=f"E{number}",
            name="仪器",
            in_use_from=date(2021, 1, 1),
            hours_available=available,
        )
        EquipmentUse.objects.create(equipment=equipment, year=2023, hours=hours)
    assert values("equipment_utilisation", "2023")["P01"] == 75
    assert "P02" not in values("equipment_utilisation", "2023")
