"""A document read back on a page: a Word file of the report itself, a text, and files that are refused in words."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from keqiao.engine.papers import word
from keqiao.web.reports.report_papers import checked

from .test_writing import rewritten

pytestmark = pytest.mark.django_db


def read_back(client, content, **more):
    sent = {"file": SimpleUploadedFile("报告.docx", content), **more}
    answer = client.post(reverse("reports:verify"), sent)
    return answer.status_code, answer.content.decode()


def test_its_own_figures_hold_after_they_left(studied, client):
    rewritten(studied, "全市有{{科创平台}}，由3家增加到5家，净增4家。")
    content = word(checked(studied.report).built.document)
    client.force_login(studied.congress)
    status, page = read_back(client, content, report=studied.report.pk)
    assert status == 200
    assert "platform_count" in page
    assert "3家" in page
    assert "矛盾" in page


@pytest.mark.parametrize("content", [b"PK\x03\x04 none", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x00\x01"])
def test_what_cannot_be_read_says_why(studied, client, content):
    client.force_login(studied.congress)
    status, page = read_back(client, content)
    assert status == 422
    assert "errorlist" in page


def test_macros_are_refused(studied, client):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/vbaProject.bin", b"x")
    client.force_login(studied.congress)
    status, page = read_back(client, file.getvalue())
    assert (status, "宏" in page) == (422, True)
