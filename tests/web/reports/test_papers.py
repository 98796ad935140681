"""Papers of a report: brief, profile, annexes as files made by jobs; a template that two persons enact."""

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from keqiao.engine.phrases import verify_paragraphs, word_paragraphs
from keqiao.engine.reports import KINDS, starter_template
from keqiao.web.jobs.models import Job
from keqiao.web.reports import papers, readings, services
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.word_templates import BRIEF, sample_of
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.site.watcher import Unwatched

pytestmark = pytest.mark.django_db


def made(studied, kind, subject="", file_format="docx"):
    wanted = papers.WantedPaper(studied.report, kind, subject)
    return papers.paper_file(wanted, studied.congress, file_format, Unwatched()).content


def uploaded(client, content, version="2024.1"):
    return client.post(
        reverse("rulebooks:new", args=(BRIEF.code,)),
        {
            "file": SimpleUploadedFile("简报.docx", content),
            "version": version,
            "valid_from": "2024-05-06",
            "source": "办公室",
        },
    )


def test_brief_and_profile_hold_and_the_annexes_list_what_the_brief_says(studied):
    facts = [claim.fact for claim in ReportClaims(studied.report).everything]
    code = ReportClaims(studied.report).units[0].code
    for content in (made(studied, "brief"), made(studied, "profile", code)):
        verified = verify_paragraphs(word_paragraphs(content), facts)
        bound = [figure for figure in verified.figures if figure.bound_to]
        assert bound
        assert {figure.verdict for figure in bound} == {"holds"}
    assert made(studied, papers.ANNEXES, file_format="xlsx").startswith(b"PK")


def test_a_file_is_made_by_a_job_and_taken_at_its_address(studied, client):
    client.force_login(studied.congress)
    page = client.get(reverse("reports:papers", args=(studied.report.pk,)))
    assert page.status_code == 200
    address = reverse("reports:paper", args=(studied.report.pk, "brief", "docx"))
    started = client.get(address)
    assert started.status_code == 302
    job = Job.objects.latest("created_at")
    assert started["Location"] == job.get_absolute_url()
    assert job.state == Job.State.DONE, job.message
    taken = client.get(job.result_url)
    assert b"".join(taken).startswith(b"PK") if taken.streaming else taken.content.startswith(b"PK")
    other = reverse("reports:paper", args=(studied.report.pk, "profile", "docx"))
    assert client.get(f"{other}?of=nobody").status_code == 404


@pytest.mark.parametrize("file_format", ["pdf", "html"])
def test_the_report_itself_is_taken_in_every_format(studied, client, file_format):
    for section in studied.report.sections.all():
        text = "全市有{{科创平台}}。" if section.position == 1 else ""
        services.write(studied.congress, studied.report, section.position, text, since=section.edition)
    client.force_login(studied.congress)
    client.get(reverse("reports:file", args=(studied.report.pk, file_format)))
    job = Job.objects.latest("created_at")
    assert job.state == Job.State.DONE, job.message
    assert client.get(job.result_url).status_code == 200


def test_a_template_is_checked_enacted_by_two_and_filled(studied, client, user_with):
    officer, second = studied.officer, user_with("bureau_officer", username="second_officer")
    client.force_login(officer)
    wrong = docx.Document()
    wrong.add_paragraph("现有{{研发人圆}}。")
    stream = io.BytesIO()
    wrong.save(stream)
    answer = uploaded(client, stream.getvalue())
    assert answer.status_code == 422
    assert "研发人圆" in answer.content.decode()
    assert uploaded(client, b"PK no package").status_code == 422
    assert not DocumentVersion.objects.exists()

    template = starter_template(KINDS["brief"])
    assert uploaded(client, template).status_code == 302
    version = DocumentVersion.objects.get()
    assert client.get(version.get_absolute_url()).status_code == 200
    download = client.get(reverse("rulebooks:text", args=(BRIEF.code, version.pk)))
    assert download.content == template
    text = "".join(paragraph.text for paragraph in word_paragraphs(sample_of(BRIEF, version.text.text)))
    assert "重点科创平台运行情况简报" in text
    assert BRIEF.in_force(date(2024, 5, 6)).word == ""

    proposal = BRIEF.enactment.propose(officer, version, "valid", "换用新版头")
    BRIEF.enactment.decide(second, proposal.pk, accepted=True)
    version.refresh_from_db()
    assert version.status == DocumentVersion.Status.VALID
    text = "".join(paragraph.text for paragraph in word_paragraphs(made(studied, "brief")))
    assert "一、总体情况" in text
    assert "主要指标" in text


def test_a_large_report_is_tried_by_a_job_whose_answer_its_pages_show(studied, client, monkeypatch):
    client.force_login(studied.congress)
    small = client.get(studied.report.get_absolute_url()).content.decode()
    monkeypatch.setattr(readings, "MOST_AT_ONCE", 0)
    address = reverse("reports:check", args=(studied.report.pk,))
    assert address in client.get(studied.report.get_absolute_url()).content.decode()
    client.post(address)
    job = Job.objects.get(kind=readings.KIND)
    assert (job.state, job.result_url) == (Job.State.DONE, studied.report.get_absolute_url())
    large = client.get(job.result_url).content.decode()
    assert address not in large
    paper = '<article class="paper'
    assert (
        large[large.index(paper) :] == small[small.index(paper) :] if paper in small else paper not in large
    )
    section = studied.report.sections.first()
    services.write(studied.congress, studied.report, section.position, "改写。", since=section.edition)
    assert address in client.get(job.result_url).content.decode()
