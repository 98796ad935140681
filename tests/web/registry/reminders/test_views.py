"""The page of reminders: filters in the address, order, workbook, profile, queries, hostile addresses."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.registry.reminders.conftest import DAY

from keqiao.web.audit.models import Entry
from keqiao.web.registry import models as m

ADDRESS = f"/reminders/?as_of={DAY.isoformat()}"


@pytest.fixture
def due(city, officer):
    """Overdue: a promise of the government; soon: one of the platform and a certificate; later: an agreement."""
    m.Instalment.objects.update(paid_on=date(2023, 5, 1), paid_amount=100)
    m.Commitment.objects.filter(agreement=city[1].rows[m.Agreement]).delete()
    late = m.Commitment.objects.get()
    m.Commitment.objects.filter(pk=late.pk).update(
        party="government", item="提供场地", due_on=DAY - timedelta(days=3), responsible=officer
    )
    m.Commitment.objects.create(
        agreement=city[0].rows[m.Agreement], party="platform", item="引进人才", due_on=DAY
    )
    m.FirmCertificate.objects.filter(firm=city[1].rows[m.Firm]).update(expires_on=DAY + timedelta(days=60))
    m.Agreement.objects.filter(platform=city[0].rows[m.Platform]).update(ends_on=date(2026, 1, 1))
    return city


def listed(client, more=""):
    answer = client.get(ADDRESS + more)
    assert answer.status_code == 200
    return [row["what"].value or row["what"].text for row in answer.context["table"].rows]


CERTIFICATE = "高新技术企业"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", ["提供场地", "引进人才", CERTIFICATE]),
        ("&light=bad", ["提供场地"]),
        ("&light=watch", ["引进人才", CERTIFICATE]),
        ("&light=good", ["共建协议"]),
        ("&light=all", ["提供场地", "引进人才", CERTIFICATE, "共建协议"]),
        ("&kind=commitments", ["提供场地", "引进人才"]),
        ("&kind=certificates", [CERTIFICATE]),
        ("&side=government", ["提供场地"]),
        ("&side=platform&light=all", ["引进人才", "共建协议"]),
        ("&side=firm", [CERTIFICATE]),
        ("&platform=P01", ["提供场地", "引进人才"]),
        ("&platform=P02", [CERTIFICATE]),
        ("&platform=P99", []),
        ("&sort=-due", [CERTIFICATE, "引进人才", "提供场地"]),
        ("&sort=-days&kind=commitments", ["引进人才", "提供场地"]),
        ("&sort=in_charge&kind=commitments", ["引进人才", "提供场地"]),
        ("&kind=nothing&light=blue&side=moon&sort=weight", ["提供场地", "引进人才", CERTIFICATE]),
    ],
)
def test_the_address_says_what_is_listed(more, found, due, officer_client):
    # The three that name no promise come by due date: the promise, the talent, the certificate.
    texts = listed(officer_client, more)
    assert [text.strip() for text in texts] == found


@pytest.mark.parametrize(
    "key", ["what", "state", "kind", "subject", "side", "due", "days", "progress", "in_charge"]
)
def test_every_column_sorts_both_ways(key, due, officer_client):
    rising = officer_client.get(f"{ADDRESS}&light=all&sort={key}")
    falling = officer_client.get(f"{ADDRESS}&light=all&sort=-{key}")
    heading = {one.key: one for one in rising.context["headings"]}[key]
    assert heading.sorted == "ascending"
    assert f"sort=-{key}" in heading.address
    assert {one.key: one for one in falling.context["headings"]}[key].sorted == "descending"


def test_a_row_says_whose_turn_it_is_and_leads_to_its_page(due, officer, officer_client):
    answer = officer_client.get(ADDRESS + "&light=bad")
    row = answer.context["table"].rows[0]
    late = m.Commitment.objects.get(item="提供场地")
    assert row["what"].url == f"/registers/commitments/{late.pk}/"
    assert officer_client.get(row["what"].url).status_code == 200
    assert (row["side"], row["days"], row["in_charge"]) == ("政府", -3, str(officer))
    assert row["state"].light == "bad"
    shown = answer.content.decode()
    assert (
        f"/registers/commitments/{late.pk}/?next=%2Freminders%2F%3Fas_of%3D2024-06-01%26light%3Dbad" in shown
    )
    assert "截至2024-06-01" in shown.replace(" ", "")
    assert "逾期" in shown


def test_an_earlier_day_shows_what_came_due_then(due, officer_client):
    assert officer_client.get("/reminders/?as_of=2024-05-20").context["day"] == date(2024, 5, 20)
    rows = officer_client.get("/reminders/?as_of=2024-05-20").context["table"].rows
    assert {row["state"].light for row in rows} == {"watch"}


def test_the_workbook_holds_the_list_with_day_and_who_made_it(due, officer, officer_client):
    answer = officer_client.get(f"{ADDRESS}&light=all&sort=due&format=xlsx")
    assert "reminders-2024-06-01.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[0][0] == "到期提醒"
    assert "2024-06-01" in cells[1][0]
    assert cells[3] == [
        "到期事项",
        "状态",
        "截止日期",
        "剩余天数",
        "类别",
        "平台或企业",
        "责任方",
        "完成率",
        "负责人或单位",
    ]
    assert [line[0].strip() for line in cells[4:8]] == ["提供场地", "引进人才", CERTIFICATE, "共建协议"]
    assert [line[1] for line in cells[4:8]] == ["逾期", "临期", "临期", "未到期"]
    assert [line[3] for line in cells[4:8]] == [-3, 0, 60, 579]
    assert cells[4][2].date() == DAY - timedelta(days=3)
    assert str(officer) in cells[9][0] and "制表人" in cells[9][0]
    entry = Entry.objects.filter(action="registry.export").latest("pk")
    assert entry.detail["rows"] == 4


def test_a_director_sees_and_takes_away_the_own_rows_only(due, client_of):
    client = client_of("platform_director", unit=due[1].unit)
    assert [text.strip() for text in listed(client)] == [CERTIFICATE]
    assert listed(client, "&platform=P01") == []
    book = client.get(f"{ADDRESS}&format=xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    texts = {str(cell.value) for line in sheet.iter_rows() for cell in line}
    assert not {"提供场地", "引进人才", "示范院1"} & texts
    names = [one.name for one in client.get(ADDRESS).context["list"].filters]
    assert "platform" not in names


def test_a_platforms_profile_shows_its_most_urgent(due, officer_client):
    region = m.Region.objects.create(name="示范市", default_as_of=DAY, demonstration=True)
    sections = officer_client.get("/platforms/P01/").context["sections"]
    found = next(one for one in sections if one.template == "registry/reminders/section.html")
    assert [row["what"].value for row in found.context["table"].rows] == ["提供场地", "引进人才"]
    m.Commitment.objects.bulk_create(
        m.Commitment(agreement=due[0].rows[m.Agreement], party="platform", item=f"事项{n}", due_on=DAY)
        for n in range(10)
    )
    shown = officer_client.get("/platforms/P01/").content.decode()
    assert "/reminders/?platform=P01" in shown
    assert "查看全部 12" in shown or "12" in shown
    m.Region.objects.filter(pk=region.pk).update(default_as_of=date(2010, 1, 1))
    sections = officer_client.get("/platforms/P01/").context["sections"]
    assert not [one for one in sections if one.template == "registry/reminders/section.html"]


def many(city, number):
    """So many rows of every kind that are due on DAY."""
    agreement, firm = city[0].rows[m.Agreement], city[0].rows[m.Firm]
    platform = city[0].rows[m.Platform]
    for model, made in (
        (
            m.Commitment,
            lambda n: {"agreement": agreement, "party": "platform", "item": f"事项{n}", "due_on": DAY},
        ),
        (m.Instalment, lambda n: {"agreement": agreement, "number": n, "amount": 1, "due_on": DAY}),
        (
            m.Agreement,
            lambda n: {"platform": platform, "title": f"协议{n}", "signed_on": DAY, "ends_on": DAY},
        ),
        (
            m.Qualification,
            lambda n: {
                "platform": platform,
                "name": f"资质{n}",
                "kind": "centre",
                "level": "city",
                "granted_on": DAY,
                "expires_on": DAY,
            },
        ),
        (
            m.FirmCertificate,
            lambda n: {"firm": firm, "kind": "gazelle", "granted_on": DAY, "expires_on": DAY},
        ),
    ):
        first = model.objects.count() + 100
        model.objects.bulk_create(model(**made(first + n)) for n in range(number))


def test_the_number_of_queries_does_not_grow(due, officer_client):
    counted = []
    for number in (2, 198):
        many(due, number)
        officer_client.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = officer_client.get(ADDRESS)
        counted.append(len(queries))
    assert answer.context["page"].paginator.count > 1000
    assert len(answer.context["table"].rows) == 50
    # Rows are read of the registers that stand on the page.
    assert counted[1] <= counted[0] < 30


HOSTILE = [
    "%00",
    "x" * 5000,
    "-1",
    "9" * 40,
    "<script>",
    "2024-02-31",
    "0001-01-01",
    "9999-12-31",
    "٢٠٢٤-٠١-٠١",
    "²",
    "-due-",
    "--due",
    "all,bad",
    "', '1'='1",
]


@pytest.mark.parametrize("name", ["as_of", "kind", "light", "side", "platform", "sort", "page", "format"])
def test_hostile_addresses_are_answered(name, due, officer_client):
    for value in HOSTILE:
        answer = officer_client.get(f"/reminders/?{name}={value}")
        assert answer.status_code == (400 if value == "%00" else 200), value
        assert "<script>" not in answer.content.decode().split("<main", maxsplit=1)[-1]


def test_a_shown_day_stays_within_what_dates_hold(due, officer_client):
    today = date.today()
    for text in ("1999-12-31", "2101-01-01", "9999-12-31", "soon"):
        assert officer_client.get(f"/reminders/?as_of={text}").context["day"] == today


def test_nobody_without_the_right_opens_it(client_of, due):
    assert client_of("system_admin").get("/reminders/").status_code == 403


def test_in_english(due, officer_client, settings):
    officer_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = officer_client.get(ADDRESS).content.decode()
    for text in ("Reminders", "overdue", "due soon", "Days left", "Government"):
        assert text in shown
