"""Pages of cases: who sees what, the form as a browser sends it, hostile input, the number of queries."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import second_person
from tests.web.markup import markup
from tests.web.tolerance.conftest import given, upload

from keqiao.web.evaluations import releases
from keqiao.web.evaluations import services as evaluations
from keqiao.web.tolerance import services
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase

LIST = "/evaluations/tolerance/"
NEW = "/evaluations/tolerance/new/"


def sent(**other):
    """The form of a complete case as a browser sends it."""
    data = {f"answer-{item.code}": "no" for item in RULES.in_force().negative}
    data |= {
        "of": "three_pillar:2024",
        "platform": "P02",
        "indicator": ["B7"],
        "subject": "中试未过门",
        "ground": "route",
        "facts": "记录完整。\r\n\r\n已及时终止。",
    }
    return data | other


def text(response):
    return markup(response)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("director", True),
        ("clerk", True),
        ("officer", True),
        ("auditor", True),
        ("stranger", False),
        ("leader", False),
        ("congress", False),
        ("broker", False),
    ],
)
def test_who_sees_a_case(who, sees, applied, client_of, request):
    client = client_of(request.getfixturevalue(who))
    assert client.get(applied.get_absolute_url()).status_code == (200 if sees else 404)
    listed = text(client.get(LIST))
    assert (applied.code in listed) == sees
    assert ("示范2号院" in listed) == (sees and who != "nobody")


def test_nobody_without_the_right_to_results(applied, client_of, admin):
    assert client_of(admin).get(LIST).status_code == 403


def test_a_draft_is_seen_by_those_who_write_it(draft, client_of, clerk, officer, auditor):
    director = draft.applied_by
    seen = [client_of(user).get(draft.get_absolute_url()).status_code for user in (director, clerk)]
    hidden = [client_of(user).get(draft.get_absolute_url()).status_code for user in (officer, auditor)]
    assert (seen, hidden) == ([200, 200], [404, 404])


def test_another_evaluation_keeps_what_was_typed(failed, client_of, director):
    client = client_of(director)
    choosing = client.post(NEW, sent(then="choose"))
    saving = client.post(NEW, sent(then="save", before_of="three_pillar:2023", before_platform="P02"))
    for shown in (choosing, saving):  # the indicators of what was chosen come first, nothing is stored
        assert shown.status_code == 200
        assert "中试未过门" in text(shown) and "已及时终止" in text(shown)
    assert not ToleranceCase.objects.exists()


def test_what_is_missing_is_listed_once_and_stands_beside_its_field(failed, client_of, director):
    page = text(client_of(director).post(NEW, sent(then="apply", subject=""), follow=True))
    assert page.count("请用一句话写明未成功的事项") == 2 and "请看还缺什么" in page
    assert '<a href="#subject">请用一句话写明未成功的事项' in page


def test_the_form_keeps_attaches_and_applies(failed, client_of, director):
    client = client_of(director)
    form = text(client.get(NEW))
    assert 'id="indicator-B7"' in form
    answer = client.post(NEW, sent(then="apply"))
    case = ToleranceCase.objects.get()
    assert answer.url == reverse("tolerance:edit", args=(case.pk,))
    assert (case.state, case.facts) == ("draft", "记录完整。\n\n已及时终止。")
    assert "请至少附" in text(client.get(answer.url))
    answer = client.post(
        answer.url, sent(then="apply", edition=str(case.edition), subject="过门失败", file=upload())
    )
    case.refresh_from_db()
    assert (answer.url, case.state, case.subject) == (case.get_absolute_url(), "applied", "过门失败")
    assert "中性值" in text(client.get(answer.url))
    assert client.get(reverse("tolerance:edit", args=(case.pk,))).status_code == 403


def test_a_stale_page_writes_nothing(draft, client_of, director):
    address = reverse("tolerance:edit", args=(draft.pk,))
    answer = client_of(director).post(address, sent(edition="1", subject="别的"))
    draft.refresh_from_db()
    assert (answer.status_code, draft.subject) == (409, "固态电池中试未过门")
    page = text(answer)
    assert "别的" in page
    assert "固态电池中试未过门" in page[page.index('id="now"') :]


def test_what_was_typed_stays_when_findings_are_refused(applied, client_of, officer):
    applied.refresh_from_db()
    address = reverse("tolerance:check", args=(applied.pk,))
    data = {"findings": "已查阅全部记录", "answer-law": "no", "indicator": ["B7"], "edition": applied.edition}
    answer = client_of(officer).post(address, data)
    assert answer.status_code == 422
    assert "已查阅全部记录" in text(answer)
    assert 'name="answer-law" value="no" checked' in text(answer)


def test_the_decision_of_a_forbidden_case_is_refused_with_the_item(checked, client_of, reviewer):
    ToleranceCase.objects.filter(pk=checked.pk).update(
        answers=checked.answers | {"money": {"yes": True, "note": ""}}
    )
    checked.refresh_from_db()
    client = client_of(reviewer)
    page = text(client.get(checked.get_absolute_url()))
    assert 'value="accept" disabled' in page
    address = reverse("tolerance:decide", args=(checked.pk,))
    answer = client.post(address, {"verdict": "accept", "reason": "同意", "edition": str(checked.edition)})
    assert answer.status_code == 403
    assert "挪用、侵占资金" in text(answer)
    checked.refresh_from_db()
    assert checked.state == "checked"


def test_the_list_filters_and_exports(applied, city, stranger, client_of, officer):
    other = services.open_case(stranger, city[2], given(period="2023", subject="另一件"))
    services.attach(stranger, other.pk, upload())
    services.apply(stranger, other.pk)
    client = client_of(officer)
    for query, kept in (
        ({}, {applied.code, other.code}),
        ({"period": "2023"}, {other.code}),
        ({"platform": "P02"}, {applied.code}),
        ({"state": "open"}, {applied.code, other.code}),
        ({"state": "accepted"}, set()),
        ({"state": "x"}, {applied.code, other.code}),
    ):
        page = text(client.get(LIST, query))
        assert {code for code in (applied.code, other.code) if f">{code}<" in page} == kept, query
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(LIST, {"format": "xlsx", "period": "2023"}).getvalue())
    )
    cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert other.code in cells
    assert applied.code not in cells


def test_everybody_with_results_learns_without_names(accepted, client_of, leader, broker, stranger):
    services.learn(accepted.decided_by, accepted.pk, "先做小试，再做中试。")
    for user in (leader, broker, stranger):
        page = text(client_of(user).get("/evaluations/tolerance/lessons/"))
        assert "先做小试，再做中试。" in page
        assert "示范2号院" not in page
        assert accepted.code not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rules_say_that_they_are_a_proposal(language, city, client_of, director, settings):
    client = client_of(director)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = text(client.get("/evaluations/tolerance/rules/"))
    assert ("待主管部门确认" if language == "zh-hans" else "to be confirmed by the bureau") in page
    for item in (*RULES.in_force().grounds, *RULES.in_force().negative):
        assert (item.name.zh if language == "zh-hans" else item.name.en) in page


def test_an_accepted_case_leads_to_a_new_run(failed, accepted, client_of, officer, auditor):
    page = text(client_of(officer).get(accepted.get_absolute_url()))
    assert f"/evaluations/new/?snapshot={failed.snapshot_id}&amp;scheme={failed.scheme_id}" in page
    assert "/evaluations/new/" not in text(client_of(auditor).get(accepted.get_absolute_url()))


def test_the_why_page_leads_to_the_case_and_to_an_application(failed, accepted, client_of, officer, leader):
    started = evaluations.start_run(
        officer, title="重新测算", snapshot=failed.snapshot, scheme=failed.scheme, periods=["2024"]
    )
    later = evaluations.execute_run(started)
    releases.release(second_person(), later, "征求各平台意见")
    link = f'href="{accepted.get_absolute_url()}"'
    for user, seen in ((officer, True), (accepted.applied_by, True), (leader, False)):
        page = text(client_of(user).get(f"/evaluations/{later.code}/P02/"))
        assert accepted.code in page
        assert (link in page) == seen
        assert ("of=three_pillar%3A2024&amp;platform=P02" in page) == (user == accepted.applied_by)
    assert link not in text(client_of(officer).get(f"/evaluations/{failed.code}/P02/"))


JUNK = ["", "\0", "长" * 20_000, "9" * 40, "<script>alert(1)</script>", "\u202e' OR 1=1 --"]
FIELDS = [
    "of",
    "platform",
    "indicator",
    "subject",
    "ground",
    "facts",
    "then",
    "remove",
    "known",
    "title",
    "edition",
    "verdict",
    "reason",
    "findings",
    "lesson",
    "answer-law",
    "note-law",
]
POSTS = ["edit", "check", "decide", "withdraw", "send-back", "learn"]


def test_anything_may_be_sent(failed, applied, client_of, officer, director):
    wrong = []
    for place, user in enumerate((officer, director)):
        client = client_of(user)
        client.raise_request_exception = False
        for junk in JUNK[place::2]:
            everything = dict.fromkeys(FIELDS, junk)
            answers = [client.post(NEW, everything), client.post(NEW, sent(subject=junk, indicator=[junk]))]
            for key in (str(applied.pk), "9" * 30):
                answers += [client.post(f"{LIST}{key}/{verb}/", everything) for verb in POSTS]
            query = dict.fromkeys(["of", "platform", "indicator", "state", "period", "page", "format"], junk)
            answers += [client.get(address, query) for address in (LIST, NEW, applied.get_absolute_url())]
            wrong += [(junk[:20], answer.status_code) for answer in answers if answer.status_code >= 500]
            wrong += [answer for answer in answers if "<script>alert" in text(answer)]
    assert not wrong


def test_the_list_asks_few_queries(applied, client_of, officer, django_assert_max_num_queries):
    for number in range(6):
        case = services.open_case(
            applied.applied_by, applied.platform, given(period="2023", subject=f"第{number}件")
        )
        ToleranceCase.objects.filter(pk=case.pk).update(applied_at=applied.created_at)
    client = client_of(officer)
    client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_a_case_asks_few_queries(failed, accepted, client_of, officer, django_assert_max_num_queries):
    client = client_of(officer)
    client.get(accepted.get_absolute_url())
    with django_assert_max_num_queries(32):
        client.get(accepted.get_absolute_url())
