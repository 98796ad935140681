"""Writing a report: two writers never overwrite each other, figures are bound, what contradicts stops it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keqiao.web.jobs.models import Job
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.reports import judgement, readings, report_papers, services
from keqiao.web.reports.models import ReportSection, SurveyReport
from keqiao.web.reports.report_papers import checked, file_of

pytestmark = pytest.mark.django_db


def rewritten(studied, text):
    """All sections but the first are empty; the first says the text."""
    for section in studied.report.sections.all():
        services.write(
            studied.congress,
            studied.report,
            section.position,
            text if section.position == 1 else "",
            since=section.edition,
        )


def test_who_is_slower_gets_both_texts(studied, client):
    section = studied.report.sections.first()
    services.write(studied.second, studied.report, section.position, "第二人的文字。", since=1)
    with pytest.raises(ChangedMeanwhile):
        services.write(studied.congress, studied.report, section.position, "第一人的文字。", since=1)
    client.force_login(studied.congress)
    answer = client.post(section.get_absolute_url(), {"text": "第一人的文字。", "edition": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "第一人的文字。" in page
    assert "第二人的文字。" in page
    section.refresh_from_db()
    assert section.text == "第二人的文字。"
    sent = {"text": "两份合并。", "edition": section.edition}
    assert client.post(section.get_absolute_url(), sent).status_code == 302
    assert list(section.editions.values_list("text", flat=True))[:2] == ["两份合并。", "第二人的文字。"]


def test_a_bound_figure_holds_and_a_typed_one_waits(studied):
    rewritten(studied, "全市有{{科创平台}}，其中已建立机制{{已建立的现代运行机制}}，走访99家。")
    built = checked(studied.report).built
    assert built is not None
    assert (built.bound, built.doubtful, built.contradicts) == (2, 1, False)
    with pytest.raises(ValidationError, match="1"):
        services.issue(studied.congress, studied.report.pk)


def test_what_contradicts_stops_it_with_a_list(studied, client):
    rewritten(studied, "全市科创平台9家，由3家增加到5家，净增4家。")
    made = checked(studied.report)
    assert made.built is not None
    assert made.built.contradicts
    found = judgement.remarks(made, opens=True)
    assert [remark.light for remark in found] == ["bad", "bad"]
    assert {remark.url for remark in found} == {studied.report.sections.first().get_absolute_url()}
    client.force_login(studied.congress)
    page = client.get(studied.report.get_absolute_url()).content.decode()
    assert all(remark.words in page.replace("&quot;", '"') for remark in found)


def test_an_unknown_field_is_named_with_its_section(studied):
    rewritten(studied, "全市有{{研发人圆}}。")
    made = checked(studied.report)
    assert made.built is None
    assert [remark.url for remark in judgement.remarks(made, opens=True)] == [
        studied.report.sections.first().get_absolute_url()
    ]


def test_the_same_sections_and_snapshot_give_the_same_file_and_an_issued_report_stands(studied):
    rewritten(studied, "全市有{{科创平台}}。")
    document = checked(studied.report).built.document
    assert file_of(document, "docx") == file_of(checked(studied.report).built.document, "docx")
    issued = services.issue(studied.congress, studied.report.pk)
    assert len(issued.sha256) == 64
    with pytest.raises(PermissionDenied):
        services.write(studied.congress, issued, 1, "改写", since=2)
    section = ReportSection.objects.get(report=issued, position=1)
    assert "科创平台" in section.text
    assert SurveyReport.objects.get().state == "issued"


def test_what_is_written_while_it_is_built_is_not_issued(studied, monkeypatch):
    rewritten(studied, "全市有{{科创平台}}。")
    section = studied.report.sections.first()
    file_of = report_papers.file_of

    def slow(document, file_format):
        services.write(studied.second, studied.report, section.position, "别的话。", since=section.edition)
        return file_of(document, file_format)

    monkeypatch.setattr(report_papers, "file_of", slow)
    with pytest.raises(ChangedMeanwhile):
        services.issue(studied.congress, studied.report.pk)
    studied.report.refresh_from_db()
    assert (studied.report.state, studied.report.sha256) == ("writing", "")


def test_a_large_report_is_issued_by_a_job(studied, client, monkeypatch):
    rewritten(studied, "全市有{{科创平台}}。")
    monkeypatch.setattr(readings, "MOST_AT_ONCE", 0)
    client.force_login(studied.congress)
    answer = client.post(
        f"{studied.report.get_absolute_url()}issue/", {"issue-edition": studied.report.edition}
    )
    assert answer.status_code == 302
    assert answer["Location"] != studied.report.get_absolute_url()
    job = Job.objects.get(kind="reports.issue")
    assert (job.state, job.result_url) == (Job.State.DONE, studied.report.get_absolute_url())
    studied.report.refresh_from_db()
    assert (studied.report.state, len(studied.report.sha256)) == ("issued", 64)


def test_a_job_that_may_not_issue_says_so(studied, client, monkeypatch):
    rewritten(studied, "走访99家。")
    monkeypatch.setattr(readings, "MOST_AT_ONCE", 0)
    client.force_login(studied.congress)
    client.post(f"{studied.report.get_absolute_url()}issue/", {"issue-edition": studied.report.edition})
    job = Job.objects.get(kind="reports.issue")
    studied.report.refresh_from_db()
    assert (job.state, studied.report.state) == (Job.State.FAILED, "writing")
