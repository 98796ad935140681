"""The pages: what each person sees of a panel, direct posts, what was typed, hostile input, languages, queries."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.web.second_look import taken

from keqiao.web.audit.models import Entry
from keqiao.web.experts import services
from keqiao.web.experts.models import ExpertPanel, ExpertScore
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Fact

from .conftest import RATING, declare, hand_in

BIG = "9" * 40


def at(panel, page=""):
    return f"/evaluations/panels/{panel.pk}/{page}"


def test_independent_scores_are_nobody_elses(bench, scoring, client_of):
    given = {one.pk: ScoreEntry(Decimal("87.65"), "只有本人可见") for one in bench.platforms[:3]}
    services.give_scores(bench.experts[0], scoring.pk, given, hand_in=True)
    own = client_of(bench.experts[0]).get(at(scoring)).content.decode()
    assert "87.65" in own and "只有本人可见" in own
    for person in (bench.experts[1], bench.officer, bench.second, bench.auditor):
        client = client_of(person)
        for page in ("", "sheet/"):
            html = client.get(at(scoring, page)).content.decode()
            assert "87.65" not in html and "只有本人可见" not in html
    book = load_workbook(BytesIO(client_of(bench.auditor).get(at(scoring, "panel.xlsx")).content))
    assert not any("87.65" in str(cell.value) for sheet in book for row in sheet for cell in row)
    assert Entry.objects.get(action="experts.export").actor == bench.auditor
    seat = scoring.seats.get(expert=bench.experts[0])
    assert client_of(bench.officer).get(at(scoring, f"sheet/?seat={seat.pk}")).status_code == 403


def test_the_discussion_shows_scores_without_names_and_nothing_of_a_conflict(bench, scoring, client_of):
    first, second, _third = (one.pk for one in bench.platforms[:3])
    declare(bench.experts[1], scoring, {first: "有合作"})
    for number, expert in enumerate(bench.experts):
        given = {
            one.pk: ScoreEntry(Decimal(f"{80 + number}.{place}1"), f"评语{place}-{number}")
            for place, one in enumerate(bench.platforms[:3])
            if not (number == 1 and place == 0)
        }
        services.give_scores(expert, scoring.pk, given, hand_in=True)
    html = client_of(bench.experts[1]).get(at(scoring)).content.decode()
    shown = html[html.index('id="scores"') :]
    assert "86.11" in shown and "评语1-6" in shown  # the second platform, another expert
    assert "86.01" not in html and "评语0-6" not in html  # the first platform: in conflict
    assert f"points-{first}" not in html and f"points-{second}" in html
    assert not any(str(expert) in shown for expert in bench.experts if expert != bench.experts[1])
    officer = client_of(bench.officer).get(at(scoring)).content.decode()
    # Who could still state a conflict of interest does not see who gave which score; auditors do.
    assert "评语0-6" in officer and f"{bench.experts[6]} ·" not in officer and "sheet/?seat" not in officer
    seat = scoring.seats.get(expert=bench.experts[6])
    assert client_of(bench.officer).get(at(scoring, f"sheet/?seat={seat.pk}")).status_code == 403
    book = load_workbook(BytesIO(client_of(bench.officer).get(at(scoring, "panel.xlsx")).content))
    assert not any(cell.value == 83.01 for row in book.worksheets[0] for cell in row)
    audited = client_of(bench.auditor).get(at(scoring)).content.decode()
    assert f"{bench.experts[6]} ·" in audited and "83.01" in audited
    own_sheet = client_of(bench.experts[1]).get(at(scoring, "sheet/")).content.decode()
    assert "有合作" in own_sheet
    other = scoring.seats.get(expert=bench.experts[6]).pk
    assert (
        "评语1-6" not in client_of(bench.experts[1]).get(at(scoring, f"sheet/?seat={other}")).content.decode()
    )


def test_direct_posts_do_not_get_round_a_conflict(bench, scoring, client_of):
    first = bench.platforms[0].pk
    declare(bench.experts[0], scoring, {first: "有合作"})
    client = client_of(bench.experts[0])
    for platform in (first, bench.platforms[3].pk, 10**17):
        answer = client.post(at(scoring, "score/"), {f"points-{platform}": "99", "hand_in": "1"})
        assert answer.status_code == 403
    other = client_of(bench.officer)
    assert other.post(at(scoring, "score/"), {f"points-{first}": "99"}).status_code == 403
    assert not ExpertScore.objects.exists()
    for page in ("open/", "experts/", "conflict/", "close/", "dissolve/", "edit/"):
        assert client.post(at(scoring, page)).status_code == 403


def test_what_was_typed_stays_and_nothing_is_stored(bench, scoring, client_of):
    first, second, third = (one.pk for one in bench.platforms[:3])
    typed = {
        f"points-{first}": "八十五",
        f"comment-{first}": "甲评语",
        f"points-{second}": "88",
        f"points-{third}": "101",
        f"comment-{third}": "丙评语",
    }
    client = client_of(bench.experts[0])
    answer = client.post(at(scoring, "score/"), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    for text in (
        "八十五",
        "甲评语",
        'value="88"',
        'value="101"',
        "丙评语",
        'aria-invalid="true"',
        'role="alert"',
    ):
        assert text in html
    assert not ExpertScore.objects.exists()
    typed |= {f"points-{first}": "８５．５", f"points-{third}": "59"}
    assert client.post(at(scoring, "score/"), typed).status_code == 302
    assert ExpertScore.objects.get(subject__key=first).points == Decimal("85.5")
    typed[f"comment-{third}"] = ""
    assert client.post(at(scoring, "score/"), typed | {"hand_in": "1"}).status_code == 422
    assert scoring.seats.get(expert=bench.experts[0]).first_at is None


def test_a_stale_form_is_refused_with_what_was_typed(bench, scoring, client_of):
    first, client = bench.platforms[0].pk, client_of(bench.experts[0])
    since = scoring.seats.get(expert=bench.experts[0]).edition
    client.post(at(scoring, "score/"), {f"points-{first}": "80", "edition": since})
    answer = client.post(at(scoring, "score/"), {f"points-{first}": "81", "edition": since})
    page = answer.content.decode()
    assert answer.status_code == 409 and 'value="81"' in page and "现为：80" in re.sub(r"\s+", "", page)
    assert ExpertScore.objects.get().points == 80


def test_the_whole_way_by_pages(bench, client_of, scheme):
    officer, second = client_of(bench.officer), client_of(bench.second)
    keys = [one.pk for one in bench.platforms[:2]]
    given = {
        "title": "先进制造组",
        "field": "先进制造",
        "rated": f"scheme:{scheme.code}/{scheme.version}:{RATING}",
        "period": "2024",
        "subjects": [f"platform:{key}" for key in keys],
        "experts": [one.pk for one in bench.experts[:5]],
        "chair": bench.experts[0].pk,
    }
    refused = officer.post("/evaluations/panels/new/", given | {"experts": given["experts"][:3]})
    assert refused.status_code == 422 and "先进制造组" in refused.content.decode()
    panel = ExpertPanel.objects.get(
        pk=officer.post("/evaluations/panels/new/", given).url.strip("/").split("/")[-1]
    )
    assert officer.get(at(panel, "edit/")).status_code == 200
    officer.post(at(panel, "edit/"), given | {"title": "先进制造评审组", "edition": panel.edition})
    officer.post(at(panel, "open/"))
    for number, expert in enumerate(bench.experts[:5]):
        client = client_of(expert)
        assert client.get("/").url == "/evaluations/panels/"
        assert "申报利益关系" in client.get("/evaluations/panels/").content.decode()
        client.post(at(panel, "declare/"), {f"conflict-{key}": "no" for key in keys})
        points = {f"points-{key}": str(80 + number) for key in keys}
        client.post(at(panel, "score/"), points | {"hand_in": "1"})
    chair = client_of(bench.experts[0])
    chair.post(
        at(panel, "score/"),
        {
            f"points-{keys[0]}": "90",
            f"comment-{keys[0]}": "补看证明",
            f"points-{keys[1]}": "80",
            "hand_in": "1",
        },
    )
    page = second.get(at(panel)).content.decode()
    assert "(82+83+84)÷3 = 83.00" in page and "先进制造评审组" in page
    second.post(at(panel, "close/"), {"reason": ""})
    assert not Fact.objects.filter(
        measure__code=RATING
    ).exists()  # four have not handed in: a reason is needed
    taken(second, at(panel, "close/"), {"reason": "其余专家维持原评分"})
    assert {fact.value for fact in Fact.objects.filter(measure__code=RATING)} == {83, 82}
    for client in (officer, second, chair):
        assert "83.00" in client.get(at(panel)).content.decode()
    correction = officer.get(f"/evaluations/panels/new/?corrects={panel.pk}").content.decode()
    assert "先进制造评审组" in correction


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("state", ["organised", "scoring", "discussion", "closed"])
def test_every_page_in_both_languages(bench, request, client_of, language, state):
    made = request.getfixturevalue(state)
    panel = made() if state == "organised" else made
    for person in (bench.officer, bench.auditor, bench.experts[0]):
        client = client_of(person)
        client.cookies["keqiao_language"] = language
        for page in ("/evaluations/panels/", at(panel)):
            answer = client.get(page)
            hidden = person == bench.experts[0] and state == "organised" and page != "/evaluations/panels/"
            assert answer.status_code == (404 if hidden else 200)
            if not hidden:
                body = answer.content.decode()
                assert ("Experts' panels" in body.replace("&#x27;", "'")) == (language == "en")
                assert not re.search(r'\sstyle="|<script>', body)


@pytest.mark.parametrize(
    "nonsense", ["\0", "x" * 5000, BIG, "-1", "²", "<script>alert(1)</script>", "1e999", "NaN", "∞", "0x10"]
)
def test_hostile_input_never_breaks_a_page(bench, scoring, client_of, nonsense):
    first = bench.platforms[0].pk
    officer, expert = client_of(bench.officer), client_of(bench.experts[0])
    tries = [
        (
            officer,
            "/evaluations/panels/new/",
            dict.fromkeys(
                ("title", "field", "rated", "period", "subjects", "experts", "chair", "due_on", "guidance"),
                nonsense,
            ),
        ),
        (officer, at(scoring, "experts/"), {"expert": nonsense, "edition": nonsense}),
        (officer, at(scoring, "conflict/"), {"seat": nonsense, "subject": nonsense, "reason": nonsense}),
        (officer, at(scoring, "end/"), {"reason": nonsense, "edition": nonsense}),
        (officer, at(scoring, "close/"), {"reason": nonsense}),
        (expert, at(scoring, "declare/"), {f"conflict-{first}": nonsense, f"ground-{first}": nonsense}),
        (expert, at(scoring, "declare/"), {f"conflict-{first}": "yes", f"ground-{first}": nonsense}),
        (expert, at(scoring, "score/"), {f"points-{first}": nonsense, f"comment-{first}": nonsense}),
        (expert, at(scoring, "score/"), {f"points-{nonsense}": "80", "edition": nonsense}),
    ]
    for client, address, given in tries:
        assert client.post(address, given).status_code < 500, address
    for query in (f"sheet/?seat={BIG}", "sheet/?seat=%00", "sheet/?seat=x"):
        assert officer.get(at(scoring, query)).status_code in {400, 404}
    for query in (BIG, "%00", "x"):
        assert officer.get(f"/evaluations/panels/new/?corrects={query}").status_code in {400, 404}
    assert officer.get(f"/evaluations/panels/{BIG}/").status_code == 404
    assert b"<script>alert" not in officer.get(at(scoring)).content + expert.get(at(scoring)).content


def test_the_number_of_queries_does_not_grow(bench, organised, client_of):
    counts = []
    for number, platforms in ((5, bench.platforms[:1]), (7, bench.platforms[1:])):
        experts = bench.experts[:number]
        panel = services.open_panel(bench.officer, organised(experts=experts, platforms=platforms).pk)
        for expert in experts:
            declare(expert, panel)
            hand_in(expert, panel, 80)
        for person in (bench.officer, bench.experts[0]):
            client = client_of(person)
            client.get(at(panel))
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(at(panel)).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_what_experts_rate_is_offered_for_typing_nowhere(bench, closed, client_of):
    officer = client_of(bench.officer)
    figure = officer.get(f"/figures/{RATING}/P01/2024/").content.decode()
    assert "E2024-01" in figure and f"/facts/record/?measure={RATING}" not in figure
    assert "用户expert" not in figure
    form = officer.get("/facts/record/").content.decode()
    assert f'value="{RATING}"' not in form and 'value="national_recognitions"' in form
    given = {"measure": RATING, "platform": "P01", "period": "2024", "value": "99", "basis": "reported"}
    assert officer.post("/facts/record/", given | {"source_kind": "third_party"}).status_code == 422
