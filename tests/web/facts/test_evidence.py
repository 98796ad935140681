import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.papers import PDF

from keqiao.web.facts.file_names import file_name
from keqiao.web.facts.models import Evidence
from keqiao.web.facts.services import Examined, examine, store_evidence

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def office(member="word/document.xml", text="正文", **others):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, text if isinstance(text, bytes) else f"<w:t>{text}</w:t>")
        for name, content in others.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def upload(content, name="审计报告.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def taken(actor, file, title):
    """Both steps: examined, then stored."""
    return store_evidence(actor, examine(file), title)


def test_the_type_is_read_from_the_content(officer):
    assert taken(officer, upload(PDF, "x.exe"), "").media_type == "application/pdf"
    assert taken(officer, upload(office(), "x.pdf"), "").media_type.endswith("wordprocessingml.document")
    assert taken(officer, upload(office("xl/workbook.xml")), "").media_type.endswith("spreadsheetml.sheet")


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
        (PDF, "机 密.pdf"),
        (PDF, "机\u200b密.pdf"),
        (PDF, "&#26426;&#23494;.pdf"),
        (office(text="机 密 \u200b★"), "a.docx"),
        (office(text="&#26426;&#23494;&#x2605;"), "a.docx"),
        (office(text="<w:t>秘密★</w:t>".encode("utf-16")), "a.docx"),
        (office(word__VBAPROJECT_dot_BIN=b"x"), "a.docx"),
        (office(word__embeddings__evil_dot_EXE=b"x"), "a.docx"),
        (office(word__embeddings__picture_dot_png=b"MZ\x90\x00"), "a.docx"),
        (office(word__embeddings__ole_dot_bin=OLE + b"This program cannot be run in DOS mode"), "a.docx"),
        (office(word__embeddings__ole_dot_bin=OLE + "_VBA_PROJECT".encode("utf-16-le")), "a.docx"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "a.pdf"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "a.png"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "a.jpg"),
    ],
)
def test_other_files_are_refused(officer, content, name):
    with pytest.raises(ValidationError):
        taken(officer, upload(content, name), "")
    assert not Evidence.objects.exists()


def test_trade_secrets_are_no_state_secrets(officer):
    assert taken(officer, upload(PDF, "商业秘密保护协议.pdf"), "商业秘密保护协议").pk


def test_too_large_and_a_bomb(officer, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(ValidationError):
        taken(officer, upload(PDF), "")


def test_a_document_that_unpacks_to_too_much(officer):
    with pytest.raises(ValidationError):
        taken(officer, upload(office(text="<w:r/>" * 12_000_000)), "")


def test_the_same_content_is_stored_once(officer):
    first, second = (
        taken(officer, upload(PDF), "一"),
        taken(officer, upload(PDF, "b.pdf"), "二"),
    )
    assert first == second


def test_names_never_reach_the_path(officer, settings):
    stored = taken(officer, upload(PDF, "..\\..\\etc\\passwd.pdf"), "")
    assert stored.original_name == "passwd.pdf"
    assert stored.sha256 in stored.file.name


def test_who_may_upload_and_open(city, officer, user_with, client_of):
    clerk = user_with("platform_clerk", unit=city.P01.unit)
    other = client_of("platform_director", unit=city.P02.unit)
    with pytest.raises(PermissionDenied):
        taken(user_with("leader"), upload(PDF), "")
    file = taken(clerk, upload(PDF), "年度审计报告")
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


@pytest.mark.parametrize("title", ["机密", "机 密", "机\u200b密", "&#26426;&#23494;", "绝　密方案"])
def test_a_mark_in_a_title_is_found_however_it_is_written(officer, title):
    with pytest.raises(ValidationError):
        taken(officer, upload(PDF), title)


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("gnp.exe", "application/pdf", "gnp.pdf"),
        ("\u202egnp.exe", "application/pdf", "gnp.pdf"),
        ("报告\u200b\r\n.PDF", "application/pdf", "报告.PDF"),
        ("照片.jpeg", "image/jpeg", "照片.jpeg"),
        ("报告v1.2", "application/pdf", "报告v1.2.pdf"),
        ("..\\..\\etc\\passwd", "image/png", "passwd.png"),
        ("", "image/png", "file.png"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("长" * 300 + ".pdf", "application/pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_ends_as_the_type_of_its_content(given, kind, name):
    assert file_name(given, kind) == name


def test_a_file_stored_under_another_name_before_is_taken_with_the_right_one(officer, officer_client):
    file = store_evidence(officer, Examined(PDF, "application/pdf", "\u202egnp.exe"), "")
    answer = officer_client.get(f"/evidence/{file.sha256}/")
    assert answer["Content-Disposition"] == 'attachment; filename="gnp.pdf"'


@pytest.mark.parametrize(("code", "accepted"), [(0, True), (1, False), (2, False)])
def test_a_virus_scanner_decides_where_one_is_named(officer, settings, tmp_path, code, accepted):
    scanner = tmp_path / "scanner"
    scanner.write_text(f'#!/bin/sh\ntest -s "$2" || exit 9\nexit {code}\n')
    scanner.chmod(0o700)
    settings.SCAN_COMMAND = f"{scanner} --quiet"
    if accepted:
        assert taken(officer, upload(PDF), "").pk
    else:
        with pytest.raises(ValidationError):
            taken(officer, upload(PDF), "")


def test_a_scanner_that_is_not_there_lets_nothing_in(officer, settings):
    settings.SCAN_COMMAND = "/nowhere/scanner"
    with pytest.raises(ValidationError):
        taken(officer, upload(PDF), "")
