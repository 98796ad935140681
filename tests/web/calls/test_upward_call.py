"""P1.5: a notice is pasted, corrected and published, told to whom it fits, and followed to the money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.markup import markup
from tests.web.programmes.conftest import town  # noqa: F401 - the golden town of the programmes

from keqiao.web.audit.clock import today
from keqiao.web.calls import selectors, services, tasks
from keqiao.web.calls.models import CallApplication, CallDeadline, UpwardCall
from keqiao.web.notices.models import Notice
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.programmes.services import GivenAnswer, answer

pytestmark = pytest.mark.django_db


def notice_text() -> str:
    last = today() + timedelta(days=7)
    return f"""示范省科技厅关于组织申报{last.year}年度成果转化资金项目的通知

各有关企业：

一、申报条件

（一）上年度研发费用不低于200万元；（二）职工总数不少于50人。

二、支持方式

对立项项目给予不超过100万元资助。

三、请各企业于{last.year}年{last.month}月{last.day}日17:00前完成网上填报并提交，逾期不予受理。

示范省科技厅
{today().year}年{today().month}月{today().day}日
"""


def fill(town, body, rd: int) -> None:  # noqa: F811
    given = [
        GivenAnswer("revenue", "万元", Decimal(4000)),
        GivenAnswer("rd", "万元", Decimal(rd)),
        GivenAnswer("serious_events", "起", Decimal(0)),
    ]
    answer(body.user, body.organisation.pk, given, today())


def published(town, **fields) -> UpwardCall:  # noqa: F811
    call = services.draft(town.officer, notice_text())
    given = {"programme": town.version, "lead": "科技局", "kind": "fund"} | fields
    services.edit(town.officer, call.pk, given, list(call.deadlines.all()))
    return services.publish(town.officer, call.pk)


def test_a_notice_becomes_a_call_that_its_officer_corrects(client, town):  # noqa: F811
    client.force_login(town.officer)
    refused = client.post("/calls/new/", {"text": ""})
    assert refused.status_code == 422
    sent = client.post("/calls/new/", {"text": notice_text()})
    call = UpwardCall.objects.get()
    assert sent.headers["Location"] == f"/calls/{call.pk}/edit/"
    deadline = call.deadlines.get()
    assert (deadline.on, deadline.time, deadline.for_applicant) == (
        today() + timedelta(days=7),
        "17:00",
        True,
    )
    assert call.issuer == "示范省科技厅" and "100万元" in call.summary and deadline.line
    page = client.get(f"/calls/{call.pk}/edit/")
    assert "研发费用不低于200万元" in page.content.decode()
    form = {
        "title": call.title,
        "kind": "fund",
        "issuer": call.issuer,
        "year": "二〇",
        "lead": "科技局",
        "deadlines-TOTAL_FORMS": "1",
        "deadlines-INITIAL_FORMS": "1",
        "deadlines-0-key": str(deadline.pk),
        "deadlines-0-who": "企业",
        "deadlines-0-what": "网上提交",
        "deadlines-0-on": deadline.on.isoformat(),
        "deadlines-0-for_applicant": "on",
        "edition": str(call.edition),
    }
    wrong = client.post(f"/calls/{call.pk}/edit/", form)
    assert wrong.status_code == 422 and 'value="二〇"' in markup(wrong)
    kept = client.post(f"/calls/{call.pk}/edit/", form | {"year": "2026", "programme": str(town.version.pk)})
    assert kept.status_code == 302
    call.refresh_from_db()
    assert (call.lead, call.programme, call.deadlines.get().what) == ("科技局", town.version, "网上提交")
    assert call.deadlines.get().source
    client.post(f"/calls/{call.pk}/publish/", {"edition": call.edition})
    assert UpwardCall.objects.get().state == "open"


def test_conditions_of_a_notice_become_the_draft_of_a_programme(client, town):  # noqa: F811
    client.force_login(town.officer)
    call = services.draft(town.officer, notice_text())
    text = client.get(f"/calls/{call.pk}/").context["programme_text"]
    assert "than: 200" in text and "than: 50" in text
    made = client.post(f"/calls/{call.pk}/programme/", {"text": text})
    version = ProgrammeVersion.objects.get(code=call.code.lower().replace("-", "_"))
    assert made.headers["Location"] == version.get_absolute_url()
    assert version.status == "draft"
    wrong = client.post(f"/calls/{call.pk}/programme/", {"text": "programme: 1"})
    assert wrong.status_code == 422


def test_from_the_call_to_the_money(client, town):  # noqa: F811
    """Told to whom it fits or nearly, and to nobody else; each step by who may take it; the ledger adds up."""
    fill(town, town.two, 300)
    call = published(town, quota=1)
    client.force_login(town.officer)
    client.post(f"/calls/{call.pk}/push/")
    application = CallApplication.objects.get()
    assert application.organisation == town.two.organisation
    assert Notice.objects.filter(recipient=town.two.user, kind="calls.fits").count() == 1
    assert services.push(town.officer, call) == 0
    pk, firm, officer = application.pk, town.two.user, town.officer
    client.force_login(firm)
    refused = client.post(f"/calls/applications/{pk}/hand_in/", {"hand_in-project": "电芯"})
    assert refused.status_code in {403, 422}
    client.post(
        f"/calls/applications/{pk}/declare/", {"declare-contact": "李工 0500-1", "declare-edition": "1"}
    )
    again = client.post(
        f"/calls/applications/{pk}/hand_in/", {"hand_in-project": "电芯", "hand_in-requested": "一百"}
    )
    assert again.status_code == 422 and 'value="一百"' in markup(again)
    services.hand_in(firm, pk, "电芯中试", "申报书", Decimal(900_000))
    with pytest.raises(PermissionDenied):
        services.recommend(firm, pk)
    services.send_back(officer, pk, "缺审计报告")
    services.hand_in(firm, pk, "电芯中试", "申报书\n审计报告", Decimal(900_000))
    assert services.recommend(officer, pk).figures == {"revenue": 4000.0, "rd": 300.0, "serious_events": 0.0}
    services.submit(officer, pk)
    with pytest.raises(ValidationError):
        services.approve(officer, pk, today() + timedelta(days=1))
    services.approve(officer, pk, today(), Decimal(800_000))
    assert services.receive(officer, pk, today(), Decimal(500_000)).state == "paid"
    with pytest.raises(ValidationError):
        services.rate(firm, pk, 6)
    services.rate(firm, pk, 4, "快")
    (line,) = selectors.ledger(officer, call.year)
    assert (line.kind, line.lead, line.calls, line.applications, line.submitted, line.awarded) == (
        "fund",
        "科技局",
        1,
        1,
        1,
        1,
    )
    assert (line.approved, line.received) == (Decimal(800_000), Decimal(500_000))
    assert [entry.programme for entry in selectors.awards([town.two.organisation.pk])] == ["growth"]
    client.force_login(officer)
    ledger = client.get("/calls/ledger/")
    cells = ledger.context["page"].object_list
    assert len(cells) == 1
    rows = client.get(
        "/calls/applications/", {"year": call.year, "kind": "fund", "lead": "科技局", "state": "awarded"}
    )
    assert [row.pk for row in rows.context["page"].object_list] == [pk]


def test_a_firm_sees_its_own_applications_only(client, town):  # noqa: F811
    fill(town, town.two, 300)
    call = published(town)
    services.push(town.officer, call)
    pk = CallApplication.objects.get().pk
    client.force_login(town.one.user)
    assert client.get(f"/calls/applications/{pk}/").status_code == 404
    assert client.post(f"/calls/applications/{pk}/decline/", {}).status_code == 404
    assert "乙材料" not in client.get("/calls/applications/").content.decode()
    assert "乙材料" not in client.get(f"/calls/{call.pk}/").content.decode()
    with pytest.raises(Http404):
        services.declare(town.one.user, pk, "某人")
    draft = services.draft(town.officer, notice_text())
    assert client.get(f"/calls/{draft.pk}/").status_code == 404
    assert client.post(f"/calls/{call.pk}/apply/").status_code == 302
    assert CallApplication.objects.get(organisation=town.one.organisation).state == "interested"
    page = client.get(f"/firms/{town.one.firm.pk}/")
    assert call.title in page.content.decode()


def test_what_is_granted_without_application_needs_facts_and_a_person(town):  # noqa: F811
    call = published(town, unasked=True)
    with pytest.raises(PermissionDenied, match="不足以"):
        services.grant(town.officer, call, town.two.organisation)
    fill(town, town.two, 300)
    with pytest.raises(PermissionDenied):
        services.grant(town.two.user, call, town.two.organisation)
    granted = services.grant(town.officer, call, town.two.organisation)
    assert (granted.state, granted.result) == ("recommended", "met")


def test_places_deadlines_and_reminders(town):  # noqa: F811
    draft = services.draft(town.officer, "关于申报的通知\n\n请各企业积极申报。")
    with pytest.raises(PermissionDenied, match="截止日"):
        services.publish(town.officer, draft.pk)
    fill(town, town.two, 300)
    call = published(town, quota=1)
    services.push(town.officer, call)
    assert tasks.remind(today()) == 3  # the firm that was told, and the two officers
    assert tasks.remind(today()) == 0
    first = CallApplication.objects.get()
    other = services.apply(town.one.user, call, town.one.organisation)
    for user, pk in ((town.two.user, first.pk), (town.one.user, other.pk)):
        if user == town.two.user:
            services.declare(user, pk, "联系人")
        services.hand_in(user, pk, "项目", "申报书")
    services.recommend(town.officer, first.pk)
    with pytest.raises(PermissionDenied, match="1"):
        services.recommend(town.officer, other.pk)
    assert CallDeadline.objects.filter(call=call, for_applicant=True).count() == 1
