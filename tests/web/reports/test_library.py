"""Approved paragraphs: another person approves, reports insert the words as approved; stories count by channel."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.reports.test_writing import rewritten

from keqiao.web.reports import judgement, library, services
from keqiao.web.reports.models import MediaStory
from keqiao.web.reports.report_papers import checked, page_body

pytestmark = pytest.mark.django_db
WORDS = "要讲好平台和科研人员的故事，弘扬科学家精神。"


def proposed(studied, text=WORDS):
    """A paragraph that the officer proposed."""
    return library.propose(studied.officer, title="氛围", text=text, source="审议意见")


def approved(studied, text=WORDS):
    """A paragraph that the congress approved."""
    return library.approve(studied.congress, proposed(studied, text).pk)


def told(studied, **changes):
    """A story of 2 May 2024."""
    words = {"title": "开放日", "story": "市民走进实验室。", "channel": "online", "outlet": "示范发布"}
    return library.record_story(studied.officer, **(words | {"on": date(2024, 5, 2)} | changes))


def test_another_person_approves(studied):
    paragraph = proposed(studied)
    assert paragraph.code == "P2024-001"
    with pytest.raises(PermissionDenied):
        library.approve(studied.officer, paragraph.pk)
    with pytest.raises(Http404):
        library.approve(studied.finance, paragraph.pk)
    assert library.approve(studied.congress, paragraph.pk).approved_by == studied.congress
    assert list(library.approved_for(studied.congress)) == [paragraph]


def test_the_words_never_change(studied):
    paragraph = approved(studied)
    paragraph.text = "别的话。"
    with pytest.raises(ValidationError):
        paragraph.save()


@pytest.mark.parametrize("text", ["# 标题", "一行\n| 表 |", "![图](revenue)", "{{段落 P2024-001}}", " "])
def test_a_paragraph_is_text_only(studied, text):
    with pytest.raises(ValidationError) as refusal:
        proposed(studied, text)
    assert list(refusal.value.error_dict) == ["text"]


@pytest.mark.parametrize("word", ["段落", "paragraph"])
def test_a_report_prints_the_words_with_its_own_figures(studied, word):
    paragraph = approved(studied, f"{WORDS}\n全市{{{{科创平台}}}}都要参与。")
    rewritten(studied, f"前文。\n{library.field_of(paragraph, word)}\n后文。")
    built = checked(studied.report).built
    assert built is not None
    assert (built.bound, built.doubtful) == (1, 0)
    assert WORDS in page_body(built.document)
    services.issue(studied.congress, studied.report.pk)
    library.retire(studied.congress, paragraph.pk, "另有表述")
    studied.report.refresh_from_db()
    assert checked(studied.report).built is not None


@pytest.mark.parametrize("state", ["unknown", "proposed", "retired"])
def test_only_approved_paragraphs_are_inserted(studied, state):
    code = "P2024-099"
    if state != "unknown":
        paragraph = proposed(studied)
        code = paragraph.code
    if state == "retired":
        library.approve(studied.congress, paragraph.pk)
        library.retire(studied.officer, paragraph.pk, "过时")
    rewritten(studied, f"{{{{段落 {code}}}}}")
    made = checked(studied.report)
    (remark,) = judgement.remarks(made, opens=True)
    assert made.built is None
    assert code in remark.words
    assert remark.url == studied.report.sections.first().get_absolute_url()
    with pytest.raises(ValidationError):
        services.issue(studied.congress, studied.report.pk)


def test_a_writer_inserts_one_and_keeps_what_was_typed(studied, client):
    paragraph, section = approved(studied), studied.report.sections.first()
    client.force_login(studied.congress)
    sent = {"text": "已写的话。", "edition": section.edition, "paragraph": paragraph.pk}
    answer = client.post(section.get_absolute_url(), sent)
    assert answer["Location"] == section.get_absolute_url()
    section.refresh_from_db()
    assert section.text == f"已写的话。\n\n{{{{段落 {paragraph.code}}}}}"
    again = sent | {"text": section.text, "edition": section.edition}
    client.post(section.get_absolute_url(), again)
    section.refresh_from_db()
    assert section.text.count(paragraph.code) == 1


def test_one_that_is_not_approved_is_not_offered(studied, client):
    paragraph, section = proposed(studied), studied.report.sections.first()
    client.force_login(studied.congress)
    sent = {"text": "已写的话。", "edition": section.edition, "paragraph": paragraph.pk}
    answer = client.post(section.get_absolute_url(), sent)
    assert answer.status_code == 422
    assert "已写的话。" in answer.content.decode()


def test_stories_count_by_channel_and_what_is_withdrawn_does_not(studied):
    told(studied, reach=1200)
    told(studied, reach=None)
    withdrawn = told(studied, channel="radio", reach=900)
    library.withdraw_story(studied.officer, withdrawn.pk, "重复登记")
    counts = library.by_channel(MediaStory.objects.all())
    assert [(count.channel, count.stories, count.reach) for count in counts] == [
        ("online", 2, 1200),
        ("radio", 0, 0),
        ("television", 0, 0),
        ("newspaper", 0, 0),
    ]


def test_a_story_of_tomorrow_or_without_words_is_refused_with_what_was_typed(studied, client):
    client.force_login(studied.officer)
    sent = {
        "title": "开放日",
        "story": "市民走进实验室。",
        "channel": "online",
        "outlet": "",
        "on": "2024-05-07",
    }
    answer = client.post("/reports/coverage/new/", sent)
    assert answer.status_code == 422
    assert "市民走进实验室。" in answer.content.decode()
    with pytest.raises(ValidationError):
        told(studied, on=date(2024, 5, 7))
    assert not MediaStory.objects.exists()
    assert (
        client.post("/reports/coverage/new/", sent | {"outlet": "示范发布", "on": "2024-05-06"}).status_code
        == 302
    )


def test_programs_read_them(studied, client):
    told(studied)
    paragraph = approved(studied)
    client.force_login(studied.congress)
    stories = client.get("/api/v1/reports/coverage?channel=online").json()
    paragraphs = client.get("/api/v1/reports/paragraphs?state=approved").json()
    reports = client.get("/api/v1/reports/").json()
    assert [row["title"] for row in stories["rows"]] == ["开放日"]
    assert [row["field"] for row in paragraphs["rows"]] == [library.field_of(paragraph)]
    assert [row["state"] for row in reports["rows"]] == ["writing"]
    client.force_login(studied.finance)
    assert client.get("/api/v1/reports/coverage").status_code == 403
