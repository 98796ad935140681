"""A fund on the page of its row: multiples, rate, local investment; a joint body with what came in and out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from keqiao.web.registry.models import Fund, FundFlow, FundPartner, JointBody, JointEntry, JointParty
from keqiao.web.transfer.funds import joint_reading_of, reading_of

ITEMS = ("organisation_form", "tasks", "funding", "ownership", "benefits", "risks", "breach")


def a_fund(capital) -> Fund:
    """Half of a hundred paid in, an investment in the city, a distribution, net assets."""
    body = capital.platform.organisation
    fund = Fund.objects.create(
        name="示范天使基金",
        general_partner=body,
        platform=capital.platform,
        size=Decimal(100_000_000),
        founded_on=date(2020, 1, 1),
        reinvestment=Decimal("1.5"),
    )
    FundPartner.objects.create(fund=fund, organisation=body, kind="city", committed=Decimal(20_000_000))
    for kind, day, amount in (
        ("call", date(2020, 1, 1), 50_000_000),
        ("investment", date(2020, 6, 1), 15_000_000),
        ("distribution", date(2022, 1, 1), 10_000_000),
        ("valuation", date(2024, 12, 31), 60_000_000),
    ):
        firm = capital.firm if kind == "investment" else None
        FundFlow.objects.create(fund=fund, kind=kind, on=day, amount=Decimal(amount), firm=firm)
    return fund


def test_multiples_and_local_investment_follow_from_the_flows(capital):
    known = reading_of(capital.officer, a_fund(capital), date(2025, 6, 30))
    assert (known.multiples.dpi, known.multiples.tvpi) == (Fraction(1, 5), Fraction(7, 5))
    assert known.multiples.rate is not None and 0 < known.multiples.rate < 0.2
    assert (known.local, known.local_asked, known.local_share) == (15_000_000, 30_000_000, Fraction(1, 2))
    earlier = reading_of(capital.officer, known.fund, date(2021, 1, 1))
    assert (earlier.multiples.dpi, earlier.valued_on) == (0, None)


def test_the_page_of_the_row_shows_them_with_the_method(capital, client_of):
    fund = a_fund(capital)
    body = client_of(capital.officer).get(f"/registers/funds/{fund.pk}/").content.decode()
    for words in ("TVPI", "1.40", "365", "50.00%"):
        assert words in body, words


def test_a_joint_body_tells_what_each_party_put_in(capital, client_of):
    organisation = capital.platform.organisation
    body = JointBody.objects.create(
        name="示范联合实验室",
        kind="laboratory",
        platform=capital.platform,
        signed_on=date(2024, 1, 1),
        **dict.fromkeys(ITEMS, "见协议"),
    )
    JointParty.objects.create(body=body, organisation=organisation, part="lead", pledged=Decimal(1_000_000))
    day = date(2024, 3, 1)
    JointEntry.objects.create(
        body=body, organisation=organisation, kind="money", title="首期", on=day, amount=Decimal(400_000)
    )
    JointEntry.objects.create(body=body, kind="standard", title="团体标准一项", on=day)
    known = joint_reading_of(capital.officer, body)
    assert (known.parties[0].put_in, known.put_in) == (400_000, 400_000)
    assert [entry.title for entry in known.outputs] == ["团体标准一项"]
    page = client_of(capital.officer).get(f"/registers/joint-bodies/{body.pk}/").content.decode()
    assert "团体标准一项" in page
    assert client_of(capital.stranger).get(f"/registers/joint-bodies/{body.pk}/").status_code == 404
