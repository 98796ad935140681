"""The page of other weights: rights, addresses, the way without a script, hostile input, the draft."""

import html
import io
import json
import re

import openpyxl
import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import THREE_PILLAR
from tests.web.markup import markup

from keqiao.engine.schemes import load_scheme
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import RunFrame, SchemeVersion
from keqiao.web.evaluations.what_if.changes import ScenarioChanges, changed

ASKED = {"p1.B": "30", "w.A1": "12", "g.good": "20", "g.pass": "10"}


def address(run, name="try"):
    return reverse(f"evaluations:{name}", args=(run.code,))


def got(client, user, where, query=None):
    client.force_login(user)
    return client.get(where, query or {})


def answer_of(text):
    values = re.search(r'data-values="([^"]*)" data-sentence="([^"]*)"', markup(text))
    return json.loads(html.unescape(values[1])), html.unescape(values[2])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_what_is_moved_and_what_gave_way(client, officer, run, language):
    client.cookies["keqiao_language"] = language
    text = got(client, officer, address(run), ASKED).content.decode()
    values, sentence = answer_of(text)
    assert values["w.A1"] == "12"
    assert values["w.A3"] == "4.76"
    assert sum(float(values[f"w.A{number}"]) for number in range(1, 9)) == pytest.approx(35)
    assert ("个等次变化" if language == "zh-hans" else "change") in sentence
    assert 'name="p1.B"' in text
    assert reverse("evaluations:try_save", args=(run.code,)) in text


def test_the_answer_is_the_part_of_the_page(client, officer, run):
    whole = got(client, officer, address(run), ASKED).content.decode()
    part = got(client, officer, address(run, "try_answer"), ASKED).content.decode()
    assert part.strip() in whole
    assert "<html" not in part


def test_the_result_page_leads_here(client, officer, run):
    assert address(run) in got(client, officer, run.get_absolute_url()).content.decode()


def test_readers_of_what_is_published_may_not_take_totals_apart(client, broker, run):
    for name in ("try", "try_answer"):
        assert got(client, broker, address(run, name)).status_code == 403


def test_a_director_sees_the_own_row_and_no_hint_about_others(client, director, run):
    response = got(client, director, address(run), {"p0.A": "90"})
    assert [line.code for line in response.context["lines"]] == ["P02"]
    assert "hints" not in response.context and "may_ask_drivers" not in response.context
    assert response.context["picture"] is None
    text = response.content.decode()
    assert "示范2号院" in text
    assert "示范1号院" not in text
    assert "平台甲" not in text
    assert reverse("evaluations:try_save", args=(run.code,)) not in text
    client.force_login(director)
    assert client.post(address(run, "try_save"), {"version": "x", "reason": "x"}).status_code == 403


@pytest.mark.parametrize("reader", ["leader", "congress", "auditor"])
def test_others_look_and_do_not_keep(client, request, run, reader):
    user = request.getfixturevalue(reader)
    assert got(client, user, address(run), ASKED).status_code == 200
    assert client.post(address(run, "try_save"), {"version": "x", "reason": "x"}).status_code == 403


HOSTILE = [
    {"w.A1": "\x00"},
    {"w.A1": "9" * 5000},
    {"w.A1": ["1", "2"], "w.": "3", "p99.A": "4", "p0.": "5", "g.fail": "6"},
    {"w.A1": "9999999.999999999999", "w.A2": "0", "g.good": "9999999"},
    {"period": "\x00", "basis": "x" * 5000, "w.A1": "1e400"},
    {"from": "%ff%00&w.A1=" + "9" * 100, "reset": "\x00", "preset": "p0.\x00"},
    {"from": "&".join(f"a{number}=1" for number in range(3000)), "preset": "alike"},
    {f"w.A{number}": "0" for number in range(1, 9)},
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("name", ["try", "try_answer"])
def test_nonsense_in_the_address_never_breaks_it(client, officer, run, name, query):
    client.force_login(officer)
    # A sign that no text has is refused before any page sees it.
    wrong = any("\x00" in text for value in query.values() for text in value)
    assert client.get(address(run, name), query, follow=True).status_code == (400 if wrong else 200)


def test_thresholds_out_of_order_are_told(client, officer, run):
    text = got(client, officer, address(run), {"g.good": "90"}).content.decode()
    assert "data-refused" in text
    assert "无法试算" in answer_of(text)[1]


def test_without_a_script_the_button_asks_the_same(client, officer, run):
    """The form sends every number; those that differ from what was shown are what was asked last."""
    page = got(client, officer, address(run), {"w.A1": "12"}).content.decode()
    values, _sentence = answer_of(page)
    sent = values | {"from": "w.A1=12", "w.A2": "5"}
    assert client.get(address(run), sent).url == address(run) + "?w.A1=12&w.A2=5"
    assert client.get(address(run), sent | {"reset": "w.A1"}).url == address(run) + "?w.A2=5"
    assert client.get(address(run), sent | {"reset": "all"}).url == address(run)
    equal = client.get(address(run), values | {"from": "", "w.A1": "6", "preset": "p0.", "period": "2023"})
    assert equal.url.endswith("?period=2023&" + equal.url.partition("&")[2])
    assert "p0.A=33.34&p0.B=33.33&p0.C=33.33" in equal.url


def saved(client, run, **data):
    state = "p1.B=30&w.A1=12&g.good=20&g.pass=10"
    return client.post(
        address(run, "try_save"), {"version": "2024.1-试1", "reason": "会商\n意见", "state": state} | data
    )


def test_a_draft_is_the_text_with_other_numbers_and_the_run_stays(client, officer, run):
    client.force_login(officer)
    before = run.digest, list(RunFrame.objects.filter(run=run).values_list("name", "content"))
    response = saved(client, run)
    draft = SchemeVersion.objects.get(version="2024.1-试1")
    assert response.url == draft.get_absolute_url()
    assert draft.status == SchemeVersion.Status.DRAFT
    assert draft.source == f"由评价测算 {run.code} 试调保存：会商 意见"
    scheme = load_scheme(THREE_PILLAR.encode())
    made = changed(
        scheme,
        ScenarioChanges.read(scheme, [("p1.B", "30"), ("w.A1", "12"), ("g.good", "20"), ("g.pass", "10")]),
    )
    assert load_scheme(draft.yaml_text.encode()) == made.model_copy(update={"version": "2024.1-试1"})
    assert "# 缺佐证记零分并标注" in draft.yaml_text
    run.refresh_from_db()
    assert (run.digest, list(RunFrame.objects.filter(run=run).values_list("name", "content"))) == before
    assert run.scheme.yaml_text == THREE_PILLAR
    entry = Entry.objects.filter(action="evaluations.add_scheme").latest("pk")
    assert run.code in entry.detail["source"]
    assert client.get(response.url).status_code == 200


def test_a_run_by_the_draft_gives_what_was_tried(client, officer, run):
    client.force_login(officer)
    saved(client, run)
    draft = SchemeVersion.objects.get(version="2024.1-试1")
    tried = client.get(address(run), ASKED).context["lines"]
    new = services.execute_run(
        services.start_run(officer, title="试", snapshot=run.snapshot, scheme=draft, periods=run.periods)
    )
    assert "仅供试算" in client.get(new.get_absolute_url()).content.decode()
    assert "草稿，供试算" in client.get(reverse("evaluations:new")).content.decode()
    kept = {row.platform.code: row for row in new.totals.filter(period="2024")}
    assert {line.code: (line.total, line.rank, line.grade) for line in tried} == {
        code: (row.total, row.rank, row.grade) for code, row in kept.items()
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"reason": " "}, "try-sentence"),
        ({"state": ""}, "没有任何改动"),
        ({"state": "g.good=90"}, "良好"),
        ({"version": "2024.1"}, "2024.1"),
        ({"version": "a/b"}, "只能用文字"),
        ({"version": "\x00" * 300, "reason": "\x00", "state": "\x00"}, "try-sentence"),
        ({"state": "w.A1=1&" * 10_000}, "try-sentence"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(client, officer, run, data, why):
    client.force_login(officer)
    response = saved(client, run, **data)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert SchemeVersion.objects.count() == 1


def test_the_next_version_is_suggested(client, officer, run):
    client.force_login(officer)
    saved(client, run)
    assert 'value="2024.1-试2"' in client.get(address(run)).content.decode()


def test_a_run_without_a_result_has_nothing_to_try(client, officer, snapshot, scheme):
    started = services.start_run(officer, title="等", snapshot=snapshot, scheme=scheme, periods=["2024"])
    for name in ("try", "try_answer"):
        assert got(client, officer, address(started, name)).url == started.get_absolute_url()
    assert client.post(address(started, "try_save"), {}).url == started.get_absolute_url()


def test_the_file_holds_every_platform_with_both_ranks(client, officer, run):
    answer = got(client, officer, address(run, "try_file"), ASKED)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert run.totals.filter(period=run.last_period, basis=run.bases[0]).count() == sum(
        row[2] in {unit.code for unit in (total.platform for total in run.totals.all())} for row in cells
    )
    assert Entry.objects.filter(action="evaluations.export").latest("pk").detail["changes"]
