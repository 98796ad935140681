import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from keqiao.web.facts.models import Evidence
from keqiao.web.facts.services import store_evidence

PDF = b"%PDF-1.7\nnothing"


def office(member="word/document.xml", text="正文", **others):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, f"<w:t>{text}</w:t>")
        for name, content in others.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def upload(content, name="审计报告.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_the_type_is_read_from_the_content(officer):
    assert store_evidence(officer, upload(PDF, "x.exe"), "").media_type == "application/pdf"
    assert store_evidence(officer, upload(office(), "x.pdf"), "").media_type.endswith(
        "wordprocessingml.document"
    )
    assert store_evidence(officer, upload(office("xl/workbook.xml")), "").media_type.endswith(
        "spreadsheetml.sheet"
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"),
        (b"MZ\x90\x00", "a.pdf"),
        (b"<html><script>alert(1)</script>", "a.pdf"),
        (b"PK\x03\x04 not a zip", "a.docx"),
        (office("other.xml"), "a.docx"),
        (office(word__vbaProject_dot_bin=b"x"), "a.docx"),
        (office(text="机密★10年"), "a.docx"),
        (office(text="<w:r>秘密</w:r><w:r>★</w:r>"), "a.docx"),
        (PDF, "绝密-方案.pdf"),
    ],
)
def test_other_files_are_refused(officer, content, name):
    with pytest.raises(ValidationError):
        store_evidence(officer, upload(content, name), "")
    assert not Evidence.objects.exists()


def test_trade_secrets_are_no_state_secrets(officer):
    assert store_evidence(officer, upload(PDF, "商业秘密保护协议.pdf"), "商业秘密保护协议").pk


def test_too_large_and_a_bomb(officer, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(ValidationError):
        store_evidence(officer, upload(PDF), "")


def test_a_document_that_unpacks_to_too_much(officer, monkeypatch):
    monkeypatch.setattr("keqiao.web.facts.services.evidence.MAX_SCANNED", 1000)
    with pytest.raises(ValidationError):
        store_evidence(officer, upload(office(text="字" * 2000)), "")


def test_the_same_content_is_stored_once(officer):
    first, second = (
        store_evidence(officer, upload(PDF), "一"),
        store_evidence(officer, upload(PDF, "b.pdf"), "二"),
    )
    assert first == second


def test_names_never_reach_the_path(officer, settings):
    stored = store_evidence(officer, upload(PDF, "..\\..\\etc\\passwd.pdf"), "")
    assert stored.original_name == "passwd.pdf"
    assert stored.sha256 in stored.file.name


def test_who_may_upload_and_open(city, officer, user_with, client_of):
    clerk = user_with("platform_clerk", unit=city.P01.unit)
    other = client_of("platform_director", unit=city.P02.unit)
    with pytest.raises(PermissionDenied):
        store_evidence(user_with("leader"), upload(PDF), "")
    file = store_evidence(clerk, upload(PDF), "年度审计报告", right="returns.fill")
    address = f"/evidence/{file.sha256}/"
    response = client_of(clerk).get(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    refused = other.get(address)
    assert refused.status_code == 403
    assert client_of(officer).get(f"/evidence/{'0' * 64}/").status_code == 404
